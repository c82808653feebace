"""What mediation is, who the teams are, and bringing a quarrel to one: for everyone, the last for who is signed in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.cases.sheet import Sheet, district_named
from linli.people.actors import actor_of
from linli.places.models import District
from linli.problem import Problem

from .. import actions
from ..errors import SignInFirst
from ..queries.figures import open_figures
from ..queries.mine import mine
from ..queries.teams import kinds, teams
from .sent import done_once, key_of

FIELDS = ("kind", "team", "story", "name", "other_name", "other_phone", "agrees")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def front(request: HttpRequest, district: str) -> HttpResponse:
    """The page with its form."""
    found = district_named(district)
    if request.method != "POST":
        return _page(request, found, Sheet())
    actor = actor_of(request)
    sheet = Sheet(typed={name: request.POST.get(name, "").strip() for name in FIELDS})
    given = dict(sheet.typed)
    try:
        if actor.account is None or actor.kind != "resident":
            raise SignInFirst
        code = done_once(request, actor, given, lambda: actions.bring(actor, found.code, given).code)
    except Problem as problem:
        if isinstance(problem, SignInFirst) and actor.kind == "guest":
            return redirect(f"/sign-in?next=/{found.slug}/mediation")
        sheet.add(problem)
        return _page(request, found, sheet, problem.status)
    messages.success(request, _("The team has it. They call you; the other side hears of it from them, not from us."))
    return redirect("mediation:matter", code)


def _page(request: HttpRequest, district: District, sheet: Sheet, status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    context = {
        "district": district, "teams": teams(district.code), "kinds": kinds(district.code), "sheet": sheet, "key": key_of(request),
        "is_resident": actor.kind == "resident", "mine": [one for one in mine(actor) if one.matter.is_open],
    }  # fmt: skip
    return render(request, "mediation/front.html", context, status=status)


@require_safe
def figures(request: HttpRequest, district: str) -> HttpResponse:
    """How many matters, of what kind, and what became of them."""
    found = district_named(district)
    return render(request, "mediation/open.html", {"district": found, "figures": open_figures(found.code)})
