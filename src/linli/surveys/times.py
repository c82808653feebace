"""When an interview was: as the device said, how far that can be believed, and how long it took."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from linli.clock import LOCAL, now

from .models import Form
from .xlsform.answering import Answers
from .xlsform.definition import definition_of

# A clock may be a little off; one that is more has nobody who set it.
OFF = timedelta(minutes=5)
# Without network for longer than this is told apart from a clock that is wrong by nothing.
_LONGEST_WAIT = timedelta(days=120)
_LONGEST = 12 * 3600


@dataclass(frozen=True)
class Times:
    """`started` and `ended` as told; `ahead` seconds of the device's clock, None if it did not say; `fields` that hold them."""

    started: datetime | None
    ended: datetime | None
    seconds: int | None
    ahead: float | None
    trusted: bool
    fields: tuple[str, ...]


def times_of(form: Form, values: Answers, device_now: datetime | None, seconds: int | None) -> Times:
    kinds = {one.kind: one.name for one in definition_of(form.definition).nodes.values()}
    started, ended = (moment(str(values.get(kinds.get(kind, ""), ""))) for kind in ("start", "end"))
    ahead = (device_now - now()).total_seconds() if device_now else None
    trusted = abs(ahead) <= OFF.total_seconds() if ahead is not None else _plausible(started, ended)
    if seconds is None and started and ended:
        # A clock that is a year off still runs: what it measures from start to end holds.
        took = int((ended - started).total_seconds())
        seconds = took if 0 <= took <= _LONGEST else None
    fields = tuple(kinds[kind] for kind in ("start", "end", "today", "deviceid") if kind in kinds)
    return Times(started, ended, seconds, ahead, trusted, fields)


def _plausible(started: datetime | None, ended: datetime | None) -> bool:
    """A device that does not say what its clock shows: times in the future, or long ago, are not believed."""
    known = [one for one in (started, ended) if one]
    return all(now() - _LONGEST_WAIT <= one <= now() + OFF for one in known)


def moment(text: str) -> datetime | None:
    """A time as devices write it; without a zone it is one of here."""
    try:
        found = datetime.fromisoformat(text)
        at = found if found.tzinfo else found.replace(tzinfo=LOCAL)
        return at.astimezone(UTC) if 1971 <= at.year <= 2198 else None
    except (ValueError, OverflowError):
        return None
