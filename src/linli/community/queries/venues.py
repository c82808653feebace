"""The venues of a district as their pages show them: cards in memory, and when each is open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.cases.pictures import address_of
from linli.catalogue.opening import Period, Week, periods_on, week_of
from linli.clock import LOCAL, now, today
from linli.people import queries as people
from linli.places import queries as places
from linli.places.models import Venue
from linli.places.revision import per_revision

from ..errors import NoSuchVenue
from ..models import VenueClosure

_LOOK_AHEAD = 40
_ANNOUNCED = timedelta(days=30)
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
class Closed:
    """Days on which it is closed beside its hours, first and last included, and why."""

    id: UUID
    first: date
    last: date
    reason: str


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
    closures: tuple[Closed, ...] = ()

    @property
    def paragraphs(self) -> list[str]:
        return [line.strip() for line in self.intro.splitlines() if line.strip()]

    @property
    def first_picture(self) -> Picture | None:
        return self.pictures[0] if self.pictures else None

    @property
    def first_paragraph(self) -> str:
        return self.paragraphs[0] if self.paragraphs else ""

    def closed_on(self, day: date) -> Closed | None:
        """The closure that a day falls into."""
        return next((one for one in self.closures if one.first <= day <= one.last), None)

    @property
    def closed_soon(self) -> list[Closed]:
        """What is not over and begins within a month."""
        return [one for one in self.closures if one.last >= today() and one.first <= today() + _ANNOUNCED]

    def periods(self, day: date) -> tuple[Period, ...]:
        """When it is open on a day; a period may end after midnight, earlier on the clock than it began."""
        if self.closed_on(day):
            return ()
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
    # What began yesterday may still be on after midnight.
    for opens, closes in chain(_spans(card, here.date() - timedelta(days=1)), _spans(card, here.date())):
        if opens <= here < closes:
            return Opening(True, closes, _("Open now, until %(time)s") % {"time": f"{closes:%H:%M}"})
    closed = card.closed_on(here.date())
    why = _("%(reason)s. ") % {"reason": closed.reason} if closed else ""
    opens_at = _next_opening(card, here)
    if opens_at is None:
        return Opening(False, None, why + (_("Closed for now") if any(card.week) else _("Opening hours: please ask")))
    return Opening(False, opens_at, why + _said(here, opens_at))


def _spans(card: VenueCard, day: date) -> Iterator[tuple[datetime, datetime]]:
    """When what begins on a day opens and closes."""
    for begins, ends in card.periods(day):
        opens, closes = datetime.combine(day, begins, LOCAL), datetime.combine(day, ends, LOCAL)
        yield opens, closes if closes > opens else closes + timedelta(days=1)


def _next_opening(card: VenueCard, here: datetime) -> datetime | None:
    days = (here.date() + timedelta(days=number) for number in range(_LOOK_AHEAD))
    return next((opens for day in days for opens, _closes in _spans(card, day) if opens > here), None)


def is_open_throughout(card: VenueCard, begins: datetime, ends: datetime) -> bool:
    """Whether it is open from one moment to another, without a pause in between."""
    here, day = begins.astimezone(LOCAL), begins.astimezone(LOCAL).date()
    spans = chain(_spans(card, day - timedelta(days=1)), _spans(card, day))
    return any(opens <= here and ends <= closes for opens, closes in spans)


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
    closed = card.closed_on(day)
    note = _("holiday") if usual and not periods else _("worked instead of another day") if periods != usual else ""
    return DayHours(label, tuple(map(_hours, periods)), closed.reason if closed else note, day == today())


def _hours(period: Period) -> str:
    begins, ends = period
    if ends <= begins:
        return _("%(begins)s–%(ends)s next day") % {"begins": f"{begins:%H:%M}", "ends": f"{ends:%H:%M}"}
    return f"{begins:%H:%M}–{ends:%H:%M}"


@per_revision
def venues(district_code: str) -> dict[str, VenueCard]:
    """Every venue of a district that has a page, by code, in the pack's order."""
    rows = Venue.objects.filter(district=district_code, active=True).exclude(code="").order_by("position", "code")
    units = people.organisations(district_code)
    closures: dict[UUID, list[Closed]] = defaultdict(list)
    for one in VenueClosure.objects.filter(district=district_code, last__gte=today()).order_by("first"):
        closures[one.venue_id].append(Closed(one.pk, one.first, one.last, one.reason))
    return {
        row.code: VenueCard(
            row.pk, district_code, row.code, row.name, row.kind, row.area_id, places.label(district_code, row.area_id),
            row.address, row.lat, row.lon, row.intro, week_of(row.hours), row.open_on_holidays, row.phone, row.note,
            tuple(row.features), row.capacity, row.organisation,
            units[row.organisation].name if row.organisation in units else "", _pictures(row), tuple(closures[row.pk]),
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
