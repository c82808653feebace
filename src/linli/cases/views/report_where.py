"""Step two of reporting: where it is, by map, by position, or by words; what is unclear is asked back, never guessed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.catalogue import queries as catalogue
from linli.catalogue.working_time import Term, calendar_of
from linli.clock import now
from linli.people import queries as people
from linli.places import queries as places
from linli.places.errors import AmbiguousPlace, OutsideDistrict, PlaceError, UnknownPlace
from linli.places.models import District
from linli.places.queries import Located
from linli.problem import Problem

from ..actions.papers import Said, save_draft
from ..commands import Position, Submit, parse
from ..models import ReportDraft
from ..queries import public
from ..sheet import Sheet, district_named
from .report_draft import begin_again, draft_of, secret_of

# Stands in for the text where only the other fields of a report are to be checked.
_ANY_TEXT = "……"


@dataclass
class Place:
    """What step two was told, and what is asked back. `find`: the rest is left to us."""

    address: str
    position: Position | None = None
    chosen: str = ""
    find: bool = False
    candidates: list[Located] = field(default_factory=list)
    sheet: Sheet = field(default_factory=Sheet)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def where(request: HttpRequest, district: str) -> HttpResponse:
    found = district_named(district)
    draft = draft_of(request, found)
    if draft is None:
        return begin_again(request, found)
    if request.method != "POST":
        return _page(request, found, draft, Place(draft.address, position_of(draft)))
    place = _said(request)
    label = _find(found, draft.text, place)
    kept = save_draft(
        secret_of(request), found,
        Said(address=place.address, position=place.position, forget_position=place.position is None, place_label=label),
    )  # fmt: skip
    if place.sheet.sentences or place.candidates:
        return _page(request, found, kept.draft, place)
    return redirect("cases:report_reach", found.slug)


def position_of(draft: ReportDraft) -> Position | None:
    if draft.lat is None or draft.lon is None:
        return None
    return Position(lat=draft.lat, lon=draft.lon, accuracy=draft.accuracy)


def _said(request: HttpRequest) -> Place:
    post = request.POST
    place = Place(post.get("address", "").strip())
    # An answer to “which one is it?” holds for the words that were asked about.
    if post.get("asked", "") == place.address:
        place.chosen = post.get("place", "")
    place.find = "find" in post or place.chosen == "find"
    given = {name: value for name in ("lat", "lon", "accuracy") if (value := post.get(name, "").strip())}
    if "lat" in given or "lon" in given:
        try:
            place.position = parse(Position, given)
        except Problem as problem:
            place.sheet.add(problem)
    return place


def _find(district: District, text: str, place: Place) -> str:
    """The label of where it is, "" if that is left to us. What is wrong or unclear is noted on `place`."""
    try:
        parse(Submit, {"district": district.code, "text": _ANY_TEXT, "address": place.address})
        label = _by_position(district, place) or _by_address(district, place)
    except Problem as problem:
        place.sheet.add(problem)
        return ""
    if label or place.candidates or place.sheet.sentences or place.find:
        return label
    mentioned = mentioned_in(district, text)
    if mentioned:
        return mentioned.label
    place.sheet.say(
        "address", _("Please write an address or point at the map. If you do not know it, choose “find it for me”.")
    )
    return ""


def _by_position(district: District, place: Place) -> str:
    """A position that is not in the district is dropped, so that the address can be tried next."""
    if place.position is None:
        return ""
    try:
        return places.locate_point(place.position.lat, place.position.lon, district).label
    except PlaceError as problem:
        place.position = None
        if not place.find:
            place.sheet.add(problem)
        return ""


def _by_address(district: District, place: Place) -> str:
    """An address that fits several places is asked back, unless that is left to us."""
    if not place.address or place.sheet.sentences:
        return ""
    address = narrowed(place.address, place.chosen, district) if place.chosen and not place.find else place.address
    try:
        label = places.locate_text(address, district).label
    except AmbiguousPlace as several:
        if not place.find:
            place.candidates = list(several.candidates)
        return ""
    except OutsideDistrict as outside:
        place.sheet.add(outside)
        return ""
    except UnknownPlace as unknown:
        if not place.find:
            place.sheet.add(unknown)
        return ""
    place.address = address
    return label


def narrowed(address: str, area: str, district: District) -> str:
    """The address with the community it was chosen to lie in before it: 东街社区 + 人民路20号."""
    known = places.names(district.code)
    named = known.get(area[:12]) or known.get(area[:9])
    if named is None or named.name in address:
        return address
    return f"{named.name}{address}"[:120]


def mentioned_in(district: District, text: str) -> Located | None:
    """A place that the text names for sure."""
    try:
        return places.locate_text(text, district)
    except PlaceError:
        return None


def _page(request: HttpRequest, district: District, draft: ReportDraft, place: Place) -> HttpResponse:
    nothing_said = place.position is None and not place.address
    mentioned = mentioned_in(district, draft.text) if nothing_said else None
    guess = catalogue.category_by_id(district.code, draft.category_id)
    context = {
        "district": district, "place": place, "sheet": place.sheet, "emergency": bool(guess and guess.emergency),
        "mentioned": mentioned, "map": _map(district, place.position or mentioned),
    }  # fmt: skip
    return render(request, "cases/resident/report_where.html", context, status=place.sheet.status)


def _map(district: District, at: Position | Located | None) -> dict[str, Any]:
    """Where the map begins: at what is known, else over the whole district."""
    cells = reverse("cases:nearby_cells", args=[district.slug])
    if at is None or at.lat is None:
        return {"lat": "", "lon": "", "zoom": "", "cells": cells}
    return {"lat": at.lat, "lon": at.lon, "zoom": 16, "cells": cells}


@require_safe
@never_cache
def place_found(request: HttpRequest, district: str) -> HttpResponse:
    """A part of step two while it is filled in: where that is, who gets it, and what is open there already."""
    found = district_named(district)
    draft = draft_of(request, found)
    lat, lon = _number(request.GET.get("lat", "")), _number(request.GET.get("lon", ""))
    address = request.GET.get("address", "").strip()[:120]
    context: dict[str, Any] = {"district": found, "located": None, "problem": ""}
    try:
        if lat is not None and lon is not None:
            context["located"] = places.locate_point(lat, lon, found)
        elif address:
            context["located"] = places.locate_text(address, found)
    except PlaceError as problem:
        context["problem"] = problem.message
    if context["located"]:
        text = draft.text if draft else ""
        alike = public.duplicates(found.code, text=text, address=address, lat=lat, lon=lon)
        context |= {"alike": alike, **goes_to(found, context["located"])}
    return render(request, "cases/resident/parts/place_found.html", context)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def goes_to(district: District, located: Located | None) -> dict[str, Any]:
    """Which desk gets it, and by when that acknowledges it."""
    office = people.office_of(located.community) if located else None
    card = people.organisations(district.code).get(office or people.centre(district.code))
    term = catalogue.clock(district.code).case_terms()["acknowledge"]
    return {"office": card.name if card else "", "due": calendar_of(district.code).add(now(), Term.parse(term))}
