"""Linli's settings for browser tests: a window may live later than the others, by what a header of its requests says.

The clock is moved, nothing waits; worker, database and every other window keep the time there is.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponseBase

from linli import clock
from linli.settings import *  # noqa: F403
from linli.settings import MIDDLEWARE as _KNOWN

HEADER = "X-Seconds-Ahead"
_ahead: ContextVar[timedelta] = ContextVar("ahead", default=timedelta(0))
_now = clock.now


def _moved() -> datetime:
    return _now() + _ahead.get()


def ahead(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware, before all others."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        before = _ahead.set(timedelta(seconds=float(request.headers.get(HEADER, 0))))
        try:
            return get_response(request)
        finally:
            _ahead.reset(before)

    return answer


# Here, before any room has taken `now` for itself.
vars(clock).update(now=_moved)
MIDDLEWARE = [f"{__name__}.ahead", *_KNOWN]
