"""Decisions on paper: for the applicant, for staff, and for anyone who holds one and wants to know whether it is genuine."""

from __future__ import annotations

import logging
import unicodedata
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.cases.access import holder
from linli.cases.at_desk import desk_page, staff_page
from linli.cases.errors import NoSuchCase, NotNow
from linli.people.actors import Actor
from linli.typesetting import NoChineseFont

from ..actions import perform
from ..lifecycle import offered
from ..models import Decision
from ..paper import decision_pdf, printed
from ..queries.papers import decision_at_desk, own_decision, paper_by

logger = logging.getLogger(__name__)
P = ParamSpec("P")
# Longer than any token; what is longer was never one.
LONGEST = 200


@require_safe
@never_cache
def own(request: HttpRequest, code: str) -> HttpResponse:
    """For the applicant; the first time it is opened, the decision is delivered."""
    actor = holder(request, code)
    try:
        decision = own_decision(actor, code)
    except NoSuchCase as unknown:
        if actor.account is None:
            return redirect_to_login(request.get_full_path(), "/sign-in")
        raise Http404(unknown.message) from None
    try:
        body = decision_pdf(decision)
    except NoChineseFont as missing:
        logger.error("decision %s: %s", decision.pk, missing.message)
        context = {"district": decision.district, "code": decision.case.code}
        return render(request, "applications/paper_not_yet.html", context, status=missing.status)
    if request.method == "GET":
        _deliver(actor, decision)
    return _sent(body, decision)


def _deliver(actor: Actor, decision: Decision) -> None:
    """Once; where it was opened in two windows at the same moment, the other has said so."""
    case = decision.case
    if any(move.name == "deliver" for move in offered(actor, case)):
        try:
            perform(actor, case.code, "deliver", {"how": "online"})
        except NotNow:
            logger.info("decision %s was delivered at the same moment", decision.pk)


@require_safe
@never_cache
@staff_page
def at_desk(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """For staff who read what was handed in: the same paper. Nothing is delivered by that."""
    decision = decision_at_desk(actor, code)
    try:
        return _sent(decision_pdf(decision), decision)
    except NoChineseFont as missing:
        context = {"title": missing.message, "text": missing.advice, "code": decision.case.code}
        return desk_page(request, actor, "applications/desk/no_paper.html", context, missing.status)


def _sent(body: bytes, decision: Decision) -> HttpResponse:
    response = HttpResponse(body, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{decision.case.code}.pdf"'
    response.headers["X-Robots-Tag"] = "noindex"
    return response


# Is it genuine?


def _unfollowed(view: Callable[Concatenate[HttpRequest, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """Nobody keeps or passes on an address with a token in it: no index, no cache, no referrer.

    There is no limit on how often somebody may ask: a token has 128 random bits, so that asking leads nowhere.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = never_cache(view)(request, *args, **kwargs)
        response.headers["X-Robots-Tag"] = "noindex"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    return answer


@require_safe
@_unfollowed
def look_up(request: HttpRequest) -> HttpResponse:
    """For whom the QR code cannot be scanned: the token typed, or the whole address pasted."""
    if "token" not in request.GET:
        return render(request, "applications/verify_entry.html")
    token = _read(request.GET["token"])
    if not token:
        return render(request, "applications/verify_entry.html", {"is_empty": True}, status=422)
    return redirect("applications:verify", token)


def _read(typed: str) -> str:
    """The last part of an address, or what was typed alone; full-width letters as plain ones, spaces left out."""
    plain = "".join(unicodedata.normalize("NFKC", typed[:LONGEST]).split()).partition("?")[0]
    return plain.rstrip("/").rpartition("/")[2]


@require_safe
@_unfollowed
def verify(request: HttpRequest, token: str) -> HttpResponse:
    """What is printed on the paper with this token, and whether it holds; never anything else of the application."""
    found = paper_by(token)
    if found is None:
        return render(request, "applications/verify_unknown.html", status=404)
    paper, decision = printed(found.decision), found.decision
    context = {"district": decision.district, "paper": paper, "standing": found.standing, "decision": decision}
    return render(request, "applications/verify.html", context)
