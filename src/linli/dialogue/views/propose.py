"""Proposing in two steps: what is proposed; then what is there already that is alike, and off it goes."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.audit.idempotency import Answer, once
from linli.cases.sheet import Sheet, district_named
from linli.people import queries as people
from linli.people.actors import actor_of
from linli.people.models import OrganisationKind
from linli.places.models import District
from linli.problem import Problem

from .. import commands as c
from ..access import speaker
from ..actions import propose
from ..models import ProposalState, Topic
from ..queries.proposals import alike
from ..queries.topics import topic_by
from .answering_back import heard, ticked, to_sign_in, typed_before

FIELDS = ("topic", "organisation", "title", "text", "place", "name", "show_name")
ASKED = (OrganisationKind.DEPARTMENT, OrganisationKind.STREET)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@heard(lambda district: reverse("dialogue:propose", args=[district]))
def page(request: HttpRequest, district: str) -> HttpResponse:
    found = district_named(district)
    given = request.POST if request.method == "POST" else request.GET
    typed = {name: given.get(name, "").strip() for name in FIELDS}
    topic = topic_by(found.code, typed["topic"]) if typed["topic"] else None
    actor, home = actor_of(request), reverse("dialogue:propose", args=[district])
    about = f"?topic={topic.code}" if topic else ""
    if actor.account is None:
        return to_sign_in(request, home + about)
    sheet = Sheet(typed=typed | typed_before(request, home + about))
    try:
        speaker(actor)
        if request.method == "POST" and "again" not in request.POST:
            return _next(request, found, topic, sheet)
    except Problem as problem:
        if problem.status == 404:
            raise
        sheet.add(problem)
        return _form(request, found, topic, sheet, problem.status)
    return _form(request, found, topic, sheet)


def _next(request: HttpRequest, district: District, topic: Topic | None, sheet: Sheet) -> HttpResponse:
    """The second step; or, when nothing is alike and once that was seen, it is sent."""
    command = c.parse(c.Propose, _given(district, sheet))
    found = (
        [] if "sure" in request.POST else alike(district.code, command.title, command.text, topic.pk if topic else None)
    )
    if found:
        context = {"district": district, "topic": topic, "sheet": sheet, "alike": found, "key": _key(request)}
        return render(request, "dialogue/alike.html", context)
    code, state = _sent_once(request, district, sheet)
    if state == ProposalState.OPEN:
        messages.success(request, _("Your proposal is published, and the clock for its answer runs."))
        return redirect("dialogue:proposal", district.slug, code)
    messages.success(
        request, _("Thank you. Somebody looks at your proposal first; we tell you when everybody can read it.")
    )
    return redirect("dialogue:proposal", district.slug, code)


def _given(district: District, sheet: Sheet) -> dict[str, Any]:
    return {**sheet.typed, "district": district.code, "show_name": ticked(sheet.typed["show_name"])}


def _key(request: HttpRequest) -> str:
    return request.POST.get("key", "")[:40] or uuid4().hex


def _sent_once(request: HttpRequest, district: District, sheet: Sheet) -> tuple[str, str]:
    """The number of the proposal; the same form sent again gives the same."""
    given, actor = _given(district, sheet), actor_of(request)
    digest = hashlib.sha256(json.dumps(given, ensure_ascii=False).encode()).hexdigest()
    key = f"{_key(request)}-{digest[:16]}"
    scope = f"dialogue {actor.account.pk if actor.account else ''}"

    def do() -> Answer:
        row = propose(actor, given)
        return Answer(201, json.dumps([row.code, row.state]).encode())

    code, state = json.loads(once(scope, key if key.isascii() else None, digest, do).body)
    return str(code), str(state)


def _form(
    request: HttpRequest, district: District, topic: Topic | None, sheet: Sheet, status: int = 200
) -> HttpResponse:
    units = [card for card in people.organisations(district.code).values() if card.kind in ASKED and card.active]
    account = actor_of(request).account
    context = {
        "district": district, "topic": topic, "sheet": sheet, "faults": sheet.sentences, "units": units,
        "key": _key(request), "account": account, "longest": c.LONGEST_TEXT,
    }  # fmt: skip
    return render(request, "dialogue/propose.html", context, status=status)
