"""Proposals: the list, and one with its answer and its comments, where one stands behind it or says something."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.cases.sheet import Sheet, district_named
from linli.people.actors import actor_of
from linli.places.models import District
from linli.problem import Problem

from ..actions import comment, object_to, support, take_back, withdraw
from ..errors import NoSuchTopic
from ..models import CommentState, Topic
from ..queries.proposals import FILTERS, Wanted, listed, proposal_page
from ..queries.topics import topic_by
from .answering_back import ABSENT, heard, ticked, typed_before


def _address(district: str, code: str) -> str:
    return reverse("dialogue:proposal", args=[district, code])


@require_safe
def page(request: HttpRequest, district: str) -> HttpResponse:
    found = district_named(district)
    topic = _topic(found, request.GET.get("topic", ""))
    state = request.GET.get("state", "")
    if state not in FILTERS:
        state = ""
    free = request.GET.get("free") == "1" and topic is None
    wanted = Wanted(found.code, topic.pk if topic else None, state, free)
    shown = listed(wanted, request.GET.get("older", ""), request.GET.get("newer", ""))
    kept = {
        name: value for name, value in (("topic", topic.code if topic else ""), ("free", "1" if free else "")) if value
    }
    chips = [
        {"label": label, "current": name == state, "href": "?" + urlencode(kept | ({"state": name} if name else {}))}
        for name, label in FILTERS.items()
    ]
    if state:
        kept["state"] = state
    context = {
        "district": found, "topic": topic, "free": free, "list": shown, "chips": chips, "state": state,
        "newer": f"?{urlencode(kept | {'newer': shown.newer})}" if shown.newer else "",
        "older": f"?{urlencode(kept | {'older': shown.older})}" if shown.older else "",
    }  # fmt: skip
    return render(request, "dialogue/proposals.html", context)


def _topic(district: District, code: str) -> Topic | None:
    if not code:
        return None
    try:
        return topic_by(district.code, code)
    except NoSuchTopic as unknown:
        raise Http404(unknown.message) from None


@require_safe
@heard(lambda district, code: _address(district, code))
def one(request: HttpRequest, district: str, code: str) -> HttpResponse:
    return _page(request, district, code, Sheet(typed=typed_before(request, request.path)))


def _page(request: HttpRequest, district: str, code: str, sheet: Sheet, status: int = 200) -> HttpResponse:
    found, actor = district_named(district), actor_of(request)
    shown = proposal_page(actor, found.code, code, request.GET.get("comments", ""))
    context = {
        "district": found, "page": shown, "proposal": shown.proposal, "sheet": sheet, "faults": sheet.sentences,
        "account": actor.account if actor.kind == "resident" else None, "address": _address(district, shown.proposal.code),
        "more_comments": f"?comments={shown.more_comments}#comments" if shown.more_comments else "",
    }  # fmt: skip
    return render(request, "dialogue/proposal.html", context, status=status)


def _again(request: HttpRequest, district: str, code: str, problem: Problem, typed: dict[str, str]) -> HttpResponse:
    """The page with what is wrong; what was typed is still there."""
    if isinstance(problem, ABSENT) or problem.status == 401:
        raise problem
    sheet = Sheet(typed=typed)
    sheet.add(problem)
    return _page(request, district, code, sheet, problem.status)


@require_POST
@heard(lambda district, code: _address(district, code))
def stand_behind(request: HttpRequest, district: str, code: str) -> HttpResponse:
    """Support, or with `back` no longer."""
    district_named(district)
    actor = actor_of(request)
    try:
        if request.POST.get("back"):
            take_back(actor, code)
            messages.success(request, _("Your support is taken back."))
        else:
            row = support(actor, code)
            messages.success(request, _("You and %(n)d others stand behind this.") % {"n": max(0, row.supports - 1)})
    except Problem as problem:
        return _again(request, district, code, problem, {})
    return redirect(_address(district, code))


@require_POST
@heard(lambda district, code: _address(district, code) + "#comments")
def say(request: HttpRequest, district: str, code: str) -> HttpResponse:
    district_named(district)
    typed = {name: request.POST.get(name, "") for name in ("text", "name", "show_name")}
    try:
        made = comment(actor_of(request), code, typed | {"show_name": ticked(typed["show_name"])})
    except Problem as problem:
        return _again(request, district, code, problem, typed)
    shown = made.state == CommentState.SHOWN
    told = (
        _("Thank you, your comment stands here.")
        if shown
        else _("Thank you. Somebody looks at it first, then it stands here.")
    )
    messages.success(request, told)
    return redirect(_address(district, code) + "#comments")


@require_POST
@heard(lambda district, code: _address(district, code))
def withdraw_it(request: HttpRequest, district: str, code: str) -> HttpResponse:
    district_named(district)
    try:
        withdraw(actor_of(request), code)
    except Problem as problem:
        return _again(request, district, code, problem, {})
    messages.success(request, _("Your proposal is withdrawn."))
    return redirect("dialogue:front", district)


@require_POST
@heard(lambda district, key: reverse("dialogue:front", args=[district]))
def objecting(request: HttpRequest, district: str, key: UUID) -> HttpResponse:
    district_named(district)
    try:
        row = object_to(actor_of(request), key, {"reason": request.POST.get("reason", "")[:200]})
    except Problem as problem:
        if isinstance(problem, ABSENT) or problem.status == 401:
            raise
        messages.error(request, problem.message)
        return redirect("dialogue:front", district)
    messages.success(request, _("Thank you. We look at this comment again."))
    return redirect(_address(district, row.proposal.code) + "#comments")
