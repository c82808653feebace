"""The day of an event as its box says it: month, number, weekday."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils.translation import gettext as _

from linli.clock import LOCAL

from ..models import Event
from ..queries.venues import WEEKDAY_NAMES

register = template.Library()


@register.filter
def month_name(at: datetime) -> str:
    return _("month %(month)d") % {"month": at.astimezone(LOCAL).month}


@register.filter
def day_number(at: datetime) -> int:
    return at.astimezone(LOCAL).day


@register.filter
def weekday_short(at: datetime) -> str:
    return str(WEEKDAY_NAMES[at.astimezone(LOCAL).weekday()])


@register.filter
def lasting(event: Event) -> str:
    """From when to when: 9:30–11:30; with the day on which it ends, where that is another."""
    begins, ends = event.begins_at.astimezone(LOCAL), event.ends_at.astimezone(LOCAL)
    first, last = f"{begins.hour}:{begins:%M}", f"{ends.hour}:{ends:%M}"
    if begins.date() == ends.date():
        return f"{first}–{last}"
    return _("%(first)s until %(month)d/%(day)d %(last)s") % {
        "first": first, "last": last, "month": ends.month, "day": ends.day,
    }  # fmt: skip
