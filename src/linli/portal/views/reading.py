"""What counts as reading: a person's browser that asked for the page, once a request. Nothing is set or kept of them."""

from __future__ import annotations

import logging
import re

from django.db import Error
from django.http import HttpRequest

from linli.people.actors import actor_of
from linli.people.roles import EDITORS

from ..actions.reads import count_read

logger = logging.getLogger(__name__)

_PROGRAM = re.compile(
    r"bot\b|bot/|spider|crawl|slurp|headless|preview|monitor|scan|fetch|curl|wget|python|okhttp|java/|go-http|libwww|axios|httpx",
    re.IGNORECASE,
)


def opened(request: HttpRequest, district: str, target: str, key: str) -> None:
    """Count it. Not of programs, of pages loaded ahead, nor of editors looking at their own; a page is shown even if not."""
    if request.method != "GET" or not _by_a_person(request):
        return
    if actor_of(request).has(*EDITORS):
        return
    try:
        count_read(district, target, key)
    except Error:
        logger.exception("a read of %s %s was not counted", target, key)


def _by_a_person(request: HttpRequest) -> bool:
    agent = request.headers.get("User-Agent", "")
    ahead = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    return bool(agent) and not _PROGRAM.search(agent) and "prefetch" not in ahead
