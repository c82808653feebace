"""Venues and events over JSON, as their pages show them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from linli.answers import ERRORS, json_answer
from linli.cases.pictures import address_of
from linli.places.queries import district_by

from .models import Event
from .queries import listing
from .queries.venues import VenueCard, venue, venues

router = Router(tags=["community"])


@router.get("/venues", response={200: dict, **ERRORS}, summary="The venues of a district that have a page")
def list_venues(request: HttpRequest, district: str) -> HttpResponse:
    found = district_by(district)
    return json_answer({"items": [_venue(one, found.slug) for one in venues(found.code).values()]})


@router.get("/venues/{code}", response={200: dict, **ERRORS}, summary="One venue, and what is on there")
def one_venue(request: HttpRequest, code: str, district: str) -> HttpResponse:
    found = district_by(district)
    card = venue(found.code, code)
    on = listing.upcoming(found.code, venue=card.id)
    return json_answer({**_venue(card, found.slug), "events": [_event(one, found.slug) for one in on.events]})


@router.get("/calendar", response={200: dict, **ERRORS}, summary="What is to come in a district, by time")
def list_calendar(request: HttpRequest, district: str, after: str = "", venue_code: str = "") -> HttpResponse:
    """`after`: the `next` of the page before; `venue_code`: only at that venue."""
    found = district_by(district)
    at = venue(found.code, venue_code).id if venue_code else None
    page = listing.upcoming(found.code, after, at)
    return json_answer({"items": [_event(one, found.slug) for one in page.events], "next": page.after or None})


@router.get("/calendar/{code}", response={200: dict, **ERRORS}, summary="One event")
def one_event(request: HttpRequest, code: str, district: str) -> HttpResponse:
    found = district_by(district)
    row = listing.event(found.code, code)
    return json_answer({**_event(row, found.slug), "text": row.text})


def _venue(card: VenueCard, slug: str) -> dict[str, Any]:
    opening = card.opening
    return {
        "code": card.code, "name": card.name, "kind": card.kind, "area": card.area, "address": card.address, "lat": card.lat,
        "lon": card.lon, "intro": card.intro, "phone": card.phone, "features": list(card.features), "capacity": card.capacity,
        "organisation": card.organisation, "open_now": opening.is_open,
        "until": opening.until.isoformat() if opening.until else None,
        "hours": [[[f"{begins:%H:%M}", f"{ends:%H:%M}"] for begins, ends in day] for day in card.week],
        "pictures": [{"address": one.address, "alt": one.alt} for one in card.pictures], "page": f"/{slug}/venues/{card.code}",
    }  # fmt: skip


def _event(row: Event, slug: str) -> dict[str, Any]:
    return {
        "code": row.code, "title": row.title, "state": row.state, "reason": row.reason, "organisation": row.organisation_id,
        "venue": row.venue.code if row.venue else None, "place": row.where, "audience": row.audience,
        "begins_at": row.begins_at.isoformat(), "ends_at": row.ends_at.isoformat(), "seats": row.seats, "free": row.left,
        "takes_registrations": row.takes_registrations, "picture": address_of(row.picture) or None,
        "page": f"/{slug}/events/{row.code}", "calendar": f"/{slug}/events/{row.code}/event.ics",
    }  # fmt: skip
