"""A resident's own households: their votes, their own ballots, their word on the work."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.cases.sheet import Sheet
from linli.people.actors import actor_of
from linli.places.queries import districts
from linli.problem import Problem

from .. import actions
from ..queries.mine import homes


@require_safe
@never_cache
def page(request: HttpRequest) -> HttpResponse:
    if actor_of(request).kind == "guest":
        return redirect("/sign-in?next=/my/renovation")
    return _page(request, Sheet())


def _page(request: HttpRequest, sheet: Sheet, status: int = 200, about: str = "") -> HttpResponse:
    slugs = {one.code: one.slug for one in districts()}
    shown = [(home, slugs.get(home.row.district_id, "")) for home in homes(actor_of(request))]
    return render(request, "renovation/mine.html", {"homes": shown, "sheet": sheet, "about": about}, status=status)


@require_POST
@never_cache
def rate(request: HttpRequest, key: UUID) -> HttpResponse:
    """A household's word on the work."""
    if actor_of(request).kind == "guest":
        return redirect("/sign-in?next=/my/renovation")
    typed = {name: request.POST.get(name, "") for name in ("score", "text")}
    sheet = Sheet(typed=typed)
    try:
        actions.rate(actor_of(request), key, dict(typed))
    except Problem as problem:
        sheet.add(problem)
        return _page(request, sheet, problem.status, str(key))
    messages.success(request, _("Thank you. Your household's word is counted."))
    return redirect("renovation:mine")
