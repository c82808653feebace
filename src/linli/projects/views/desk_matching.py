"""Matching at the desk: run it, see why each pair is proposed, accept or reject it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.cases.at_desk import desk_page, staff_page
from linli.cases.sheet import Sheet
from linli.people.actors import Actor
from linli.problem import Problem

from .. import actions
from ..models import MatchState
from ..queries import pairs
from .desk import keepers_only, rooms
from .sending import Forms

VIEWS = ("", "accepted", "rejected")


@require_safe
@never_cache
@staff_page
def page(request: HttpRequest, actor: Actor) -> HttpResponse:
    keepers_only(actor)
    return _page(request, actor, Forms())


def _page(request: HttpRequest, actor: Actor, forms: Forms, status: int = 200) -> HttpResponse:
    view = request.GET.get("view", "")
    view = view if view in VIEWS else ""
    run = pairs.last_run(actor.reach.district)
    named = (("", _("To be decided")), ("accepted", _("Accepted for it")), ("rejected", _("Not suitable")))
    context = {
        "chips": rooms(actor, "/matching"), "forms": forms, "view": view, "run": run, "told": pairs.last_run_words(run),
        "shown": pairs.decided(actor, str(MatchState(view))) if view else pairs.waiting(actor, request.GET.get("demand", "")),
        "views": [{"label": label, "href": f"?view={name}" if name else "?", "current": name == view} for name, label in named],
    }  # fmt: skip
    return desk_page(request, actor, "projects/desk/matching.html", context, status)


@require_POST
@staff_page
def run(request: HttpRequest, actor: Actor) -> HttpResponse:
    keepers_only(actor)
    try:
        made = actions.propose(actor)
    except Problem as problem:
        return _page(request, actor, Forms("run", Sheet(loose=[problem.message])), problem.status)
    if made.pairs:
        told = ngettext("%(n)d proposal. Please decide on each.", "%(n)d proposals. Please decide on each.", made.pairs)
        messages.success(request, told % {"n": made.pairs})
    elif not made.needs or not made.offers:
        messages.info(request, _("There is nothing to match: no open need, or no resource that is left."))
    else:
        messages.info(request, _("Nothing fits: no resource that is left has the kind, area, time and amount of an open need."))  # fmt: skip
    return redirect("projects:desk_matching")


@require_POST
@staff_page
def move(request: HttpRequest, actor: Actor, key: UUID, name: str) -> HttpResponse:
    """Accept, reject with a reason, or give back what was accepted."""
    keepers_only(actor)
    given = {"reason": request.POST.get("reason", "")}
    try:
        said = _moved(actor, key, name, given)
    except Problem as problem:
        sheet = Sheet(typed=given)
        sheet.add(problem)
        return _page(request, actor, Forms(f"{name}-{key}", sheet), problem.status)
    messages.success(request, said)
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, None) and back.startswith("/desk/projects")
    return redirect(back if safe else "projects:desk_matching")


def _moved(actor: Actor, key: UUID, name: str, given: dict[str, str]) -> str:
    if name == "accept":
        row = actions.accept(actor, key)
        return _("Accepted: “%(title)s” is kept for this demand.") % {"title": row.resource.title}
    if name == "reject":
        actions.reject(actor, key, given)
        return _("Noted. This pair is not proposed again.")
    if name == "undo":
        row = actions.undo(actor, key)
        return _("“%(title)s” is free again.") % {"title": row.resource.title}
    raise Http404
