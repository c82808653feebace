"""What the desk of shared spaces shows: a day of its rooms, what waits for agreement, the rooms and their rules."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from linli.clock import LOCAL, now, today
from linli.people.actors import Actor

from ..access import RUNNERS, run_by
from ..errors import NotThere
from ..models import Booking, BookingState, OpeningChange, Room
from .opening import Half, Span, changes_of, halves, midnight, spans_on

MOST_ASKED, MOST_BOOKINGS = 50, 400


def at_spaces(actor: Actor) -> bool:
    """Whether somebody runs rooms here; one statement for those who might."""
    return actor.is_staff and actor.has(*RUNNERS) and run_by(actor).exists()


def desk_door(actor: Actor) -> tuple[str, str, int] | None:
    """The door on the desk: where, its name, how many bookings wait for agreement."""
    if not at_spaces(actor):
        return None
    return "/desk/spaces", _("Shared spaces"), waiting(actor)


def waiting(actor: Actor) -> int:
    return Booking.objects.filter(room__in=run_by(actor), state=BookingState.ASKED, ends_at__gt=now()).count()


@dataclass(frozen=True)
class Line:
    """A room's day: its half hours from eight to ten at night or as far as it is open, and who has them."""

    room: Room
    spans: tuple[Span, ...]
    halves: tuple[Half, ...]
    bookings: tuple[Booking, ...]

    @property
    def hours(self) -> str:
        spans = [f"{a.astimezone(LOCAL):%H:%M}–{b.astimezone(LOCAL):%H:%M}" for a, b in self.spans]
        return "、".join(spans) or _("closed")


@dataclass(frozen=True)
class Board:
    day: date
    lines: list[Line]
    asked: list[Booking]

    @property
    def before(self) -> date:
        return self.day - timedelta(days=1)

    @property
    def after(self) -> date:
        return self.day + timedelta(days=1)

    @property
    def is_today(self) -> bool:
        return self.day == today()


def board(actor: Actor, day: date) -> Board:
    """A day of the rooms one runs, those with bookings first, and all that waits for agreement; four statements."""
    rooms = list(run_by(actor).select_related("venue").order_by("position"))
    changes = changes_of(rooms, day, 1)
    mine = Booking.objects.filter(room__in=rooms).select_related("room__venue", "account")
    rows = mine.filter(begins_at__gte=midnight(day), begins_at__lt=midnight(day + timedelta(days=1)))
    rows = rows.exclude(state__in=(BookingState.CANCELLED, BookingState.REFUSED)).order_by("begins_at")[:MOST_BOOKINGS]
    by_room: dict[object, list[Booking]] = defaultdict(list)
    for row in rows:
        by_room[row.room_id].append(row)
    asked = mine.filter(state=BookingState.ASKED, ends_at__gt=now()).order_by("begins_at")[:MOST_ASKED]
    lines = [_line(room, day, changes.get(room.pk, []), by_room[room.pk]) for room in rooms]
    return Board(day, sorted(lines, key=lambda one: not one.bookings), list(asked))


def _line(room: Room, day: date, changes: list[OpeningChange], bookings: list[Booking]) -> Line:
    spans = spans_on(room, day, changes)
    taken = {at.astimezone(LOCAL) for row in bookings for at in halves(row.begins_at, row.ends_at)}
    first, last = midnight(day) + timedelta(hours=8), midnight(day) + timedelta(hours=22)
    shown = tuple(Half(at, _state(at, spans, taken)) for at in halves(first, last))
    return Line(room, tuple(spans), shown, tuple(bookings))


def _state(at: datetime, spans: list[Span], taken: set[datetime]) -> str:
    if at in taken:
        return "taken"
    return "free" if any(opens <= at < closes for opens, closes in spans) else "closed"


def own_rooms(actor: Actor) -> list[Room]:
    """The rooms one runs; one statement."""
    return list(run_by(actor).select_related("venue", "organisation").order_by("position"))


def own_room(actor: Actor, code: str) -> Room:
    """One that is this person's to run. Raises NotThere."""
    row = run_by(actor).filter(code=code).select_related("venue", "organisation").first()
    if row is None:
        raise NotThere(_("this room"))
    return row


def changes_to_come(room: Room) -> list[OpeningChange]:
    return list(room.changes.filter(ends_at__gt=now()).order_by("begins_at")[:MOST_ASKED])
