"""Finding cases by words: a code is found exactly, anything else through the search room."""

from __future__ import annotations

from uuid import UUID

from linli.ids import read_case_code
from linli.search.index import Index

from ..models import Case

MOST = 200


def found_ids(words: str, district: str) -> list[UUID]:
    """Keys of the cases that match, best first; the caller keeps those that the asker may see."""
    spelled = read_case_code(words)
    if spelled:
        return list(Case.objects.filter(code=spelled, district_id=district).values_list("pk", flat=True))
    hits = Index.open().find(words, kinds=("case",), district=district, limit=MOST)
    return [UUID(hit.id) for hit in hits]
