"""A vote as owners, everyone and the desk read it. Who voted how is in none of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, F, Q, Sum
from django.utils.translation import gettext as _

from linli.clock import now

from ..counting import FEW, Counted, Terms, hidden
from ..errors import NotThere
from ..models import Ballot, House, Outcome, PaperBallot, PaperState, Tally, Vote, VoteUnit
from ..models.estates import NOTHING
from .rules import CheckLine, check_lines, terms_text


def vote(district: str, code: str) -> Vote:
    """Raises NotThere."""
    rows = Vote.objects.select_related("estate__place", "house", "rule", "result", "organisation")
    row = rows.filter(district=district, code=code).first()
    if row is None:
        raise NotThere(_("this vote"))
    return row


@dataclass(frozen=True)
class HouseLine:
    """A house in a vote: how many owners could vote, how many did, and, after the end and where enough did, how."""

    house: House
    units: int
    voted: int
    counted: Counted | None = None
    hidden: bool = False

    @property
    def share(self) -> float | None:
        return self.voted / self.units if self.units else None

    @property
    def areas(self) -> dict[str, str]:
        """Square metres of each choice, as they are written."""
        counted = self.counted or Counted()
        parts = {"yes": counted.yes_area, "no": counted.no_area, "abstain": counted.abstain_area}
        return {name: f"{area:,.2f}" for name, area in parts.items()}


@dataclass(frozen=True)
class Standing:
    """How a vote stands: while it is open only who took part; afterwards what it came to."""

    row: Vote
    voted: int
    voted_area: object
    houses: list[HouseLine]
    checks: list[CheckLine]
    counted: Counted | None

    @property
    def area(self) -> str:
        return f"{self.row.area:,.2f}"

    @property
    def is_open(self) -> bool:
        return not hasattr(self.row, "result") and not self.row.is_over

    @property
    def is_counted(self) -> bool:
        return hasattr(self.row, "result") and self.row.result.outcome != Outcome.CALLED_OFF

    @property
    def state_label(self) -> str:
        if hasattr(self.row, "result"):
            return self.row.result.outcome_label
        return _("Open") if self.is_open else _("To be counted")

    @property
    def tone(self) -> str:
        if hasattr(self.row, "result"):
            return {"reached": "good", "not_reached": "late"}.get(self.row.result.outcome, "")
        return "wait" if self.is_open else "calm"

    @property
    def terms(self) -> list[str]:
        return terms_text(Terms.read(self.row.rule.terms))

    @property
    def share(self) -> float | None:
        return self.voted / self.row.units if self.row.units else None

    @property
    def sum_hidden(self) -> bool:
        """So few voted in all that even the sum would tell how."""
        return self.counted is not None and 0 < self.counted.voted < FEW


def label_of(row: Vote) -> tuple[str, str]:
    """Its state in a word, and the tone of it."""
    shown = Standing(row, 0, NOTHING, [], [], None)
    return shown.state_label, shown.tone


@dataclass(frozen=True)
class Labelled:
    """A vote with its state, as lists show it."""

    row: Vote
    state_label: str
    tone: str


def labelled(rows: Iterable[Vote]) -> list[Labelled]:
    return [Labelled(row, *label_of(row)) for row in rows]


def standing(row: Vote) -> Standing:
    """Three statements at most."""
    if hasattr(row, "result") and row.result.outcome != Outcome.CALLED_OFF:
        return _counted(row)
    heads = Count("pk", filter=Q(owner=F("pk")))
    units = dict(VoteUnit.objects.filter(vote=row).values_list("house").annotate(n=heads).order_by("house"))
    took_part = Count("pk", filter=Q(unit__owner=F("unit")))
    took = Ballot.objects.filter(vote=row).values_list("unit__house").annotate(n=took_part, sum=Sum("unit__area"))
    found = {house: (n, area) for house, n, area in took.order_by("unit__house")}
    houses = House.objects.filter(pk__in=units).select_related("estate").order_by("position")
    lines = [HouseLine(one, units[one.pk], found.get(one.pk, (0, NOTHING))[0]) for one in houses]
    area = sum((area for _n, area in found.values()), NOTHING)
    return Standing(row, sum(one.voted for one in lines), area, lines, [], None)


def _counted(row: Vote) -> Standing:
    tallies = list(Tally.objects.filter(result=row.result).select_related("house__estate").order_by("house__position"))
    counts = {str(one.house_id): counted_of(one) for one in tallies}
    # Where an owner is counted elsewhere the area alone would tell how they voted.
    away = hidden({key: one.voted or int(one.voted_area > 0) for key, one in counts.items()})
    whole = Counted.sum(counts.values())
    lines = [
        HouseLine(one.house, one.units, one.voted, counts[str(one.house_id)], str(one.house_id) in away)
        for one in tallies
    ]
    return Standing(row, whole.voted, whole.voted_area, lines, check_lines(row.rule, whole), whole)


def counted_of(one: Tally) -> Counted:
    return Counted(one.units, one.units_area, one.yes, one.yes_area, one.no, one.no_area, one.abstain, one.abstain_area)


@dataclass(frozen=True)
class Together:
    """The units of one owner in a vote: one choice is for all of them."""

    units: list[VoteUnit]

    @property
    def places(self) -> str:
        return "、".join(f"{one.house.name} {one.unit}" for one in self.units)

    @property
    def area(self) -> Decimal:
        return sum((one.area for one in self.units), NOTHING)


def together_with(unit: VoteUnit) -> Together:
    units = VoteUnit.objects.filter(vote=unit.vote_id, owner=unit.owner).select_related("house")
    return Together(list(units.order_by("house__position", "unit")))


# For the desk


@dataclass(frozen=True)
class Waiting:
    """A paper that waits for its second person; what the first one read is not shown."""

    row: PaperBallot
    is_own: bool


def papers(row: Vote, reader: object) -> list[Waiting]:
    rows = PaperBallot.objects.filter(unit__vote=row, state=PaperState.WAITING)
    shown = rows.select_related("unit__house", "entered_by").order_by("entered_at")
    return [Waiting(one, one.entered_by == reader) for one in shown]


def not_voted(row: Vote) -> list[tuple[House, list[str]]]:
    """Units that have not voted, by house: whom to remind and whose paper can be entered."""
    rows = VoteUnit.objects.filter(vote=row, ballot=None).select_related("house").order_by("house__position", "unit")
    found: dict[UUID, tuple[House, list[str]]] = {}
    for one in rows:
        found.setdefault(one.house_id, (one.house, []))[1].append(one.unit)
    return list(found.values())


def ways(row: Vote) -> dict[str, int]:
    """By which way the ballots came."""
    return dict(Ballot.objects.filter(vote=row).values_list("way").annotate(n=Count("pk")).order_by("way"))


def may_close(row: Vote) -> bool:
    return not hasattr(row, "result") and row.is_over and row.opened_at <= now()
