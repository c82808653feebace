"""Time said as people say it: 2 hours ago, 48 minutes left, 3 November."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from linli import clock

WEEKDAYS = ("一", "二", "三", "四", "五", "六", "日")


@cache
def _patterns(_language: str | None) -> dict[str, str]:
    """How times are said in a language: looked up once, since a list says a hundred of them."""
    return {
        "day": _("%(month)d/%(day)d"), "of_year": _("%(year)d/%(month)d/%(day)d"),
        "exact": _("%(year)d/%(month)d/%(day)d (%(weekday)s) %(hour)s"),
        "d": _("%(n)d d"), "h": _("%(n)d h"), "min": _("%(n)d min"),
        "now": _("just now"), "min_ago": _("%(n)d min ago"), "h_ago": _("%(n)d h ago"), "d_ago": _("%(n)d d ago"),
        "over": _("%(span)s over"), "left": _("%(span)s left"),
    }  # fmt: skip


def _said(name: str, **values: object) -> str:
    return _patterns(get_language())[name] % values


def local(at: datetime) -> datetime:
    """`at` on the clock of the wall here."""
    return at.astimezone(clock.LOCAL)


def day(at: datetime) -> str:
    """Calendar day, with the year only when it is another than this one."""
    here = local(at)
    if here.year == local(clock.now()).year:
        return _said("day", month=here.month, day=here.day)
    return _said("of_year", year=here.year, month=here.month, day=here.day)


def hour(at: datetime) -> str:
    """Hour and minute: 9:05."""
    here = local(at)
    return f"{here.hour}:{here.minute:02}"


def near(at: datetime) -> str:
    """The hour alone if it is today, else with the day: 9:05, or 3 November 9:05."""
    if local(at).date() == local(clock.now()).date():
        return hour(at)
    return f"{day(at)} {hour(at)}"


def exact(at: datetime) -> str:
    """Day, weekday and hour in full, as shown on hover and read aloud."""
    here = local(at)
    return _said(
        "exact", year=here.year, month=here.month, day=here.day, weekday=WEEKDAYS[here.weekday()],
        hour=f"{here.hour}:{here.minute:02}",
    )  # fmt: skip


def span(length: timedelta | float) -> str:
    """A length of time (timedelta, or minutes) in its two largest units: 6 days 3 hours, 48 minutes."""
    minutes = round(length.total_seconds() / 60 if isinstance(length, timedelta) else length)
    minutes = abs(minutes)
    days, hours, rest = minutes // 1440, minutes % 1440 // 60, minutes % 60
    if days:
        said = [_said("d", n=days), _said("h", n=hours) if hours else ""]
    elif hours:
        said = [_said("h", n=hours), _said("min", n=rest) if rest else ""]
    else:
        said = [_said("min", n=rest)]
    return " ".join(filter(None, said))


def since(at: datetime, now: datetime | None = None) -> str:
    """How long ago `at` was; after a week, the day itself."""
    passed = (now or clock.now()) - at
    if passed < timedelta(0) or passed >= timedelta(days=7):
        return near(at) if passed < timedelta(0) else day(at)
    if passed < timedelta(minutes=1):
        return _said("now")
    if passed < timedelta(hours=1):
        return _said("min_ago", n=passed // timedelta(minutes=1))
    if passed < timedelta(days=1):
        return _said("h_ago", n=passed // timedelta(hours=1))
    return _said("d_ago", n=passed.days)


def left(due: datetime, now: datetime | None = None) -> str:
    """What remains until `due`, or by how much it has passed."""
    remaining = due - (now or clock.now())
    if remaining <= timedelta(0):
        return _said("over", span=span(remaining))
    return _said("left", span=span(max(remaining, timedelta(minutes=1))))
