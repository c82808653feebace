"""Standing behind a proposal, saying something to it, objecting to what was said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from linli.clock import now
from linli.ids import uuid7
from linli.inserting import insert
from linli.people.actors import Actor
from linli.people.vault import seal

from .. import commands as c
from ..access import speaker
from ..errors import NoSuchComment, NoSuchProposal, NotNow, TooMany
from ..models import Comment, CommentReport, CommentState, Moderation, Proposal, Support
from .proposing import moderation_of
from .recording import locked_proposal, one_at_a_time, record

MOST_COMMENTS_A_DAY = 30
A_DAY = timedelta(hours=24)


@transaction.atomic
def support(actor: Actor, code: str) -> Proposal:
    """Stand behind a proposal; said again, or twice at once, it counts once. Raises SignInFirst, NoSuchProposal, NotNow."""
    account = speaker(actor)
    row = _open(code)
    if row.account_id == account.pk:
        raise NotNow(_("This is your own proposal: you stand behind it already."), row.state)
    mine = Support(id=uuid7(), district_id=row.district_id, proposal=row, account=account, created_at=now())
    if insert([mine], unless_there=True):
        _count(row, +1)
    return row


@transaction.atomic
def take_back(actor: Actor, code: str) -> Proposal:
    """No longer stand behind it, while it waits for its answer. Raises SignInFirst, NoSuchProposal, NotNow."""
    account = speaker(actor)
    row = _open(code)
    gone, _each = Support.objects.filter(proposal=row, account=account).delete()
    if gone:
        _count(row, -1)
    return row


def _open(code: str) -> Proposal:
    row = locked_proposal(code)
    if not row.is_public:
        raise NoSuchProposal(code)
    if not row.takes_supports:
        raise NotNow(_("It has been answered, so supports are no longer counted. You can still write a comment."), row.state)  # fmt: skip
    return row


def _count(row: Proposal, more: int) -> None:
    """Who stands behind it is in no event: the rows say it, and go with the person."""
    Proposal.objects.filter(pk=row.pk).update(supports=F("supports") + more)
    row.supports += more


@transaction.atomic
def comment(actor: Actor, code: str, given: c.Say | Mapping[str, Any]) -> Comment:
    """Say something to a published proposal, as plain text; sent again within a day it is the same comment.

    Raises SignInFirst, InvalidInput, NoSuchProposal, TooMany.
    """
    account = speaker(actor)
    command = c.parse(c.Say, given)
    row = locked_proposal(code)
    if not row.is_public:
        raise NoSuchProposal(code)
    one_at_a_time(account)
    lately = Comment.objects.filter(account=account, created_at__gt=now() - A_DAY)
    same = lately.filter(proposal=row, text=command.text).exclude(state=CommentState.HIDDEN).first()
    if same is not None:
        return same
    if lately.count() >= MOST_COMMENTS_A_DAY:
        raise TooMany(_("You have written %(n)d comments within 24 hours. Please go on tomorrow.") % {"n": MOST_COMMENTS_A_DAY})  # fmt: skip
    shown = moderation_of(row) == Moderation.AFTER
    name = command.name or account.name
    made = Comment(
        id=uuid7(), district_id=row.district_id, proposal=row, account=account, name_cipher=seal(name) if name else b"",
        show_name=command.show_name and bool(name), text=command.text,
        state=CommentState.SHOWN if shown else CommentState.WAITING, created_at=now(),
    )  # fmt: skip
    insert([made])
    record(actor, "commented", row, comment=made.pk)
    count_comments(row)
    return made


def count_comments(row: Proposal) -> None:
    shown = Comment.objects.filter(proposal=row, state=CommentState.SHOWN).count()
    Proposal.objects.filter(pk=row.pk).update(comments_shown=shown)
    row.comments_shown = shown


@transaction.atomic
def object_to(actor: Actor, key: UUID, given: c.Object | Mapping[str, Any]) -> Comment:
    """Say that a comment should not stand there: it is looked at again, once a person. Raises SignInFirst, NoSuchComment."""
    account = speaker(actor)
    command = c.parse(c.Object, given)
    row = Comment.objects.select_for_update().filter(pk=key, state=CommentState.SHOWN, proposal__state="open").first()
    if row is None:
        raise NoSuchComment
    made = CommentReport(
        id=uuid7(), district_id=row.district_id, comment=row, account=account, reason=command.reason, created_at=now()
    )
    if insert([made], unless_there=True):
        row.reported, row.looked_at = row.reported + 1, False
        row.save(update_fields=["reported", "looked_at"])
    return row
