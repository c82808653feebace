"""What becomes of an applicant: invited, declined with a reason, placed. And the end of a placement."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.cases.commands import parse
from linli.clock import now, today
from linli.ids import read_case_code, uuid7
from linli.people.actors import Actor

from .. import commands as c
from ..access import own_company
from ..errors import (
    BelowMinimum,
    HoursAfterwards,
    LessThanPromised,
    MonthIsDrawn,
    NotNow,
    NotThere,
    OutOfTurn,
    PostFull,
)
from ..models import (
    UNDECIDED,
    Applicant,
    ApplicantState,
    PlacedCount,
    Placement,
    PlacementState,
    Post,
    RunState,
    SlipState,
    WorkDayState,
)
from ..wages import an_hour
from .posts import current_rule, locked
from .telling import tell_applicant
from .wiping import decided


def _undecided(actor: Actor, code: str, what: str) -> Applicant:
    """With its post, which nobody else changes until the transaction ends. Raises NotYours, NotThere, NotNow."""
    company = own_company(actor)
    known = Applicant.objects.filter(code=read_case_code(code) or "", post__company=company).first()
    if known is None:
        raise NotThere(code[:20])
    post = locked(known.post_id)
    row = Applicant.objects.get(pk=known.pk)
    row.post = post
    if not row.is_undecided:
        raise NotNow(what, row.state_label)
    return row


@transaction.atomic
def invite(actor: Actor, code: str, given: dict[str, Any]) -> Applicant:
    """To talk, at a time and place; again, if it changes. Raises InvalidInput, NotYours, NotThere, NotNow."""
    command = parse(c.Invite, given)
    row = _undecided(actor, code, _("Invite"))
    row.state, row.invited_to, row.invited_where = ApplicantState.INVITED, command.at, command.where
    row.save(update_fields=["state", "invited_to", "invited_where"])
    tell_applicant(row, "job_invited", f"invited:{command.at.isoformat()}")
    record(actor, "job_applicant_invited", row)
    return row


@transaction.atomic
def note_paper(actor: Actor, code: str, seen: bool) -> Applicant:
    """Whether the paper that goes with the group was shown: yes or no, nothing of what stands in it.

    Raises NotYours, NotThere, NotNow.
    """
    row = _undecided(actor, code, _("Note the paper"))
    row.paper_seen = seen
    row.save(update_fields=["paper_seen"])
    record(actor, "job_paper_noted", row)
    return row


@transaction.atomic
def decline(actor: Actor, code: str, given: dict[str, Any]) -> Applicant:
    """They read the reason. Raises InvalidInput, NotYours, NotThere, NotNow."""
    command = parse(c.Because, given)
    row = _undecided(actor, code, _("Decline them"))
    decided(row, ApplicantState.DECLINED, command.reason)
    tell_applicant(row, "job_declined", "declined")
    record(actor, "job_applicant_declined", row)
    return row


@transaction.atomic
def place(actor: Actor, code: str, given: dict[str, Any]) -> Placement:
    """Give them the post, from a day to a day, at a wage that the contract fixes.

    Raises InvalidInput, NotYours, NotThere, NotNow, PostFull, OutOfTurn, LessThanPromised, BelowMinimum.
    """
    command = parse(c.Place, given)
    row = _undecided(actor, code, _("Give the post"))
    post = row.post
    if post.is_full:
        raise PostFull(post.wanted)
    before = standing_before(row)
    if before and not command.why:
        raise OutOfTurn(before)
    wage = command.wage or post.wage
    if wage < post.wage:
        raise LessThanPromised(wage, post.wage)
    rule, hourly = current_rule(post.district_id), an_hour(post.pay, wage, post.hours_a_week)
    if hourly < rule.least_an_hour:
        raise BelowMinimum(hourly, rule.least_an_hour, rule.version)
    placement = Placement(
        id=uuid7(), district_id=row.district_id, post=post, company=post.company, applicant=row, account_id=row.account_id,
        name_cipher=row.name_cipher, code=row.code, begins=command.begins, ends=command.ends, pay=post.pay, wage=wage,
        hours_a_week=post.hours_a_week, created_at=now(), by=actor.account,
    )  # fmt: skip
    _give(row, placement)
    record(actor, "job_placed", row, out_of_turn=before, why=command.why)
    return placement


def _give(row: Applicant, placement: Placement) -> None:
    """The place is taken, the group counted as a number, and what was only for deciding is gone."""
    post, group = row.post, row.group
    post.taken += 1
    post.save(update_fields=["taken"])
    placement.save(force_insert=True)
    count, _made = PlacedCount.objects.get_or_create(
        district_id=row.district_id, year=placement.begins.year, group=group
    )
    PlacedCount.objects.filter(pk=count.pk).update(number=F("number") + 1)
    decided(row, ApplicantState.PLACED)
    tell_applicant(row, "job_placed", "placed")


def standing_before(row: Applicant) -> int:
    """How many undecided come before this one: by the rule printed on the post, then by who came first."""
    rule = row.post.rule
    mine = (rule.rank(row.group), row.turn)
    others = row.post.applicants.filter(state__in=UNDECIDED).exclude(pk=row.pk)
    return sum(1 for one in others if (rule.rank(one.group), one.turn) < mine)


@transaction.atomic
def end_placement(actor: Actor, code: str, given: dict[str, Any]) -> Placement:
    """Earlier than the contract said. Raises InvalidInput, NotYours, NotThere, NotNow, HoursAfterwards, MonthIsDrawn."""
    command = parse(c.EndPlacement, given)
    row = own_placement(actor, code)
    if row.state != PlacementState.ACTIVE or not row.begins <= command.day <= row.ends:
        raise NotNow(_("End the placement"), row.state_label)
    later = row.work_days.exclude(state=WorkDayState.RETURNED).filter(day__gt=command.day).order_by("-day").first()
    if later:
        raise HoursAfterwards(later.day)
    paid = row.slips.filter(run__month__gt=command.day, state__in=(SlipState.DRAFT, SlipState.RELEASED)).first()
    if paid:
        raise MonthIsDrawn(paid.month, str(RunState(paid.run.state).label))
    row.ends, row.reason = command.day, command.reason
    row.save(update_fields=["ends", "reason"])
    if row.ends < today():
        finish(row)
    audit.record(actor, "job_placement_ended", district=row.district_id, subject=f"placement:{row.code}")
    return row


def own_placement(actor: Actor, code: str) -> Placement:
    """One of the company that somebody works for, its post locked. Raises NotYours, NotThere."""
    company = own_company(actor)
    rows = Placement.objects.select_related("post", "company__organisation")
    row = rows.filter(code=read_case_code(code) or "", company=company).first()
    if row is None:
        raise NotThere(code[:20])
    row.post = locked(row.post_id)
    row.refresh_from_db(fields=["state", "ends"])
    return row


def finish(row: Placement) -> None:
    """Over: its place in the post, which the caller has locked, is free again."""
    row.state = PlacementState.ENDED
    row.save(update_fields=["state"])
    Post.objects.filter(pk=row.post_id).update(taken=F("taken") - 1)


def record(actor: Actor, kind: str, row: Applicant, **more: Any) -> None:
    audit.record(actor, kind, district=row.district_id, subject=f"applicant:{row.code}", data=more)
