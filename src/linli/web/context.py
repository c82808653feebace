"""What every page's shell knows: the district, the type size, and where the person can go."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from linli import clock
from linli.web import navigation

TYPE_COOKIE = "type"


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of `web/base.html` and `web/desk.html`; nothing here asks the database until a page uses it."""
    district = SimpleLazyObject(lambda: navigation.district_of(request))
    return {
        "district": district,
        "demo": SimpleLazyObject(lambda: bool(district.demo if district else settings.LINLI_DEMO)),
        "large_type": request.COOKIES.get(TYPE_COOKIE) == "large",
        "page_made_at": clock.now().isoformat(timespec="seconds"),
        "tile_url": settings.LINLI_TILE_URL,
        "resident_nav": SimpleLazyObject(lambda: navigation.resident_nav(request)),
        "resident_tabs": SimpleLazyObject(lambda: navigation.resident_tabs(request)),
        "desk": SimpleLazyObject(lambda: navigation.desk(request)),
    }
