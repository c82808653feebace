"""One estate as everyone reads it: works, pictures, votes, faults, notes, who answers for it, how it was rated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from linli.cases.models import Case
from linli.cases.pictures import Shown

from ..errors import NotThere
from ..models import Estate, EstateDuty, EstateRating, Fault, Moment, Vote, WeekNote, Work, WorkEvent

MOST_NOTES, MOST_EVENTS, MOST_FAULTS = 8, 40, 30
SCORES = (5, 4, 3, 2, 1)


def estate(district: str, code: str) -> Estate:
    """Raises NotThere."""
    rows = Estate.objects.select_related("place", "organisation")
    row = rows.filter(district=district, code=code, active=True).first()
    if row is None:
        raise NotThere(_("this estate"))
    return row


@dataclass(frozen=True)
class Pair:
    """A work before, during and after."""

    work: Work
    before: list[Shown]
    during: list[Shown]
    after: list[Shown]


def pictures(row: Estate) -> list[Pair]:
    """By work, in the order of the works; one statement."""
    found: dict[Work, list[Shown]] = {}
    for one in row.pictures.select_related("work").order_by("work__position", "day", "id"):
        found.setdefault(one.work, []).append(Shown(one, f"{one.moment_label}：{one.shows}"))
    return [
        Pair(work, *([one for one in some if one.row.moment == moment] for moment in Moment.values))
        for work, some in found.items()
    ]


@dataclass(frozen=True)
class FaultLine:
    """A fault as everyone reads it: its case by number, open or mended."""

    row: Fault

    @property
    def case(self) -> Case:
        return self.row.case

    @property
    def days(self) -> int | None:
        return (self.row.mended_at - self.row.found_at).days if self.row.mended_at else None

    @property
    def state_label(self) -> str:
        if self.row.mended_at is not None:
            return _("Mended")
        return str(self.case.state_label)

    @property
    def tone(self) -> str:
        return "good" if self.row.mended_at is not None else "wait"


def faults(row: Estate) -> list[FaultLine]:
    """Those that are open first, then the latest; one statement."""
    rows = Fault.objects.filter(estate=row).select_related("case", "house", "work").order_by("-found_at")[:200]
    lines = sorted((FaultLine(one) for one in rows), key=lambda one: one.row.mended_at is not None)
    return lines[:MOST_FAULTS]


@dataclass(frozen=True)
class Ratings:
    """How many households said which of the five, of how many that could."""

    counts: dict[int, int]
    households: int

    @property
    def number(self) -> int:
        return sum(self.counts.values())

    @property
    def satisfied(self) -> int:
        return self.counts.get(5, 0) + self.counts.get(4, 0)

    @property
    def share(self) -> float | None:
        return self.satisfied / self.number if self.number else None

    @property
    def lines(self) -> list[tuple[str, int, float | None]]:
        """Word, number, share of all that were given."""
        words = {
            5: _("Very satisfied"), 4: _("Satisfied"), 3: _("Fair"), 2: _("Dissatisfied"), 1: _("Very dissatisfied"),
        }  # fmt: skip
        whole = self.number
        return [
            (words[one], self.counts.get(one, 0), self.counts.get(one, 0) / whole if whole else None) for one in SCORES
        ]


def ratings(rows: Iterable[Estate]) -> Ratings:
    """Of one estate, or of many together; one statement."""
    listed = list(rows)
    counts = Counter(EstateRating.objects.filter(estate__in=listed).values_list("score", flat=True))
    return Ratings(dict(counts), sum(one.households for one in listed))


def notes(row: Estate) -> list[WeekNote]:
    return list(row.notes.select_related("organisation").order_by("-week")[:MOST_NOTES])


def duties(row: Estate) -> list[EstateDuty]:
    order = ["lead", "community", "contractor", "supervision", "property"]
    return sorted(row.duties.select_related("organisation"), key=lambda one: order.index(one.part))


def votes(row: Estate) -> list[Vote]:
    """The latest first; one statement."""
    return list(row.votes.select_related("house", "result", "rule").order_by("-opened_at"))


@dataclass(frozen=True)
class Moved:
    """What became of a work on a day: at which houses."""

    day: date
    work: str
    became: str
    houses: str
    note: str


def timeline(row: Estate) -> list[Moved]:
    """The latest first; what happened to one work on one day at several houses is one line; one statement."""
    events = (
        WorkEvent.objects.filter(estate=row).select_related("house", "work").order_by("-day", "-id")[: MOST_EVENTS * 4]
    )
    found: dict[tuple[date, str, str], list[WorkEvent]] = {}
    for one in events:
        one.house.estate = row
        found.setdefault((one.day, one.work.name, one.became_label), []).append(one)
    return [
        Moved(
            day,
            work,
            became,
            "、".join(sorted({one.house.short for one in some})),
            next((one.note for one in some if one.note), ""),
        )
        for (day, work, became), some in list(found.items())[:MOST_EVENTS]
    ]
