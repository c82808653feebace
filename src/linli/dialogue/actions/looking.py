"""Looking through what people write: publish, hold, hide, show again; each with its reason where something is kept back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from linli.people.actors import Actor

from .. import commands as c
from ..access import moderator
from ..errors import NoSuchComment, NotNow
from ..models import Comment, CommentState, Proposal, ProposalState
from .proposing import publish_row, stop_clock
from .recording import locked_proposal, record
from .speaking import count_comments
from .telling import tell_author


@transaction.atomic
def publish(actor: Actor, code: str) -> Proposal:
    """Everybody may read it. Raises NoSuchProposal, NotYours, NotNow."""
    row = locked_proposal(code)
    moderator(actor, row.district_id)
    if row.state not in (ProposalState.WAITING, ProposalState.HELD):
        raise NotNow(_("It is “%(state)s” already.") % {"state": row.state_label}, row.state)
    publish_row(actor, row)
    if row.escalate_at is None and row.answered_at is None:
        row.escalate_at = row.due_at
        row.save(update_fields=["escalate_at"])
    tell_author(row, "proposal_published", f"published:{row.version}")
    return row


@transaction.atomic
def hold(actor: Actor, code: str, given: c.Reason | Mapping[str, Any]) -> Proposal:
    """It is not, or no longer, published; its author reads why. Raises NoSuchProposal, NotYours, NotNow, InvalidInput."""
    command = c.parse(c.Reason, given)
    row = locked_proposal(code)
    moderator(actor, row.district_id)
    if row.state not in (ProposalState.WAITING, ProposalState.OPEN) or row.answered_at:
        raise NotNow(_("It is “%(state)s” and cannot be kept back.") % {"state": row.state_label}, row.state)
    row.state, row.held_because, row.version = ProposalState.HELD, command.reason, row.version + 1
    stop_clock(row)
    row.save()
    record(actor, "held", row, reason=command.reason)
    tell_author(row, "proposal_held", f"held:{row.version}", reason=command.reason)
    return row


@transaction.atomic
def show_comment(actor: Actor, key: UUID) -> Comment:
    """It may stand there. Raises NoSuchComment, NotYours."""
    row = _locked(actor, key)
    row.state, row.hidden_because, row.looked_at = CommentState.SHOWN, "", True
    row.save()
    record(actor, "comment_shown", row.proposal, comment=row.pk)
    count_comments(row.proposal)
    return row


@transaction.atomic
def hide_comment(actor: Actor, key: UUID, given: c.Reason | Mapping[str, Any]) -> Comment:
    """In its place stands why. Raises NoSuchComment, NotYours, InvalidInput."""
    command = c.parse(c.Reason, given)
    row = _locked(actor, key)
    row.state, row.hidden_because, row.looked_at = CommentState.HIDDEN, command.reason, True
    row.save()
    record(actor, "comment_hidden", row.proposal, comment=row.pk, reason=command.reason)
    count_comments(row.proposal)
    return row


def _locked(actor: Actor, key: UUID) -> Comment:
    """The proposal is locked first, in the order in which everybody takes them."""
    code = Comment.objects.filter(pk=key).exclude(text="").values_list("proposal__code", flat=True).first()
    if code is None:
        raise NoSuchComment
    proposal = locked_proposal(code)
    moderator(actor, proposal.district_id)
    row = Comment.objects.select_for_update().get(pk=key)
    row.proposal = proposal
    return row
