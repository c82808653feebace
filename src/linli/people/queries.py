"""Reads of the people room: organisations as cards in memory, who holds which position."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from linli.clock import LOCAL, now
from linli.places.revision import per_revision

from .models import Account, Organisation, OrganisationKind, Position
from .roles import Role


@dataclass(frozen=True)
class OrgCard:
    """An organisation as everyone reads it."""

    code: str
    name: str
    short: str
    kind: str
    area: str | None
    parent: str | None
    duty_phone: str
    active: bool = True


@per_revision
def organisations(district_code: str) -> dict[str, OrgCard]:
    """Every organisation of a district by code, in the order of codes."""
    rows = Organisation.objects.filter(district=district_code).order_by("code")
    return {
        row.code: OrgCard(
            row.code,
            row.name,
            row.short or row.name,
            row.kind,
            row.area_id,
            row.parent_id,
            row.duty_phone,
            row.active,
        )
        for row in rows
    }


def departments(district_code: str) -> list[OrgCard]:
    """Those that a whistle can call, by name."""
    return sorted(
        (c for c in organisations(district_code).values() if c.kind == OrganisationKind.DEPARTMENT and c.active),
        key=lambda c: c.code,
    )


def community_office(community_code: str | None) -> str | None:
    """The committee that looks after a community: its code is the area's. None where the pack has none."""
    if not community_code:
        return None
    return community_code if community_code in organisations(community_code[:6]) else None


@per_revision
def centre(district_code: str) -> str:
    """The code of the district's dispatch centre."""
    return next(card.code for card in organisations(district_code).values() if card.kind == OrganisationKind.CENTRE)


def holders(organisation_code: str, roles: Iterable[str] = ()) -> QuerySet[Account]:
    """Active accounts with a position in an organisation today."""
    today = now().astimezone(LOCAL).date()
    held = Position.objects.filter(
        Q(since=None) | Q(since__lte=today),
        Q(until=None) | Q(until__gte=today),
        organisation=organisation_code,
    )
    wanted = list(roles)
    chosen = held.filter(role__in=wanted) if wanted else held
    return Account.objects.filter(pk__in=chosen.values("account_id"), is_active=True)


def building_contact(building_id: UUID) -> Position | None:
    """The contact person of a building (一幢楼一联系人)."""
    return (
        Position.objects.filter(building=building_id, role=Role.BUILDING_CONTACT)
        .select_related("account")
        .order_by("id")
        .first()
    )
