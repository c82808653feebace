"""Subscriptions to new policies: begun and ended by a resident, and each fitting policy told of once, in batches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any
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
# Subscriptions looked at in one transaction of the worker.
BATCH = 500
# How one is told: by text message (WeChat for who follows the account), or only in the app.
CHANNELS = ("sms", "app")
_TEMPLATES = {"sms": "policy_published", "app": "policy_published_quiet"}
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
    """The next subscriptions of what is being told, the oldest first; returns how many were looked at. For the worker."""
    with transaction.atomic():
        waiting = Announcement.objects.filter(done_at=None).order_by("begun_at")
        one = waiting.select_for_update(skip_locked=True).select_related("policy").first()
        if one is None:
            return 0
        rows = Subscription.objects.filter(district_id=one.district_id, created_at__lte=one.begun_at).order_by("pk")
        if one.reached:
            rows = rows.filter(pk__gt=one.reached)
        batch = list(rows[:BATCH]) if one.policy.live and not one.policy.is_over else []
        fitting = [row for row in batch if fits(row, one.policy)]
        # A person with several that fit is told once, and rather by a message than not.
        by_account = {row.account_id: row for row in sorted(fitting, key=lambda row: row.channel == "sms")}
        tell([_message(row, one.policy) for row in by_account.values()])
        one.told += len(by_account)
        one.reached = batch[-1].pk if batch else one.reached
        one.done_at = None if len(batch) == BATCH else now()
        one.save()
    return len(batch)


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
