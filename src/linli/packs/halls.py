"""halls.yaml of a pack: the service halls, when they are open, how many they serve at once, and for which services."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Annotated

from django.utils.translation import gettext as _
from pydantic import Field, StringConstraints, field_validator, model_validator

from linli.catalogue.opening import WEEKDAYS
from linli.catalogue.spec import Entry, OrganisationCode, Slug, Text, like, wrong

if TYPE_CHECKING:
    from .contents import Contents
    from .names import AllNames

FILE = "halls.yaml"
Hour = Annotated[str, like("09:00", r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
HallPhone = Annotated[str, like("12345, 0831-1234567", r"^(|1[0-9]{10}|0[0-9]{2,3}-?[0-9]{7,8}|[0-9]{5})$")]
Days = Annotated[str, like("mon, sat, mon-fri", rf"^({'|'.join(WEEKDAYS)})(-({'|'.join(WEEKDAYS)}))?$")]


class HallEntry(Entry):
    """One item of halls.yaml; `hours` by weekday or from one to another: mon-fri, sat"""

    code: Slug
    name: Annotated[Text, Field(max_length=40)]
    address: Annotated[Text, Field(max_length=120)]
    organisation: OrganisationCode
    phone: HallPhone = ""
    note: Annotated[str, StringConstraints(max_length=120)] = ""
    hours: dict[Days, list[tuple[Hour, Hour]]] = Field(min_length=1)
    slot_minutes: Annotated[int, Field(ge=5, le=240)]
    places: Annotated[int, Field(ge=1, le=60)]
    days_ahead: Annotated[int, Field(ge=1, le=60)]
    services: list[Slug] = []
    all_of: list[OrganisationCode] = []

    @field_validator("hours")
    @classmethod
    def _hours_follow(cls, hours: dict[str, list[tuple[str, str]]]) -> dict[str, list[tuple[str, str]]]:
        return checked_hours(hours)

    @model_validator(mode="after")
    def _serves_something_in_time(self) -> HallEntry:
        if not self.services and not self.all_of:
            raise wrong(_("A hall serves something: name “services”, or in “all_of” whose services it serves all of."))
        for period in (period for periods in self.hours.values() for period in periods):
            if _minutes(period[1]) - _minutes(period[0]) < self.slot_minutes:
                told = {"begins": period[0], "ends": period[1], "minutes": self.slot_minutes}
                raise wrong(_("From %(begins)s to %(ends)s there is no room for a slot of %(minutes)d minutes.") % told)
        return self

    @property
    def by_weekday(self) -> dict[str, list[tuple[str, str]]]:
        """The hours of each single weekday."""
        return by_weekday(self.hours)


def checked_hours(hours: dict[str, list[tuple[str, str]]]) -> dict[str, list[tuple[str, str]]]:
    """Hours by weekday as they are, each weekday once and its periods in order; else the fault is told."""
    seen: set[str] = set()
    for days, periods in hours.items():
        named = weekdays(days)
        if not named:
            raise wrong(_("“%(days)s” runs backwards: write the earlier weekday first.") % {"days": days})
        if twice := seen.intersection(named):
            raise wrong(_("The hours of “%(day)s” are there twice.") % {"day": min(twice, key=WEEKDAYS.index)})
        seen.update(named)
        flat = [edge for period in periods for edge in period]
        if not flat or any(later <= earlier for earlier, later in pairwise(flat)):
            raise wrong(
                _("The hours of “%(days)s” must be times of a day (09:00) that follow one another.") % {"days": days}
            )
    return hours


def by_weekday(hours: dict[str, list[tuple[str, str]]]) -> dict[str, list[tuple[str, str]]]:
    """The hours of each single weekday."""
    return {day: periods for days, periods in hours.items() for day in weekdays(days)}


def weekdays(days: str) -> tuple[str, ...]:
    """The weekdays of mon-fri or of sat; none where they run backwards."""
    first, _dash, last = days.partition("-")
    return WEEKDAYS[WEEKDAYS.index(first) : WEEKDAYS.index(last or first) + 1]


def _minutes(hour: str) -> int:
    return int(hour[:2]) * 60 + int(hour[3:])


def check_halls(contents: Contents, names: AllNames) -> None:
    """Every name used is known: who sits there, which services, whose."""
    for entry, line in contents.halls:
        names.organisations.must_hold(entry.organisation, FILE, line, "organisation")
        for code in entry.all_of:
            names.organisations.must_hold(code, FILE, line, "all_of")
        for code in entry.services:
            names.services.must_hold(code, FILE, line, "services")
