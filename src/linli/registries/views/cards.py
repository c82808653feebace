"""The desk of cards: the list, writing one, one card, and what can be done with it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.cases.at_desk import desk_page, staff_page
from linli.health.access import is_epidemiologist
from linli.people.actors import Actor
from linli.problem import Problem

from .. import actions
from ..access import at_registries
from ..actions.reporting import same_event_of
from ..choices import FIELDS
from ..errors import NoSuchCard
from ..examining import examine
from ..models import Card, CardKind, CardState
from ..models.cards import OPEN
from ..queries import desk as queries
from ..queries.pairs import pair_counts, pairs_with
from .sheets import KINDS, groups_of


def registrars_only(actor: Actor) -> None:
    """Raises PermissionDenied."""
    if not at_registries(actor):
        raise PermissionDenied


def reviewers_only(actor: Actor) -> None:
    """Raises PermissionDenied."""
    if not is_epidemiologist(actor):
        raise PermissionDenied


@require_safe
@never_cache
@staff_page
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    registrars_only(actor)
    reviews = is_epidemiologist(actor)
    asked = request.GET
    view = asked.get("view", "submitted" if reviews else "open")
    view = view if view in queries.VIEWS else "all"
    kind, text = asked.get("kind", ""), asked.get("q", "").strip()[:60]
    rows = queries.listing(actor, view, kind, text, _key(asked.get("before", "")))
    counts = queries.counts(actor)
    more = rows[queries.PAGE - 1].card.pk if len(rows) > queries.PAGE else None
    context = {
        "rows": rows[: queries.PAGE], "q": text, "view": view, "kind": kind, "reviews": reviews, "new_kinds": KINDS.values(),
        "older": f"?view={view}&kind={kind}&before={more}" if more else "",
        "views": [
            {"label": name, "href": f"?view={code}&kind={kind}", "current": code == view and not text, "count": counts.get(code)}
            for code, name in queries.VIEWS.items()
        ],
        "kinds": [
            {"label": name, "href": f"?view={view}&kind={code}", "current": code == kind, "count": None}
            for code, name in [("", _("All registries")), *CardKind.choices]
        ],
        "pairs": pair_counts(actor.reach.district)["open"] if reviews else 0,
    }  # fmt: skip
    return desk_page(request, actor, "registries/desk/cards.html", context)


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff_page
def new(request: HttpRequest, actor: Actor, name: str) -> HttpResponse:
    """An empty card of a kind; kept whatever stands on it, handed in if nothing is in its way."""
    registrars_only(actor)
    if name not in FIELDS:
        raise Http404(name)
    if request.method != "POST":
        return _form(request, actor, name, {}, None)
    typed = _typed(request, name)
    try:
        done = actions.report(actor, _report(request, name, typed))
    except Problem as problem:
        return _form(request, actor, name, typed, None, problem=problem)
    return _after(request, done)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff_page
def edit(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    registrars_only(actor)
    card = _look(actor, code, "edit")
    if card.state not in OPEN:
        return redirect("registries:card", card.code)
    if request.method != "POST":
        return _form(request, actor, card.kind, card.fields, card)
    typed = _typed(request, card.kind, card.fields)
    try:
        done = actions.amend(actor, code, _report(request, card.kind, typed))
    except Problem as problem:
        return _form(request, actor, card.kind, typed, card, problem=problem)
    return _after(request, done)


def _after(request: HttpRequest, done: actions.Reported) -> HttpResponse:
    if done.handed_in:
        messages.success(request, _("Handed in: card %(code)s.") % {"code": done.card.code})
        return redirect("registries:card", done.card.code)
    if done.findings:
        messages.info(request, _("Kept as a draft, nothing is lost. What stands in the way is marked below."))
        return redirect("registries:edit", done.card.code)
    messages.success(request, _("Kept as a draft."))
    return redirect("registries:card", done.card.code)


def _typed(request: HttpRequest, kind: str, before: dict[str, str] | None = None) -> dict[str, str]:
    """What stands in the form. A cause that only stands there as proposed is proposed anew."""
    typed = {name: request.POST[name].strip() for name in FIELDS[kind] if name != "cause_by" and request.POST.get(name)}
    if before and before.get("cause_by") == "proposed" and typed.get("cause") == before.get("cause"):
        typed.pop("cause", None)
    return typed


def _report(request: HttpRequest, kind: str, typed: dict[str, str]) -> dict[str, Any]:
    words = {
        name.removeprefix("confirm-"): str(value).strip()
        for name, value in request.POST.items()
        if name.startswith("confirm-") and str(value).strip()
    }
    return {"kind": kind, "fields": typed, "confirmed": words, "hand_in": request.POST.get("do") != "keep"}


def _form(
    request: HttpRequest, actor: Actor, kind: str, typed: dict[str, str], card: Card | None, problem: Problem | None = None
) -> HttpResponse:  # fmt: skip
    """With what is found of it, unless it is empty still."""
    told: list[queries.Told] = []
    if card is not None:
        examined = examine(card.district, kind, typed, card.confirmed)
        told = queries.told_of(examined, card.confirmed)
        told += _from_others(card, [one.code for one in examined.findings])
    wrong: dict[str, list[queries.Told]] = {}
    for one in told:
        wrong.setdefault(one.field, []).append(one)
    context = {
        "kind": KINDS[kind], "card": card, "groups": groups_of(actor.reach.district, kind, typed, wrong), "told": told,
        "blocking": [one for one in told if one.blocks], "to_confirm": [one for one in told if not one.blocks],
        "faults": [one.message for one in problem.faults] or [problem.message] if problem else [],
        "reason": card.reason if card and card.state == CardState.RETURNED else "",
    }  # fmt: skip
    return desk_page(request, actor, "registries/desk/form.html", context, problem.status if problem else 200)


def _from_others(card: Card, known: list[str]) -> list[queries.Told]:
    """What other cards say of this one, which its own fields do not tell: noted when it was to be handed in."""
    if ["same_event", "rare"] not in card.findings or "same_event" in known:
        return []
    return queries.told(same_event_of(card))


@require_safe
@never_cache
@staff_page
def page(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """One card; the look is on the record."""
    registrars_only(actor)
    return card_page(request, actor, _look(actor, code, "read"))


def card_page(
    request: HttpRequest, actor: Actor, card: Card, faults: tuple[str, ...] = (), status: int = 200
) -> HttpResponse:
    examined = examine(card.district, card.kind, card.fields, card.confirmed)
    person, said = queries.items(card)
    reviews = is_epidemiologist(actor)
    context = {
        "card": card, "person": person, "said": said, "told": queries.told_of(examined, card.confirmed), "fine": examined.fine,
        "history": queries.history(card), "faults": faults, "versions": card.versions.count(),
        "may_edit": card.state in OPEN, "may_review": reviews and card.state == CardState.SUBMITTED,
        "may_return": reviews and card.state in (CardState.SUBMITTED, CardState.ACCEPTED), "pairs": pairs_with(card) if reviews else [],
        "proposed": card.body.get("cause_by") == "proposed",
    }  # fmt: skip
    return desk_page(request, actor, "registries/desk/card.html", context, status)


def _look(actor: Actor, code: str, why: str) -> Card:
    try:
        return actions.look_at(actor, code, why)
    except NoSuchCard as unknown:
        raise Http404(unknown.message) from None


@require_POST
@staff_page
def move(request: HttpRequest, actor: Actor, code: str, name: str) -> HttpResponse:
    """Hand in, accept, give back, delete."""
    registrars_only(actor)
    given = {"reason": request.POST.get("reason", "")}
    try:
        match name:
            case "hand-in":
                actions.hand_in(actor, code)
                said = _("Handed in.")
            case "accept":
                actions.accept(actor, code)
                said = _("Accepted.")
            case "return":
                actions.give_back(actor, code, given)
                said = _("Given back with the reason.")
            case "delete":
                actions.delete(actor, code, given)
                said = _("Deleted; it stays on record.")
            case _:
                raise Http404(name)
    except NoSuchCard as unknown:
        raise Http404(unknown.message) from None
    except Problem as problem:
        told = tuple(one.message for one in problem.faults) or (problem.message,)
        return card_page(request, actor, _look(actor, code, "read"), told, problem.status)
    messages.success(request, said)
    return redirect("registries:card", code)
