"""Online meetings: plan, register, give the seat back, call off, and write down what was said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from linli.clock import now
from linli.ids import case_code, uuid7
from linli.inserting import insert
from linli.people.actors import Actor
from linli.people.vault import seal
from linli.problem import Fault

from .. import commands as c
from ..access import organisation_of, speaker
from ..errors import InvalidInput, MeetingFull, NoSuchTopic, NotNow
from ..models import Meeting, Registration, Topic
from .recording import locked_meeting, record
from .telling import tell_registered

# The letters of a meeting's number: 见面.
PREFIX = "JM"
REMIND_BEFORE = timedelta(hours=1)
LONGEST = timedelta(hours=12)


@transaction.atomic
def plan_meeting(actor: Actor, given: c.PlanMeeting | Mapping[str, Any]) -> Meeting:
    """Raises NotYours, InvalidInput, NoSuchTopic."""
    command = c.parse(c.PlanMeeting, given)
    unit = organisation_of(actor, command.organisation)
    faults = _faults(command)
    same = Meeting.objects.filter(district=actor.reach.district, organisation=unit, title=command.title, starts_at=command.starts_at)  # fmt: skip
    if same.filter(cancelled_at=None).exists():
        faults.append(Fault("title", _("This meeting is announced already. Please give another one another title or time."), command.title))  # fmt: skip
    if faults:
        raise InvalidInput(faults)
    topic = None
    if command.topic:
        topic = Topic.objects.filter(district=actor.reach.district, code=command.topic, active=True).first()
        if topic is None:
            raise NoSuchTopic(command.topic)
    row = Meeting(
        id=uuid7(), district_id=actor.reach.district, code=case_code(PREFIX), topic=topic, organisation_id=unit,
        title=command.title, agenda=command.agenda, starts_at=command.starts_at, ends_at=command.ends_at,
        link=command.link, seats=command.seats, created_at=now(), remind_at=_reminder(command.starts_at),
    )  # fmt: skip
    insert([row])
    record(actor, "planned", row, starts=row.starts_at, seats=row.seats)
    return row


def _reminder(starts_at: datetime) -> datetime | None:
    at = starts_at - REMIND_BEFORE
    return at if at > now() else None


def _faults(command: c.PlanMeeting) -> list[Fault]:
    if command.starts_at <= now():
        return [Fault("starts_at", _("This time has passed. Please choose a later one."), str(command.starts_at))]
    if not timedelta(0) < command.ends_at - command.starts_at <= LONGEST:
        return [Fault("ends_at", _("It must end after it begins, and on the same day. Please look at both times."), str(command.ends_at))]  # fmt: skip
    return []


@transaction.atomic
def register(actor: Actor, code: str, given: c.Register | Mapping[str, Any]) -> Registration:
    """Take a seat; asked again it is the same one. Raises SignInFirst, NoSuchMeeting, NotNow, MeetingFull."""
    account = speaker(actor)
    command = c.parse(c.Register, given)
    row = locked_meeting(code)
    if not row.takes_registrations:
        raise NotNow(_("“%(title)s” takes no registrations any more.") % {"title": row.title}, row.state_label)
    held = Registration.objects.filter(meeting=row)
    mine = held.filter(account=account).first()
    if mine is not None:
        return mine
    name = command.name or account.name
    made = Registration(
        id=uuid7(), district_id=row.district_id, meeting=row, seat=_free_seat(row), account=account,
        name_cipher=seal(name) if name else b"", created_at=now(),
    )  # fmt: skip
    insert([made])
    record(actor, "registered", row, seat=made.seat)
    tell_registered(row, "meeting_registered", f"registered:{made.pk}", [account.pk])
    return made


def _free_seat(row: Meeting) -> int:
    """The lowest number that nobody has; the meeting is locked. Raises MeetingFull."""
    held = Registration.objects.filter(meeting=row)
    if row.seats is None:
        return (held.aggregate(last=Max("seat"))["last"] or 0) + 1
    taken = set(held.values_list("seat", flat=True))
    free = next((seat for seat in range(1, row.seats + 1) if seat not in taken), None)
    if free is None:
        raise MeetingFull(row.seats)
    return free


@transaction.atomic
def give_back(actor: Actor, code: str) -> Meeting:
    """The seat is somebody else's to take. Raises SignInFirst, NoSuchMeeting, NotNow."""
    account = speaker(actor)
    row = locked_meeting(code)
    if not row.takes_registrations:
        raise NotNow(_("“%(title)s” has begun or is over.") % {"title": row.title}, row.state_label)
    mine = Registration.objects.filter(meeting=row, account=account).first()
    if mine is not None:
        seat = mine.seat
        mine.delete()
        record(actor, "given_back", row, seat=seat)
    return row


@transaction.atomic
def call_off(actor: Actor, code: str, given: c.Reason | Mapping[str, Any]) -> Meeting:
    """Who has registered is told. Raises NoSuchMeeting, NotYours, NotNow, InvalidInput."""
    command = c.parse(c.Reason, given)
    row = locked_meeting(code)
    organisation_of(actor, row.organisation_id)
    if not row.takes_registrations:
        raise NotNow(_("“%(title)s” has begun or is over.") % {"title": row.title}, row.state_label)
    row.cancelled_at, row.cancelled_because, row.remind_at, row.version = now(), command.reason, None, row.version + 1
    row.save()
    record(actor, "called_off", row, reason=command.reason)
    tell_registered(row, "meeting_called_off", "called_off")
    return row


@transaction.atomic
def write_minutes(actor: Actor, code: str, given: c.Minutes | Mapping[str, Any]) -> Meeting:
    """What was said, for everyone to read; written again it is mended. Raises NoSuchMeeting, NotYours, NotNow."""
    command = c.parse(c.Minutes, given)
    row = locked_meeting(code)
    organisation_of(actor, row.organisation_id)
    if row.starts_at > now() or row.cancelled_at:
        raise NotNow(_("Minutes are written once a meeting has begun."), row.state_label)
    first = row.minutes_at is None
    row.minutes, row.minutes_at, row.version = command.minutes, row.minutes_at or now(), row.version + 1
    row.save()
    record(actor, "minutes", row, first=first)
    if first:
        tell_registered(row, "meeting_minutes", "minutes")
    return row
