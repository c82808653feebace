"""The one place that tells the time, so that a test can move it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format

LOCAL = ZoneInfo("Asia/Shanghai")

_frozen: datetime | None = None


def now() -> datetime:
    """The present moment, in UTC."""
    return _frozen if _frozen is not None else datetime.now(UTC)


def today() -> date:
    """The present day, where Linli is used."""
    return now().astimezone(LOCAL).date()


def day_text(day: date | None) -> str:
    """2026年11月2日, as templates write it too; nothing for no day."""
    return date_format(day, "DATE_FORMAT") if day else ""


def moment_text(at: datetime) -> str:
    """2026年11月2日 9:05, on the clock of the wall."""
    here = at.astimezone(LOCAL)
    return f"{day_text(here.date())} {here.hour}:{here.minute:02}"


def freeze(at: datetime) -> None:
    """Stand still at `at` (aware) until `release`."""
    global _frozen
    _frozen = at.astimezone(UTC)


def release() -> None:
    """Let time run again."""
    global _frozen
    _frozen = None


@contextmanager
def standing_at(at: datetime) -> Iterator[None]:
    """Stand still at `at` for what is told of the past, and then go on as before, standing or running."""
    global _frozen
    before = _frozen
    _frozen = at.astimezone(UTC)
    try:
        yield
    finally:
        _frozen = before
