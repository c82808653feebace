"""How many came to the legal desk, about what, where: the months before it was kept here, and every visit since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models.functions import TruncMonth
from django.utils.formats import date_format

from linli.clock import LOCAL

from ..models import Aid, AidState, Consultation, LegalKind, LegalPlace, LegalVisits, State
from ..suppressing import LEAST, hidden

MOST_MONTHS = 36


@dataclass(frozen=True)
class Line:
    """A name or month with its visits as they are published, and its share of the largest."""

    name: str
    visits: str
    share: float


@dataclass(frozen=True)
class Figures:
    total: int
    before: int
    since: int
    sources: Sequence[str]
    months: Sequence[Line]
    kinds: Sequence[Line]
    places: Sequence[Line]
    used: float | None
    aid: str

    @property
    def least(self) -> int:
        return LEAST


Key = tuple[date, UUID, UUID]


def _counted(district: str) -> tuple[Counter[Key], Counter[Key]]:
    """Visits by month, kind and place: those imported, and those that rows here are of."""
    rows = LegalVisits.objects.filter(district=district)
    before: Counter[Key] = Counter()
    for month, kind, place, visits in rows.values_list("month", "kind", "place", "visits"):
        before[(month, kind, place)] += visits
    came = Consultation.objects.filter(district=district, state=State.CAME)
    since: Counter[Key] = Counter()
    grouped = came.annotate(month=TruncMonth("begins_at", tzinfo=LOCAL)).values_list("month", "kind", "place")
    for month, kind, place in grouped.order_by():
        since[(month.astimezone(LOCAL).date(), kind, place)] += 1
    return before, since


def open_figures(district: str) -> Figures:
    """For everyone; seven statements."""
    before, since = _counted(district)
    together = before + since
    months: Counter[date] = Counter()
    kinds: Counter[UUID] = Counter()
    places: Counter[UUID] = Counter()
    for (month, kind, place), number in together.items():
        months[month] += number
        kinds[kind] += number
        places[place] += number
    of_kind = list(LegalKind.objects.filter(district=district).order_by("position").values_list("pk", "name"))
    of_place = list(LegalPlace.objects.filter(district=district).order_by("position").values_list("pk", "name"))
    shown = sorted(months, reverse=True)[:MOST_MONTHS]
    ended = Counter(
        Consultation.objects.filter(
            district=district, walked_in=False, state__in=(State.CAME, State.MISSED)
        ).values_list("state", flat=True)
    )
    booked = ended[State.CAME] + ended[State.MISSED]
    aids = Aid.objects.filter(consultation__district=district, state__in=(AidState.AGREED, AidState.TAKEN)).count()
    sources = LegalVisits.objects.filter(district=district).order_by("source").values_list("source", flat=True)
    return Figures(
        total=sum(together.values()), before=sum(before.values()), since=sum(since.values()), sources=list(sources.distinct()),
        months=_lines([(date_format(month, "YEAR_MONTH_FORMAT"), months[month]) for month in shown]),
        kinds=_lines([(name, kinds[key]) for key, name in of_kind if kinds[key]], by_number=True),
        places=_lines([(name, places[key]) for key, name in of_place if places[key]], by_number=True),
        used=ended[State.CAME] / booked if booked >= LEAST else None, aid=f"<{LEAST}" if 0 < aids < LEAST else str(aids),
    )  # fmt: skip


def _lines(rows: list[tuple[str, int]], *, by_number: bool = False) -> list[Line]:
    if by_number:
        rows = sorted(rows, key=lambda one: -one[1])
    most = max((number for _name, number in rows), default=1)
    texts = hidden([number for _name, number in rows])
    return [
        Line(name, text, number / most if text.isdigit() else 0.0)
        for (name, number), text in zip(rows, texts, strict=True)
    ]
