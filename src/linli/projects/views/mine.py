"""What I supported, offered and claimed; taking an offer off the list, giving a claim back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.cases.sheet import Sheet
from linli.people.actors import Actor, actor_of
from linli.places.queries import districts
from linli.problem import Problem

from .. import actions
from ..models import DemandKind
from ..queries.mine import mine
from .sending import Forms, fresh_key


@require_safe
@never_cache
def listed(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    if actor.kind != "resident":
        return redirect("/sign-in?next=/my/projects")
    return _page(request, actor, Forms())


def _page(request: HttpRequest, actor: Actor, forms: Forms, status: int = 200) -> HttpResponse:
    slugs = {one.code: one.slug for one in districts()}
    with_lists = set(DemandKind.objects.values_list("district", flat=True))
    there = [one for one in districts() if one.code in with_lists]
    context = {"mine": mine(actor), "slugs": slugs, "forms": forms, "key": fresh_key(), "districts": there}
    return render(request, "projects/mine.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def give_back(request: HttpRequest, code: str) -> HttpResponse:
    """A claim that I cannot keep."""
    return _ended(request, code, "claim")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def take_off(request: HttpRequest, code: str) -> HttpResponse:
    """An offer of mine that is no longer there."""
    return _ended(request, code, "offer")


def _ended(request: HttpRequest, code: str, what: str) -> HttpResponse:
    actor = actor_of(request)
    if request.method != "POST" or actor.kind != "resident":
        return redirect("projects:mine")
    given = {"reason": request.POST.get("reason", "")}
    try:
        if what == "claim":
            actions.withdraw_claim(actor, code, given)
            messages.success(request, _("Given back. Thank you for telling us: others can take it on."))
        else:
            actions.close_resource(actor, code, given)
            messages.success(request, _("It is taken off the list."))
    except Problem as problem:
        sheet = Sheet(typed=given)
        sheet.add(problem)
        return _page(request, actor, Forms(f"{what}-{code}", sheet), problem.status)
    return redirect("projects:mine")
