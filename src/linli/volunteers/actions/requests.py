"""Residents ask for volunteers: each request is a case; the team that takes it answers the case.

A community lets its teams answer what is asked of volunteers. So a team acts on the case for the office that holds it, under
the team's own name: the case's timeline says which team took it up and what it answered, and the office confirms on site
and closes it as any other.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.cases.actions import perform, submit
from linli.cases.commands import parse
from linli.cases.errors import InvalidInput
from linli.cases.lifecycle import Part, parts_of
from linli.cases.models import DONE_STATES, Case, State
from linli.clock import day_text, now
from linli.ids import read_case_code, uuid7
from linli.people.actors import Actor
from linli.people.roles import Role
from linli.places.queries import label, names
from linli.problem import Fault

from .. import commands as c
from ..access import OVERSEERS, team_of
from ..errors import AskedAlready, NotNow, NotThere, NotYours, OutsideItsArea, SignInFirst
from ..models import HelpRequest, HelpState, Skill, Team
from .teams import skills_named

# A case of this source was asked of volunteers.
SOURCE = "volunteers"
_LONGEST_TITLE = 80
_BEFORE_ANSWER = (State.SUBMITTED, State.REGISTERED, State.ASSIGNED, State.IN_PROGRESS, State.REOPENED)


@transaction.atomic
def ask(actor: Actor, district: str, given: dict[str, Any]) -> HelpRequest:
    """By a resident. Raises SignInFirst, InvalidInput, and what a case is refused with."""
    if actor.account is None or actor.kind != "resident":
        raise SignInFirst
    command = parse(c.AskForHelp, given)
    (skill,) = skills_named(district, [command.skill])
    known = names(district).get(command.area)
    if known is None or known.level != "community":
        raise InvalidInput([Fault("area", _("Please choose the community or village."), command.area)])
    case = submit(actor, _need(command, skill, district)).case
    return _kept(case, skill, command.area, command)


def _need(command: c.AskForHelp, skill: Skill, district: str) -> dict[str, object]:
    when = " ".join(part for part in (day_text(command.wanted_on), command.wanted_at) if part)
    text = _("Help by volunteers (%(skill)s): %(text)s") % {"skill": skill.name, "text": command.text}
    if when:
        text = f"{text}\n" + _("Wished for: %(when)s") % {"when": when}
    where = label(district, command.area).replace(" · ", "")
    return {
        "district": district, "text": text, "title": f"{skill.name}：{command.text}"[:_LONGEST_TITLE],
        "address": f"{where}{command.address}", "category": skill.category, "channel": "web", "source": SOURCE,
        "source_id": str(uuid7()),
    }  # fmt: skip


def _kept(case: Case, skill: Skill, area: str, command: c.AskForHelp | None = None) -> HelpRequest:
    row = HelpRequest(
        id=uuid7(), district_id=case.district_id, case=case, skill=skill, area=area, created_at=now(),
        wanted_on=command.wanted_on if command else None, wanted_at=command.wanted_at if command else "",
    )  # fmt: skip
    row.save(force_insert=True)
    return row


@transaction.atomic
def ask_for_case(actor: Actor, given: dict[str, Any]) -> HelpRequest:
    """For a case that the desk holds. Raises InvalidInput, NotThere, NotYours, NotNow, AskedAlready."""
    command = parse(c.AskForCase, given)
    seen = Case.objects.requests().visible_to(actor.reach) if actor.is_staff else Case.objects.none()
    case = seen.filter(code=read_case_code(command.case) or "").first()
    if case is None:
        raise InvalidInput(
            [Fault("case", _("You see no case with this number. Please compare it."), command.case[:20])]
        )
    if not parts_of(actor, case) & {Part.OFFICE, Part.CENTRE}:
        raise NotYours
    if case.state not in _BEFORE_ANSWER:
        raise NotNow(_("Ask volunteers"), str(State(case.state).label))
    if HelpRequest.objects.filter(case=case).exists():
        raise AskedAlready(case.code)
    (skill,) = skills_named(case.district_id, [command.skill])
    row = _kept(case, skill, case.community or case.street or case.district_id)
    _record(actor, "volunteers_asked", row)
    return row


def _locked(key: UUID) -> HelpRequest:
    rows = HelpRequest.objects.select_for_update(of=("self",)).select_related("case", "skill", "team")
    row = rows.filter(pk=key).first()
    if row is None:
        raise NotThere(_("this request"))
    return row


@transaction.atomic
def take(actor: Actor, key: UUID, team: str) -> HelpRequest:
    """A team takes what is asked in its area. Raises NotThere, NotNow, OutsideItsArea, and what a case refuses."""
    shown = team_of(actor, team)
    row = _locked(key)
    if row.district_id != shown.district_id:
        raise NotThere(_("this request"))
    if not row.area.startswith(shown.area_id):
        raise OutsideItsArea(shown.name)
    return _taken(actor, row, shown)


@transaction.atomic
def hand_to(actor: Actor, key: UUID, team: str) -> HelpRequest:
    """The desk that looks after the place gives it to any team of the district.

    Raises NotThere, NotYours, NotNow, and what a case refuses.
    """
    row = _locked(key)
    check_looks_after(actor, row)
    shown = Team.objects.filter(district=row.district_id, code=team, active=True).first()
    if shown is None:
        raise InvalidInput([Fault("team", _("Please choose a team."), team[:40])])
    return _taken(actor, row, shown)


def check_looks_after(actor: Actor, row: HelpRequest) -> None:
    """Raises NotThere, NotYours."""
    if not actor.is_staff or row.district_id != actor.reach.district:
        raise NotThere(_("this request"))
    areas = tuple(actor.reach.communities | actor.reach.streets)
    if not actor.has(Role.DISPATCHER) and not (actor.has(*OVERSEERS) and areas and row.area.startswith(areas)):
        raise NotYours


def _taken(actor: Actor, row: HelpRequest, team: Team) -> HelpRequest:
    if row.state != HelpState.OPEN:
        raise NotNow(_("Take the request"), row.state_label)
    if row.case.state == State.SUBMITTED:
        category = row.case.category.code if row.case.category else row.skill.category
        perform(acting(row, team), row.case.code, "register", {"category": category, "publish": False})
    elif row.case.state not in _BEFORE_ANSWER:
        raise NotNow(_("Take the request"), str(State(row.case.state).label))
    row.team, row.state, row.taken_at = team, HelpState.TAKEN, now()
    row.save(update_fields=["team", "state", "taken_at"])
    _record(actor, "help_taken", row)
    return row


def acting(row: HelpRequest, team: Team) -> Actor:
    """The team, for the office that holds the case."""
    name = _("%(team)s (volunteers)") % {"team": team.name}
    return Actor.for_organisation(row.case.office_id, name, row.district_id, Role.COMMUNITY_WORKER)


@transaction.atomic
def give_back(actor: Actor, key: UUID) -> HelpRequest:
    """The team cannot do it after all: another one may. Raises NotThere, NotNow."""
    row = _of_own_team(actor, key)
    row.team, row.state, row.taken_at = None, HelpState.OPEN, None
    row.save(update_fields=["team", "state", "taken_at"])
    _record(actor, "help_given_back", row)
    return row


@transaction.atomic
def answer(actor: Actor, key: UUID, given: dict[str, Any]) -> HelpRequest:
    """What the team did, said to who asked as the answer of the case. Raises InvalidInput, NotThere, NotNow."""
    command = parse(c.Answer, given)
    row = _of_own_team(actor, key)
    assert row.team is not None
    perform(acting(row, row.team), row.case.code, "answer", {"text": command.text})
    row.state, row.answered_at = HelpState.ANSWERED, now()
    row.save(update_fields=["state", "answered_at"])
    _record(actor, "help_answered", row)
    return row


def _of_own_team(actor: Actor, key: UUID) -> HelpRequest:
    row = _locked(key)
    if row.team is None:
        raise NotThere(_("this request"))
    team_of(actor, row.team.code)
    if row.state != HelpState.TAKEN:
        raise NotNow(_("Answer the request"), row.state_label)
    return row


def settle(limit: int = 200) -> int:
    """What ended without volunteers, as its case was declined, withdrawn, merged or answered by others. By the worker."""
    over = HelpRequest.objects.filter(
        state__in=(HelpState.OPEN, HelpState.TAKEN), case__state__in=(*DONE_STATES, State.ANSWERED)
    )
    keys = list(over.values_list("pk", flat=True)[:limit])
    return HelpRequest.objects.filter(pk__in=keys, state__in=(HelpState.OPEN, HelpState.TAKEN)).update(
        state=HelpState.ENDED
    )


def _record(actor: Actor, kind: str, row: HelpRequest) -> None:
    data = {"team": row.team.code} if row.team else {}
    audit.record(actor, kind, district=row.district_id, subject=row.case.code, data=data)
