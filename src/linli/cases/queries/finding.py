"""Finding cases by words: a code is found exactly, anything else through the search room."""

from __future__ import annotations

from uuid import UUID

from linli.ids import read_case_code
from linli.search.follow import Source
from linli.search.index import Document, Gone, Index

from ..models import Case, CaseEvent

MOST = 200


def found_ids(words: str, district: str) -> list[UUID]:
    """Keys of the cases that match, best first; the caller keeps those that the asker may see."""
    spelled = read_case_code(words)
    if spelled:
        return list(Case.objects.filter(code=spelled, district_id=district).values_list("pk", flat=True))
    hits = Index.open().find(words, kinds=("case",), district=district, limit=MOST)
    return [UUID(hit.id) for hit in hits]


def changes(after: str, limit: int) -> tuple[list[Document | Gone], str]:
    """Cases with events after a cursor (an event's key), as the search room follows them."""
    events = CaseEvent.objects.settled().after(UUID(after) if after else None)
    passed = list(events.values_list("pk", "stream")[:limit])
    if not passed:
        return [], after
    touched = Case.objects.filter(pk__in={stream for _pk, stream in passed})
    rows = touched.only("code", "district_id", "title", "text", "address", "created_at")
    found: list[Document | Gone] = [
        Document(
            "case", str(row.pk), row.district_id, row.title, f"{row.text}\n{row.address}", row.created_at, (row.code,)
        )
        for row in rows
    ]
    return found, str(passed[-1][0])


CASES = Source("cases", changes)
