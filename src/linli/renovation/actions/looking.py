"""Looking at what is sealed: the roll (masked), and who voted how (the two keepers alone). On the record first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from linli.audit import actions as audit
from linli.cases.commands import parse
from linli.people.actors import Actor

from .. import commands as c
from ..access import own_estate, own_vote
from ..errors import NotAKeeper
from ..models import Ballot, Estate, Household, Vote


@transaction.atomic
def see_roll(actor: Actor, code: str) -> tuple[Estate, list[Household]]:
    """The households of an estate by house and unit, names and numbers masked. Raises NotThere."""
    estate = own_estate(actor, code)
    rows = Household.objects.filter(house__estate=estate).select_related("house").order_by("house__position", "unit")
    audit.record(actor, "owners_seen", district=estate.district_id, subject=f"estate:{estate.code}")
    return estate, list(rows)


@dataclass(frozen=True)
class Seen:
    """How a household voted."""

    ballot: Ballot
    choice: str


@transaction.atomic
def see_ballots(actor: Actor, code: str, given: c.Because | dict[str, Any]) -> tuple[Vote, list[Seen]]:
    """Each ballot opened, for a check that the law asks for; with the reason, for good.

    Raises NotThere, InvalidInput, NotAKeeper.
    """
    command = given if isinstance(given, c.Because) else parse(c.Because, given)
    vote = own_vote(actor, code)
    if actor.account not in (vote.keeper_one, vote.keeper_two):
        raise NotAKeeper([vote.keeper_one.name, vote.keeper_two.name])
    rows = (
        Ballot.objects.filter(vote=vote).select_related("unit__house").order_by("unit__house__position", "unit__unit")
    )
    audit.record(
        actor, "ballots_seen", district=vote.district_id, subject=f"vote:{vote.code}", data={"reason": command.reason}
    )
    return vote, [Seen(one, str(one.choice.label)) for one in rows]
