"""A demo's invented votes: each unit's ballot by a letter, so that one reaches what the law asks and another just fails."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from linli.clock import LOCAL, now, today
from linli.ids import case_code, drawn_from, uuid7
from linli.inserting import insert
from linli.people.actors import Actor
from linli.people.models import Account
from linli.people.vault import seal
from linli.places.models import District

from ..models import Ballot, Estate, House, Household, Vote, VoteUnit, Way
from ..models.estates import NOTHING
from ..queries.rules import current_rules
from .opening import PREFIX, settle
from .owners import number_of_owners, units_of


@dataclass(frozen=True)
class DemoVote:
    """`ballots`: for each house a letter a unit, in the order of the roll: y, n, a, or - for who did not vote.
    `closes` in days from today; one that is past was counted the day after. `keepers`: two usernames."""

    estate: str
    rule: str
    title: str
    text: str
    opened: int
    closes: int
    keepers: Sequence[str]
    ballots: Mapping[str, str]
    house: str = ""


def add_votes(district: District, estates: Mapping[str, Estate], rows: Sequence[DemoVote]) -> list[str]:
    """Those whose title no vote of the estate has yet."""
    made = []
    for row in rows:
        if not Vote.objects.filter(estate=estates[row.estate], title=row.title).exists():
            with drawn_from(random.Random(f"{district.code} {row.estate} {row.title}")):
                _add(district, estates[row.estate], row)
            made.append(row.title)
    return made


def _moment(days: int) -> datetime:
    return datetime.combine(today() + timedelta(days=days), time(9), LOCAL)


def _add(district: District, estate: Estate, row: DemoVote) -> None:
    houses = {one.name: one for one in House.objects.filter(estate=estate, active=True)}
    roll = list(
        Household.objects.filter(house__in=[houses[name] for name in row.ballots]).order_by("house__position", "unit")
    )
    keepers = {one.username: one for one in Account.objects.filter(username__in=row.keepers)}
    vote = Vote(
        id=uuid7(), district=district, code=case_code(PREFIX), estate=estate, house=houses.get(row.house),
        rule=next(one for one in current_rules(district.code) if one.code == row.rule), title=row.title, text=row.text,
        organisation_id=estate.organisation_id, keeper_one=keepers[row.keepers[0]], keeper_two=keepers[row.keepers[1]],
        area=sum((one.area for one in roll), NOTHING), opened_at=_moment(row.opened),
        closes_on=today() + timedelta(days=row.closes),
    )  # fmt: skip
    units = units_of(vote, roll)
    vote.units = number_of_owners(units)
    insert([vote])
    insert(units)
    insert(_ballots(vote, houses, units, row))
    if row.closes < 0:
        settle(vote, Actor.system(), _moment(row.closes + 1))


def _ballots(vote: Vote, houses: Mapping[str, House], units: Sequence[VoteUnit], row: DemoVote) -> list[Ballot]:
    made, ways = [], (Way.PHONE, Way.LETTER, Way.PHONE, Way.PAPER)
    for name, letters in row.ballots.items():
        own = [one for one in units if one.house_id == houses[name].pk]
        for number, (unit, letter) in enumerate(zip(own, letters, strict=True)):
            if letter != "-":
                at = min(vote.opened_at + timedelta(hours=7 * number), now())
                made.append(
                    Ballot(id=uuid7(), vote=vote, unit=unit, choice_cipher=seal(letter), way=ways[number % 4], at=at)
                )
    return made
