"""The renovation for everyone: estates, one estate, saying what is wrong with a work."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.audit.idempotency import Answer, once
from linli.cases.access import remember, show_once
from linli.cases.models import Case
from linli.cases.sheet import Sheet, district_named
from linli.people.actors import actor_of
from linli.places.models import District
from linli.places.queries import label
from linli.problem import Problem

from .. import actions
from ..errors import NotThere
from ..models import Estate
from ..queries import estate_page as queries
from ..queries import listing, money
from ..queries.matrix import houses, matrix, works
from ..queries.mine import homes
from ..queries.money import Sums
from ..queries.voting import labelled

_FIELDS = ("house", "work", "text", "phone")


@require_safe
@never_cache
def front(request: HttpRequest, district: str) -> HttpResponse:
    """What the programme is, votes that are open, every estate with its state, on the map too."""
    found = district_named(district)
    context = {
        "district": found, "programme": listing.programme(found.code), "works": works(found.code),
        "cards": listing.cards(listing.of_district(found.code)), "votes": listing.open_votes(found.code),
        "homes": homes(actor_of(request)), "points": reverse("renovation:points", args=[found.slug]),
        "cells": reverse("cases:nearby_cells", args=[found.slug]),
    }  # fmt: skip
    return render(request, "renovation/front.html", context)


@require_safe
def points(request: HttpRequest, district: str) -> HttpResponse:
    found = district_named(district)
    return JsonResponse(listing.geojson(found.code, found.slug), content_type="application/geo+json")


def _estate(district: District, code: str) -> Estate:
    try:
        return queries.estate(district.code, code)
    except NotThere as unknown:
        raise Http404(unknown.message) from None


@require_safe
@never_cache
def estate(request: HttpRequest, district: str, estate: str) -> HttpResponse:
    found = district_named(district)
    row = _estate(found, estate)
    shown = matrix(row)
    sums = money.sums(found.code, row)
    context = {
        "district": found, "estate": row, "where": label(found.code, row.area_id), "matrix": shown,
        "pairs": queries.pictures(row), "votes": labelled(queries.votes(row)), "faults": queries.faults(row),
        "notes": queries.notes(row), "duties": queries.duties(row), "ratings": queries.ratings([row]),
        "timeline": queries.timeline(row), "money": sum(sums.values(), Sums()), "payments": money.payments(row),
        "by_work": [(line.work, sums[line.work.pk]) for line in shown.lines if line.work.pk in sums],
    }  # fmt: skip
    return render(request, "renovation/estate.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def fault(request: HttpRequest, district: str, estate: str) -> HttpResponse:
    """Say what is wrong with a work: it becomes a case, and this browser follows it."""
    found = district_named(district)
    row = _estate(found, estate)
    given = request.POST if request.method == "POST" else request.GET
    sheet = Sheet(typed={name: given.get(name, "") for name in _FIELDS})
    if request.method != "POST":
        return _fault_form(request, found, row, sheet)
    try:
        told = _reported_once(request, found, row, sheet)
    except Problem as problem:
        sheet.add(problem)
        return _fault_form(request, found, row, sheet, problem.status)
    case = Case.objects.get(code=told["code"])
    response = redirect("cases:received", case.code)
    remember(request, response, case)
    show_once(response, case, told["receipt"])
    return response


def _reported_once(request: HttpRequest, district: District, row: Estate, sheet: Sheet) -> dict[str, str]:
    """The same form sent again gives the same case and receipt."""
    key = request.POST.get("key", "")[:40]
    digest = hashlib.sha256(json.dumps(dict(sheet.typed), ensure_ascii=False).encode()).hexdigest()

    def do() -> Answer:
        given: dict[str, Any] = dict(sheet.typed)
        opened = actions.report_fault(actor_of(request), district, row.code, given, request.FILES.getlist("photos"))
        return Answer(201, json.dumps({"code": opened.case.code, "receipt": opened.receipt}).encode())

    usable = key.isascii() and key.isalnum()
    answer = once(f"renovation fault {row.pk}", f"{key}-{digest[:16]}" if usable else None, digest, do)
    told: dict[str, str] = json.loads(answer.body)
    return told


def _fault_form(request: HttpRequest, district: District, row: Estate, sheet: Sheet, status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    context = {
        "district": district, "estate": row, "sheet": sheet, "key": request.POST.get("key", "")[:40] or uuid4().hex,
        "houses": [(str(one.pk), one.short) for one in houses(row)], "works": [(one.code, one.name) for one in works(district.code)],
        "account": actor.account if actor.kind == "resident" else None,
    }  # fmt: skip
    return render(request, "renovation/fault.html", context, status=status)
