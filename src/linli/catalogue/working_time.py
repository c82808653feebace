"""When a term ends: minutes on the wall clock, working minutes, or working days by the Chinese calendar.

How it counts:

* minutes run round the clock;
* working minutes run only within the working periods of working days;
* working days: the day of receipt is not counted; a term of n ends at the close of the last period of the
  n-th working day after it;
* a paused clock goes on with what was left, in its own unit; one already late stays where it was.

Working days are those of the State Council's yearly arrangement, shifted weekends included, as the `holidays`
package carries it; a pack may override them day by day. For a year not yet published see `Calendar.assumed`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from django.utils.translation import gettext as _
from holidays.countries.china import China, ChinaStaticHolidays

from linli.places.queries import district_by
from linli.places.revision import per_revision
from linli.problem import Problem

DEFAULT_HOURS = (("09:00", "12:00"), ("14:00", "18:00"))
FIRST_PUBLISHED, LAST_PUBLISHED = 2001, max(ChinaStaticHolidays.special_public_holidays)
LONGEST_TERM = 100_000

# All arithmetic is on whole microseconds since 1970 on the wall clock; Asia/Shanghai is UTC+8 since 1992.
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY = _EPOCH.date().toordinal()
_MICROSECOND = timedelta(microseconds=1)
_MINUTE = 60_000_000
_DAY = 1440 * _MINUTE
_OFFSET = 8 * 60 * _MINUTE


class Unit(StrEnum):
    MINUTES = "minutes"
    WORKING_MINUTES = "working minutes"
    WORKING_DAYS = "working days"


_SPELLINGS = {
    "minute": (Unit.MINUTES, 1), "hour": (Unit.MINUTES, 60), "day": (Unit.MINUTES, 1440),
    "working minute": (Unit.WORKING_MINUTES, 1), "working hour": (Unit.WORKING_MINUTES, 60),
    "working day": (Unit.WORKING_DAYS, 1),
    "分钟": (Unit.MINUTES, 1), "小时": (Unit.MINUTES, 60), "天": (Unit.MINUTES, 1440),
    "工作分钟": (Unit.WORKING_MINUTES, 1), "工作小时": (Unit.WORKING_MINUTES, 60),
    "工作日": (Unit.WORKING_DAYS, 1),
}  # fmt: skip
_WRITTEN = re.compile(r"\s*(\d{1,6})\s*个?\s*(.+?)\s*$")


class InvalidTerm(Problem):
    """A term that cannot be read."""

    code = "invalid_term"
    status = 422

    def __init__(self, text: str) -> None:
        message = _("“%(value)s” is not a term. Please write, for example, %(examples)s.")
        examples = "5分钟, 3小时, 90工作分钟, 10个工作日"
        super().__init__(message % {"value": text[:40], "examples": examples}, field="term")


@dataclass(frozen=True, slots=True)
class Term:
    """A length of time in the unit it was promised in."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if not 0 < self.amount <= LONGEST_TERM:
            raise InvalidTerm(f"{self.amount} {self.unit}")

    @classmethod
    def minutes(cls, amount: int) -> Term:
        return cls(amount, Unit.MINUTES)

    @classmethod
    def working_minutes(cls, amount: int) -> Term:
        return cls(amount, Unit.WORKING_MINUTES)

    @classmethod
    def working_days(cls, amount: int) -> Term:
        return cls(amount, Unit.WORKING_DAYS)

    @staticmethod
    @lru_cache(maxsize=512)
    def parse(text: str) -> Term:
        """Read "10 working days", "3 hours", "90 working minutes", or "10个工作日", "3小时", "90工作分钟".

        Raises InvalidTerm.
        """
        found = _WRITTEN.match(text)
        word = found.group(2).lower() if found else ""
        unit, times = _SPELLINGS.get(word) or _SPELLINGS.get(word.removesuffix("s")) or (None, 0)
        if found is None or unit is None:
            raise InvalidTerm(text)
        return Term(int(found.group(1)) * times, unit)

    def __str__(self) -> str:
        """The spelling that is stored and that `parse` reads back: 10 working days, 3 hours."""
        amount, word = self._in_hours()
        return f"{amount} {word if amount > 1 else word.removesuffix('s')}"

    @property
    def text(self) -> str:
        """For people, in their language."""
        amount, word = self._in_hours()
        return {
            "minutes": _("%(n)d minutes"), "hours": _("%(n)d hours"),
            "working minutes": _("%(n)d working minutes"), "working hours": _("%(n)d working hours"),
            "working days": _("%(n)d working days"),
        }[word] % {"n": amount}  # fmt: skip

    def _in_hours(self) -> tuple[int, str]:
        if self.unit != Unit.WORKING_DAYS and self.amount % 60 == 0:
            return self.amount // 60, self.unit.replace("minutes", "hours")
        return self.amount, str(self.unit)


@dataclass(frozen=True, slots=True)
class _Table:
    """The working days (days since 1970, ascending) of whole years."""

    first_year: int
    last_year: int
    days: tuple[int, ...]


class Calendar:
    """A district's working time. Instances are immutable to their users and safe to share between threads.

    `hours` are the working periods of a day in order; `holidays` and `workdays` override the national ones.
    """

    def __init__(
        self,
        hours: Iterable[tuple[str, str]] = DEFAULT_HOURS,
        holidays: Iterable[date] = (),
        workdays: Iterable[date] = (),
    ) -> None:
        self._periods = tuple((_of_day(start), _of_day(end)) for start, end in hours)
        flat = [edge for period in self._periods for edge in period]
        if not flat or any(later <= earlier for earlier, later in pairwise(flat)):
            raise ValueError(f"working periods must follow one another within a day: {list(hours)}")
        self._length = sum(end - start for start, end in self._periods)
        self._close = self._periods[-1][1]
        self._off, self._on = frozenset(holidays), frozenset(workdays)
        self._table = _Table(1, 0, ())

    # What callers ask

    def add(self, start: datetime, term: Term) -> datetime:
        """When a term that starts now is over."""
        if term.unit == Unit.MINUTES:
            return start.astimezone(UTC) + timedelta(minutes=term.amount)
        at = _local(start)
        if term.unit == Unit.WORKING_MINUTES:
            return self._after(at, term.amount * _MINUTE)
        return self._close_of(at // _DAY, term.amount)

    def warn_at(self, start: datetime, due: datetime, term: Term) -> datetime:
        """When to remind: three quarters of minutes gone; one working day before; half of one or two gone."""
        if term.unit == Unit.MINUTES:
            return start.astimezone(UTC) + (due - start) * 3 // 4
        here, there = _local(start), _local(due)
        if term.unit == Unit.WORKING_MINUTES:
            return self._after(here, self._between(here, there) * 3 // 4)
        if term.amount < 3:
            return self._after(here, self._between(here, there) // 2)
        table = self._covering(there // _DAY - 30, there // _DAY)
        before = bisect_left(table.days, there // _DAY) - 1
        return _moment(table.days[before] * _DAY + self._close)

    def resume(self, paused_at: datetime, due: datetime, at: datetime, term: Term) -> datetime:
        """The due time of a clock that stood still from `paused_at` until `at`."""
        if paused_at >= due:
            return due
        if term.unit == Unit.MINUTES:
            return due + (at - paused_at)
        paused, there, here = _local(paused_at), _local(due), _local(at)
        if term.unit == Unit.WORKING_MINUTES:
            return self._after(here, self._between(paused, there))
        left = self._days_between(paused // _DAY, there // _DAY)
        if left:
            return self._close_of(here // _DAY, left)
        closed_today = here % _DAY >= self._close
        return self._close_of(here // _DAY - (0 if closed_today else 1), 1)

    def days_between(self, start: datetime, end: datetime) -> int:
        """Working days after the day of `start`, up to and including that of `end`: as a term of working days counts them."""
        return self._days_between(_local(start) // _DAY, _local(end) // _DAY)

    def is_working_day(self, day: date) -> bool:
        number = day.toordinal() - _EPOCH_DAY
        days = self._covering(number, number).days
        place = bisect_left(days, number)
        return place < len(days) and days[place] == number

    def is_working_time(self, at: datetime) -> bool:
        """Whether someone is at the desk now."""
        here = _local(at)
        open_now = any(start <= here % _DAY < end for start, end in self._periods)
        return open_now and self.is_working_day(date.fromordinal(here // _DAY + _EPOCH_DAY))

    def opens(self, at: datetime) -> datetime:
        """`at` itself within working time, else the next moment that someone is at the desk."""
        if self.is_working_time(at):
            return at.astimezone(UTC)
        here = _local(at)
        later = [start for start, _end in self._periods if start > here % _DAY]
        if later and self.is_working_day(date.fromordinal(here // _DAY + _EPOCH_DAY)):
            return _moment(here // _DAY * _DAY + later[0])
        closing = _local(self._close_of(here // _DAY, 1))
        return _moment(closing - self._close + self._periods[0][0])

    def assumed(self, year: int) -> bool:
        """True when neither the State Council's arrangement of that year is known here nor the pack gives it.

        Statutory holidays and weekends are then taken as they fall, without shifted days.
        """
        given = any(day.year == year for day in self._on)
        return not given and not FIRST_PUBLISHED <= year <= LAST_PUBLISHED

    # How it is worked out

    def _close_of(self, day: int, n: int) -> datetime:
        """The close of the n-th working day after `day`."""
        reach = day + 2 * n + 40
        while True:
            days = self._covering(day, reach).days
            place = bisect_right(days, day) + n - 1
            if place < len(days):
                return _moment(days[place] * _DAY + self._close)
            reach += 365

    def _after(self, at: int, worked: int) -> datetime:
        """The first moment, not before `at`, when `worked` more microseconds have been worked."""
        if worked <= 0:
            return _moment(at)
        reach = at // _DAY + 2 * (worked // self._length) + 40
        while True:
            days = self._covering(at // _DAY, reach).days
            place, rest = divmod(self._worked_until(days, at) + worked - 1, self._length)
            if place < len(days):
                return _moment(days[place] * _DAY + self._hour_of(rest + 1))
            reach += 365

    def _between(self, start: int, end: int) -> int:
        """Microseconds worked from `start` to `end`, which is not earlier."""
        days = self._covering(start // _DAY, end // _DAY).days
        return self._worked_until(days, end) - self._worked_until(days, start)

    def _days_between(self, first: int, last: int) -> int:
        """Working days after `first`, up to and including `last`."""
        days = self._covering(first, last).days
        return bisect_right(days, last) - bisect_right(days, first)

    def _worked_until(self, days: tuple[int, ...], at: int) -> int:
        day, hour = divmod(at, _DAY)
        place = bisect_left(days, day)
        worked = place * self._length
        if place < len(days) and days[place] == day:
            worked += sum(min(hour, end) - start for start, end in self._periods if hour > start)
        return worked

    def _hour_of(self, worked: int) -> int:
        """The time of day when `worked` (positive, at most a day's length) has been worked."""
        for start, end in self._periods:
            if worked <= end - start:
                return start + worked
            worked -= end - start
        raise AssertionError("more than a day's work")

    def _covering(self, first: int, last: int) -> _Table:
        """The table of working days, first widened to the years of the days asked for."""
        table = self._table
        if table.days and table.days[0] <= first and last <= table.days[-1]:
            return table
        years = [date.fromordinal(max(1, min(day + _EPOCH_DAY, date.max.toordinal()))).year for day in (first, last)]
        low, high = max(1, years[0] - 1), min(9998, years[1] + 1)
        if table.days:
            low, high = min(low, table.first_year), max(high, table.last_year)
        self._table = table = _Table(low, high, self._working_days(low, high))
        return table

    def _working_days(self, first_year: int, last_year: int) -> tuple[int, ...]:
        # The arrangement of a year may shift days of the December before it.
        national = China(years=range(first_year, last_year + 2))
        first, last = date(first_year, 1, 1).toordinal(), date(last_year, 12, 31).toordinal()
        every = (date.fromordinal(ordinal) for ordinal in range(first, last + 1))
        return tuple(
            day.toordinal() - _EPOCH_DAY
            for day in every
            if day in self._on
            or (
                day not in self._off
                and (day in national.weekend_workdays or (day.weekday() < 5 and day not in national))
            )
        )


def _local(at: datetime) -> int:
    return (at - _EPOCH) // _MICROSECOND + _OFFSET


def _moment(local: int) -> datetime:
    return _EPOCH + timedelta(microseconds=local - _OFFSET)


def _of_day(text: str) -> int:
    at = time.fromisoformat(text)
    return (at.hour * 60 + at.minute) * _MINUTE


@per_revision
def calendar_of(district_code: str) -> Calendar:
    """The calendar of a district as its pack gives it (`hours`, `holidays`, `workdays`)."""
    given = district_by(district_code).settings
    hours = [(start, end) for start, end in given.get("hours", DEFAULT_HOURS)]
    off, on = ([date.fromisoformat(day) for day in given.get(name, [])] for name in ("holidays", "workdays"))
    return Calendar(hours, off, on)
