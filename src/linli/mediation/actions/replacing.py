"""What a pack says of kinds and teams; what it lists no more is closed. Called by the loader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from linli.people.models import Account
from linli.places.actions import Changes, replace
from linli.places.models import District

from ..models import MatterKind, Team, TeamMember


@dataclass(frozen=True)
class KindRow:
    code: str
    name: str
    about: str = ""


@dataclass(frozen=True)
class TeamRow:
    """`members` are user names; `called`, what people call them."""

    code: str
    name: str
    organisation: str
    area: str
    place: str
    hours: str = ""
    phone: str = ""
    about: str = ""
    called: tuple[str, ...] = ()
    members: tuple[str, ...] = ()


def replace_kinds(district: District, rows: Sequence[KindRow]) -> Changes:
    wanted = {
        row.code: MatterKind(district=district, code=row.code, name=row.name, about=row.about, position=position)
        for position, row in enumerate(rows)
    }
    existing = {row.code: row for row in MatterKind.objects.filter(district=district)}
    return _replaced(existing, wanted, ("name", "about", "position"))


def replace_teams(district: District, rows: Sequence[TeamRow]) -> Changes:
    """Files stay with their team, also with one that is closed."""
    wanted = {
        row.code: Team(
            district=district, code=row.code, name=row.name, organisation_id=row.organisation, area_id=row.area, place=row.place,
            hours=row.hours, phone=row.phone, about=row.about, called=list(row.called), position=position,
        )
        for position, row in enumerate(rows)
    }  # fmt: skip
    existing = {row.code: row for row in Team.objects.filter(district=district)}
    parts = ("name", "organisation_id", "area_id", "place", "hours", "phone", "about", "called", "position")
    changes = _replaced(existing, wanted, parts)
    changes.changed += [name for name in _members(district, rows) if name not in changes.added + changes.changed]
    return changes


def _members(district: District, rows: Sequence[TeamRow]) -> list[str]:
    """The names of the teams that others are in now."""
    teams = {row.code: row for row in Team.objects.filter(district=district)}
    names = {name for row in rows for name in row.members}
    accounts: Mapping[str | None, UUID] = dict(
        Account.objects.filter(username__in=names, district=district).values_list("username", "pk")
    )
    changed = []
    for row in rows:
        team = teams[row.code]
        wanted = {accounts[name] for name in row.members if name in accounts}
        known = set(team.members.values_list("account", flat=True))
        if wanted == known:
            continue
        team.members.exclude(account__in=wanted).delete()
        TeamMember.objects.bulk_create(
            [TeamMember(team=team, account_id=key) for key in sorted(wanted - known, key=str)]
        )
        changed.append(team.name)
    return changed


def _replaced(existing: dict[str, Any], wanted: dict[str, Any], parts: tuple[str, ...]) -> Changes:
    """As `replace`, and what something refers to is closed instead of removed."""
    changes = replace(existing, wanted, (*parts, "active"))
    for row in (row for code, row in existing.items() if code not in wanted and row.active):
        if type(row)._default_manager.filter(pk=row.pk).update(active=False):
            changes.removed.append(str(row))
    return changes
