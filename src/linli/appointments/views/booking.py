"""Booking in three steps: where, when, and who comes. Works without scripts; nothing typed is lost when a time is taken."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.audit.idempotency import Answer, once
from linli.cases.sheet import Sheet, district_named
from linli.catalogue.guides import Guide, NoSuchService, guide
from linli.clock import LOCAL, now
from linli.people.actors import actor_of
from linli.places.models import District
from linli.problem import Problem

from ..access import remember
from ..actions import book
from ..errors import NoSuchHall, NotServedHere
from ..opening import HallCard
from ..queries.halls import hall_for, halls_for
from ..queries.times import free_times, moment_label, nearest_free
from .picking import calendar_or_fault, checked_time, choice, nearest, read_time

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@never_cache
def choose(request: HttpRequest, district: str, code: str) -> HttpResponse:
    """Where: the halls for a service, each with its first free time."""
    found, shown = _service(district, code)
    cards = halls_for(shown)
    if len(cards) == 1:
        return redirect("appointments:times", found.slug, shown.code, cards[0].code)
    listed = []
    for card in cards:
        free = nearest_free(card, now())
        listed.append({"hall": card, "first": moment_label(free[0]) if free else ""})
    return render(request, "appointments/choose.html", {"district": found, "guide": shown, "halls": listed})


@require_safe
@never_cache
def times(request: HttpRequest, district: str, code: str, hall: str) -> HttpResponse:
    """When: the days of a hall, and the times of one."""
    found, shown = _service(district, code)
    return _times_page(request, found, shown, _hall(shown, hall))


def _times_page(
    request: HttpRequest, district: District, shown: Guide, hall: HallCard, faults: tuple[str, ...] = ()
) -> HttpResponse:
    calendar, wrong = calendar_or_fault(request, hall)
    said = [*faults, *wrong.get("faults", ())]
    context = {
        "district": district, "guide": shown, "hall": hall, "calendar": calendar, "faults": said,
        "others": len(halls_for(shown)) > 1,
    }  # fmt: skip
    return render(request, "appointments/times.html", context, status=422 if said else 200)


@get_or_post
@never_cache
def confirm(request: HttpRequest, district: str, code: str, hall: str) -> HttpResponse:
    """Who comes, and off it goes."""
    found, shown = _service(district, code)
    card = _hall(shown, hall)
    if request.method != "POST":
        try:
            at = checked_time(card, request.GET.get("at", ""))
        except Problem as wrong:
            return _times_page(request, found, shown, card, (wrong.message,))
        gone = not any(one.at == at and one.free for one in free_times(card, at.astimezone(LOCAL).date()))
        return _confirm_page(request, found, shown, card, Sheet(), _offered(card, at, gone))
    sheet = Sheet(typed={name: request.POST.get(name, "").strip() for name in ("at", "name", "phone")})
    try:
        booked = _booked_once(request, found, shown, card, sheet)
    except Problem as problem:
        sheet.add(problem)
        return _confirm_page(request, found, shown, card, sheet, _again(card, sheet), problem.status)
    messages.success(
        request, _("Your appointment is made. Please note the number, or open this page again by our message.")
    )
    response = redirect("appointments:ticket", booked)
    if actor_of(request).kind != "resident":
        remember(request, response, booked)
    return response


def _offered(hall: HallCard, at: datetime, gone: bool) -> dict[str, Any]:
    """The time as it was chosen; if that cannot be had, others near it, and no time at all where none is free."""
    free = nearest(hall, at) if gone else []
    return {"at": None if gone and not free else choice(at), "free": free}


def _again(hall: HallCard, sheet: Sheet) -> dict[str, Any]:
    """What is offered after something was wrong."""
    try:
        at = read_time(sheet.typed["at"])
    except Problem:
        return {"at": None, "free": nearest(hall, now())}
    return _offered(hall, at, "at" in sheet.faults)


def _booked_once(request: HttpRequest, district: District, shown: Guide, hall: HallCard, sheet: Sheet) -> str:
    """The number of the appointment; the same form sent again gives the same."""
    given = {"district": district.code, "service": shown.code, "hall": hall.code, **sheet.typed}
    digest = hashlib.sha256(json.dumps(given, ensure_ascii=False).encode()).hexdigest()
    key = f"{request.POST.get('key', '')[:40] or uuid4().hex}-{digest[:16]}"

    def do() -> Answer:
        return Answer(201, json.dumps({"code": book(actor_of(request), given).code}).encode())

    answer = once("appointments", key if key.isascii() else None, digest, do)
    return str(json.loads(answer.body)["code"])


def _confirm_page(
    request: HttpRequest, district: District, shown: Guide, hall: HallCard, sheet: Sheet, more: dict[str, Any], status: int = 200
) -> HttpResponse:  # fmt: skip
    actor = actor_of(request)
    known = actor.account if actor.kind == "resident" and actor.account and actor.account.phone_index else None
    context = {
        "district": district, "guide": shown, "hall": hall, "sheet": sheet, "account": known,
        "key": request.POST.get("key", "")[:40] or uuid4().hex,
        "originals": [one for one in shown.spec.materials if one.needs == "original"], **more,
    }  # fmt: skip
    return render(request, "appointments/confirm.html", context, status=status)


def _service(district: str, code: str) -> tuple[District, Guide]:
    found = district_named(district)
    try:
        return found, guide(found.code, code)
    except NoSuchService as unknown:
        raise Http404(unknown.message) from None


def _hall(shown: Guide, code: str) -> HallCard:
    try:
        return hall_for(shown, code)
    except (NoSuchHall, NotServedHere) as unknown:
        raise Http404(unknown.message) from None
