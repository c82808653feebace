"""The collector's page: milk noted with or without network, sent once, and what cannot be is kept with its reason."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.answers import problem
from linli.audit.idempotency import Answer, once
from linli.cases.at_desk import desk_page, staff_page
from linli.cases.sheet import Sheet
from linli.clock import LOCAL, now
from linli.people.actors import Actor, actor_of
from linli.people.vault import device_key
from linli.problem import Problem

from .. import actions
from ..access import manages, points_of
from ..models import Way, Weighing
from ..queries import milk as queries

_FIELDS = ("point", "ticket", "household", "tag", "at", "kg", "fat", "density", "temperature", "device")
WORDS: dict[str, Promise] = {
    "waiting": gettext_lazy("{n} waiting to be sent"),
    "refused": gettext_lazy("{n} not taken: please look at the reason"),
    "sent": gettext_lazy("All sent"),
    "tag_waiting": gettext_lazy("To be sent"),
    "tag_refused": gettext_lazy("Not taken"),
    "tag_sent": gettext_lazy("Has arrived"),
    "offline": gettext_lazy("No network: please go on as usual. What you note stays on this device and is sent once the network is back."),
    "online": gettext_lazy("Connected."),
    "later": gettext_lazy("The server cannot be reached; it is tried again by itself."),
    "sign_in": gettext_lazy("Please sign in again, then they are sent. Nothing is lost."),
    "full": gettext_lazy("This device has no room left. Please free some space first."),
    "unreadable": gettext_lazy("{n} cannot be opened on this device. Nothing was deleted: please keep the device as it is and tell the co-operative."),
    "unknown": gettext_lazy("This could not be taken (answer {n}). It is kept here; please tell the co-operative."),
    "household": gettext_lazy("Household {n}"),
    "who": gettext_lazy("Household {n}, name ends in “{last}”"),
    "nobody": gettext_lazy("No household or ear tag of this number is known on this device."),
    "say_who": gettext_lazy("Please give the number of the household, or the ear tag."),
    "grade": gettext_lazy("{grade}, {price} yuan a kg: {amount} yuan"),
    "warm": gettext_lazy("Sent back: warmer than {most} °C"),
    "thin": gettext_lazy("Sent back: density below {least}, water suspected"),
    "dense": gettext_lazy("Sent back: density above {most}"),
    "lean": gettext_lazy("Sent back: fat below the lowest grade"),
    "no_price": gettext_lazy("No price is known for today on this device."),
    "noted": gettext_lazy("Noted: ticket {n}"),
    "again": gettext_lazy("Put back into the form"),
    "drop": gettext_lazy("Delete"),
    "sure": gettext_lazy("Delete this ticket from the device? It has not been sent."),
    "others": gettext_lazy("{n} of a colleague are kept on this device too; they are sent when that colleague signs in."),
}  # fmt: skip


@require_safe
@never_cache
@staff_page
def page(request: HttpRequest, actor: Actor) -> HttpResponse:
    return _page(request, actor, Sheet())


def _page(request: HttpRequest, actor: Actor, sheet: Sheet) -> HttpResponse:
    if not points_of(actor).exists():
        raise PermissionDenied
    context = {
        "kept": queries.kept_on_device(actor), "account": actor.reach.account_id, "sheet": sheet, "now_text": f"{now().astimezone(LOCAL):%Y-%m-%dT%H:%M}",
        "script_words": {name: str(text) for name, text in WORDS.items()}, "rows": queries.at_point_today(actor),
        "manages": manages(actor), "device_key": device_key(f"account {actor.reach.account_id}"),
    }  # fmt: skip
    return desk_page(request, actor, "cooperative/point.html", context, sheet.status)


@require_POST
@never_cache
def entries(request: HttpRequest) -> HttpResponseBase:
    """Take one ticket: a form from the page itself, or from the queue of the device, which asks for JSON."""
    if "application/json" not in request.headers.get("Accept", ""):
        return _from_page(request)
    actor = actor_of(request)
    if actor.kind != "staff":
        return problem(401, "sign_in", str(WORDS["sign_in"]))
    if not points_of(actor).exists():
        return problem(403, "not_allowed", _("Milk is taken in by who works at a collection point."))
    if request.POST.get("account") != str(actor.reach.account_id):
        return problem(403, "other_account", _("A colleague noted this on the device; it is sent when they sign in."))
    try:
        answer = _once(actor, request.headers.get("Idempotency-Key"), _given(request))
    except Problem as refused:
        faults = [{"field": one.field, "message": one.message, "value": one.value} for one in refused.faults]
        return problem(refused.status, refused.code, refused.message, faults)
    return HttpResponse(answer.body, status=answer.status, content_type="application/json")


def _given(request: HttpRequest) -> dict[str, Any]:
    return {name: value for name in _FIELDS if (value := request.POST.get(name, "").strip())}


def _once(actor: Actor, key: str | None, given: dict[str, Any]) -> Answer:
    digest = hashlib.sha256(json.dumps(given, sort_keys=True).encode()).hexdigest()

    def do() -> Answer:
        row = actions.weigh(actor, given, Way.POINT)
        told = {"id": key, "ticket": row.ticket, "said": said_of(row)}
        return Answer(201, json.dumps(told, ensure_ascii=False).encode())

    return once(f"{actor.reach.account_id} milk", key, digest, do)


def said_of(row: Weighing) -> str:
    if row.grade is None:
        return _("Sent back: %(why)s") % {"why": row.fault_label}
    told = {"grade": row.grade.name, "price": row.price, "amount": row.amount}
    return _("%(grade)s, %(price)s yuan a kg: %(amount)s yuan") % told


@staff_page
def _from_page(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Without scripts: taken, or the form again with all that was typed."""
    sheet = Sheet(typed={name: request.POST.get(name, "") for name in _FIELDS})
    try:
        row = actions.weigh(actor, _given(request), Way.POINT)
    except Problem as refused:
        sheet.add(refused)
        return _page(request, actor, sheet)
    messages.success(request, f"{row.ticket}：{said_of(row)}")
    return redirect("cooperative:point")
