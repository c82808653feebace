"""What a pack says of skills and teams; what it lists no more is closed. Called by the loader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from linli.clock import now
from linli.ids import uuid7
from linli.inserting import insert
from linli.people.models import Account
from linli.places.actions import Changes, replace
from linli.places.models import District

from ..models import Member, MemberState, Skill, Team

_SKILL = ("name", "category", "position", "active")
_TEAM = ("name", "kind", "area_id", "organisation_id", "about", "phone", "position", "active")


@dataclass(frozen=True)
class SkillRow:
    """`category`: what a request for it is filed as."""

    code: str
    name: str
    category: str


@dataclass(frozen=True)
class TeamRow:
    """`skills` by code; `leaders` by user name."""

    code: str
    name: str
    kind: str
    area: str
    organisation: str
    about: str
    skills: tuple[str, ...]
    phone: str = ""
    leaders: tuple[str, ...] = ()


def replace_skills(district: District, rows: Sequence[SkillRow]) -> Changes:
    existing = {row.code: row for row in Skill.objects.filter(district=district)}
    wanted = {
        row.code: Skill(district=district, code=row.code, name=row.name, category=row.category, position=order)
        for order, row in enumerate(rows)
    }
    left = [existing.pop(code) for code in list(existing) if code not in wanted]
    changes = replace(existing, wanted, _SKILL)
    changes.removed += [row.name for row in left if row.active]
    Skill.objects.filter(pk__in=[row.pk for row in left]).update(active=False)
    return changes


def replace_teams(district: District, rows: Sequence[TeamRow]) -> Changes:
    """Teams by code. Those opened at a desk, or changed there since, stay as the desk has them."""
    known = {row.code: row for row in Team.objects.filter(district=district)}
    wanted = {
        row.code: Team(
            district=district, code=row.code, name=row.name, kind=row.kind, area_id=row.area, position=order,
            organisation_id=row.organisation, about=row.about, phone=row.phone,
        )
        for order, row in enumerate(rows)
        if row.code not in known or not known[row.code].at_desk
    }  # fmt: skip
    left = [row for row in known.values() if row.code not in wanted and not row.at_desk and row.active]
    changes = replace({code: known[code] for code in wanted if code in known}, wanted, _TEAM)
    changes.removed += [row.name for row in left]
    Team.objects.filter(pk__in=[row.pk for row in left]).update(active=False)
    taken_up = [row for row in rows if row.code in wanted]
    changes.changed += [name for name in _skills(district, taken_up) if name not in {*changes.added, *changes.changed}]
    _leaders(district, taken_up)
    return changes


def _skills(district: District, rows: Sequence[TeamRow]) -> list[str]:
    """The skills of these teams as they are listed; returns the names of teams whose skills changed."""
    skills = dict(Skill.objects.filter(district=district).values_list("code", "pk"))
    teams = dict(Team.objects.filter(district=district).values_list("code", "pk"))
    through = Team.skills.through
    there = set(through.objects.filter(team__district=district).values_list("team_id", "skill_id"))
    wanted = {(teams[row.code], skills[code]) for row in rows for code in row.skills}
    of_these = {teams[row.code] for row in rows}
    gone = {pair for pair in there if pair[0] in of_these} - wanted
    for team, skill in gone:
        through.objects.filter(team_id=team, skill_id=skill).delete()
    through.objects.bulk_create([through(team_id=team, skill_id=skill) for team, skill in sorted(wanted - there)])
    touched = {team for team, _skill in gone | (wanted - there)}
    return [row.name for row in rows if teams[row.code] in touched]


def _leaders(district: District, rows: Sequence[TeamRow]) -> None:
    """Colleagues who lead, where they do not already."""
    accounts = dict(Account.objects.filter(district=district, kind="staff").values_list("username", "pk"))
    teams = dict(Team.objects.filter(district=district).values_list("code", "pk"))
    there = set(Member.objects.filter(district=district, leads=True).values_list("team_id", "account_id"))
    insert(
        [
            Member(
                id=uuid7(), district=district, team_id=teams[row.code], account_id=accounts[name], leads=True,
                state=MemberState.MEMBER, asked_at=now(), decided_at=now(),
            )
            for row in rows
            for name in row.leaders
            if name in accounts and (teams[row.code], accounts[name]) not in there
        ],
        unless_there=True,
    )  # fmt: skip
