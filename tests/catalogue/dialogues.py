"""The dialogues of the packs that come with Linli, as they are read."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from uuid import uuid4

from linli.catalogue.fitting import Dialogue
from linli.catalogue.guides import Guide
from linli.catalogue.questions import QuestionSpec
from linli.packs.mistakes import Mistakes
from linli.packs.questions import check_questions
from linli.packs.reading import read_yaml
from linli.packs.services import read_services
from linli.packs.validating import items_of

PACKS = Path(__file__).resolve().parents[2] / "packs"


@lru_cache
def dialogue_of(pack: str) -> Dialogue:
    mistakes = Mistakes()
    services = read_services(PACKS / pack, mistakes)
    asked = items_of(read_yaml(PACKS / pack / "questions.yaml", mistakes), QuestionSpec, mistakes)
    check_questions(asked, services, mistakes)
    assert mistakes.found == []
    return Dialogue(
        (one for one, _line in asked), [Guide(uuid4(), 1, "511502", spec.holder, spec) for spec, _document in services]
    )
