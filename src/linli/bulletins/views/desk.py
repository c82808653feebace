"""Bulletins at the desk: what one can be made from, drafts with a preview, and the steps to what everybody reads."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.cases.at_desk import desk_page, staff_page
from linli.people.actors import Actor
from linli.problem import Problem

from .. import actions
from ..access import may_make
from ..errors import NoSuchBulletin
from ..models import Bulletin, State
from ..queries import content_of_row, desk
from ..queries.reading import versions_of
from ..queries.shown import shown
from .public import paper_of


def _makers_only(actor: Actor) -> None:
    """Raises PermissionDenied."""
    if not may_make(actor):
        raise PermissionDenied


def _one(actor: Actor, key: UUID) -> Bulletin:
    _makers_only(actor)
    try:
        return desk.one_of(actor, key)
    except NoSuchBulletin as unknown:
        raise Http404(unknown.message) from None


@require_safe
@never_cache
@staff_page
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    _makers_only(actor)
    return _list(request, actor)


def _list(request: HttpRequest, actor: Actor, faults: tuple[str, ...] = (), status: int = 200) -> HttpResponse:
    context = {"bulletins": desk.all_of(actor), "choices": desk.choices(actor), "faults": faults}
    return desk_page(request, actor, "bulletins/desk/list.html", context, status)


@require_POST
@staff_page
def make(request: HttpRequest, actor: Actor) -> HttpResponse:
    _makers_only(actor)
    try:
        row = actions.make(actor, {"source": request.POST.get("source", "")})
    except Problem as problem:
        return _list(request, actor, (problem.message,), problem.status)
    messages.success(request, _("The draft is made. Please read it through, then ask a colleague to agree to it."))
    return redirect("bulletins:desk_bulletin", row.pk)


@require_safe
@never_cache
@staff_page
def page(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    return _page(request, actor, _one(actor, key))


def _page(
    request: HttpRequest, actor: Actor, row: Bulletin, faults: tuple[str, ...] = (), status: int = 200
) -> HttpResponse:
    typed = request.POST if faults else None
    try:
        told = shown(content_of_row(row))
    except Problem as altered:
        context: dict[str, Any] = {"bulletin": row, "problem": altered}
        return desk_page(request, actor, "bulletins/desk/unreadable.html", context, altered.status)
    summary = "\n".join(told.content.summary)
    context = {
        "bulletin": row, "told": told, "faults": faults, "versions": versions_of(row), "mine": row.made_by_id == actor.reach.account_id,
        "title": typed.get("title", row.title) if typed else row.title,
        "summary": typed.get("summary", summary) if typed else summary, "why": typed.get("why", "") if typed else "",
        "under_way": row.state in (State.DRAFT, State.REVIEWED),
    }  # fmt: skip
    return desk_page(request, actor, "bulletins/desk/bulletin.html", context, status)


@require_safe
@never_cache
@staff_page
def paper(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponseBase:
    return paper_of(request, _one(actor, key))


@require_POST
@staff_page
def move(request: HttpRequest, actor: Actor, key: UUID, name: str) -> HttpResponse:
    """revise, agree, publish, correct, withdraw, drop."""
    row = _one(actor, key)
    if name not in _SAID:
        raise Http404(name)
    given = {field: request.POST.get(field, "") for field in ("title", "summary", "why")}
    try:
        to = _done(actor, key, name, given)
    except Problem as problem:
        told = tuple(one.message for one in problem.faults) or (problem.message,)
        return _page(request, actor, row, told, problem.status)
    messages.success(request, _said(name))
    return redirect("bulletins:desk_bulletin", to.pk) if to else redirect("bulletins:desk_bulletins")


_SAID = ("revise", "agree", "publish", "correct", "withdraw", "drop")


def _done(actor: Actor, key: UUID, name: str, given: dict[str, str]) -> Bulletin | None:
    why = {"why": given["why"]}
    match name:
        case "revise":
            return actions.revise(actor, key, {"title": given["title"], "summary": given["summary"]})
        case "agree":
            return actions.agree(actor, key)
        case "publish":
            return actions.publish(actor, key)
        case "correct":
            return actions.correct(actor, key, why)
        case "withdraw":
            return actions.withdraw(actor, key, why)
    actions.drop(actor, key)
    return None


def _said(name: str) -> str:
    return {
        "revise": _("Kept. Whoever agrees to it reads these words."),
        "agree": _("You have agreed to it. It can be published now."),
        "publish": _("Published. Everybody can read it."),
        "correct": _("The next version is a draft. The published one stays until the correction is published."),
        "withdraw": _("Withdrawn. Its address says since when, and why."),
        "drop": _("The draft is dropped."),
    }[name]
