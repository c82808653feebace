"""What neighbours say: a vote on whether it is done, and afterwards how satisfied they are. One word each."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from linli.clock import now
from linli.ids import uuid7
from linli.inserting import insert
from linli.people.actors import Actor
from linli.people.models import Account

from .. import commands as c
from ..access import is_neighbour, resident
from ..errors import NotANeighbour, NotNow, SaidAlready
from ..models import DONE, Project, ProjectState, Rating, Vote
from .recording import locked_project


@transaction.atomic
def vote(actor: Actor, code: str, given: dict[str, Any]) -> Vote:
    """Accepted, or not yet and why. Who asked for it, claimed a part, or lives there (and knows the word at the door) votes.

    Raises InvalidInput, SignInFirst, AsYourself, NotThere, NotNow, NotANeighbour, SaidAlready.
    """
    account = resident(actor)
    command = c.parse(c.VoteSheet, given)
    row = locked_project(code)
    if row.state != ProjectState.ASKED:
        raise NotNow(_("Vote on the project"), row.state_label)
    check_neighbour(account, row, command.door_code)
    made = Vote(
        id=uuid7(), district_id=row.district_id, project=row, account=account, round=row.round, accepts=command.accepts,
        words=command.words, created_at=now(),
    )  # fmt: skip
    if not insert([made], unless_there=True):
        raise SaidAlready(_said(Vote.objects.get(project=row, round=row.round, account=account).accepts))
    side = "votes_for" if made.accepts else "votes_against"
    Project.objects.filter(pk=row.pk).update(**{side: F(side) + 1})
    return made


def _said(accepts: bool) -> str:
    return _("accepted") if accepts else _("not done yet")


def check_neighbour(account: Account, row: Project, door_code: str) -> None:
    """Raises NotANeighbour."""
    if door_code.strip().upper() == row.door_code:
        return
    if not is_neighbour(account, row):
        raise NotANeighbour


@transaction.atomic
def rate(actor: Actor, code: str, given: dict[str, Any]) -> Rating:
    """How satisfied, in five levels and words. Raises as `vote`."""
    account = resident(actor)
    command = c.parse(c.RatingSheet, given)
    row = locked_project(code)
    if row.state not in DONE:
        raise NotNow(_("Rate the project"), row.state_label)
    check_neighbour(account, row, command.door_code)
    made = Rating(
        id=uuid7(), district_id=row.district_id, project=row, account=account, score=command.score, words=command.words,
        created_at=now(),
    )  # fmt: skip
    if not insert([made], unless_there=True):
        raise SaidAlready(_("%(n)d of 5") % {"n": Rating.objects.get(project=row, account=account).score})
    Project.objects.filter(pk=row.pk).update(ratings=F("ratings") + 1, stars=F("stars") + made.score)
    return made
