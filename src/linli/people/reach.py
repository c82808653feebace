"""How far a person's positions reach: the one thing that query scopes are made from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import QuerySet

from linli.clock import today
from linli.prepared import prepared

from .roles import DISTRICT_WIDE, Role

if TYPE_CHECKING:
    from .models import Account, Position


@dataclass(frozen=True)
class Reach:
    """Organisations one sits in, and areas one looks after, by level. Empty: nothing but one's own.

    `home` is the organisation of one's own positions; `stands_in_for` whose positions one holds besides, for a time.
    """

    account_id: UUID | None = None
    district: str = ""
    roles: frozenset[str] = frozenset()
    organisations: frozenset[str] = frozenset()
    communities: frozenset[str] = frozenset()
    streets: frozenset[str] = frozenset()
    cells: frozenset[str] = frozenset()
    whole_district: bool = False
    home: str = ""
    stands_in_for: frozenset[UUID] = frozenset()

    @property
    def alone(self) -> Reach:
        """The reach apart from whose it is: the same for all who hold the same positions."""
        return replace(self, account_id=None, home="", stands_in_for=frozenset())


NOWHERE = Reach()
_LEVELS = {9: "streets", 12: "communities", 15: "cells"}


Held = tuple[str, str | None, str | None, UUID | None]


def reach_of(account: Account) -> Reach:
    """The reach of the positions held today: one statement, kept on the instance."""
    from .models import AccountKind

    if account.known_reach is not None:
        return account.known_reach
    return know_reach(account, _held(account=account.pk, day=today()) if account.kind == AccountKind.STAFF else ())


def know_reach(account: Account, held: Iterable[Held]) -> Reach:
    """What these positions (role, organisation, area, for whom) make of an account's reach, from now on known."""
    account.known_reach = reach = _reach_of(account, tuple(held))
    return reach


@prepared
def _held(*, account: UUID, day: date) -> QuerySet[Position, Held]:
    from .models import Position

    held = Position.objects.on(day).filter(account_id=account)
    return held.order_by("id").values_list("role", "organisation_id", "area_id", "stands_in_for_id")


def _reach_of(account: Account, rows: tuple[Held, ...]) -> Reach:
    from .models import AccountKind

    if account.kind != AccountKind.STAFF:
        return Reach(account_id=account.pk, district=account.district_id or "", roles=frozenset({Role.RESIDENT}))
    roles = frozenset(role for role, _organisation, _area, _whom in rows)
    areas: dict[str, set[str]] = {"streets": set(), "communities": set(), "cells": set()}
    for role, _organisation, area, _whom in rows:
        if area and role != Role.BUILDING_CONTACT and len(area) in _LEVELS:
            areas[_LEVELS[len(area)]].add(area)
    return Reach(
        account_id=account.pk, district=account.district_id or "", roles=roles,
        organisations=frozenset(unit for role, unit, _area, _whom in rows if unit and role != Role.BUILDING_CONTACT),
        streets=frozenset(areas["streets"]), communities=frozenset(areas["communities"]), cells=frozenset(areas["cells"]),
        whole_district=bool(roles & DISTRICT_WIDE),
        home=min((unit for role, unit, _area, whom in rows if unit and whom is None and role != Role.BUILDING_CONTACT), default=""),
        stands_in_for=frozenset(whom for _role, _unit, _area, whom in rows if whom),
    )  # fmt: skip
