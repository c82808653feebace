"""Demands: made of cases in one step, of meetings, of officers' rounds or typed; supported by residents; set aside with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from linli.cases.actions.door import perform
from linli.cases.errors import InvalidInput
from linli.cases.models import Case
from linli.clock import LOCAL, now, today
from linli.dialogue.models import Meeting
from linli.ids import case_code, read_case_code, uuid7
from linli.inserting import insert
from linli.people.actors import Actor
from linli.people.queries import office_of
from linli.places.errors import PlaceError
from linli.places.models import Area
from linli.places.queries import district_by, locate_text
from linli.problem import Fault

from .. import commands as c
from ..access import check_keeps, resident
from ..errors import NotNow, NotThere
from ..models import (
    UNITS,
    Demand,
    DemandKind,
    DemandSource,
    DemandState,
    Manner,
    MatchState,
    Need,
    SourceKind,
    Support,
)
from .recording import area_of, kind_of, locked_demand, record
from .weighing import rule_of, weigh_again, weighed

# The letters of a demand's number: 需求.
PREFIX = "XQ"


@transaction.atomic
def make_demand(actor: Actor, given: dict[str, Any], source: dict[str, Any]) -> Demand:
    """A demand from a meeting, an officer's round, or as it was told. Raises InvalidInput, NotThere, NotYours."""
    command, told = c.parse(c.DemandSheet, given), c.parse(c.SourceSheet, source)
    row = _made(actor, command)
    _add_source(row, told)
    _begin(actor, row, source=told.kind)
    return row


@transaction.atomic
def make_demand_of_cases(actor: Actor, given: dict[str, Any]) -> Demand:
    """One demand of all these cases, each of which notes that it became part of it.

    Raises InvalidInput, NotYours; NotThere for a case that is not theirs to see.
    """
    command = c.parse(c.FromCases, given)
    cases = _cases(actor, command.cases)
    row = _made(actor, command, cases)
    _join(actor, row, cases)
    _begin(actor, row, source="case", cases=len(cases))
    return row


def _begin(actor: Actor, row: Demand, **told: Any) -> None:
    weighed(row, rule_of(row.district_id))
    row.save(update_fields=["priority", "weighing", "cases"])
    record(actor, "demand_made", row, **told)


def _made(actor: Actor, command: c.DemandSheet, cases: Sequence[Case] = ()) -> Demand:
    """The row with what one of its kind usually lacks. Raises InvalidInput, NotYours."""
    area, kind = area_of(actor.reach.district, command.area), kind_of(actor.reach.district, command.kind)
    check_keeps(actor, area.code)
    lat, lon = _position(area, command.place, cases)
    office = office_of(area.code) or actor.organisation
    row = Demand(
        id=uuid7(), district_id=area.district_id, code=case_code(PREFIX), kind=kind, title=command.title, text=command.text,
        area=area, place=command.place, lat=lat, lon=lon, households=command.households, urgent=command.urgent or kind.urgent,
        organisation_id=office, created_at=now(),
    )  # fmt: skip
    row.save(force_insert=True)
    Need.objects.bulk_create(usual_needs(row, kind))
    return row


def usual_needs(row: Demand, kind: DemandKind) -> list[Need]:
    """What the pack says one of this kind usually lacks."""
    return [
        Need(
            id=uuid7(), district_id=row.district_id, demand=row, manner=one["manner"], amount=one["amount"],
            unit=one.get("unit", ""), what=one["what"],
        )
        for one in kind.needs
    ]  # fmt: skip


def _position(area: Area, place: str, cases: Sequence[Case]) -> tuple[float | None, float | None]:
    """Where the cases lie in the middle; else what the place's words mean; else the middle of the area."""
    known = [(case.lat, case.lon) for case in cases if case.lat is not None and case.lon is not None]
    if known:
        return sum(lat for lat, _lon in known) / len(known), sum(lon for _lat, lon in known) / len(known)
    if place:
        try:
            found = locate_text(place, district_by(area.district_id))
        except PlaceError:
            pass
        else:
            if found.lat is not None and found.area.startswith(area.code):
                return found.lat, found.lon
    return area.lat, area.lon


def _cases(actor: Actor, codes: Sequence[str]) -> list[Case]:
    """Those that the actor may see, all of them or none. Raises NotThere."""
    wanted = list(dict.fromkeys(read_case_code(code) or code for code in codes))
    rows = Case.objects.visible_to(actor.reach).requests().filter(code__in=wanted)
    found = {row.code: row for row in rows}
    for code in wanted:
        if code not in found:
            raise NotThere(code)
    return [found[code] for code in wanted]


def _join(actor: Actor, row: Demand, cases: Sequence[Case]) -> int:
    """Cases that it does not have yet; each is told by a note. The caller saves `cases`."""
    there = set(DemandSource.objects.filter(demand=row, case__in=cases).values_list("case", flat=True))
    fresh = [case for case in cases if case.pk not in there]
    insert([
        DemandSource(
            id=uuid7(), district_id=row.district_id, demand=row, kind=SourceKind.CASE, case=case,
            day=case.created_at.astimezone(LOCAL).date(),
        )
        for case in fresh
    ])  # fmt: skip
    for case in fresh:
        perform(actor, case.code, "note", {"text": _("Became part of demand %(code)s “%(title)s”.") % {"code": row.code, "title": row.title}})  # fmt: skip
    row.cases += len(fresh)
    return len(fresh)


def _add_source(row: Demand, told: c.SourceSheet) -> None:
    """Raises InvalidInput."""
    meeting = _meeting(row.district_id, told.meeting) if told.kind == "meeting" and told.meeting else None
    day = told.day or (meeting.starts_at.astimezone(LOCAL).date() if meeting else today())
    DemandSource.objects.create(
        id=uuid7(), district_id=row.district_id, demand=row, kind=told.kind, meeting=meeting, day=day,
        place=told.place or (meeting.title if meeting else ""), note=told.note,
    )  # fmt: skip


def _meeting(district: str, code: str) -> Meeting:
    row = Meeting.objects.filter(district=district, code=read_case_code(code), cancelled_at=None).first()
    if row is None:
        raise InvalidInput([Fault("meeting", _("There is no such online meeting here."), code)])
    return row


def _kept(actor: Actor, code: str) -> Demand:
    """One of an area that is theirs, locked and still looked after. Raises NotThere, NotYours, NotNow."""
    row = locked_demand(code, actor.reach.district)
    check_keeps(actor, row.area_id)
    if not row.is_live:
        raise NotNow(_("Change the demand"), row.state_label)
    return row


@transaction.atomic
def add_cases(actor: Actor, code: str, codes: Sequence[str]) -> Demand:
    """More cases that ask for the same. Raises NotThere, NotYours, NotNow."""
    row = _kept(actor, code)
    added = _join(actor, row, _cases(actor, codes))
    if added:
        row.save(update_fields=["cases"])
        weigh_again(row)
        record(actor, "demand_joined", row, cases=added)
    return row


@transaction.atomic
def add_source(actor: Actor, code: str, given: dict[str, Any]) -> Demand:
    """A meeting or a round that it came up at as well. Raises InvalidInput, NotThere, NotYours, NotNow."""
    told = c.parse(c.SourceSheet, given)
    row = _kept(actor, code)
    if told.meeting and row.sources.filter(meeting__code=read_case_code(told.meeting)).exists():
        raise InvalidInput([Fault("meeting", _("This meeting is among its sources already."), told.meeting)])
    _add_source(row, told)
    record(actor, "demand_source_added", row, source=told.kind)
    return row


@transaction.atomic
def add_need(actor: Actor, code: str, given: dict[str, Any]) -> Need:
    """Something else that it lacks. Raises InvalidInput, NotThere, NotYours, NotNow."""
    command = c.parse(c.NeedSheet, given)
    row = _kept(actor, code)
    if row.state == DemandState.IN_PROJECT:
        raise NotNow(_("Add what is needed"), row.state_label)
    need = Need.objects.create(id=uuid7(), district_id=row.district_id, demand=row, **command.model_dump())
    unit = str(command.unit or UNITS[Manner(command.manner)])
    record(actor, "demand_need_added", row, what=need.what, amount=str(need.amount), unit=unit)
    return need


@transaction.atomic
def drop_need(actor: Actor, code: str, key: UUID) -> Demand:
    """It does not lack that after all. Raises NotThere, NotYours, NotNow."""
    row = _kept(actor, code)
    need = row.needs.filter(pk=key).first()
    if need is None:
        raise NotThere(_("what is needed"))
    if row.state == DemandState.IN_PROJECT or need.matches.filter(state=MatchState.ACCEPTED).exists():
        raise NotNow(_("Take out what is needed"), row.state_label)
    need.matches.all().delete()
    need.delete()
    settle(row)
    record(actor, "demand_need_dropped", row, what=need.what)
    return row


@transaction.atomic
def set_aside(actor: Actor, code: str, given: dict[str, Any]) -> Demand:
    """Not now, and why: everybody reads it. Raises InvalidInput, NotThere, NotYours, NotNow."""
    command = c.parse(c.Because, given)
    row = _kept(actor, code)
    if row.state == DemandState.IN_PROJECT:
        raise NotNow(_("Set the demand aside"), row.state_label)
    if row.matches.filter(state=MatchState.ACCEPTED).exists():
        raise NotNow(_("Set the demand aside"), _("a resource is accepted for it"))
    row.matches.filter(state=MatchState.PROPOSED).delete()
    row.state, row.reason = DemandState.SET_ASIDE, command.reason
    row.save(update_fields=["state", "reason"])
    record(actor, "demand_set_aside", row, reason=command.reason)
    return row


@transaction.atomic
def take_up_again(actor: Actor, code: str) -> Demand:
    """What was set aside is looked after again. Raises NotThere, NotYours, NotNow."""
    row = locked_demand(code, actor.reach.district)
    check_keeps(actor, row.area_id)
    if row.state != DemandState.SET_ASIDE:
        raise NotNow(_("Take the demand up again"), row.state_label)
    row.state, row.reason = DemandState.OPEN, ""
    row.save(update_fields=["state", "reason"])
    weigh_again(row)
    record(actor, "demand_taken_up_again", row)
    return row


def settle(row: Demand) -> None:
    """Whether something is proposed for it, of a demand that the caller has locked and that is in no project."""
    if row.state not in (DemandState.OPEN, DemandState.PROPOSED):
        return
    has = row.matches.filter(state__in=(MatchState.PROPOSED, MatchState.ACCEPTED)).exists()
    state = DemandState.PROPOSED if has else DemandState.OPEN
    if state != row.state:
        row.state = state
        row.save(update_fields=["state"])


@transaction.atomic
def support(actor: Actor, code: str) -> tuple[Demand, bool]:
    """“I need it too”: with whether it is new; said again, or twice at once, it counts once.

    Raises SignInFirst, AsYourself, NotThere, NotNow.
    """
    account = resident(actor)
    row = locked_demand(code)
    if not row.takes_supports:
        raise NotNow(_("Support the demand"), row.state_label)
    mine = Support(id=uuid7(), district_id=row.district_id, demand=row, account=account, created_at=now())
    fresh = bool(insert([mine], unless_there=True))
    if fresh:
        _count(row, +1)
    return row, fresh


@transaction.atomic
def take_support_back(actor: Actor, code: str) -> Demand:
    """No longer. Raises SignInFirst, AsYourself, NotThere, NotNow."""
    account = resident(actor)
    row = locked_demand(code)
    if not row.takes_supports:
        raise NotNow(_("Take the support back"), row.state_label)
    gone, _each = Support.objects.filter(demand=row, account=account).delete()
    if gone:
        _count(row, -1)
    return row


def _count(row: Demand, more: int) -> None:
    """Who supports it is in no event: the rows say it, and go with the person."""
    Demand.objects.filter(pk=row.pk).update(supports=F("supports") + more)
    row.supports += more
    weigh_again(row)
