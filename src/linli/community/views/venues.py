"""The venues of a district: the list, and what one is, when it is open, where, and what is on."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from linli.cases.sheet import district_named

from ..errors import NoSuchVenue
from ..queries import listing
from ..queries.venues import venue, venues

NEXT = 5


@require_safe
def listed(request: HttpRequest, district: str) -> HttpResponse:
    """All of them, or those of a kind."""
    found = district_named(district)
    every = list(venues(found.code).values())
    kinds = list(dict.fromkeys(card.kind for card in every))
    kind = request.GET.get("kind", "")
    shown = [card for card in every if card.kind == kind] if kind in kinds else every
    context = {
        "district": found,
        "venues": shown,
        "kinds": kinds,
        "kind": kind if kind in kinds else "",
        "number": len(every),
    }
    return render(request, "community/venues.html", context)


@require_safe
def page(request: HttpRequest, district: str, code: str) -> HttpResponse:
    found = district_named(district)
    try:
        card = venue(found.code, code)
    except NoSuchVenue as unknown:
        raise Http404(unknown.message) from None
    on = listing.upcoming(found.code, venue=card.id, limit=NEXT)
    context = {
        "district": found, "venue": card, "events": on.events, "opening": card.opening,
        "cells": reverse("cases:nearby_cells", args=[found.slug]),
    }  # fmt: skip
    return render(request, "community/venue.html", context)
