"""Reporting in three steps: say it and photograph it, say where, say how to reach you. Works without scripts.

Each step is saved to a draft that a secret cookie opens, before anything is found wrong with it: what was typed
or photographed is never asked for twice.
"""

from __future__ import annotations

import hashlib
import json
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.audit.idempotency import Answer, once
from linli.catalogue import queries as catalogue
from linli.people.actors import actor_of
from linli.places import queries as places
from linli.places.models import District
from linli.problem import Problem

from ..access import remember, show_once
from ..actions import submit
from ..actions.papers import (
    MOST,
    Said,
    attach_to_draft,
    draft_for,
    drop_draft,
    drop_from_draft,
    save_draft,
)  # fmt: skip
from ..commands import Submit, parse
from ..models import Case, ReportDraft
from ..queries import public
from ..sheet import Sheet, district_named
from .report_draft import begin_again, draft_of, secret_of, with_draft, without_draft
from .report_where import goes_to, position_of
from .resident_papers import sent

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


class NothingToSend(Problem):
    """The draft is gone: sent already, or older than a day."""

    code = "nothing_to_send"
    status = 404


# Step 1: say it


@get_or_post
@never_cache
def say(request: HttpRequest, district: str) -> HttpResponse:
    found = district_named(district)
    draft = draft_of(request, found)
    if request.method != "POST":
        return _say_page(request, found, draft, Sheet())
    if "fresh" in request.POST:
        if draft:
            drop_draft(draft)
        return without_draft(redirect("cases:report", found.slug), found)
    text = request.POST.get("text", "")
    guesses = catalogue.guess_category(text, found.code)
    kept = save_draft(secret_of(request), found, Said(text=text, category=guesses[0].id if guesses else None))
    sheet = Sheet(typed={"text": text})
    if "remove" in request.POST:
        _drop_photo(kept.draft, request.POST["remove"])
        answer: HttpResponse = redirect("cases:report", found.slug)
    elif _check_said(request, found, kept.draft, sheet):
        answer = redirect("cases:report_where", found.slug)
    else:
        answer = _say_page(request, found, kept.draft, sheet)
    return with_draft(answer, found, kept.secret)


def _check_said(request: HttpRequest, district: District, draft: ReportDraft, sheet: Sheet) -> bool:
    """Whether step one is done; what is wrong is noted on the sheet all at once, and every good photo is kept."""
    try:
        parse(Submit, {"district": district.code, "text": sheet.typed["text"]})
    except Problem as problem:
        sheet.add(problem)
    for file in request.FILES.getlist("photos"):
        try:
            attach_to_draft(draft, [file])
        except Problem as problem:
            sheet.add(problem)
    return not sheet.sentences


def _drop_photo(draft: ReportDraft, key: str) -> None:
    try:
        drop_from_draft(draft, UUID(key))
    except ValueError:
        return


def _say_page(request: HttpRequest, district: District, draft: ReportDraft | None, sheet: Sheet) -> HttpResponse:
    photos = list(draft.attachments.order_by("created_at", "id")) if draft else []
    context = {
        "district": district, "sheet": sheet, "draft": draft, "photos": photos, "room": MOST - len(photos),
        "text": sheet.typed.get("text", draft.text if draft else ""),
    }  # fmt: skip
    return render(request, "cases/resident/report_say.html", context, status=sheet.status)


@require_safe
@never_cache
def photo(request: HttpRequest, district: str, key: UUID) -> HttpResponseBase:
    """A photo of the draft, for the browser that is writing it."""
    draft = draft_of(request, district_named(district))
    found = draft.attachments.filter(pk=key).first() if draft else None
    if found is None or not found.is_photo:
        raise Http404(str(key))
    return sent(found, small=True)


# Step 3: how to reach you, and off it goes


@get_or_post
@never_cache
def reach(request: HttpRequest, district: str) -> HttpResponse:
    found = district_named(district)
    if request.method != "POST":
        return _reach_page(request, found, Sheet())
    sheet = Sheet(typed={name: request.POST.get(name, "").strip() for name in ("phone", "name")})
    try:
        told = _submitted_once(request, found, sheet)
    except NothingToSend:
        return begin_again(request, found)
    except Problem as problem:
        sheet.add(problem)
        return _reach_page(request, found, sheet)
    case = Case.objects.get(code=told["code"])
    response = redirect("cases:received", case.code)
    remember(request, response, case)
    show_once(response, case, told["receipt"])
    return without_draft(response, found)


def _submitted_once(request: HttpRequest, district: District, sheet: Sheet) -> dict[str, str]:
    """Open the case; the same draft sent twice (a double tap, a lost answer) gives the same case and receipt."""
    secret = secret_of(request)
    contact = {name: value for name, value in sheet.typed.items() if value}

    def do() -> Answer:
        draft = draft_for(secret, district)
        if draft is None:
            raise NothingToSend(_("There is nothing to send."))
        given: dict[str, object] = {"district": district.code, "text": draft.text, "address": draft.address}
        position = position_of(draft)
        given |= {"location": position.model_dump()} if position else {}
        given |= {"contact": contact} if contact else {}
        opened = submit(actor_of(request), given, draft.pk)
        return Answer(201, json.dumps({"code": opened.case.code, "receipt": opened.receipt}).encode())

    digest = hashlib.sha256(secret.encode()).hexdigest()
    told: dict[str, str] = json.loads(once("report", digest, digest, do).body)
    return told


def _reach_page(request: HttpRequest, district: District, sheet: Sheet) -> HttpResponse:
    draft = draft_of(request, district)
    if draft is None:
        return begin_again(request, district)
    spot = public.spot_of(district.code, draft.text, draft.address, draft.lat, draft.lon)
    located = places.located_area(spot.area, district.code) if spot.area else None
    actor = actor_of(request)
    context = {
        "district": district, "draft": draft, "sheet": sheet, "located": located, "photos": draft.attachments.count(),
        "account": actor.account if actor.kind == "resident" else None,
        "alike": public.duplicates(district.code, text=draft.text, address=draft.address, lat=draft.lat, lon=draft.lon),
        **goes_to(district, located),
    }  # fmt: skip
    return render(request, "cases/resident/report_reach.html", context, status=sheet.status)
