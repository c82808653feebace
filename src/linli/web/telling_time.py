"""Time said as people say it: 2 hours ago, 48 minutes left, 3 November."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from linli import clock

WEEKDAYS = ("一", "二", "三", "四", "五", "六", "日")


def local(at: datetime) -> datetime:
    """`at` on the clock of the wall here."""
    return at.astimezone(clock.LOCAL)


def day(at: datetime) -> str:
    """Calendar day, with the year only when it is another than this one."""
    here = local(at)
    if here.year == local(clock.now()).year:
        return _("%(month)d/%(day)d") % {"month": here.month, "day": here.day}
    return _("%(year)d/%(month)d/%(day)d") % {"year": here.year, "month": here.month, "day": here.day}


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
    return _("%(year)d/%(month)d/%(day)d (%(weekday)s) %(hour)s") % {
        "year": here.year,
        "month": here.month,
        "day": here.day,
        "weekday": WEEKDAYS[here.weekday()],
        "hour": f"{here.hour}:{here.minute:02}",
    }


def span(length: timedelta | float) -> str:
    """A length of time (timedelta, or minutes) in its two largest units: 6 days 3 hours, 48 minutes."""
    minutes = round(length.total_seconds() / 60 if isinstance(length, timedelta) else length)
    minutes = abs(minutes)
    days, hours, rest = minutes // 1440, minutes % 1440 // 60, minutes % 60
    if days:
        said = [_("%(n)d d") % {"n": days}, _("%(n)d h") % {"n": hours} if hours else ""]
    elif hours:
        said = [_("%(n)d h") % {"n": hours}, _("%(n)d min") % {"n": rest} if rest else ""]
    else:
        said = [_("%(n)d min") % {"n": rest}]
    return " ".join(filter(None, said))


def since(at: datetime, now: datetime | None = None) -> str:
    """How long ago `at` was; after a week, the day itself."""
    passed = (now or clock.now()) - at
    if passed < timedelta(0) or passed >= timedelta(days=7):
        return near(at) if passed < timedelta(0) else day(at)
    if passed < timedelta(minutes=1):
        return _("just now")
    if passed < timedelta(hours=1):
        return _("%(n)d min ago") % {"n": passed // timedelta(minutes=1)}
    if passed < timedelta(days=1):
        return _("%(n)d h ago") % {"n": passed // timedelta(hours=1)}
    return _("%(n)d d ago") % {"n": passed.days}


def left(due: datetime, now: datetime | None = None) -> str:
    """What remains until `due`, or by how much it has passed."""
    remaining = due - (now or clock.now())
    if remaining <= timedelta(0):
        return _("%(span)s over") % {"span": span(remaining)}
    return _("%(span)s left") % {"span": span(max(remaining, timedelta(minutes=1)))}
