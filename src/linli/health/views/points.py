"""The health points of a district, for everyone: where, when, with what, who answers for it; and their part of the whole."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from linli.cases.sheet import district_named

from ..models import PointKind
from ..queries.points import coverage, geojson, points

# So many lie open; more are folded up by street.
SHORT = 12


@require_safe
def listed(request: HttpRequest, district: str) -> HttpResponse:
    """All of them, or those of a kind, or whose name or place holds some words."""
    found = district_named(district)
    every = list(points(found.code).values())
    kinds = [(kind.value, str(kind.label), sum(one.kind == kind for one in every)) for kind in PointKind]
    kind, text = request.GET.get("kind", ""), request.GET.get("q", "").strip()[:40]
    shown = [
        one
        for one in every
        if (not kind or one.kind == kind) and (not text or text in f"{one.name} {one.area_name} {one.address}")
    ]
    streets = [(name, list(some)) for name, some in groupby(shown, lambda one: one.street)]
    context = {
        "streets": streets, "is_short": len(shown) <= SHORT,
        "district": found, "kinds": [one for one in kinds if one[2]], "kind": kind, "q": text,
        "number": len(every), "coverage": coverage(found.code), "is_map": any(one.lat is not None for one in every),
        "cells": reverse("cases:nearby_cells", args=[found.slug]),
        "kinds_said": " · ".join(f"{label} {n}" for _kind, label, n in kinds if n),
        "points_address": reverse("health:points_geojson", args=[found.slug]),
    }  # fmt: skip
    return render(request, "health/points.html", context)


@require_safe
def as_geojson(request: HttpRequest, district: str) -> HttpResponse:
    found = district_named(district)
    return JsonResponse(geojson(found.code), content_type="application/geo+json")
