"""The invented part of renovation.yaml: rolls, progress, notes, faults, payments, ratings and votes of a demo district."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal

from django.utils.translation import gettext as _
from pydantic import Field, StringConstraints

from linli.catalogue.spec import Entry, OrganisationCode, Slug, Text
from linli.renovation.actions import (
    DemoEstate,
    DemoFault,
    DemoHouse,
    DemoNote,
    DemoPayment,
    DemoVote,
    DemoWork,
)

from .mistakes import Mistakes, did_you_mean

if TYPE_CHECKING:
    from .contents import Contents

FILE = "renovation.yaml"
Days = Annotated[int, Field(ge=-2000, le=2000)]
Area = Annotated[Decimal, Field(gt=0, max_digits=8, decimal_places=2)]
Yuan = Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=2)]
Mobile = Annotated[str, StringConstraints(pattern=r"^1[3-9][0-9]{9}$")]
Place = Annotated[Text, Field(max_length=60)]


class RollEntry(Entry):
    """So many floors with a unit for each area; `phones` by unit (101 is the first one)"""

    place: Place
    floors: Annotated[int, Field(ge=1, le=60)]
    areas: list[Area] = Field(min_length=1, max_length=20)
    phones: dict[str, Mobile] = {}


class ProgressEntry(Entry):
    """How a work stands at all houses of the estate, or at those named"""

    work: Slug
    state: Literal["planned", "under_way", "done", "accepted"]
    contractor: OrganisationCode
    amount: Yuan
    begun: Days | None = None
    done: Days | None = None
    accepted: Days | None = None
    until: Days | None = None
    houses: list[Place] = []


class NoteEntry(Entry):
    weeks_ago: Annotated[int, Field(ge=0, le=200)]
    text: Annotated[Text, Field(max_length=1000)]


class FaultEntry(Entry):
    house: Place
    work: Slug
    text: Annotated[Text, Field(min_length=4, max_length=500)]
    found: Annotated[int, Field(ge=0, le=700)]
    mended: Annotated[int, Field(ge=0, le=700)] | None = None
    answer: Annotated[str, StringConstraints(max_length=500)] = ""


class PaymentEntry(Entry):
    work: Slug
    contractor: OrganisationCode
    amount: Annotated[Decimal, Field(gt=0, max_digits=14, decimal_places=2)]
    purpose: Annotated[Text, Field(max_length=120)]
    paid: bool = True


class DemoEstateEntry(Entry):
    """`ratings`: how many households gave five, four, three, two, one"""

    estate: Slug
    roll: list[RollEntry] = []
    works: list[ProgressEntry] = []
    notes: list[NoteEntry] = []
    ratings: list[Annotated[int, Field(ge=0, le=10_000)]] = Field(default=[], max_length=5)
    faults: list[FaultEntry] = []
    payments: list[PaymentEntry] = []


class DemoVoteEntry(Entry):
    """`ballots`: for each house a letter a unit: y, n, a, or - for who did not vote"""

    estate: Slug
    rule: Slug
    title: Annotated[Text, Field(max_length=60)]
    text: Annotated[Text, Field(max_length=4000)]
    opened: Days
    closes: Days
    keepers: list[Annotated[Text, Field(max_length=40)]] = Field(min_length=2, max_length=2)
    ballots: dict[str, Annotated[str, StringConstraints(pattern=r"^[yna-]+$")]]
    house: Annotated[str, StringConstraints(max_length=60)] = ""


class DemoEntry(Entry):
    """A demo's invented renovation"""

    estates: list[DemoEstateEntry] = []
    votes: list[DemoVoteEntry] = []


def demo_estates(entry: DemoEntry) -> list[DemoEstate]:
    return [
        DemoEstate(
            one.estate,
            tuple(DemoHouse(row.place, row.floors, tuple(row.areas), dict(row.phones)) for row in one.roll),
            tuple(DemoWork(**row.model_dump()) for row in one.works),
            tuple(DemoNote(**row.model_dump()) for row in one.notes),
            tuple(one.ratings),
            tuple(DemoFault(**row.model_dump()) for row in one.faults),
            tuple(DemoPayment(**row.model_dump()) for row in one.payments),
        )
        for one in entry.estates
    ]


def demo_votes(entry: DemoEntry) -> list[DemoVote]:
    return [DemoVote(**one.model_dump()) for one in entry.votes]


def check_demo(contents: Contents, found: Any, mistakes: Mistakes) -> None:
    """Names of works, houses, rules and keepers; a ballot for every unit; nothing invented outside a demo."""
    demo: DemoEntry = found.entry.demo
    if demo != DemoEntry() and not contents.district.demo:
        message = _("An invented year can only be given in the pack of a demo district (demo: true in district.yaml).")
        mistakes.add(FILE, found.line("demo"), "demo", message)
    houses = {one.code: [house.place for house in one.houses] for one in found.entry.estates}
    works = {one.code for one in found.entry.works}
    for place, estate in enumerate(demo.estates):
        line = found.line("demo", "estates", place)
        if _known(line, "estate", _("estate"), estate.estate, houses, mistakes):
            named = [*(row.place for row in estate.roll), *(row.house for row in estate.faults)]
            named += [name for row in estate.works for name in row.houses]
            for name in named:
                _known(line, "place", _("building"), name, houses[estate.estate], mistakes)
        used = [one.work for one in estate.works] + [one.work for one in estate.faults]
        for work in [*used, *(one.work for one in estate.payments)]:
            _known(line, "work", _("work"), work, works, mistakes)
        paid = [one.contractor for one in estate.works] + [one.contractor for one in estate.payments]
        for contractor in paid:
            _known(line, "contractor", _("organisation"), contractor, contents.organisation_codes, mistakes)
    _check_votes(contents, found, houses, mistakes)


def _check_votes(contents: Contents, found: Any, houses: dict[str, list[str]], mistakes: Mistakes) -> None:
    rules = {one.code for one in found.entry.rules}
    usernames = {one.username for one, _line in contents.people if one.username}
    units = {
        row.place: row.floors * len(row.areas) for estate in found.entry.demo.estates for row in estate.roll
    }  # fmt: skip
    for place, vote in enumerate(found.entry.demo.votes):
        line = found.line("demo", "votes", place)
        _known(line, "rule", _("rule"), vote.rule, rules, mistakes)
        for keeper in vote.keepers:
            _known(line, "keepers", _("account"), keeper, usernames, mistakes)
        if not _known(line, "estate", _("estate"), vote.estate, houses, mistakes):
            continue
        wanted = {vote.house} if vote.house else set(houses[vote.estate])
        if set(vote.ballots) != wanted:
            told = {"houses": "、".join(sorted(wanted))}
            mistakes.add(FILE, line, "ballots", _("There must be ballots for just these buildings: %(houses)s.") % told)
        for name, letters in vote.ballots.items():
            if len(letters) != units.get(name, 0):
                told_ = {"name": name, "n": len(letters), "units": units.get(name, 0)}
                mistakes.add(
                    FILE, line, "ballots", _("%(name)s has %(units)d units on the roll, but %(n)d letters.") % told_
                )


def _known(line: int, path: str, kind: str, value: str, known: Any, mistakes: Mistakes) -> bool:
    if value in known:
        return True
    message = _("There is no %(kind)s “%(value)s”.") % {"kind": kind, "value": value}
    mistakes.add(FILE, line, path, message + did_you_mean(value, known))
    return False
