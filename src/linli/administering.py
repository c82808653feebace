"""What an administrator does at the server: give and take the power of staff, each change on record."""

from __future__ import annotations

from django.db import transaction

from linli.audit import actions as audit
from linli.people import actions as people
from linli.people.actors import Actor
from linli.places.models import District


@transaction.atomic
def add_staff(district: District, row: people.PersonRow) -> str:
    """Give a position and a fresh password, which is returned. Raises UnfitAccount."""
    password = people.add_staff(district, row)
    for held in row.positions:
        given = {"change": "given", "role": held.role, "organisation": held.organisation, "area": held.area}
        _staff_changed(district.code, row.username or "", given)
    return password


@transaction.atomic
def remove_staff(username: str, role: str | None = None) -> None:
    """Take a position, or without a role all of them and the account with them. Raises UnfitAccount."""
    account = people.remove_staff(username, role)
    taken = {"change": "taken", "role": role} if role else {"change": "closed"}
    _staff_changed(account.district_id or "", username, taken)


def _staff_changed(district: str, username: str, data: dict[str, str | None]) -> None:
    audit.record(Actor.system(), "staff_changed", district=district, subject=username, data=data)
