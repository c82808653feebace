"""A quarrel is brought: by somebody in it, at a community's desk, or handed over from a case."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.cases.actions import perform
from linli.cases.commands import parse
from linli.cases.errors import InvalidInput
from linli.cases.models import Case
from linli.clock import now
from linli.ids import case_code, read_case_code, uuid7
from linli.people.actions import resident_with
from linli.people.actors import Actor
from linli.people.models import Account
from linli.problem import Fault

from .. import commands as c
from ..access import is_mediator, may_bring, teams_of
from ..errors import NotThere, NotYours, SamePerson, SignInFirst, TooManyOpen
from ..models import OPEN_STATES, Answer, Matter, MatterKind, Party, Source, Team
from ..pointing import pointed
from ..sealing import close, new_key
from .telling import tell_team

# The letters of a matter's number: 调解.
PREFIX = "TJ"
MOST_OPEN = 3


@transaction.atomic
def bring(actor: Actor, district: str, given: dict[str, Any]) -> Matter:
    """By somebody in it, who by that takes part. Raises SignInFirst, InvalidInput, SamePerson, TooManyOpen."""
    if actor.account is None or actor.kind != "resident":
        raise SignInFirst
    command = parse(c.Bring, given)
    # Whoever brings twice at the same moment stands in line behind themselves.
    account = Account.objects.select_for_update().get(pk=actor.account.pk)
    mine = Party.objects.filter(account=account, brought=True, matter__state__in=OPEN_STATES)
    if mine.count() >= MOST_OPEN:
        raise TooManyOpen(MOST_OPEN)
    matter = _opened(district, command.kind, command.team, Source.RESIDENT)
    first = added(matter, command.name, account, brought=True)
    first.answer, first.answered_at, first.asked_at = Answer.AGREED, now(), now()
    first.save(update_fields=["answer", "answered_at", "asked_at"])
    other = added(matter, command.other_name, _account(command.other_phone, account, "other_phone"))
    _told(matter, command.story, [first, other])
    tell_team(matter, "mediation_new", "new")
    audit.record(actor, "mediation_brought", district=district, subject=matter.subject)
    return matter


@transaction.atomic
def bring_at_desk(actor: Actor, given: dict[str, Any]) -> Matter:
    """For who stands there, or from a case that the actor sees. Raises InvalidInput, NotYours, NotThere, SamePerson."""
    if not may_bring(actor):
        raise NotYours(_("A quarrel is taken down by a community's desk or by the team."))
    command = parse(c.BringAtDesk, given)
    case = _case(actor, command.case) if command.case else None
    matter = _opened(actor.reach.district, command.kind, command.team, Source.CASE if case else Source.DESK)
    if is_mediator(actor) and not actor.has("community_worker") and matter.team not in teams_of(actor):
        raise NotYours(_("A mediator takes matters down for their own team."))
    matter.case, matter.desk_id = case, actor.organisation or None
    matter.save(update_fields=["case", "desk"])
    account = _account(command.phone, None, "phone")
    first = added(matter, command.name, account, brought=True)
    other = added(matter, command.other_name, _account(command.other_phone, account, "other_phone"))
    _told(matter, command.story, [first, other])
    if case is not None:
        told = _("Handed to the neighbours' mediation, number %(code)s. What is said there stays there.")
        perform(actor, case.code, "note", {"text": told % {"code": matter.code}})
    tell_team(matter, "mediation_new", "new")
    audit.record(actor, "mediation_brought", district=matter.district_id, subject=matter.subject)
    return matter


def _case(actor: Actor, code: str) -> Case:
    """Raises NotThere, also for a case that the actor does not see."""
    spelled = read_case_code(code)
    case = Case.objects.visible_to(actor.reach).filter(code=spelled).first() if spelled else None
    if case is None:
        raise NotThere(_("case %(code)s") % {"code": code[:20]})
    return case


def _opened(district: str, kind: str, team: str, source: Source) -> Matter:
    """Raises InvalidInput."""
    found = Team.objects.filter(district=district, code=team, active=True).first()
    about = MatterKind.objects.filter(district=district, code=kind, active=True).first()
    faults = []
    if about is None:
        faults.append(Fault("kind", _("Please choose from the list what it is about."), kind))
    if found is None:
        faults.append(Fault("team", _("Please choose one of the teams in the list."), team))
    if faults or about is None or found is None:
        raise InvalidInput(faults)
    matter = Matter(
        id=uuid7(), district_id=district, code=case_code(PREFIX), team=found, kind=about, source=source, key=new_key(),
        brought_at=now(),
    )  # fmt: skip
    while Matter.objects.filter(code=matter.code).exists():
        # One number in many thousand millions is drawn twice.
        matter.code = case_code(PREFIX)
    matter.save(force_insert=True)
    return matter


def _told(matter: Matter, story: str, parties: list[Party]) -> None:
    matter.story_cipher = close(matter.key, pointed(story, parties))
    matter.save(update_fields=["story_cipher"])


def _account(phone: str, other: Account | None, field: str) -> Account | None:
    """Whose number it is. Raises SamePerson for that of the other party."""
    account = resident_with(phone) if phone else None
    if account is not None and other is not None and account.pk == other.pk:
        raise SamePerson(field)
    return account


def added(matter: Matter, name: str, account: Account | None, *, brought: bool = False) -> Party:
    """A party with the next number, their name sealed with a key of their own."""
    key = new_key()
    row = Party(
        id=uuid7(), matter=matter, number=matter.parties.count() + 1, key=key, name_cipher=close(key, name), account=account,
        brought=brought,
    )  # fmt: skip
    row.save(force_insert=True)
    return row
