"""The events of a member of staff, and who is registered for one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import islice
from uuid import UUID

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _

from linli.clock import LOCAL, now
from linli.ids import as_in_codes
from linli.people.actors import Actor

from ..errors import NoSuchEvent
from ..models import Event, EventState, Registration, RegistrationState, VenueClosure
from .venues import is_open_throughout, venues

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


def lines(event: Event, text: str = "") -> list[Line]:
    """Everybody who has or had a place, in the order in which they came, as many as a page shows; one statement.

    With `text` those of all whom a registration number or the end of a telephone number leads to.
    """
    rows = event.registrations.exclude(state=RegistrationState.CANCELLED).select_related("account").order_by("turn")
    wanted = as_in_codes(text)
    if not wanted:
        return [Line(row) for row in rows[:LISTED]]
    found = (line for line in map(Line, rows) if wanted in line.row.code.replace("-", "") or text == line.phone_end)
    return list(islice(found, LISTED))


def cautions(event: Event) -> list[str]:
    """What its organiser should know before it is announced or moved: the venue is closed then, or taken; one statement."""
    if event.venue is None or event.state not in (EventState.DRAFT, EventState.PUBLISHED) or event.ends_at <= now():
        return []
    card, said = venues(event.district_id).get(event.venue.code), []
    if card is not None and any(card.week) and not is_open_throughout(card, event.begins_at, event.ends_at):
        closed = card.closed_on(event.begins_at.astimezone(LOCAL).date())
        told = {"venue": card.name, "reason": closed.reason if closed else ""}
        said.append(
            _("%(venue)s is closed then: %(reason)s.") % told
            if closed
            else _("By its hours %(venue)s is not open all that time. Please see that somebody opens.") % told
        )
    others = Event.objects.public().exclude(pk=event.pk).exclude(state=EventState.CANCELLED)
    others = others.filter(venue=event.venue, begins_at__lt=event.ends_at, ends_at__gt=event.begins_at)
    for title in others.order_by("begins_at").values_list("title", flat=True)[:3]:
        said.append(_("At the same time “%(title)s” is held there.") % {"title": title})
    return said


def within(closure: VenueClosure) -> list[str]:
    """The titles of what is announced at a venue for days on which it is closed."""
    begin, end = (
        datetime.combine(day, time(), LOCAL) for day in (closure.first, closure.last + timedelta(days=1))
    )  # fmt: skip
    rows = Event.objects.filter(
        venue=closure.venue_id, state=EventState.PUBLISHED, begins_at__lt=end, ends_at__gt=begin
    )
    return list(rows.order_by("begins_at").values_list("title", flat=True)[:5])


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
