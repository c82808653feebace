"""What is on this month, classes to join, where one learns and walks, times of therapy: for everyone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.cases.sheet import Sheet, district_named
from linli.clock import LOCAL
from linli.ids import read_case_code
from linli.people.actors import actor_of
from linli.places.models import District
from linli.problem import Problem

from .. import actions
from ..errors import AlreadyEnrolled, NotThere, SignInFirst
from ..models import BoardKind, CourseClass, EnrolmentState
from ..queries import learn
from ..queries import therapy as times
from ..queries.mine import bookings_of, place_in, places_of


@require_safe
@never_cache
def front(request: HttpRequest, district: str) -> HttpResponse:
    """What is on, what one can enrol for, where it is."""
    found = district_named(district)
    actor = actor_of(request)
    context = {
        "district": found, "talks": learn.coming(found.code), "terms": learn.terms(found.code),
        "has_therapy": times.has_therapy(found.code), "spots": learn.spots(found.code)[:4],
        "mine": places_of(actor, only_current=True),
    }  # fmt: skip
    return render(request, "courses/learn.html", context)


@require_safe
def places(request: HttpRequest, district: str) -> HttpResponse:
    """Venues to walk and learn at, boards and rooms, with the map."""
    found = district_named(district)
    kind = request.GET.get("kind", "")
    kinds = [(one, one) for one in learn.KINDS] + [(one.value, str(one.label)) for one in BoardKind]
    kind = kind if kind in dict(kinds) else ""
    of_boards = kind in BoardKind.values
    context = {
        "district": found, "kind": kind, "spots": [] if of_boards else learn.spots(found.code, kind),
        "boards": learn.boards(found.code, kind) if of_boards or not kind else [],
        "chips": [
            {"label": _("All"), "href": "?", "current": not kind},
            *({"label": label, "href": f"?{urlencode({'kind': name})}", "current": name == kind} for name, label in kinds),
        ],
        "points": reverse("courses:places_geojson", args=[found.slug]), "cells": reverse("cases:nearby_cells", args=[found.slug]),
    }  # fmt: skip
    return render(request, "courses/places.html", context)


@require_safe
def places_geojson(request: HttpRequest, district: str) -> HttpResponse:
    found = district_named(district)
    return JsonResponse(learn.places_geojson(found.code, found.slug), content_type="application/geo+json")


def _class(district: District, code: str) -> CourseClass:
    try:
        return learn.a_class(district.code, code)
    except NotThere as unknown:
        raise Http404(unknown.message) from None


@require_safe
@never_cache
def one_class(request: HttpRequest, district: str, code: str) -> HttpResponse:
    found = district_named(district)
    return _class_page(request, found, _class(found, code), Sheet())


def _class_page(
    request: HttpRequest, district: District, held: CourseClass, sheet: Sheet, status: int = 200
) -> HttpResponse:
    actor = actor_of(request)
    context = {
        "district": district, "held": held, "card": learn.Card(held), "sessions": learn.sessions_of(held),
        "place": place_in(actor, held), "is_resident": actor.kind == "resident", "sheet": sheet,
        "paragraphs": [line for line in held.course.about.splitlines() if line.strip()],
        "name": sheet.typed.get("name", ""),
    }  # fmt: skip
    return render(request, "courses/class.html", context, status=status)


@require_POST
@never_cache
def enrol_in(request: HttpRequest, district: str, code: str) -> HttpResponse:
    """Take a seat, or a place on the waiting list."""
    found = district_named(district)
    held = _class(found, code)
    sheet = Sheet(typed={"name": request.POST.get("name", "")})
    try:
        row = actions.enrol(actor_of(request), found.code, held.code, dict(sheet.typed))
    except AlreadyEnrolled as there:
        messages.info(request, there.message)
        return redirect("courses:place", there.enrolment)
    except Problem as problem:
        if isinstance(problem, SignInFirst) and actor_of(request).kind == "guest":
            return redirect(f"/sign-in?next=/{found.slug}/learn/classes/{held.code}")
        sheet.add(problem)
        return _class_page(request, found, _class(found, code), sheet, problem.status)
    if row.state == EnrolmentState.SEATED:
        messages.success(request, _("You have a seat. We tell you if a session is moved or dropped."))
    else:
        messages.info(request, _("All seats are taken. You are on the waiting list and move up by yourself."))
    return redirect("courses:place", row.code)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def therapy(request: HttpRequest, district: str) -> HttpResponse:
    """Choose a time, and book it."""
    found = district_named(district)
    if request.method != "POST":
        return _therapy_page(request, found, Sheet())
    typed = {name: request.POST.get(name, "") for name in ("slot", "name")}
    sheet = Sheet(typed=typed)
    try:
        row = actions.book(actor_of(request), found.code, slot_given(typed))
    except Problem as problem:
        if isinstance(problem, SignInFirst) and actor_of(request).kind == "guest":
            return redirect(f"/sign-in?next=/{found.slug}/learn/therapy")
        _at_slot(sheet, problem)
        return _therapy_page(request, found, sheet, problem.status)
    messages.success(request, _("Booked. We remind you the day before."))
    return redirect("courses:place", row.code)


def _at_slot(sheet: Sheet, problem: Problem) -> None:
    """What is wrong with the therapist or the moment is wrong with the slot, which is what was chosen."""
    sheet.add(problem)
    for name in ("begins_at", "therapist"):
        if sheet.faults.pop(name, None):
            sheet.faults["slot"] = [_("Please choose one of the times shown.")]


def slot_given(typed: dict[str, str]) -> dict[str, Any]:
    """What a form with a slot says: 「therapist@2026-11-27T09:00」."""
    therapist, _at, moment = typed.get("slot", "").partition("@")
    try:
        begins: object = datetime.fromisoformat(moment).replace(tzinfo=LOCAL)
    except ValueError:
        begins = ""
    return {
        "therapist": therapist,
        "begins_at": begins,
        **{key: value for key, value in typed.items() if key != "slot"},
    }


def _therapy_page(request: HttpRequest, district: District, sheet: Sheet, status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    days = times.open_days(district.code)
    asked = request.POST.get("day") or request.GET.get("day", "")
    shown = next((one for one in days if one.day.isoformat() == asked), days[0] if days else None)
    context = {
        "district": district, "days": days, "shown": shown, "sheet": sheet, "is_resident": actor.kind == "resident",
        "has_therapy": times.has_therapy(district.code), "bookings": bookings_of(actor, only_coming=True),
    }  # fmt: skip
    return render(request, "courses/therapy.html", context, status=status)


@require_safe
@never_cache
def check_certificate(request: HttpRequest, district: str, code: str) -> HttpResponse:
    """Whether a certificate is genuine, and what stands on it."""
    found = district_named(district)
    number = read_case_code(code) or ""
    try:
        row = learn.certified(found.code, number)
    except NotThere:
        return render(request, "courses/check.html", {"district": found, "row": None, "code": code[:24]}, status=404)
    return render(request, "courses/check.html", {"district": found, "row": row, "code": number})
