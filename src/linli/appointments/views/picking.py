"""Choosing a day and a time, as the pages of booking and of moving share it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from linli.cases.commands import parse
from linli.clock import day_text

from ..commands import NewTime
from ..errors import NotATime
from ..opening import HallCard, bookable, check_time, why_closed
from ..queries.times import DayCard, TimeCard, day_label, days, free_times, halves, moment_label, nearest_free, weeks


@dataclass(frozen=True)
class Choice:
    """A time to choose: as it stands in an address, and in words."""

    value: str
    label: str


@dataclass(frozen=True)
class Calendar:
    """The days of a hall, one of them chosen, and its times."""

    weeks: list[list[DayCard | None]]
    chosen: date
    halves: list[tuple[str, list[TimeCard]]]
    closed: str

    @property
    def chosen_label(self) -> str:
        return day_label(self.chosen)

    @property
    def has_free(self) -> bool:
        return any(card.free for _name, cards in self.halves for card in cards)


def calendar(hall: HallCard, asked: str) -> Calendar:
    """For the day that was asked for, or else the first with a free place. Raises NotATime for one out of reach."""
    listed = days(hall)
    chosen = _day(hall, asked) if asked else next((card.day for card in listed if card.free), listed[0].day)
    return Calendar(weeks(listed), chosen, halves(free_times(hall, chosen)), why_closed(hall, chosen))


def _day(hall: HallCard, asked: str) -> date:
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        raise NotATime(_("“%(day)s” is no day. Please choose one below.") % {"day": asked[:20]}) from None
    if day not in bookable(hall):
        told = {"day": day_text(day), "last": day_text(hall.last_day)}
        raise NotATime(_("%(day)s cannot be booked: today until %(last)s can. Please choose a day below.") % told)
    return day


def read_time(given: str) -> datetime:
    """What an address or a form says. Raises InvalidInput."""
    return parse(NewTime, {"at": given}).at


def checked_time(hall: HallCard, given: str) -> datetime:
    """Likewise, and one at which the hall can be visited. Raises InvalidInput, NotATime."""
    at = read_time(given)
    check_time(hall, at)
    return at


def choice(at: datetime) -> Choice:
    return Choice(TimeCard(at, 0).value, moment_label(at))


def nearest(hall: HallCard, near: datetime) -> list[Choice]:
    """The free times nearest to one that cannot be had."""
    return [choice(at) for at in nearest_free(hall, near)]


def calendar_or_fault(request: HttpRequest, hall: HallCard) -> tuple[Calendar, dict[str, Any]]:
    """The calendar for `?day=`; a day out of reach is said, and the first free one shown instead."""
    try:
        return calendar(hall, request.GET.get("day", "").strip()), {}
    except NotATime as wrong:
        return calendar(hall, ""), {"faults": [wrong.message]}
