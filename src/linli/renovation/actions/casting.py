"""Casting a vote: signed in by telephone, with the code of a letter, or on paper that two people enter."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.cases.commands import parse
from linli.clock import LOCAL, now
from linli.ids import receipt_digest, uuid7
from linli.inserting import insert
from linli.people.actors import Actor
from linli.people.vault import seal, unseal

from .. import commands as c
from ..access import own_vote
from ..errors import (
    NotOnTheRoll,
    NotThere,
    OtherChoice,
    PaperDecided,
    PaperWaits,
    SamePerson,
    SignInFirst,
    UnknownCode,
    VotedAlready,
)
from ..models import Ballot, PaperBallot, PaperCode, PaperState, Vote, VoteUnit, Way
from .opening import check_open, locked_vote


@transaction.atomic
def cast(actor: Actor, district: str, code: str, unit: UUID, given: c.Cast | dict[str, Any]) -> Ballot:
    """A household votes by who has signed in with the number that stands on the roll.

    Raises SignInFirst, NotThere, NotOnTheRoll, InvalidInput, VoteClosed, VotedAlready.
    """
    account = actor.account
    if account is None or actor.kind != "resident":
        raise SignInFirst
    vote = _vote(district, code)
    row = VoteUnit.objects.select_related("household").filter(vote=vote, pk=unit).first()
    if row is None or not account.phone_index or row.household.phone_index != account.phone_index:
        raise NotOnTheRoll
    check_open(vote)
    _check_first(row)
    command = given if isinstance(given, c.Cast) else parse(c.Cast, given)
    return _put(vote, row, command.choice, Way.PHONE)


@transaction.atomic
def cast_with_code(district: str, code: str, secret: str, given: c.Cast | dict[str, Any]) -> Ballot:
    """A household votes by whoever holds its letter. Raises NotThere, UnknownCode, InvalidInput, VoteClosed, VotedAlready."""
    vote = _vote(district, code)
    row = unit_of_letter(vote, secret)
    check_open(vote)
    _check_first(row)
    command = given if isinstance(given, c.Cast) else parse(c.Cast, given)
    return _put(vote, row, command.choice, Way.LETTER)


def unit_of_letter(vote: Vote, secret: str) -> VoteUnit:
    """Whose letter has this code. Raises UnknownCode."""
    found = (
        PaperCode.objects.select_related("unit__house").filter(unit__vote=vote, digest=receipt_digest(secret)).first()
    )
    if found is None:
        raise UnknownCode
    return found.unit


def _vote(district: str, code: str) -> Vote:
    key = Vote.objects.filter(district=district, code=code).values_list("pk", flat=True).first()
    if key is None:
        raise NotThere(_("this vote"))
    return locked_vote(key)


def _check_first(unit: VoteUnit) -> None:
    """Raises VotedAlready."""
    there = Ballot.objects.filter(unit=unit).values_list("at", flat=True).first()
    if there is not None:
        raise VotedAlready(unit.unit, there.astimezone(LOCAL).date())


def _put(vote: Vote, unit: VoteUnit, choice: str, way: Way) -> Ballot:
    """The one ballot of a household, and of all others that are of the same owner; the caller has locked the vote."""
    rows = [
        Ballot(id=uuid7(), vote=vote, unit=one, choice_cipher=seal(choice), way=way, at=now())
        for one in VoteUnit.objects.filter(vote=vote, owner=unit.owner)
    ]
    if insert(rows, unless_there=True) < len(rows):
        _check_first(unit)
    return next(row for row in rows if row.unit_id == unit.pk)


# On paper


@transaction.atomic
def enter_paper(actor: Actor, code: str, given: c.Paper | dict[str, Any]) -> PaperBallot:
    """The first of two enters what stands on a paper.

    Raises NotThere, InvalidInput, VoteClosed, VotedAlready, PaperWaits.
    """
    command = given if isinstance(given, c.Paper) else parse(c.Paper, given)
    vote = locked_vote(own_vote(actor, code).pk)
    check_open(vote)
    unit = VoteUnit.objects.filter(vote=vote, house=command.house, unit=command.unit).first()
    if unit is None:
        raise NotThere(_("household %(unit)s on the roll of this vote") % {"unit": command.unit})
    _check_first(unit)
    if PaperBallot.objects.filter(unit=unit, state=PaperState.WAITING).exists():
        raise PaperWaits(unit.unit)
    assert actor.account is not None
    row = PaperBallot.objects.create(
        id=uuid7(), unit=unit, choice_cipher=seal(command.choice), entered_by=actor.account, entered_at=now()
    )
    _record(actor, vote, "paper_entered", unit)
    return row


@transaction.atomic
def confirm_paper(actor: Actor, key: UUID, given: c.Confirm | dict[str, Any]) -> Ballot:
    """A second person reads the same paper; only if both read the same, it counts.

    Raises NotThere, InvalidInput, SamePerson, PaperDecided, OtherChoice, VoteClosed, VotedAlready.
    """
    command = given if isinstance(given, c.Confirm) else parse(c.Confirm, given)
    vote, row = _waiting(actor, key)
    if actor.account == row.entered_by:
        raise SamePerson
    check_open(vote, even_after=True)
    _check_first(row.unit)
    if unseal(row.choice_cipher) != command.choice:
        raise OtherChoice(row.unit.unit)
    _decided(actor, row, PaperState.CONFIRMED)
    _record(actor, vote, "paper_confirmed", row.unit)
    return _put(vote, row.unit, command.choice, Way.PAPER)


@transaction.atomic
def set_paper_aside(actor: Actor, key: UUID) -> PaperBallot:
    """It was entered wrongly, or the household voted otherwise meanwhile: it does not count. Raises NotThere, PaperDecided."""
    vote, row = _waiting(actor, key)
    _decided(actor, row, PaperState.REFUSED)
    _record(actor, vote, "paper_set_aside", row.unit)
    return row


def _waiting(actor: Actor, key: UUID) -> tuple[Vote, PaperBallot]:
    """A paper of a vote of theirs, locked with it. Raises NotThere, PaperDecided."""
    known = PaperBallot.objects.filter(pk=key).values_list("unit__vote__code", flat=True).first()
    if known is None:
        raise NotThere(_("this paper"))
    vote = locked_vote(own_vote(actor, known).pk)
    row = PaperBallot.objects.select_related("unit", "entered_by").get(pk=key)
    if row.state != PaperState.WAITING:
        raise PaperDecided(str(PaperState(row.state).label))
    return vote, row


def _decided(actor: Actor, row: PaperBallot, state: PaperState) -> None:
    row.state, row.decided_by, row.decided_at = state, actor.account, now()
    row.save(update_fields=["state", "decided_by", "decided_at"])


def _record(actor: Actor, vote: Vote, kind: str, unit: VoteUnit) -> None:
    audit.record(actor, kind, district=vote.district_id, subject=f"vote:{vote.code}", data={"unit": str(unit.pk)})
