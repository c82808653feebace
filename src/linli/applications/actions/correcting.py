"""Correct: what was returned comes back whole, held against the version it was begun under."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from linli.cases.errors import InvalidInput
from linli.cases.models import DeadlineKind, State
from linli.catalogue.guides import version_of
from linli.clock import now
from linli.people.actors import Actor
from linli.problem import Fault

from .. import commands as c
from ..errors import NoLevel
from ..file import ApplicationFile
from ..levels import chain_of
from .forgetting import forget_correction
from .handing_in import check_form


def correct(actor: Actor, file: ApplicationFile, command: c.Correct) -> None:
    """The clock runs on from where it stood. Raises InvalidInput with every fault."""
    case = file.case
    assert case.service_id is not None
    answers = check_form(actor, version_of(case.service_id), command.answers, command.documents, case=case)
    chain = _chain_of_another_area(file, answers)
    case.state, case.came_from = State(case.came_from or State.SUBMITTED), ""
    file.application.level_since = now()
    kept = file.keep(answers)
    if chain and chain.get(case.level, case.organisation_id) != case.organisation_id:
        file.give_to(case.level, chain[case.level])
    documents = _exchange(file, command.documents)
    if case.state == State.SUBMITTED:
        # Whoever looks at it again has the same time for it as at first.
        file.file.start(DeadlineKind.ACCEPT, case.organisation_id or case.office_id, file.spec.accept)
    file.run_on()
    file.file.record("corrected", actor, answers=kept, documents=documents)
    file.file.tell(case.organisation_id or case.office_id, "application_corrected")
    forget_correction(case.pk)


def _chain_of_another_area(file: ApplicationFile, answers: Mapping[str, Any]) -> dict[str, str]:
    """Who looks at it where the area was corrected; nothing where it stays. Raises InvalidInput where nobody does there."""
    spec, name = file.spec, file.spec.area_field
    area = str(answers.get(name, ""))
    if area == str(file.answers.get(name, "")):
        return {}
    try:
        return chain_of(spec, file.case.district_id, area)
    except NoLevel as missing:
        message = _(
            "There is no office for the level “%(level)s” in this place. Please look whether it is the right one, or ask at the counter."
        )
        raise InvalidInput([Fault(name, message % {"level": missing.level}, area)]) from None


def _exchange(file: ApplicationFile, documents: Mapping[str, list[UUID]]) -> list[dict[str, str]]:
    """What is no longer handed in is marked as replaced, and stays to be compared; returns what is new."""
    there = file.handed_in()
    wanted = {(material, key) for material, keys in documents.items() for key in keys}
    for one in there:
        if (one.material, one.document_id) not in wanted:
            one.replaced_at = now()
            one.save(update_fields=["replaced_at"])
    known = {(one.material, one.document_id) for one in there}
    fresh: dict[str, list[UUID]] = {}
    for material, key in sorted(wanted - known, key=str):
        fresh.setdefault(material, []).append(key)
    return file.hand_in(fresh)
