"""The rooms as everyone sees them: which there are, what one is like, whether it is free."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.cases.pictures import address_of
from linli.clock import LOCAL, now, today
from linli.places.queries import names
from linli.places.revision import per_revision

from ..errors import NotThere
from ..models import SLOT, OpeningChange, Room, Slot
from .opening import Span, changes_of, halves, midnight, spans_on

MOST_LISTED = 200


@dataclass(frozen=True)
class RoomCard:
    """A room in the list: how it is today."""

    row: Room
    spans: list[Span]
    free: list[datetime]

    @property
    def where(self) -> str:
        known = names(self.row.district_id)
        area = known.get(self.row.venue.area_id[:12])
        return area.name if area else ""

    @property
    def picture(self) -> str:
        own = self.row.picture_small
        return address_of(own or next((one["small"] for one in self.row.venue.pictures), ""))

    @property
    def today(self) -> str:
        if not self.spans:
            return _("Closed today")
        if not self.free:
            return _("Nothing free today")
        told = {"at": f"{self.free[0].astimezone(LOCAL):%H:%M}", "n": len(self.free) / 2}
        return _("Free today from %(at)s, %(n)g hours in all") % told

    @property
    def is_free(self) -> bool:
        return bool(self.free)

    @property
    def seats(self) -> str:
        return ngettext("%(n)d seat", "%(n)d seats", self.row.seats) % {"n": self.row.seats}


@dataclass(frozen=True)
class Found:
    cards: list[RoomCard]
    streets: list[tuple[str, str]]


def rooms(district: str, street: str = "", people: int = 0) -> Found:
    """Those in use, those free today first; three statements."""
    rows = list(
        Room.objects.filter(district=district, active=True)
        .select_related("venue", "organisation")
        .order_by("position")[:MOST_LISTED]
    )
    known = names(district)
    streets = dict.fromkeys(row.venue.area_id[:9] for row in rows)
    shown = [row for row in rows if row.venue.area_id.startswith(street) and row.seats >= people]
    changes, taken = changes_of(shown, today(), 1), _taken_today(district)
    cards = [_card(row, changes.get(row.pk, []), taken[row.pk]) for row in shown]
    return Found(
        sorted(cards, key=lambda one: not one.is_free), [(code, known[code].name) for code in streets if code in known]
    )


def _taken_today(district: str) -> dict[UUID, set[datetime]]:
    rows = Slot.objects.filter(
        room__district=district, begins_at__gte=midnight(today()), begins_at__lt=midnight(today() + timedelta(days=1))
    )
    found: dict[UUID, set[datetime]] = defaultdict(set)
    for room, at in rows.values_list("room", "begins_at"):
        found[room].add(at)
    return found


def _card(row: Room, changes: list[OpeningChange], taken: set[datetime]) -> RoomCard:
    spans = spans_on(row, today(), changes)
    free = [at for span in spans for at in halves(*span) if at >= now() and at not in taken and at + SLOT <= span[1]]
    return RoomCard(row, spans, free)


def room(district: str, code: str) -> Room:
    """One in use. Raises NotThere."""
    row = Room.objects.filter(district=district, code=code, active=True).select_related("venue", "organisation").first()
    if row is None:
        raise NotThere(_("this room"))
    return row


@per_revision
def has_spaces(district: str) -> bool:
    """Whether the district's pack has rooms to be booked; one statement, then kept."""
    return Room.objects.filter(district=district, active=True).exists()


def day_asked(text: str, room: Room) -> date:
    """The day asked for, of those that can be booked; else today."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return today()
    return day if 0 <= (day - today()).days <= room.days_ahead else today()
