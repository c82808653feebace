"""Finding cases by words: a code is found exactly, anything else through the search room."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from linli.audit.errors import UnknownEvent
from linli.audit.models import ChainedQuerySet
from linli.ids import read_case_code
from linli.people.reach import Reach
from linli.search.follow import CursorLost, Source
from linli.search.index import Document, Gone, Index, cursors_of

from ..models import Case, CaseEvent, DeskItem

# Of what the asker may see; a longer list would be read by nobody.
MOST = 200
_PUBLIC = "public"


def found_ids(words: str, district: str, reach: Reach | None = None) -> list[UUID]:
    """Keys of the cases that match, best first: of those that `reach` covers, or of the published ones.

    The caller still reads them through `visible_to` or `public`, which decide.
    """
    spelled = read_case_code(words)
    if spelled:
        return list(Case.objects.filter(code=spelled, district_id=district).values_list("pk", flat=True))
    scopes = {_PUBLIC} if reach is None else _asked(reach)
    hits = Index.open().find(words, kinds=("case",), district=district, scopes=scopes, limit=MOST)
    return [UUID(hit.id) for hit in hits]


def _asked(reach: Reach) -> set[str] | None:
    """The scopes that a reach covers, as `visible_to` has it; None is the whole district."""
    if reach.whole_district:
        return None
    return {f"area:{code}" for code in reach.streets | reach.communities | reach.cells} | {
        f"unit:{code}" for code in reach.organisations
    }


def _scopes(case: Case, units: list[str]) -> tuple[str, ...]:
    """By whom a case is found: who looks after its place, every organisation with a part in it, and everyone."""
    areas = dict.fromkeys(code for code in (case.street, case.community, case.area_id) if code)
    public = (_PUBLIC,) if case.published else ()
    return (*(f"area:{code}" for code in areas), *(f"unit:{code}" for code in units), *public)


def _events_after(cursor: str) -> ChainedQuerySet:
    try:
        return CaseEvent.objects.all().after(UUID(cursor) if cursor else None)
    except UnknownEvent as unknown:
        raise CursorLost(cursor) from unknown


def changes(after: str, limit: int) -> tuple[list[Document | Gone], str]:
    """Cases with events after a cursor (an event's key), as the search room follows them."""
    passed = list(_events_after(after).settled().values_list("pk", "stream")[:limit])
    if not passed:
        return [], after
    # Read after the events, so that a row is never older than they are.
    touched = {stream for _pk, stream in passed}
    units: dict[UUID, list[str]] = defaultdict(list)
    for case_id, unit in DeskItem.objects.filter(case_id__in=touched).values_list("case_id", "organisation_id"):
        units[case_id].append(unit)
    rows = Case.objects.filter(pk__in=touched).only(
        "code", "district_id", "title", "text", "address", "created_at", "street", "community", "area_id", "published"
    )
    found: list[Document | Gone] = [
        Document(
            "case", str(row.pk), row.district_id, row.title, f"{row.text}\n{row.address}", row.created_at,
            (row.code,), _scopes(row, units[row.pk]),
        )
        for row in rows
    ]  # fmt: skip
    return found, str(passed[-1][0])


CASES = Source("cases", changes)


def waiting() -> int:
    """How many cases have changed since this node's index last took some in. Raises CursorLost."""
    folder = Index.open().folder
    after = cursors_of(folder).get(CASES.name, "") if folder else ""
    return _events_after(after).order_by().values("stream").distinct().count()
