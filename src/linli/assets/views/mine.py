"""One's own applications to use an asset: how each stands, and taking one back."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.people.actors import Actor, actor_of
from linli.places.queries import district_by
from linli.problem import Problem

from .. import actions
from ..errors import NotThere
from ..queries.applications import applications_of, own_application


@require_safe
@never_cache
def listed(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    if actor.kind != "resident":
        return redirect("/sign-in?next=/my/assets")
    return render(request, "assets/mine.html", {"rows": applications_of(actor)})


@require_safe
@never_cache
def page(request: HttpRequest, code: str) -> HttpResponse:
    actor = actor_of(request)
    if actor.kind != "resident":
        return redirect(f"/sign-in?next={request.path}")
    return _page(request, actor, code)


def _page(
    request: HttpRequest, actor: Actor, code: str, faults: tuple[str, ...] = (), status: int = 200
) -> HttpResponse:
    try:
        row = own_application(actor, code)
    except NotThere as unknown:
        raise Http404(unknown.message) from None
    context = {"district": district_by(row.district_id), "row": row, "faults": faults}
    return render(request, "assets/mine_one.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Take it back."""
    actor = actor_of(request)
    if actor.kind != "resident" or request.method != "POST":
        return redirect("assets:mine_one", code)
    try:
        actions.withdraw(actor, code)
    except NotThere as unknown:
        raise Http404(unknown.message) from None
    except Problem as problem:
        return _page(request, actor, code, (problem.message,), problem.status)
    messages.success(request, _("Your application is taken back."))
    return redirect("assets:mine_one", code)
