"""Posts: offered, changed, closed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.cases.commands import parse
from linli.clock import now
from linli.ids import uuid7
from linli.people.actors import Actor
from linli.places.models import Area, Level

from .. import commands as c
from ..access import own_company
from ..errors import BelowMinimum, NotNow, NotThere, PlacesGivenAway
from ..models import UNDECIDED, ApplicantState, Post, PostState, Rule
from ..wages import an_hour
from .telling import tell_applicant
from .wiping import decided

_PARTS = (
    "title", "about", "place", "kind", "hours_a_week", "times", "pay", "wage", "wanted", "open_from", "open_until",
)  # fmt: skip


def locked(key: UUID) -> Post:
    """The post, nobody else changing it until the transaction ends. Raises NotThere."""
    rows = Post.objects.select_for_update(of=("self",)).select_related("company__organisation", "rule")
    row = rows.filter(pk=key).first()
    if row is None:
        raise NotThere(_("the post"))
    return row


def own_locked(actor: Actor, key: UUID) -> Post:
    """One of the company that somebody works for. Raises NotYours, NotThere."""
    company = own_company(actor)
    row = locked(key)
    if row.company_id != company.pk:
        raise NotThere(_("the post"))
    return row


def current_rule(district: str) -> Rule:
    """Raises NotThere."""
    rule = Rule.objects.filter(district=district, current=True).first()
    if rule is None:
        raise NotThere(_("the rule of whom posts are offered to first"))
    return rule


@transaction.atomic
def offer(actor: Actor, key: UUID, given: dict[str, Any]) -> Post:
    """Offer a post; `key` is what the form calls it, so that one sent twice is one post.

    Raises InvalidInput, NotYours, NotThere, BelowMinimum.
    """
    command = parse(c.PostSheet, given)
    company = own_company(actor)
    known = Post.objects.filter(pk=key, company=company).first()
    if known is not None:
        return known
    rule = current_rule(company.district_id)
    check_least(rule, command)
    row = Post(
        id=key, district_id=company.district_id, company=company, rule=rule, code=f"post-{key.hex[-10:]}",
        area=_community(company.district_id, command.area), by=actor.account, created_at=now(),
        **{name: getattr(command, name) for name in _PARTS},
    )  # fmt: skip
    row.save(force_insert=True)
    record(actor, "job_offered", row)
    return row


@transaction.atomic
def change(actor: Actor, key: UUID, given: dict[str, Any]) -> Post:
    """Contracts made before keep what they fix. Raises InvalidInput, NotYours, NotThere, NotNow, BelowMinimum, PlacesGivenAway."""
    command = parse(c.PostSheet, given)
    row = own_locked(actor, key)
    if row.state == PostState.CLOSED:
        raise NotNow(_("Change the post"), row.state_label)
    if command.wanted < row.taken:
        raise PlacesGivenAway(row.taken, command.wanted)
    check_least(row.rule, command)
    for name in _PARTS:
        setattr(row, name, getattr(command, name))
    row.area = _community(row.district_id, command.area)
    row.save(update_fields=[*_PARTS, "area"])
    record(actor, "job_changed", row)
    return row


@transaction.atomic
def close(actor: Actor, key: UUID, given: dict[str, Any]) -> Post:
    """Nobody is placed in it any more; who asked for it is told why. Raises InvalidInput, NotYours, NotThere, NotNow."""
    command = parse(c.Because, given)
    row = own_locked(actor, key)
    if row.state == PostState.CLOSED and not row.applicants.filter(state__in=UNDECIDED).exists():
        raise NotNow(_("Close the post"), row.state_label)
    row.state, row.reason = PostState.CLOSED, command.reason
    row.save(update_fields=["state", "reason"])
    for one in row.applicants.filter(state__in=UNDECIDED).order_by("turn"):
        one.post = row
        decided(one, ApplicantState.DECLINED, command.reason)
        tell_applicant(one, "job_declined", "declined")
    record(actor, "job_closed", row)
    return row


def check_least(rule: Rule, offered: c.PostSheet) -> None:
    """Raises BelowMinimum."""
    hourly = an_hour(offered.pay, offered.wage, offered.hours_a_week)
    if hourly < rule.least_an_hour:
        raise BelowMinimum(hourly, rule.least_an_hour, rule.version)


def _community(district: str, code: str) -> Area:
    area = Area.objects.filter(district=district, code=code, level=Level.COMMUNITY).first()
    if area is None:
        raise NotThere(_("the community"))
    return area


def record(actor: Actor, kind: str, row: Post, **more: Any) -> None:
    audit.record(actor, kind, district=row.district_id, subject=f"post:{row.code}", data=more)


def fresh_key() -> UUID:
    """What a new form calls the post that will be made of it."""
    return uuid7()
