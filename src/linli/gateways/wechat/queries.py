"""Reads of the official accounts: what a follower reported, and whom an account is linked with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Q

from linli import clock
from linli.cases.models import Case, Channel
from linli.notices.models import Notice
from linli.people.models import Account
from linli.places.queries import districts

from .accounts import accounts
from .errors import AccountsUnreadable
from .models import Follower

SHOWN = 5


def _theirs(follower: Follower) -> Q:
    """Reported by them here, before or after they linked their number."""
    mine = Q(pk__in=())
    if follower.contact_id:
        mine |= Q(reporter=follower.contact_id)
    if follower.account_id:
        mine |= Q(account=follower.account_id) | Q(reporter__account=follower.account_id)
    return mine


def latest_of(follower: Follower) -> list[Case]:
    """What a follower reported or applied for in this district last, the newest first."""
    theirs = Case.objects.filter(_theirs(follower), district=follower.district_id).defer("text")
    return list(theirs.order_by("-id")[:SHOWN])


def is_of(follower: Follower, case: Case) -> bool:
    """Whether a follower is the reporter of a case."""
    return Case.objects.filter(_theirs(follower), pk=case.pk).exists()


def reported_lately(follower: Follower) -> int:
    """How many cases a follower opened by WeChat within a day."""
    since = clock.now() - timedelta(days=1)
    return Case.objects.filter(_theirs(follower), channel=Channel.WECHAT, created_at__gt=since).count()


def follower_told(notice: Notice) -> Follower | None:
    """Who is told of a notice by WeChat, if they follow: whoever linked the number, else whoever reported there. One statement."""
    contact = notice.contact
    person = notice.account_id or (contact.account_id if contact else None)
    theirs = Q(account=person) if person else Q(pk__in=())
    if contact:
        theirs |= Q(contact=contact.pk)
    found = Follower.objects.filter(theirs, district=notice.district_id, following=True)
    return min(found, key=lambda one: (one.account_id is None or one.account_id != person, one.pk), default=None)


@dataclass(frozen=True)
class Linked:
    """A district with an official account, and whether somebody's WeChat is linked there."""

    slug: str
    name: str
    follower: UUID | None
    following: bool


def linked(account: Account) -> list[Linked]:
    """Every district that has an official account; none while the list of them cannot be used."""
    try:
        known = accounts()
    except AccountsUnreadable:
        return []
    rows = {row.district_id: row for row in Follower.objects.filter(account=account)}
    return [
        Linked(one.slug, one.name, row.pk if row else None, bool(row and row.following))
        for one in districts()
        if one.code in known
        for row in (rows.get(one.code),)
    ]
