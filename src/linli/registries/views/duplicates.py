"""Pairs that may be one: the list, two cards side by side, and what a person decides."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.cases.at_desk import desk_page, staff_page
from linli.people.actors import Actor
from linli.problem import Problem

from .. import actions
from ..errors import NoSuchPair
from ..models import CardKind, PairState
from ..queries import pairs as queries
from .cards import reviewers_only


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff_page
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    reviewers_only(actor)
    if request.method == "POST":
        return _search(request, actor)
    state = request.GET.get("state", PairState.OPEN)
    state = state if state in PairState.values else PairState.OPEN
    counts = queries.pair_counts(actor.reach.district)
    context = {
        "pairs": queries.pairs(actor, state), "state": state, "kinds": CardKind.choices,
        "states": [
            {"label": name, "href": f"?state={code}", "current": code == state, "count": counts[code]}
            for code, name in PairState.choices
        ],
    }  # fmt: skip
    return desk_page(request, actor, "registries/desk/duplicates.html", context)


def _search(request: HttpRequest, actor: Actor) -> HttpResponse:
    kind = request.POST.get("kind", "")
    if kind not in CardKind.values:
        raise Http404(kind)
    found = actions.search_again(actor, kind)
    messages.success(request, _("Looked at every card again: %(n)d new pairs.") % {"n": found})
    return redirect("registries:duplicates")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff_page
def page(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """Both cards in full; both looks are on the record."""
    reviewers_only(actor)
    faults: tuple[str, ...] = ()
    status = 200
    try:
        if request.method == "POST":
            said = _decide(request, actor, key)
            messages.success(request, said)
            return redirect("registries:pair", key)
    except NoSuchPair as unknown:
        raise Http404(unknown.message) from None
    except Problem as problem:
        faults, status = (problem.message,), problem.status
    try:
        pair = queries.pair_of(actor, key)
    except NoSuchPair as unknown:
        raise Http404(unknown.message) from None
    for card in (pair.first, pair.second):
        actions.look_at(actor, card.code, "compare")
    context = {"shown": queries.side_by_side(pair), "pair": pair, "faults": faults}
    return desk_page(request, actor, "registries/desk/pair.html", context, status)


def _decide(request: HttpRequest, actor: Actor, key: UUID) -> str:
    match request.POST.get("do"):
        case "merge":
            actions.merge(actor, key, request.POST.get("keep", ""))
            return _("Merged. It can be taken back here.")
        case "apart":
            actions.decide_apart(actor, key, {})
            return _("Noted: two different ones.")
        case "undo":
            actions.undo(actor, key)
            return _("Taken back: both stand as before.")
    raise Http404
