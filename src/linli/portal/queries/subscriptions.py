"""What the page of subscriptions shows: choices, and what one is subscribed to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from linli.catalogue.models import Audience
from linli.people.actors import Actor
from linli.places.models import District
from linli.places.queries import district_by, names

from ..models import Subscription
from .station import subjects_of


@dataclass(frozen=True)
class Mine:
    """One subscription in words."""

    id: UUID
    district: District
    told: str
    channel: str


def mine(actor: Actor, district: District | None = None) -> list[Mine]:
    """One's own, of a district or of all."""
    if actor.account is None or not actor.is_resident:
        return []
    rows = Subscription.objects.filter(account=actor.account).order_by("pk")
    if district is not None:
        rows = rows.filter(district=district)
    return [Mine(one.pk, district_by(one.district_id), _told(one), channel_label(one.channel)) for one in rows]


def _told(one: Subscription) -> str:
    audience = str(Audience(one.audience).label) if one.audience in Audience.values else ""
    area = names(one.district_id).get(one.region)
    return " · ".join(filter(None, [audience, one.subject, area.name if area else ""])) or _("Every new policy")


def channel_label(channel: str) -> str:
    if channel == "app":
        return _("in “Messages” here only")
    return _("by text message; by WeChat for who follows our account")


def subscribe_page(actor: Actor, district: District, given: Mapping[str, str]) -> dict[str, Any]:
    streets = [(code, one.name) for code, one in names(district.code).items() if one.level == "street"]
    chosen = {name: given.get(name, "") for name in ("audience", "subject", "region")}
    return {
        "district": district, "mine": mine(actor, district), "may": actor.is_resident, "chosen": chosen,
        "channel": given.get("channel") or "sms",
        "audiences": [(one.value, str(one.label)) for one in Audience if one != Audience.EVERYONE],
        "subjects": subjects_of(district), "regions": streets,
        "channels": [(name, channel_label(name)) for name in ("sms", "app")],
    }  # fmt: skip
