"""Subscriptions to new policies: begun and ended by a resident, and each fitting policy told of once, in batches."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from pydantic import BeforeValidator, Field

from linli.cases.commands import Code, Command, parse, tidy
from linli.catalogue.models import Audience
from linli.clock import now
from linli.notices.actions import Message, tell
from linli.people.actors import Actor
from linli.people.queries import Person
from linli.places.models import District
from linli.places.queries import district_by, names

from ..models import Announcement, Policy, PolicySubject, Subscription
from ..policy_errors import NotAChoice, SignInFirst, TooManySubscriptions

MOST = 20
# Subscribers looked at in one transaction of the worker.
BATCH = 500
# How one is told: by text message (WeChat for who follows the account), or only in the app.
CHANNELS = ("sms", "app")
_TEMPLATES = {"sms": "policy_published", "app": "policy_published_quiet"}
_OF_MANY = {"sms": "policy_published_many", "app": "policy_published_many_quiet"}
# Announcements told of in one go, and how many of them a person is told of one by one.
TOGETHER, EACH = 400, 3
_Choice = Annotated[str, Field(max_length=40), BeforeValidator(tidy)]


class Subscribe(Command):
    """What is left empty fits anything."""

    district: Code
    audience: _Choice = ""
    subject: _Choice = ""
    region: _Choice = ""
    channel: _Choice = "sms"


def subscribe(actor: Actor, given: Mapping[str, Any]) -> Subscription:
    """Begin one; the same again only changes how one is told. Raises SignInFirst, NotAChoice, TooManySubscriptions."""
    command = parse(Subscribe, dict(given))
    if not actor.is_resident or actor.account is None:
        raise SignInFirst
    district = district_by(command.district)
    _check(command, district)
    with transaction.atomic():
        mine = Subscription.objects.filter(account=actor.account, district=district)
        wanted = {"audience": command.audience, "subject": command.subject, "region": command.region}
        if not mine.filter(**wanted).exists() and mine.count() >= MOST:
            raise TooManySubscriptions(MOST)
        row, _new = Subscription.objects.update_or_create(
            defaults={"channel": command.channel}, account=actor.account, district=district, audience=command.audience,
            subject=command.subject, region=command.region,
        )  # fmt: skip
    return row


def _check(command: Subscribe, district: District) -> None:
    subjects = list(PolicySubject.objects.filter(district=district).order_by("position").values_list("name", flat=True))
    regions = {code: one.name for code, one in names(district.code).items() if one.level in ("district", "street")}
    choices: tuple[tuple[str, str, Mapping[str, str]], ...] = (
        ("audience", command.audience, {value: str(label) for value, label in Audience.choices}),
        ("subject", command.subject, {name: name for name in subjects}),
        ("region", command.region, regions),
        ("channel", command.channel, {"sms": _("text message"), "app": _("in the app")}),
    )
    for field, value, known in choices:
        if (value and value not in known) or (field == "channel" and not value):
            raise NotAChoice(field, value, "、".join(known.values()))


def unsubscribe(actor: Actor, key: UUID) -> bool:
    """End one of one's own; whether there was one."""
    if actor.account is None:
        return False
    count, _kinds = Subscription.objects.filter(pk=key, account=actor.account).delete()
    return count > 0


def forget_person(person: Person) -> int:
    """Whoever is erased wants to be told of nothing."""
    count, _kinds = Subscription.objects.filter(account__in=person.accounts).delete()
    return count


# Telling


def announce(policy: Policy) -> None:
    """Have everyone told whose subscription fits; a policy is announced once, however often it is published."""
    Announcement.objects.get_or_create(policy=policy, defaults={"district_id": policy.district_id, "begun_at": now()})


def tell_subscribers() -> int:
    """The next subscribers of what is being told, the oldest first; returns how many were looked at. For the worker.

    What was published within the same moments is told together: each account in one transaction, one word of each
    policy, or one of all of them where they are many.
    """
    with transaction.atomic():
        told_of = _next()
        if not told_of:
            return 0
        first = told_of[0]
        rows = Subscription.objects.filter(district_id=first.district_id)
        if first.reached:
            rows = rows.filter(account__gt=first.reached)
        accounts = list(rows.order_by("account").values_list("account", flat=True).distinct()[:BATCH])
        wanted: dict[UUID, list[Subscription]] = {}
        for row in rows.filter(account__in=accounts).order_by("pk"):
            wanted.setdefault(row.account_id, []).append(row)
        tell([message for mine in wanted.values() for message in _messages(mine, told_of)])
        for one in told_of:
            one.told += sum(any(_concerns(row, one) for row in mine) for mine in wanted.values())
            one.reached = accounts[-1] if accounts else one.reached
            one.done_at = None if len(accounts) == BATCH else now()
            one.save()
    return len(accounts)


def _next() -> list[Announcement]:
    """The announcement that waits longest, and those of its district that have come as far as it has."""
    waiting = Announcement.objects.filter(done_at=None).select_for_update(skip_locked=True, of=("self",))
    oldest = waiting.order_by("begun_at", "pk").first()
    if oldest is None:
        return []
    together = waiting.filter(district=oldest.district_id, reached=oldest.reached)
    return list(together.select_related("policy").order_by("begun_at", "pk")[:TOGETHER])


def _concerns(row: Subscription, one: Announcement) -> bool:
    """Whether that subscription is told: it was there when the policy was published, and the policy still holds and fits."""
    policy = one.policy
    return row.created_at <= one.begun_at and policy.live and not policy.is_over and fits(row, policy)


def _messages(mine: list[Subscription], told_of: list[Announcement]) -> list[Message]:
    """What one account is told: rather by a message than not, where several of its subscriptions fit."""
    fitting = [(one.policy, [row for row in mine if _concerns(row, one)]) for one in told_of]
    found = [(policy, min(rows, key=lambda row: row.channel != "sms")) for policy, rows in fitting if rows]
    if len(found) <= EACH:
        return [_message(row, policy) for policy, row in found]
    return [_digest(found)]


def fits(wanted: Subscription, policy: Policy) -> bool:
    """A policy for everyone, or without a region, fits any audience or region."""
    audiences, regions = set(policy.audiences), policy.regions
    return (
        (not wanted.audience or not audiences or bool(audiences & {wanted.audience, Audience.EVERYONE}))
        and (not wanted.subject or wanted.subject in policy.subjects)
        and (not wanted.region or not regions or any(_meet(wanted.region, code) for code in regions))
    )


def _meet(one: str, other: str) -> bool:
    """One area lies in the other: the code is the path."""
    return one.startswith(other) or other.startswith(one)


def _message(row: Subscription, policy: Policy) -> Message:
    district = district_by(policy.district_id)
    return Message(
        key=f"policy {policy.pk} {row.account_id}", district=policy.district_id, template=_TEMPLATES[row.channel],
        params={"title": policy.title, "organisation": policy.issuer}, link=f"/{district.slug}/policies/{policy.pk}",
        about=policy.pk, account=row.account_id,
    )  # fmt: skip


def _digest(found: list[tuple[Policy, Subscription]]) -> Message:
    """One word of many policies; the key follows from which they are, so that telling it again tells nothing."""
    newest, row = found[-1]
    district = district_by(newest.district_id)
    keys = hashlib.sha256(" ".join(sorted(str(policy.pk) for policy, _row in found)).encode()).hexdigest()[:32]
    channel = min((row.channel for _policy, row in found), key=lambda channel: channel != "sms")
    asked = urlencode({name: value for name, value in (("for", row.audience), ("subject", row.subject)) if value})
    return Message(
        key=f"policies {keys} {row.account_id}", district=newest.district_id, template=_OF_MANY[channel],
        params={"title": newest.title, "reason": str(len(found))}, link=f"/{district.slug}/policies{'?' if asked else ''}{asked}",
        account=row.account_id,
    )  # fmt: skip
