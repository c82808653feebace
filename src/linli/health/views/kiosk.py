"""The kiosk of a health point: its page, signing the device in, who somebody is, and the journal of what was measured."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from uuid import UUID

import orjson
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.audit.actions import record
from linli.clock import now
from linli.people.vault import device_key, letter_key
from linli.problem import Problem

from .. import rules
from ..access import device_actor
from ..actions.devices import device_of
from ..actions.journal import Answer, replay
from ..doubts import DOUBTS, FAR, NARROW, URGENT_DIASTOLIC, URGENT_SYSTOLIC
from ..errors import NoSuchPatient, UnknownDevice
from ..limits import LIMITS, ValueFault, unit_name
from ..models import Device, DeviceKind, Quantity
from ..queries import kiosk as queries
from .kiosk_words import words

P = ParamSpec("P")
COOKIE = "linli_kiosk"
YEARS = 5 * 366 * 24 * 3600
# Only a page of ours can set it, so that no other site's page puts anything in a kiosk's name.
HEADER = "X-Linli-Kiosk"
MOST_BYTES = 2_000_000
ASKED = (Quantity.BLOOD_PRESSURE, Quantity.PULSE, Quantity.WEIGHT, Quantity.HEIGHT)


def kiosk_of(request: HttpRequest) -> Device:
    """The kiosk whose cookie this is. Raises UnknownDevice."""
    device = device_of(request.COOKIES.get(COOKIE, ""))
    if device.kind != DeviceKind.KIOSK:
        raise UnknownDevice
    return device


def problem_answer(problem: Problem) -> JsonResponse:
    """What is wrong, as the kiosk's page reads it: in words, with limits and advice field by field."""
    faults = [_fault(one) for one in problem.faults]
    body = {"code": problem.code, "said": problem.message, "faults": faults, **problem.extra}
    return JsonResponse(body, status=problem.status)


def _fault(one: Any) -> dict[str, Any]:
    told = {"field": one.field, "said": one.message, "value": one.value}
    if isinstance(one, ValueFault):
        told |= {"code": one.code, "least": one.least, "most": one.most, "unit": one.unit, "advice": one.advice}
    return told


def for_kiosk(
    view: Callable[Concatenate[HttpRequest, Device, P], HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """A part that a kiosk's page asks for, in JSON: signed in by its cookie, asked by a page of ours."""

    @csrf_exempt
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            device = kiosk_of(request)
            if request.method == "POST" and not request.headers.get(HEADER):
                raise UnknownDevice
            return view(request, device, *args, **kwargs)
        except Problem as problem:
            return problem_answer(problem)

    return guarded


@require_GET
@never_cache
def page(request: HttpRequest) -> HttpResponse:
    """The whole of it in one page, which then needs no network; a device not signed in is asked for its secret."""
    try:
        device = kiosk_of(request)
    except UnknownDevice:
        return render(request, "health/kiosk_sign_in.html", {"known": COOKIE in request.COOKIES})
    context = {
        "device": device, "point": device.point, "district": device.point.district, "kiosk": _settings(device), "words": words(),
    }  # fmt: skip
    return render(request, "health/kiosk.html", context)


def _settings(device: Device) -> dict[str, Any]:
    """What the page works with: where the journal stands, bounds, bands; nothing about anybody."""
    grades = {
        code: {"label": str(band.label), "tone": band.tone}
        for code, band in {
            one.code: one for one in (rules.blood_pressure(*pair) for pair in _PAIRS)
        }.items()
    }  # fmt: skip
    return {
        "device": device.code, "point": device.point.name, "seq": device.last_seq, "digest": device.last_digest,
        "key": device_key(f"kiosk {device.code} {device.secret_digest}"), "letters": letter_key(),
        "limits": {quantity: {key: _limit(one) for key, one in LIMITS[quantity].items()} for quantity in ASKED},
        "narrow": NARROW, "far": FAR, "urgent": [URGENT_SYSTOLIC, URGENT_DIASTOLIC], "bands": grades,
        "systolic": [120, 140, 160, 180], "diastolic": [80, 90, 100, 110],
        "doubts": {code: str(text) for code, text in DOUBTS.items()},
    }  # fmt: skip


# One pressure of each band.
_PAIRS = ((110, 70), (130, 70), (145, 95), (165, 95), (185, 95), (150, 80), (130, 95))


def _limit(one: Any) -> dict[str, Any]:
    return {"name": str(one.name), "least": one.least, "most": one.most, "unit": unit_name(one.unit)}


@require_http_methods(["POST"])
@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    """The secret, once; it stays in a cookie that no script reads."""
    secret = request.POST.get("secret", "").strip()[:200]
    try:
        device = device_of(secret)
        if device.kind != DeviceKind.KIOSK:
            raise UnknownDevice
    except UnknownDevice as unknown:
        return render(request, "health/kiosk_sign_in.html", {"fault": unknown.message}, status=unknown.status)
    response = redirect("health:kiosk")
    response.set_cookie(
        COOKIE, secret, max_age=YEARS, httponly=True, secure=request.is_secure(), samesite="Strict", path="/kiosk"
    )
    return response


@require_POST
@never_cache
def sign_out(request: HttpRequest) -> HttpResponse:
    response = redirect("health:kiosk")
    response.delete_cookie(COOKIE, path="/kiosk", samesite="Strict")
    return response


def _given(request: HttpRequest) -> dict[str, Any]:
    try:
        given = orjson.loads(request.body) if len(request.body) <= MOST_BYTES else None
    except orjson.JSONDecodeError:
        given = None
    return given if isinstance(given, dict) else {}


@require_POST
@for_kiosk
def find(request: HttpRequest, device: Device) -> HttpResponse:
    """Who has this card, identity number or telephone: last sign and birth year, to be confirmed."""
    given = _given(request)
    found = queries.people_found(device, str(given.get("by", "")), str(given.get("value", ""))[:40])
    people = [{"who": str(one.who), "last": one.last_sign, "year": one.birth_year} for one in found]
    return JsonResponse({"people": people})


@require_GET
@for_kiosk
def people(request: HttpRequest, device: Device) -> HttpResponse:
    """Whom the device may know without a network."""
    return JsonResponse({"people": queries.directory(device)})


@require_http_methods(["GET", "POST"])
@for_kiosk
def journal(request: HttpRequest, device: Device) -> HttpResponse:
    """GET: where the journal stands, and our clock. POST: entries; answered up to where all is here."""
    if request.method == "GET":
        return JsonResponse({"seq": device.last_seq, "digest": device.last_digest, "now": now().isoformat()})
    reply = replay(device, _given(request))
    answers = {seq: [_answered(one) for one in listed] for seq, listed in reply.answers.items()}
    return JsonResponse(
        {
            "seq": reply.acknowledged, "digest": reply.digest, "waiting": reply.waiting, "answers": answers,
            "ahead": reply.clock_ahead, "now": now().isoformat(),
        }
    )  # fmt: skip


def _answered(one: Answer) -> dict[str, Any]:
    return {
        "quantity": one.quantity, "answer": one.answer, "said": one.said, "faults": [_fault(fault) for fault in one.faults]
    }  # fmt: skip


@require_POST
@for_kiosk
def told(request: HttpRequest, device: Device) -> HttpResponse:
    """What somebody reads after measuring: compared with the last time, and their physician's newest advice."""
    try:
        who = UUID(str(_given(request).get("who", "")))
    except ValueError:
        raise NoSuchPatient from None
    patient, found = queries.told(device, who)
    record(
        device_actor(device), "health_told_at_kiosk", district=patient.district_id, subject=f"patient:{patient.code}",
        data={"device": device.code},
    )  # fmt: skip
    return JsonResponse(
        {
            "times": found.times, "compared": found.compared, "advice": found.advice, "by": found.by,
            "physician": found.physician, "height": found.height,
        }
    )  # fmt: skip
