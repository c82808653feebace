"""What the desk of renovation shows: estates of whoever works there, and what waits at them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count
from django.utils.translation import gettext as _

from linli.clock import today
from linli.people import queries as people
from linli.people.actors import Actor
from linli.people.models import OrganisationKind

from ..access import at_renovation, leads, may_accept, own
from ..models import Estate, EstateRating, House, Household, HouseWork, PaperBallot, PaperState, Vote, WorkState
from .listing import Card, cards

MOST_WORDS = 50


@dataclass(frozen=True)
class Waits:
    """What waits for this person: an address, a sentence, how many."""

    path: str
    label: str
    count: int


@dataclass(frozen=True)
class Overview:
    cards: list[Card]
    waiting: list[Waits]

    @property
    def count(self) -> int:
        return sum(one.count for one in self.waiting)


def overview(actor: Actor) -> Overview:
    """Eight statements, however many estates."""
    rows = own(actor)
    shown = cards(rows)
    return Overview(shown, waiting(actor))


def waiting(actor: Actor) -> list[Waits]:
    """Three statements."""
    keys = list(own(actor).values_list("pk", flat=True))
    found: list[Waits] = []
    papers = PaperBallot.objects.filter(state=PaperState.WAITING, unit__vote__estate__in=keys, unit__vote__result=None)
    theirs = papers.exclude(entered_by=actor.account).values_list("unit__vote__code").annotate(n=Count("pk"))
    for code, n in theirs.order_by("unit__vote__code"):
        found.append(
            Waits(f"/desk/renovation/votes/{code}", _("Papers for a second person, vote %(code)s") % {"code": code}, n)
        )
    over = Vote.objects.filter(estate__in=keys, result=None, closes_on__lt=today()).select_related("estate")
    found += [
        Waits(
            f"/desk/renovation/votes/{one.code}",
            _("To be counted: %(title)s") % {"title": f"{one.estate.name} {one.title}"},
            1,
        )
        for one in over.order_by("closes_on")
    ]
    if may_accept(actor):
        done = HouseWork.objects.filter(house__estate__in=keys, house__active=True, state=WorkState.DONE)
        by_estate = done.values_list("house__estate__code", "house__estate__name").annotate(n=Count("pk"))
        found += [
            Waits(f"/desk/renovation/{code}", _("To be accepted: %(estate)s") % {"estate": name}, n)
            for code, name, n in by_estate.order_by("house__estate__code")
        ]
    return found


def desk_door(actor: Actor) -> tuple[str, str, int] | None:
    """Where this person's desk of renovation is, what it is called, and how much waits; None for others."""
    if not at_renovation(actor):
        return None
    return "/desk/renovation", _("Renovation"), sum(one.count for one in waiting(actor))


def contractors(district: str) -> list[tuple[str, str]]:
    cards_ = people.organisations(district).values()
    return [(one.code, one.name) for one in cards_ if one.active and one.kind == OrganisationKind.ENTERPRISE]


@dataclass(frozen=True)
class RollLine:
    """A house with how many of its households are on the roll, and their area."""

    house: House
    known: int
    area: object

    @property
    def is_complete(self) -> bool:
        return self.known >= self.house.households


def roll_lines(estate: Estate, rows: list[Household]) -> list[RollLine]:
    """No statement besides the houses'."""
    by_house: dict[UUID, list[Household]] = {}
    for one in rows:
        by_house.setdefault(one.house_id, []).append(one)
    houses = House.objects.filter(estate=estate, active=True).order_by("position")
    return [
        RollLine(house, len(by_house.get(house.pk, ())), sum(one.area for one in by_house.get(house.pk, ())))
        for house in houses
    ]


def words(estate: Estate) -> list[EstateRating]:
    """What households wrote with their rating, the latest first; one statement."""
    rows = EstateRating.objects.filter(estate=estate).exclude(text_cipher=b"")
    return list(rows.select_related("household__house").order_by("-at", "-id")[:MOST_WORDS])


def may_link(actor: Actor) -> bool:
    return leads(actor)
