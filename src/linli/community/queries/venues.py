"""The venues of a district as their pages show them: cards in memory, and when each is open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.catalogue.opening import Period, Week, periods_on, week_of
from linli.clock import LOCAL, now, today
from linli.people import queries as people
from linli.places import queries as places
from linli.places.models import Venue
from linli.places.revision import per_revision

from ..errors import NoSuchVenue
from .pictures import address_of

_LOOK_AHEAD = 21
WEEKDAY_NAMES = (
    gettext_lazy("Monday"), gettext_lazy("Tuesday"), gettext_lazy("Wednesday"), gettext_lazy("Thursday"),
    gettext_lazy("Friday"), gettext_lazy("Saturday"), gettext_lazy("Sunday"),
)  # fmt: skip


@dataclass(frozen=True)
class Picture:
    """`small` at most 480 pixels wide."""

    address: str
    small: str
    alt: str


@dataclass(frozen=True)
class VenueCard:
    """A venue as everyone reads it; `organisation_name` is who runs it."""

    id: UUID
    district: str
    code: str
    name: str
    kind: str
    area: str
    area_label: str
    address: str
    lat: float | None
    lon: float | None
    intro: str
    week: Week
    open_on_holidays: bool
    phone: str
    note: str
    features: tuple[str, ...]
    capacity: int | None
    organisation: str
    organisation_name: str
    pictures: tuple[Picture, ...]

    @property
    def paragraphs(self) -> list[str]:
        return [line.strip() for line in self.intro.splitlines() if line.strip()]

    @property
    def first_picture(self) -> Picture | None:
        return self.pictures[0] if self.pictures else None

    def periods(self, day: date) -> tuple[Period, ...]:
        """When it is open on a day."""
        return self.week[day.weekday()] if self.open_on_holidays else periods_on(self.district, self.week, day)

    @property
    def opening(self) -> Opening:
        return opening_at(self, now())

    @property
    def days(self) -> list[DayHours]:
        """This week from today on, as the page lists it."""
        first = today()
        return [day_hours(self, first + timedelta(days=number)) for number in range(7)]


@dataclass(frozen=True)
class Opening:
    """How it stands at a moment: open until, or closed until. `said` is that in words."""

    is_open: bool
    until: datetime | None
    said: str


@dataclass(frozen=True)
class DayHours:
    """A day's hours, none when it is closed; `note` says why they are others than usual."""

    label: str
    hours: tuple[str, ...]
    note: str
    is_today: bool


def opening_at(card: VenueCard, at: datetime) -> Opening:
    """Whether it is open at a moment, and until when that lasts."""
    here = at.astimezone(LOCAL)
    for begins, ends in card.periods(here.date()):
        if begins <= here.time() < ends:
            until = datetime.combine(here.date(), ends, LOCAL)
            return Opening(True, until, _("Open now, until %(time)s") % {"time": f"{ends:%H:%M}"})
    opens = _next_opening(card, here)
    if opens is None:
        return Opening(False, None, _("Closed for now") if any(card.week) else _("Opening hours: please ask"))
    return Opening(False, opens, _said(here, opens))


def _next_opening(card: VenueCard, here: datetime) -> datetime | None:
    for number in range(_LOOK_AHEAD):
        day = here.date() + timedelta(days=number)
        for begins, _ends in card.periods(day):
            opens = datetime.combine(day, begins, LOCAL)
            if opens > here:
                return opens
    return None


def _said(here: datetime, opens: datetime) -> str:
    away = (opens.date() - here.date()).days
    time = f"{opens:%H:%M}"
    if away == 0:
        return _("Closed now, opens today at %(time)s") % {"time": time}
    if away == 1:
        return _("Closed now, opens tomorrow at %(time)s") % {"time": time}
    told = {"month": opens.month, "day": opens.day, "weekday": WEEKDAY_NAMES[opens.weekday()], "time": time}
    return _("Closed now, opens %(month)d/%(day)d (%(weekday)s) at %(time)s") % told


def day_hours(card: VenueCard, day: date) -> DayHours:
    periods, usual = card.periods(day), card.week[day.weekday()]
    label = _("%(month)d/%(day)d %(weekday)s") % {
        "month": day.month, "day": day.day, "weekday": WEEKDAY_NAMES[day.weekday()],
    }  # fmt: skip
    note = _("holiday") if usual and not periods else _("worked instead of another day") if periods != usual else ""
    return DayHours(label, tuple(f"{begins:%H:%M}–{ends:%H:%M}" for begins, ends in periods), note, day == today())


@per_revision
def venues(district_code: str) -> dict[str, VenueCard]:
    """Every venue of a district that has a page, by code, in the pack's order."""
    rows = Venue.objects.filter(district=district_code, active=True).exclude(code="").order_by("position", "code")
    units = people.organisations(district_code)
    return {
        row.code: VenueCard(
            row.pk, district_code, row.code, row.name, row.kind, row.area_id, places.label(district_code, row.area_id),
            row.address, row.lat, row.lon, row.intro, week_of(row.hours), row.open_on_holidays, row.phone, row.note,
            tuple(row.features), row.capacity, row.organisation,
            units[row.organisation].name if row.organisation in units else "", _pictures(row),
        )
        for row in rows
    }  # fmt: skip


def _pictures(row: Venue) -> tuple[Picture, ...]:
    return tuple(Picture(address_of(one["name"]), address_of(one["small"]), one["alt"]) for one in row.pictures)


def venue(district_code: str, code: str) -> VenueCard:
    """One with a page. Raises NoSuchVenue."""
    card = venues(district_code).get(code)
    if card is None:
        raise NoSuchVenue(code)
    return card
