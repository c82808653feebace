"""Open published cases of a district as a list and a map, blurred to the grid cell."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from linli.catalogue import queries as catalogue
from linli.places import queries as places
from linli.places.errors import PlaceError
from linli.places.models import District
from linli.places.queries import Located

from ..queries import public
from ..queries.public import Wanted
from ..sheet import district_named

# A public list may be a minute old; the shapes of cells change with a pack.
_A_MINUTE, _A_DAY = 60, 24 * 60 * 60
# A position in an address is as coarse as what it is for: three decimals are about a hundred metres.
_DECIMALS = 3


@require_safe
def page(request: HttpRequest, district: str) -> HttpResponse:
    found = district_named(district)
    wanted, located, problem = _wanted(request, found)
    words = _words(request, wanted, located)
    shown = public.nearby(found.code, wanted, request.GET.get("after", ""), request.GET.get("before", ""))
    context = {
        "district": found, "shown": shown, "wanted": wanted, "located": located, "problem": problem,
        "area": _area_name(found, wanted.area), "chips": _chips(found, words, wanted.category),
        "points": _address("cases:nearby_geojson", found, words), "cells": reverse("cases:nearby_cells", args=[found.slug]),
        "newer": _address("cases:nearby", found, words | {"before": shown.newer}) if shown.newer else "",
        "older": _address("cases:nearby", found, words | {"after": shown.older}) if shown.older else "",
        "everywhere": _address("cases:nearby", found, {"category": wanted.category} if wanted.category else {}),
        "narrowed": bool(wanted.category or wanted.area or wanted.cells),
    }  # fmt: skip
    return render(request, "cases/resident/nearby.html", context)


@require_safe
@cache_control(public=True, max_age=_A_MINUTE)
def points(request: HttpRequest, district: str) -> HttpResponse:
    """GeoJSON: one point a cell that has open published cases."""
    found = district_named(district)
    wanted, _located, _problem = _wanted(request, found)
    shown = public.geojson(found.code, wanted, found.slug)
    return JsonResponse(shown, content_type="application/geo+json", json_dumps_params={"ensure_ascii": False})


@require_safe
@gzip_page
@cache_control(public=True, max_age=_A_DAY)
def cells(request: HttpRequest, district: str) -> HttpResponse:
    """The ground of residents' maps: the cells, of the district or of one area of it."""
    found = district_named(district)
    area = request.GET.get("area", "")[:15]
    shapes = places.cells_geojson(found.code, area if area.isdigit() else "")
    return JsonResponse(shapes, content_type="application/geo+json", json_dumps_params={"ensure_ascii": False})


def _wanted(request: HttpRequest, district: District) -> tuple[Wanted, Located | None, str]:
    """What is asked for, where the asker is, and why that could not be used."""
    given = request.GET
    top = given.get("category", "")
    category = top if top in {card.code for card in catalogue.children(district.code)} else ""
    area = given.get("area", "") if given.get("area", "") in places.names(district.code) else ""
    if not given.get("lat") or not given.get("lon"):
        return Wanted(category, area), None, ""
    try:
        located, around = public.cells_around(district, float(given["lat"]), float(given["lon"]))
    except ValueError:
        return Wanted(category, area), None, _("We could not read your position. Here is the whole district.")
    except PlaceError as outside:
        return Wanted(category, area), None, outside.message
    return Wanted(category, area, around), located, ""


def _words(request: HttpRequest, wanted: Wanted, located: Located | None) -> dict[str, str]:
    """The filters as an address says them again."""
    words = {"category": wanted.category, "area": wanted.area}
    if located and located.lat is not None and located.lon is not None:
        words |= {"lat": f"{located.lat:.{_DECIMALS}f}", "lon": f"{located.lon:.{_DECIMALS}f}"}
    return {name: value for name, value in words.items() if value}


def _address(name: str, district: District, words: dict[str, str]) -> str:
    query = f"?{urlencode(words)}" if words else ""
    return f"{reverse(name, args=[district.slug])}{query}"


def _chips(district: District, words: dict[str, str], chosen: str) -> list[dict[str, Any]]:
    others = {name: value for name, value in words.items() if name != "category"}
    choices = [("", _("All")), *((card.code, card.name) for card in catalogue.children(district.code))]
    return [
        {
            "label": label, "current": code == chosen, "count": None,
            "href": _address("cases:nearby", district, others | ({"category": code} if code else {})),
        }
        for code, label in choices
    ]  # fmt: skip


def _area_name(district: District, code: str) -> str:
    known = places.names(district.code)
    steps = dict.fromkeys((code[:12], code)) if code else {}
    return " · ".join(known[step].name for step in steps if step in known)
