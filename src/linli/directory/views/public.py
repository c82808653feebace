"""The address book for everyone: found by name, address, community and kind; one of its entries; who answers for a building."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.cases.sheet import district_named
from linli.places.errors import PlaceError
from linli.places.models import District

from ..errors import NotThere
from ..queries import answering
from ..queries import entries as book


@require_safe
def listed(request: HttpRequest, district: str) -> HttpResponse:
    found = district_named(district)
    search = book.Search.of(request.GET, found.code)
    everybody = book.find(found.code, search)
    shown, more = book.page_of(everybody, request.GET.get("after", "")[:60])
    context = {
        "district": found, "search": search, "shown": shown, "number": len(everybody), "kinds": _chips(found, search),
        "streets": book.streets(found.code), "older": _address(search, after=more) if more else "",
    }  # fmt: skip
    return render(request, "directory/directory.html", context)


def _address(search: book.Search, **other: str) -> str:
    given = {"q": search.words, "area": search.area, "kind": search.kind, **other}
    return "?" + urlencode({name: value for name, value in given.items() if value})


def _chips(district: District, search: book.Search) -> list[dict[str, Any]]:
    every = [{"label": _("All of them"), "href": _address(search, kind=""), "current": not search.kind}]
    return every + [
        {"label": name, "href": _address(search, kind=kind), "current": kind == search.kind, "count": number}
        for kind, name, number in book.numbers(district.code)
    ]


@require_safe
def who(request: HttpRequest, district: str) -> HttpResponse:
    """Who answers for an address: said in words, or a building tapped on the map or in the list."""
    found = district_named(district)
    text = request.GET.get("q", "").strip()[:80]
    said, choices, answer = "", list[str](), None
    if text:
        try:
            answer = answering.of_address(found, text)
        except PlaceError as problem:
            said, choices = problem.message, answering.choices(problem)
    context = {
        "district": found, "text": text, "said": said, "choices": choices, "answer": answer,
        "estates": answering.estates(found.code), "cells": reverse("cases:nearby_cells", args=[found.slug]),
        "points": reverse("directory:points", args=[found.slug]),
    }  # fmt: skip
    return render(request, "directory/who.html", context, status=422 if said else 200)


@require_safe
def building(request: HttpRequest, district: str, key: UUID) -> HttpResponse:
    found = district_named(district)
    try:
        answer = answering.of_building(found, key)
    except NotThere as unknown:
        raise Http404(unknown.message) from None
    return render(request, "directory/building.html", {"district": found, "answer": answer})


@require_safe
def points(request: HttpRequest, district: str) -> HttpResponse:
    found = district_named(district)
    return JsonResponse(answering.points(found), content_type="application/geo+json")


@require_safe
def page(request: HttpRequest, district: str, code: str) -> HttpResponse:
    """One of them: what it answers for, how it is reached, who stands above and under it."""
    found = district_named(district)
    try:
        one = book.entry(found.code, code)
    except NotThere as unknown:
        raise Http404(unknown.message) from None
    known = book.entries(found.code)
    matters = book.duties(found.code).get(one.code, [])
    context = {
        "district": found, "entry": one, "above": known.get(one.parent), "below": book.below(found.code, one),
        "place": book.place_of(found.code, one.code), "leading": _by_subject(matters, leads=True),
        "assisting": _by_subject(matters, leads=False), "matters": len(matters),
    }  # fmt: skip
    return render(request, "directory/entry.html", context)


def _by_subject(matters: list[book.Matter], *, leads: bool) -> list[tuple[str, list[str]]]:
    subjects: dict[str, list[str]] = {}
    for one in matters:
        if one.leads == leads:
            subjects.setdefault(one.above, []).append(one.name)
    return list(subjects.items())
