"""Organisations and people as a pack says them, and staff of a real district one by one."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from linli.places.actions import Changes, replace
from linli.places.models import Area, Building, District

from ..errors import UnfitAccount
from ..models import Account, AccountKind, Organisation, Position
from ..roles import Role
from ..sessions import end_all
from ..vault import blind_index, seal
from .absent import let_go


@dataclass(frozen=True)
class OrganisationRow:
    code: str
    name: str
    short: str
    kind: str
    area: str | None = None
    parent: str | None = None
    duty_phone: str = ""
    duty_email: str = ""
    installation: str = ""


@dataclass(frozen=True)
class PositionRow:
    """`building` is its name."""

    role: str
    organisation: str | None = None
    area: str | None = None
    building: str | None = None


@dataclass(frozen=True)
class PersonRow:
    """Someone of a demo. Without a username they cannot sign in."""

    name: str
    username: str | None = None
    phone: str | None = None
    positions: tuple[PositionRow, ...] = ()


# A position as it is told apart: role, organisation, area, building.
_Held = tuple[str, str | None, str | None, Any]


def replace_organisations(district: District, rows: Sequence[OrganisationRow]) -> Changes:
    """A district's organisations by code; one that cases refer to is retired instead of removed."""
    wanted = {
        row.code: Organisation(
            code=row.code, district=district, name=row.name, short=row.short, kind=row.kind, area_id=row.area,
            parent_id=row.parent, duty_phone=row.duty_phone, duty_email=row.duty_email, installation=row.installation,
            active=True,
        )
        for row in _parents_first(rows)
    }  # fmt: skip
    existing = {one.code: one for one in Organisation.objects.filter(district=district).order_by("-code")}
    parts = ("name", "short", "kind", "area_id", "parent_id", "duty_phone", "duty_email", "installation", "active")
    changes = replace(existing, wanted, parts)
    retired = Organisation.objects.filter(district=district, active=True).exclude(code__in=wanted)
    changes.removed += [one.name for one in retired]
    retired.update(active=False)
    return changes


def _parents_first(rows: Sequence[OrganisationRow]) -> list[OrganisationRow]:
    by_code = {row.code: row for row in rows}

    def depth(row: OrganisationRow) -> int:
        above, steps = by_code.get(row.parent or ""), 0
        while above is not None and steps < len(rows):
            above, steps = by_code.get(above.parent or ""), steps + 1
        return steps

    return sorted(rows, key=lambda row: (depth(row), row.code))


def replace_people(district: District, rows: Sequence[PersonRow], password: str) -> Changes:
    """The invented people of a demo district: accounts with one password, and building contacts without."""
    changes = Changes()
    demo = Account.objects.filter(district=district, is_demo=True).order_by("id")
    known = {_key(one): one for one in demo.prefetch_related("positions__building")}
    encoded = _encoded(known.values(), password) if rows else ""
    buildings = {one.name: one.pk for one in Building.objects.filter(district=district, active=True)}
    kept = set()
    new: dict[str, tuple[Account, list[Position]]] = {}
    for row in rows:
        key = row.username or _contact_key(row.name, [held.building for held in row.positions])
        account = known.get(key)
        wanted = {"name": row.name, "password": encoded if row.username else "", "is_active": True}
        index = blind_index(row.phone) if row.phone else ""
        if account is None:
            account = Account(
                username=row.username, kind=AccountKind.STAFF, district=district, is_demo=True, phone_index=index,
                phone_cipher=seal(row.phone) if row.phone else b"", **wanted,
            )  # fmt: skip
            new[key] = account, _positions(account, _wanted(row, buildings))
            changes.added.append(row.name)
        else:
            if _brought_up_to(account, {**wanted, "phone_index": index}, row.phone):
                changes.changed.append(row.name)
            kept.add(account.pk)
            if _replace_positions(account, _wanted(row, buildings)) and row.name not in changes.added + changes.changed:
                changes.changed.append(row.name)
    Account.objects.bulk_create(account for account, _positions in new.values())
    Position.objects.bulk_create(position for _account, positions in new.values() for position in positions)
    for account in known.values():
        if account.pk not in kept and account.is_active:
            account.positions.all().delete()
            let_go(account)
            account.is_active = False
            account.save(update_fields=["is_active"])
            changes.removed.append(account.name)
    return changes


def _brought_up_to(account: Account, wanted: dict[str, Any], phone: str | None) -> bool:
    """Whether anything differed."""
    different = {part: value for part, value in wanted.items() if getattr(account, part) != value}
    for part, value in different.items():
        setattr(account, part, value)
    if different:
        account.phone_cipher = seal(phone) if phone else b""
        account.save()
    return bool(different)


def add_staff(district: District, row: PersonRow) -> str:
    """Give a member of staff of a real district a position, and a fresh password, which is returned and kept by nobody.

    A username known in the district keeps its account: so a forgotten password is replaced too, and whoever was
    signed in under the old one, browser or program, is signed out. Raises UnfitAccount.
    """
    username = row.username or ""
    if not re.fullmatch(r"[a-z][a-z0-9._-]{2,39}", username):
        raise UnfitAccount("username", username)
    for position in row.positions:
        _check_position(district, position)
    password = secrets.token_urlsafe(12)
    with transaction.atomic():
        account = Account.objects.filter(username=username).first()
        if account is None:
            account = Account(username=username, kind=AccountKind.STAFF, district=district)
        elif account.is_demo or account.district_id != district.pk:
            raise UnfitAccount("taken", username)
        account.name, account.password, account.is_active = row.name, make_password(password), True
        account.save()
        end_all(account)
        for position in row.positions:
            account.positions.get_or_create(
                role=position.role, organisation_id=position.organisation, area_id=position.area, stands_in_for=None
            )
    return password


@transaction.atomic
def remove_staff(username: str, role: str | None = None) -> Account:
    """Take a role from a member of staff of a real district; without one all positions, and close the account.

    What they hold as a stand-in is another's: it goes with the account, not with a role.

    Positions are deleted, not ended: what was held and when is on record in the audit entries, and nothing else
    would read the rows. The account stays, for events name it. Raises UnfitAccount.
    """
    account = Account.objects.filter(username=username, kind=AccountKind.STAFF, is_demo=False).first()
    if account is None:
        raise UnfitAccount("unknown", username)
    held = account.positions.all() if role is None else account.positions.filter(role=role, stands_in_for=None)
    if role is not None and not held.exists():
        raise UnfitAccount("not_held", role)
    held.delete()
    # What is taken from somebody is taken from who stands in for them.
    account.stood_in_for.filter(role=role).delete()
    if role is None:
        let_go(account)
        account.is_active = False
        account.set_unusable_password()
        account.save(update_fields=["is_active", "password"])
        end_all(account)
    return account


def _check_position(district: District, position: PositionRow) -> None:
    known = {
        "role": position.role in Role.values,
        "organisation": Organisation.objects.filter(
            district=district, code=position.organisation, active=True
        ).exists(),
        "area": position.area is None or Area.objects.filter(district=district, code=position.area).exists(),
    }
    for field, good in known.items():
        if not good:
            raise UnfitAccount(field, str(getattr(position, field)))


def _key(account: Account) -> str:
    held = [position.building.name for position in account.positions.all() if position.building]
    return account.username or _contact_key(account.name, held)


def _contact_key(name: str, buildings: Iterable[str | None]) -> str:
    """Two people can share a name: who has no username is told apart by the buildings they look after."""
    return " ".join(["no account:", name, *sorted(filter(None, buildings))])


def _encoded(known: Any, password: str) -> str:
    """The stored form of the demo's one password: worked out once, it is the same for all."""
    present = next((one.password for one in known if one.username), "")
    return present if present and check_password(password, present) else make_password(password)


def _wanted(row: PersonRow, buildings: dict[str, Any]) -> set[_Held]:
    return {(p.role, p.organisation, p.area, buildings.get(p.building or "")) for p in row.positions}


def _positions(account: Account, held: Iterable[_Held]) -> list[Position]:
    return [
        Position(account=account, role=role, organisation_id=organisation, area_id=area, building_id=building)
        for role, organisation, area, building in sorted(held, key=str)
    ]


def _replace_positions(account: Account, wanted: set[_Held]) -> bool:
    """Whether any position differed."""
    own = [p for p in account.positions.all() if p.stands_in_for_id is None]
    held = {(p.role, p.organisation_id, p.area_id, p.building_id): p for p in own}
    if wanted == held.keys():
        return False
    gone = [p for key, p in held.items() if key not in wanted]
    account.positions.filter(pk__in=[p.pk for p in gone]).delete()
    for p in gone:
        account.stood_in_for.filter(role=p.role, organisation=p.organisation_id, area=p.area_id).delete()
    Position.objects.bulk_create(_positions(account, wanted - held.keys()))
    return True
