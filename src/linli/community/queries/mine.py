"""A person's own registrations: one as its page shows it, and those to come."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.urls import reverse

from linli.clock import now
from linli.ids import read_case_code
from linli.people.actors import Actor

from ..errors import NoSuchRegistration
from ..models import OPEN_REGISTRATIONS, Event, EventState, Registration, RegistrationState

MOST_LISTED = 10


@dataclass(frozen=True)
class Ticket:
    """A registration as its owner sees it."""

    row: Registration

    @property
    def event(self) -> Event:
        return self.row.event

    @property
    def path(self) -> str:
        return f"/e/{self.row.code}"

    @property
    def check_in_address(self) -> str:
        """What the square code holds: the desk's page that checks this one in, for whoever works there."""
        return f"{settings.LINLI_ADDRESS}{reverse('community:door', args=[self.row.code])}"

    @property
    def may_cancel(self) -> bool:
        waits = self.row.state in (RegistrationState.SEATED, RegistrationState.WAITING)
        return waits and self.event.state == EventState.PUBLISHED and now() < self.event.begins_at

    @property
    def is_waiting(self) -> bool:
        return self.row.state == RegistrationState.WAITING

    @property
    def shows_code(self) -> bool:
        return self.row.state in (RegistrationState.SEATED, RegistrationState.CAME)

    @property
    def companions(self) -> int:
        return self.row.size - 1

    @cached_property
    def before(self) -> int:
        """How many parties wait before this one."""
        line = Registration.objects.filter(event=self.row.event_id, state=RegistrationState.WAITING)
        return line.filter(turn__lt=self.row.turn).count()


def own(actor: Actor, code: str) -> Registration:
    """Somebody's own registration. Raises NoSuchRegistration."""
    spelled = read_case_code(code)
    if spelled is None or actor.account is None or actor.kind != "resident":
        raise NoSuchRegistration
    rows = Registration.objects.select_related("event__venue", "event__organisation")
    row = rows.filter(code=spelled, account=actor.account).first()
    if row is None:
        raise NoSuchRegistration
    return row


def ticket(actor: Actor, code: str) -> Ticket:
    """One's own. Raises NoSuchRegistration."""
    return Ticket(own(actor, code))


def of_event(actor: Actor, event: Event) -> Ticket | None:
    """The reader's open registration for an event."""
    if actor.account is None or actor.kind != "resident":
        return None
    rows = Registration.objects.filter(event=event, account=actor.account, state__in=OPEN_REGISTRATIONS)
    row = rows.first()
    if row is None:
        return None
    row.event = event
    return Ticket(row)


def registrations_of(actor: Actor) -> list[Ticket]:
    """The open registrations of someone signed in for what is still to come, the nearest first; one statement."""
    if actor.account is None or actor.kind != "resident":
        return []
    rows = Registration.objects.filter(account=actor.account, state__in=OPEN_REGISTRATIONS)
    rows = rows.filter(event__state=EventState.PUBLISHED, event__ends_at__gt=now())
    shown = rows.select_related("event__venue").order_by("event__begins_at", "pk")[:MOST_LISTED]
    return [Ticket(row) for row in shown]
