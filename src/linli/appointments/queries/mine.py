"""A person's own appointments: one as its ticket shows it, and those to come."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q

from linli.catalogue.guides import Guide, version_of
from linli.catalogue.services import Material
from linli.clock import now, today
from linli.ids import read_case_code
from linli.people.actors import Actor
from linli.subqueries import keys_of_any

from ..errors import NoSuchAppointment
from ..models import OPEN_STATES, Appointment, State
from ..opening import HallCard
from .halls import card_of
from .queue import waiting
from .times import moment_label

MOST_LISTED = 10


@dataclass(frozen=True)
class Ticket:
    """An appointment as its owner sees it."""

    appointment: Appointment

    @property
    def code(self) -> str:
        return self.appointment.code

    @property
    def path(self) -> str:
        return f"/t/{self.code}"

    @cached_property
    def hall(self) -> HallCard:
        return card_of(self.appointment.hall)

    @property
    def when(self) -> str:
        return moment_label(self.appointment.starts_at)

    @cached_property
    def guide(self) -> Guide | None:
        """The service in the version it was booked under."""
        return version_of(self.appointment.service_id) if self.appointment.service_id else None

    @property
    def title(self) -> str:
        return self.guide.name if self.guide else ""

    @property
    def originals(self) -> list[Material]:
        """What has to be brought, because only the original will do."""
        return [one for one in self.guide.spec.materials if one.needs == "original"] if self.guide else []

    @property
    def may_change(self) -> bool:
        """It can be moved or cancelled until its time has come."""
        return self.appointment.state == State.BOOKED and self.appointment.starts_at > now()

    @property
    def is_in_queue(self) -> bool:
        """It changes while one waits: the page keeps itself current."""
        return self.appointment.state in (State.ARRIVED, State.CALLED)

    @cached_property
    def before(self) -> int | None:
        """How many are called before, for who has arrived and waits."""
        if self.appointment.state != State.ARRIVED:
            return None
        keys = [row.pk for row in waiting(self.appointment.hall_id)]
        return keys.index(self.appointment.pk) if self.appointment.pk in keys else 0


def own(actor: Actor, code: str) -> Appointment:
    """The appointment of who has booked it, or has proved to hold its ticket. Raises NoSuchAppointment."""
    spelled = read_case_code(code)
    rows = Appointment.objects.select_related("hall", "contact")
    row = rows.filter(code=spelled).first() if spelled else None
    if row is None or not is_own(actor, row):
        raise NoSuchAppointment
    return row


def is_own(actor: Actor, row: Appointment) -> bool:
    if actor.receipt_for == row.pk:
        return True
    if actor.account is None or actor.kind != "resident":
        return False
    by_contact = row.contact.account_id if row.contact else None
    return actor.account.pk in (row.account_id, by_contact)


def upcoming(actor: Actor, held: Collection[str] = ()) -> list[Ticket]:
    """The open appointments of today and later, the nearest first: of the account, and those whose codes are `held`.

    `held` is what `access.held` finds in the browser.
    """
    rows = Appointment.objects.filter(day__gte=today(), state__in=OPEN_STATES)
    parts = [rows.filter(code__in=held)] if held else []
    if actor.account is not None and actor.kind == "resident":
        # Booked as a guest, with the number that this account signed in with since.
        parts += [rows.filter(account=actor.account), rows.filter(contact__account=actor.account)]
    if not parts:
        return []
    found = Appointment.objects.filter(Q(pk__in=keys_of_any(part.values("pk") for part in parts)))
    return [Ticket(row) for row in found.select_related("hall").order_by("starts_at", "pk")[:MOST_LISTED]]
