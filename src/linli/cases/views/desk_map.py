"""The desk's map: open cases and grid cells of one's own area, with the same cases as a list beside it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from linli.people.actors import Actor
from linli.places.queries import cells_geojson

from ..at_desk import desk_page, staff_page
from ..queries import map_points

GEOJSON = "application/geo+json"


@require_safe
@never_cache
@staff_page
def page(request: HttpRequest, actor: Actor) -> HttpResponse:
    shown = map_points.visible(actor)
    return desk_page(request, actor, "cases/desk/map.html", {"map": shown})


@require_safe
@never_cache
@staff_page
def cases(request: HttpRequest, actor: Actor) -> HttpResponse:
    return JsonResponse(map_points.geojson(actor), content_type=GEOJSON)


@require_safe
@cache_control(private=True, max_age=3600)
@staff_page
def cells(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The cells of `?area=`, or of all the district."""
    area = request.GET.get("area", "")
    found = cells_geojson(actor.reach.district, area if area.isdigit() else "")
    return JsonResponse(found, content_type=GEOJSON)
