"""A district at a host of its own: there its pages need not begin with its short name."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import URLResolver, get_resolver

from linli.web import navigation

# Where the short name of the district lies whose host was asked, for who needs it.
HOST_DISTRICT = "linli.host_district"
# Beside the addresses of the rooms: what the server hands out by itself.
_ALSO = {"static", ""}


def by_host(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware that reads `/services` at yicheng.example as `/yicheng/services`; no redirect, and no other address moves."""

    def answer(request: HttpRequest) -> HttpResponse:
        slug = settings.LINLI_DISTRICT_HOSTS.get(request.get_host().partition(":")[0].lower()) if settings.LINLI_DISTRICT_HOSTS else None  # fmt: skip
        if slug:
            request.META[HOST_DISTRICT] = slug
            first = request.path_info.lstrip("/").partition("/")[0]
            if request.path_info == "/" or (first not in _fixed() and navigation.district_named(first) is None):
                request.path_info = request.path = f"/{slug}{request.path_info}"
        return get_response(request)

    return answer


@cache
def _fixed() -> frozenset[str]:
    """The first words of every address that is not a district's."""

    def firsts(patterns: list[Any]) -> set[str]:
        found: set[str] = set()
        for pattern in patterns:
            text = str(pattern.pattern)
            if isinstance(pattern, URLResolver) and text in ("", "^/"):
                found |= firsts(pattern.url_patterns)
            elif text and text[0] not in "<^(":
                found.add(text.partition("/")[0])
        return found

    return frozenset(firsts(get_resolver().url_patterns) | _ALSO)
