"""The events of a member of staff, and who is registered for one."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, Sum

from linli.clock import now
from linli.people.actors import Actor

from ..errors import NoSuchEvent
from ..models import Event, EventState, Registration, RegistrationState

PAGE = 50
LISTED = 500
VIEWS = ("coming", "drafts", "past")


@dataclass(frozen=True)
class Line:
    """One line of the list of registrations; of a person there is only the masked number."""

    row: Registration

    @property
    def who(self) -> str:
        return self.row.account.masked_phone if self.row.account else ""

    @property
    def phone_end(self) -> str:
        return self.row.account.phone[-4:] if self.row.account else ""


def events_of(actor: Actor, view: str, before: UUID | None = None) -> list[Event]:
    """Those to come, drafts, or what has been, of this person's organisations; one statement, one more than a page."""
    rows = Event.objects.run_by(actor).select_related("venue", "organisation")
    if view == "drafts":
        rows = rows.filter(state=EventState.DRAFT).order_by("begins_at", "id")
    elif view == "past":
        over = Q(state__in=(EventState.HELD, EventState.CANCELLED)) | Q(state=EventState.PUBLISHED, ends_at__lte=now())
        rows = rows.filter(over).order_by("-begins_at", "-id")
    else:
        rows = rows.filter(state=EventState.PUBLISHED, ends_at__gt=now()).order_by("begins_at", "id")
    if before is not None:
        last = Event.objects.filter(pk=before).values_list("begins_at", flat=True).first()
        if last is not None:
            earlier = Q(begins_at__lt=last) | Q(begins_at=last, id__lt=before)
            later = Q(begins_at__gt=last) | Q(begins_at=last, id__gt=before)
            rows = rows.filter(earlier if view == "past" else later)
    return list(rows[: PAGE + 1])


def event_of(actor: Actor, key: UUID) -> Event:
    """One that this person looks after. Raises NoSuchEvent."""
    row = Event.objects.run_by(actor).select_related("venue", "organisation").filter(pk=key).first()
    if row is None:
        raise NoSuchEvent
    return row


def lines(event: Event) -> list[Line]:
    """Everybody who is or was registered, in the order in which they came; one statement."""
    rows = event.registrations.exclude(state=RegistrationState.CANCELLED).select_related("account").order_by("turn")
    return [Line(row) for row in rows[:LISTED]]


def found(listed: list[Line], text: str) -> list[Line]:
    """Those that a number or the end of a telephone number leads to."""
    wanted = "".join(char for char in text.upper() if char.isascii() and char.isalnum())
    if not wanted:
        return listed
    return [line for line in listed if wanted in line.row.code.replace("-", "") or wanted == line.phone_end]


def counts(event: Event) -> dict[str, int]:
    """How many people (companions too) stand how; one statement."""
    told = event.registrations.values_list("state").annotate(people=Sum("size"), parties=Count("pk"))
    people = {state: people for state, people, _parties in told}
    parties = {state: parties for state, _people, parties in told}
    return {
        "seated": people.get(RegistrationState.SEATED, 0) + people.get(RegistrationState.CAME, 0),
        "waiting": people.get(RegistrationState.WAITING, 0),
        "came": people.get(RegistrationState.CAME, 0),
        "missed": people.get(RegistrationState.MISSED, 0),
        "cancelled": parties.get(RegistrationState.CANCELLED, 0),
    }
