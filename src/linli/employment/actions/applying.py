"""Asking for a post, and taking it back. What one says of oneself is sealed, and only for the order of this post."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.cases.commands import parse
from linli.cases.errors import InvalidInput
from linli.clock import now
from linli.ids import case_code, uuid7
from linli.people.actions import resident_with
from linli.people.actors import Actor
from linli.people.models import Account
from linli.people.vault import seal
from linli.problem import Fault

from .. import commands as c
from ..errors import AppliedAlready, NotNow, NotThere, SignInFirst
from ..models import UNDECIDED, Applicant, ApplicantState, PlacementState, Post
from ..queries.mine import own_applicant
from .posts import locked, own_locked
from .telling import tell_applicant
from .wiping import decided

# The letters of an applicant's number: 岗位.
PREFIX = "GW"


@transaction.atomic
def apply(actor: Actor, district: str, code: str, given: dict[str, Any]) -> Applicant:
    """For oneself. Raises SignInFirst, InvalidInput, NotThere, NotNow, AppliedAlready."""
    if actor.account is None or actor.kind != "resident":
        raise SignInFirst
    command = parse(c.Apply, given)
    key = Post.objects.filter(district=district, code=code).values_list("pk", flat=True).first()
    if key is None:
        raise NotThere(_("the post"))
    post = locked(key)
    if not post.takes_applicants:
        raise NotNow(_("Ask for the post"), post.state_label)
    return _taken_in(post, actor.account, command)


@transaction.atomic
def apply_for(actor: Actor, post_code: str, given: dict[str, Any]) -> Applicant:
    """Somebody who came to the company, or called. Raises InvalidInput, NotYours, NotThere, NotNow, AppliedAlready."""
    command = parse(c.ApplyFor, given)
    key = Post.objects.filter(district=actor.reach.district, code=post_code).values_list("pk", flat=True).first()
    if key is None:
        raise NotThere(_("the post"))
    post = own_locked(actor, key)
    if not post.takes_applicants:
        raise NotNow(_("Ask for the post"), post.state_label)
    account = resident_with(command.phone) if command.phone else None
    row = _taken_in(post, account, command, by_staff=True)
    audit.record(actor, "job_applied_for", district=post.district_id, subject=f"applicant:{row.code}")
    return row


def _taken_in(post: Post, account: Account | None, command: c.Apply, *, by_staff: bool = False) -> Applicant:
    """A row in the line of a post that the caller has locked."""
    if command.group and not post.rule.group_name(command.group):
        told = _("There is no such group in the rule of this post. Please choose one of those shown.")
        raise InvalidInput([Fault("group", told, command.group)])
    _check_not_there(post, account)
    post.last_turn += 1
    post.save(update_fields=["last_turn"])
    contact = command.contact or (account.phone if account else "")
    row = Applicant(
        id=uuid7(), district_id=post.district_id, post=post, account=account, code=case_code(PREFIX), turn=post.last_turn,
        name_cipher=seal(command.name), contact_cipher=_sealed(contact), group_cipher=_sealed(command.group),
        times_cipher=_sealed(command.times), words_cipher=_sealed(command.words), by_staff=by_staff, created_at=now(),
    )  # fmt: skip
    while Applicant.objects.filter(code=row.code).exists():
        # One number in many thousand millions is drawn twice.
        row.code = case_code(PREFIX)
    row.save(force_insert=True)
    tell_applicant(row, "job_applied", "made")
    return row


def _check_not_there(post: Post, account: Account | None) -> None:
    """Raises AppliedAlready, also of who holds the post."""
    if account is None:
        return
    there = post.applicants.filter(account=account, state__in=UNDECIDED).first()
    holds = post.placements.filter(account=account, state=PlacementState.ACTIVE).first()
    if there or holds:
        raise AppliedAlready(there.code if there else str(holds))


def _sealed(text: str) -> bytes:
    return seal(text) if text else b""


@transaction.atomic
def withdraw(actor: Actor, code: str) -> Applicant:
    """Take one's own back. Raises NotThere, NotNow."""
    known = own_applicant(actor, code)
    locked(known.post_id)
    row = Applicant.objects.select_related("post").get(pk=known.pk)
    if not row.is_undecided:
        raise NotNow(_("Take the application back"), row.state_label)
    decided(row, ApplicantState.WITHDRAWN)
    return row
