"""Teams are opened and changed; people join, are taken in, leave."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.cases.commands import parse
from linli.cases.errors import InvalidInput
from linli.clock import now
from linli.ids import case_code, uuid7
from linli.people.actors import Actor
from linli.people.models import Account
from linli.people.queries import organisations
from linli.people.roles import Role
from linli.people.vault import seal
from linli.places.models import Area
from linli.problem import Fault

from .. import commands as c
from ..access import OVERSEERS, check_speaks_for, led, overseen, team_of
from ..errors import AlreadyInTeam, NotNow, NotThere, NotYours, SignInFirst
from ..models import OPEN_MEMBERS, Member, MemberState, Skill, Team


def skills_named(district: str, codes: list[str]) -> list[Skill]:
    """Raises InvalidInput for one that is not on the list."""
    found = {row.code: row for row in Skill.objects.filter(district=district, active=True)}
    unknown = [code for code in codes if code not in found]
    if unknown:
        message = _("“%(code)s” is none of the skills on the list.") % {"code": unknown[0]}
        raise InvalidInput([Fault("skills", message, unknown[0])])
    return [found[code] for code in dict.fromkeys(codes)]


@transaction.atomic
def open_team(actor: Actor, given: dict[str, Any]) -> Team:
    """A team that was not there. Raises NotYours, InvalidInput."""
    command = parse(c.TeamSheet, given)
    _check_may_open(actor, command)
    row = Team(id=uuid7(), district_id=actor.reach.district, code=case_code("T").lower(), at_desk=True)
    _fill(row, command)
    row.save(force_insert=True)
    row.skills.set(skills_named(row.district_id, command.skills))
    _lead(row, command.leader)
    _record(actor, "volunteer_team_opened", row)
    return row


def _check_may_open(actor: Actor, command: c.TeamSheet) -> None:
    if not actor.is_staff or not actor.has(*OVERSEERS, Role.DEPARTMENT_HANDLER):
        raise NotYours
    own = command.organisation in actor.reach.organisations
    in_area = actor.has(*OVERSEERS) and command.area.startswith(tuple(actor.reach.communities | actor.reach.streets))
    if not (own or in_area or actor.has(Role.DISPATCHER)):
        message = _("You open teams of your own organisation, or of the area you look after.")
        raise InvalidInput([Fault("organisation", message, command.organisation)])


def _fill(row: Team, command: c.TeamSheet) -> None:
    card = organisations(row.district_id).get(command.organisation)
    area = Area.objects.filter(district=row.district_id, code=command.area).exclude(level="grid").first()
    faults = []
    if card is None or not card.active:
        faults.append(Fault("organisation", _("There is no such organisation in this district."), command.organisation))
    if area is None:
        faults.append(Fault("area", _("There is no community, street or district with this code."), command.area))
    if faults or card is None or area is None:
        raise InvalidInput(faults)
    row.name, row.kind, row.about, row.phone = command.name, command.kind, command.about, command.phone
    row.area, row.organisation_id = area, card.code


def _lead(row: Team, username: str) -> None:
    """A colleague of the district becomes the leader. Raises InvalidInput."""
    if not username:
        return
    account = Account.objects.filter(username=username, district=row.district_id, is_active=True).first()
    if account is None:
        raise InvalidInput([Fault("leader", _("There is no colleague with this user name here."), username)])
    made, _new = Member.objects.update_or_create(
        team=row, account=account, state=MemberState.MEMBER,
        defaults={"district_id": row.district_id, "leads": True, "asked_at": now(), "decided_at": now()},
    )  # fmt: skip
    assert made.leads


@transaction.atomic
def change_team(actor: Actor, code: str, given: dict[str, Any]) -> Team:
    """By its home organisation or who answers for its area. Raises NotThere, InvalidInput."""
    command = parse(c.TeamSheet, given)
    row = overseen(actor).select_for_update(of=("self",)).filter(code=code).first()
    if row is None:
        raise NotThere(_("this team"))
    _check_may_open(actor, command)
    _fill(row, command)
    row.at_desk = True
    row.save()
    row.skills.set(skills_named(row.district_id, command.skills))
    _lead(row, command.leader)
    _record(actor, "volunteer_team_changed", row)
    return row


@transaction.atomic
def join(actor: Actor, district: str, code: str, given: dict[str, Any]) -> Member:
    """Ask to be in a team. Raises SignInFirst, InvalidInput, NotThere, AlreadyInTeam."""
    if actor.account is None or actor.kind != "resident":
        raise SignInFirst
    command = parse(c.Join, given)
    team = Team.objects.filter(district=district, code=code, active=True).first()
    if team is None:
        raise NotThere(_("this team"))
    skills = [one.code for one in skills_named(district, command.skills)]
    there = team.members.filter(account=actor.account, state__in=OPEN_MEMBERS).first()
    row = Member(
        id=uuid7(), district_id=district, team=team, account=actor.account, name_cipher=seal(command.name), skills=skills,
        asked_at=now(),
    )  # fmt: skip
    try:
        if there is not None:
            raise AlreadyInTeam(team.name, there.state_label)
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        # The same person's other click was a moment earlier.
        raise AlreadyInTeam(team.name, str(MemberState.ASKED.label)) from None
    return row


@transaction.atomic
def offer_skills(actor: Actor, key: UUID, given: dict[str, Any]) -> Member:
    """What one can do in a team one is in, or has asked. Raises InvalidInput, NotThere."""
    command = parse(c.Offer, given)
    row = _own(actor, key)
    row.skills = [one.code for one in skills_named(row.district_id, command.skills)]
    row.save(update_fields=["skills"])
    return row


def _own(actor: Actor, key: UUID) -> Member:
    rows = Member.objects.select_for_update(of=("self",)).select_related("team")
    row = rows.filter(pk=key, account=actor.account, state__in=OPEN_MEMBERS).first() if actor.account else None
    if row is None:
        raise NotThere(_("your place in this team"))
    return row


@transaction.atomic
def leave(actor: Actor, key: UUID) -> Member:
    """At any time. Hours that were given stay one's own. Raises NotThere."""
    row = _own(actor, key)
    row.state, row.leads, row.ended_at = MemberState.LEFT, False, now()
    row.save(update_fields=["state", "leads", "ended_at"])
    return row


@transaction.atomic
def decide(actor: Actor, key: UUID, verdict: c.Verdict) -> Member:
    """Take somebody in, or not. Raises NotThere, NotYours, NotNow."""
    row = _of_a_team(actor, key)
    if row.state != MemberState.ASKED:
        raise NotNow(_("Decide on joining"), row.state_label)
    row.state = MemberState.MEMBER if verdict == "accept" else MemberState.REFUSED
    row.decided_at = now()
    row.save(update_fields=["state", "decided_at"])
    _record(actor, "volunteer_taken_in" if verdict == "accept" else "volunteer_refused", row.team)
    return row


@transaction.atomic
def make_leader(actor: Actor, key: UUID, leads: bool) -> Member:
    """By the home organisation alone: a leader makes no others. Raises NotThere, NotYours, NotNow."""
    row = _of_a_team(actor, key)
    if not overseen(actor).filter(pk=row.team_id).exists():
        raise NotYours
    if row.state != MemberState.MEMBER:
        raise NotNow(_("Make leader"), row.state_label)
    row.leads = leads
    row.save(update_fields=["leads"])
    _record(actor, "volunteer_leader_named" if leads else "volunteer_leader_ended", row.team)
    return row


def _of_a_team(actor: Actor, key: UUID) -> Member:
    row = Member.objects.select_for_update(of=("self",)).select_related("team", "account").filter(pk=key).first()
    if row is None or (actor.is_staff and row.district_id != actor.reach.district):
        raise NotThere(_("this volunteer"))
    check_speaks_for(actor, row.team)
    return row


@transaction.atomic
def see_members(actor: Actor, code: str) -> list[Member]:
    """Who is in a team and who has asked, with names, on the record for staff. Raises NotThere."""
    team = team_of(actor, code)
    rows = list(team.members.filter(state__in=OPEN_MEMBERS).select_related("account").order_by("-leads", "asked_at"))
    if rows and actor.is_staff and not led(actor).filter(pk=team.pk).exists():
        _record(actor, "volunteers_seen", team)
    return rows


def _record(actor: Actor, kind: str, team: Team) -> None:
    audit.record(actor, kind, district=team.district_id, subject=f"team:{team.code}")
