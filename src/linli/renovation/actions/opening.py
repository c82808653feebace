"""A vote of owners: opened by the roll as it stands, letters with one-time codes, closed and counted for good."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, F, Q, Sum
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.cases.commands import parse
from linli.clock import now
from linli.ids import case_code, new_receipt, receipt_digest, uuid7
from linli.inserting import insert
from linli.people.actors import Actor
from linli.people.models import Account, Position

from .. import commands as c
from ..access import own_vote
from ..counting import Counted, Terms, judge
from ..errors import NoRoll, NotThere, PaperWaits, TooEarlyToClose, Unfit, VoteClosed
from ..models import (
    Ballot,
    Choice,
    Estate,
    House,
    Household,
    Outcome,
    PaperCode,
    PaperState,
    Rule,
    Tally,
    Vote,
    VoteResult,
    VoteUnit,
)
from ..models.estates import NOTHING
from ..queries.rules import current_rules
from .owners import number_of_owners, tell_owners, units_of
from .planning import held

# The letters of a vote's number: 表决.
PREFIX = "BJ"
# XXXX-XXXX-XXXX: 60 bits.
_CODE_LENGTH = 14


@transaction.atomic
def open_vote(actor: Actor, code: str, given: c.OpenVote | dict[str, Any]) -> Vote:
    """Ask the owners of an estate, or of one house. Its rule, roll and last day are those of this moment.

    Raises NotThere, InvalidInput, Unfit, NoRoll.
    """
    command = given if isinstance(given, c.OpenVote) else parse(c.OpenVote, given)
    estate = held(actor, code)
    rule = _rule(estate.district_id, command.rule)
    houses = _houses(estate, command.house)
    roll = list(Household.objects.filter(house__in=houses).order_by("house__position", "unit"))
    _check_complete(houses, roll)
    _check_keepers(actor, (command.keeper_one, command.keeper_two))
    vote = Vote(
        id=uuid7(), district_id=estate.district_id, code=_fresh_code(), estate=estate, rule=rule, title=command.title,
        text=command.text, house=houses[0] if command.house else None, organisation_id=actor.organisation,
        keeper_one_id=command.keeper_one, keeper_two_id=command.keeper_two,
        area=sum((one.area for one in roll), NOTHING), opened_at=now(), closes_on=command.closes_on,
    )  # fmt: skip
    units = units_of(vote, roll)
    vote.units = number_of_owners(units)
    insert([vote])
    insert(units)
    tell_owners(vote, roll)
    _record(actor, vote, "vote_opened", rule=str(rule.code), version=rule.version)
    return vote


def _fresh_code() -> str:
    code = case_code(PREFIX)
    while Vote.objects.filter(code=code).exists():
        # One number in many thousand millions is drawn twice.
        code = case_code(PREFIX)
    return code


def _rule(district: str, code: str) -> Rule:
    rule = next((one for one in current_rules(district) if one.code == code), None)
    if rule is None:
        raise Unfit("rule", _("Please choose by which rule is counted."), code)
    return rule


def _houses(estate: Estate, key: UUID | None) -> list[House]:
    rows = House.objects.filter(estate=estate, active=True).order_by("position")
    found = list(rows.filter(pk=key) if key else rows)
    if not found:
        raise NotThere(_("this building"))
    return found


def _check_complete(houses: list[House], roll: list[Household]) -> None:
    """The law counts of all owners: who is not on the roll would be left out of the whole. Raises NoRoll."""
    known: dict[UUID, int] = defaultdict(int)
    for one in roll:
        known[one.house_id] += 1
    for house in houses:
        if known[house.pk] < house.households or not known[house.pk]:
            raise NoRoll(house.name, known[house.pk], house.households)


def _check_keepers(actor: Actor, keys: tuple[UUID, UUID]) -> None:
    """Both work for the organisation that opens the vote. Raises Unfit."""
    if set(keys) - {one.pk for one in possible_keepers(actor)}:
        raise Unfit("keeper_one", _("The two keepers are two people of your own organisation who sign in."))


def possible_keepers(actor: Actor) -> list[Account]:
    """The colleagues of who opens a vote, by name."""
    rows = Position.objects.today().filter(organisation=actor.organisation, stands_in_for=None)
    keys = rows.exclude(role="building_contact").values("account_id")
    return list(
        Account.objects.filter(pk__in=keys, is_active=True, username__isnull=False).order_by("name", "username")
    )


def locked_vote(key: UUID) -> Vote:
    """Nobody else votes in it or closes it until the transaction ends."""
    Vote.objects.select_for_update().get(pk=key)
    return Vote.objects.select_related("estate", "house", "result").get(pk=key)


def check_open(vote: Vote, *, even_after: bool = False) -> None:
    """Raises VoteClosed; `even_after` its last day, as long as it was not counted."""
    if VoteResult.objects.filter(vote=vote).exists() or (vote.is_over and not even_after):
        raise VoteClosed(vote.closes_on)


@dataclass(frozen=True)
class Letter:
    """What is printed for one unit; the code is known to this paper alone."""

    unit: VoteUnit
    code: str


@transaction.atomic
def print_letters(actor: Actor, code: str, house: UUID | None) -> tuple[Vote, list[Letter]]:
    """A fresh code for every unit (of a house) that has not voted; what was printed for it before is void.

    Raises NotThere, VoteClosed.
    """
    known = own_vote(actor, code)
    vote = locked_vote(known.pk)
    check_open(vote)
    units = VoteUnit.objects.filter(vote=vote, ballot=None).select_related("house").order_by("house__position", "unit")
    units = units.filter(house=house) if house else units
    letters = [Letter(one, new_receipt()[:_CODE_LENGTH]) for one in units]
    PaperCode.objects.filter(unit__in=[one.unit.pk for one in letters]).delete()
    insert([PaperCode(unit=one.unit, digest=receipt_digest(one.code), printed_at=now()) for one in letters])
    _record(actor, vote, "letters_printed", letters=len(letters))
    return vote, letters


@transaction.atomic
def close_vote(actor: Actor, code: str) -> VoteResult:
    """Count it, after its last day; then nothing of it changes any more.

    Raises NotThere, VoteClosed, TooEarlyToClose, PaperWaits.
    """
    vote = locked_vote(own_vote(actor, code).pk)
    check_open(vote, even_after=True)
    if not vote.is_over:
        raise TooEarlyToClose(vote.closes_on)
    waiting = VoteUnit.objects.filter(vote=vote, papers__state=PaperState.WAITING).order_by("unit").first()
    if waiting is not None:
        raise PaperWaits(waiting.unit)
    result = settle(vote, actor)
    _record(actor, vote, "vote_closed", outcome=result.outcome)
    return result


def settle(vote: Vote, actor: Actor, at: datetime | None = None) -> VoteResult:
    """The result of a vote that the caller has locked, and one tally a house."""
    counted = count(vote)
    judged = judge(Terms.read(vote.rule.terms), Counted.sum(counted.values()))
    result = VoteResult(
        id=uuid7(), vote=vote, outcome=Outcome.REACHED if judged.reached else Outcome.NOT_REACHED, closed_at=at or now(),
        closed_by=actor.account,
    )  # fmt: skip
    tallies = [
        Tally(
            id=uuid7(), result=result, house_id=house, units=one.units, units_area=one.units_area, yes=one.yes,
            yes_area=one.yes_area, no=one.no, no_area=one.no_area, abstain=one.abstain, abstain_area=one.abstain_area,
        )
        for house, one in counted.items()
    ]  # fmt: skip
    insert([result])
    insert(tallies)
    return result


def count(vote: Vote) -> dict[UUID, Counted]:
    """Every ballot opened and added up, by house: each owner once, where their first unit is, and all areas."""
    units = VoteUnit.objects.filter(vote=vote).values("house").order_by("house")
    whole = units.annotate(n=Count("pk", filter=Q(owner=F("pk"))), sum=Sum("area"))
    found = {row["house"]: Counted(row["n"], row["sum"]) for row in whole}
    for ballot in Ballot.objects.filter(vote=vote).select_related("unit").iterator(chunk_size=1_000):
        found[ballot.unit.house_id] += _one(ballot.choice, ballot.unit)
    return found


def _one(choice: Choice, unit: VoteUnit) -> Counted:
    match choice:
        case Choice.YES:
            return Counted(yes=unit.heads, yes_area=unit.area)
        case Choice.NO:
            return Counted(no=unit.heads, no_area=unit.area)
        case Choice.ABSTAIN:
            return Counted(abstain=unit.heads, abstain_area=unit.area)


@transaction.atomic
def call_off(actor: Actor, code: str, given: c.Because | dict[str, Any]) -> VoteResult:
    """End it without counting, and say why. Raises NotThere, InvalidInput, VoteClosed."""
    command = given if isinstance(given, c.Because) else parse(c.Because, given)
    vote = locked_vote(own_vote(actor, code).pk)
    check_open(vote, even_after=True)
    result = VoteResult(
        id=uuid7(),
        vote=vote,
        outcome=Outcome.CALLED_OFF,
        reason=command.reason,
        closed_at=now(),
        closed_by=actor.account,
    )
    insert([result])
    _record(actor, vote, "vote_called_off")
    return result


def _record(actor: Actor, vote: Vote, kind: str, **told: Any) -> None:
    audit.record(actor, kind, district=vote.district_id, subject=f"vote:{vote.code}", data=told)
