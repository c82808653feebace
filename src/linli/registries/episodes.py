"""The 28-day rule: what is one heart or brain event and what is the next.

An event lasts 28 days from its onset, the 28th included: an attack of the same kind on day 28 is that event again, one
on day 29 a new one. Strokes and heart attacks run on clocks of their own. It is counted from the onset, never from the
report. An event is fatal when death came within those 28 days.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from enum import StrEnum

LASTS = timedelta(days=28)
# Not checked against the text of the national plan; I62 is left to each installation.
STROKE = ("I60", "I61", "I63", "I64")
OTHER_BLEEDING = "I62"
INFARCTION = ("I21", "I22")
SUDDEN = "I46.1"
ONLY_AS_DEATH = ("I20", "I24", "I25")


class Clock(StrEnum):
    STROKE = "stroke"
    HEART = "heart"


def clock_of(code: str, with_other_bleeding: bool = False) -> Clock | None:
    """Which clock a code runs on; None if it is no event of this registry."""
    category = code[:3]
    if category in STROKE or (with_other_bleeding and category == OTHER_BLEEDING):
        return Clock.STROKE
    if category in INFARCTION or category in ONLY_AS_DEATH or code == SUDDEN:
        return Clock.HEART
    return None


def is_same_event(first: date, second: date) -> bool:
    """Whether two onsets of one clock are one event."""
    return abs(second - first) <= LASTS


def is_fatal(onset: date, died: date | None) -> bool:
    return died is not None and onset <= died <= onset + LASTS


def events_among(onsets: Iterable[date]) -> Sequence[tuple[date, ...]]:
    """The onsets of one person on one clock as events, each from its first onset: not from the last attack in it."""
    events: list[list[date]] = []
    for onset in sorted(onsets):
        if events and is_same_event(events[-1][0], onset):
            events[-1].append(onset)
        else:
            events.append([onset])
    return [tuple(one) for one in events]
