"""The only code that writes what the search room keeps besides its index."""

from __future__ import annotations

from collections.abc import Sequence

from linli.places.actions import Changes
from linli.places.models import District

from .models import SynonymGroup


def replace_synonyms(district: District, groups: Sequence[Sequence[str]]) -> Changes:
    """Bring the district's groups of words in line with its pack. They are named by their first word."""
    before = [tuple(words) for words in _rows(district)]
    after = [tuple(words) for words in groups]
    if before != after:
        SynonymGroup.objects.filter(district=district).delete()
        SynonymGroup.objects.bulk_create(
            SynonymGroup(district=district, position=number, words=list(words)) for number, words in enumerate(after)
        )
    known, wanted = {words[0]: words for words in before}, {words[0]: words for words in after}
    return Changes(
        added=[name for name in wanted if name not in known],
        changed=[name for name, words in wanted.items() if name in known and known[name] != words],
        removed=[name for name in known if name not in wanted],
    )


def _rows(district: District) -> list[list[str]]:
    return list(SynonymGroup.objects.filter(district=district).order_by("position").values_list("words", flat=True))
