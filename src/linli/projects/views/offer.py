"""Offering something: a resident, or a firm by somebody who signs in; the desk looks at it first."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.cases.sheet import Sheet, district_named
from linli.clock import today
from linli.people.actors import actor_of
from linli.places.models import District, Level
from linli.places.queries import names
from linli.problem import Problem

from .. import actions
from ..models import UNITS, Manner
from ..queries import lists
from .sending import key_of, sent_once, typed

FIELDS = (
    "manner",
    "title",
    "text",
    "firm",
    "name",
    "phone",
    "amount",
    "unit",
    "first",
    "last",
    "hours",
    "area",
    "address",
)


def areas(district: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Communities to choose from, by street: code and name."""
    known = names(district)
    streets: dict[str, list[tuple[str, str]]] = {}
    for code, area in sorted(known.items()):
        if area.level == Level.COMMUNITY and code[:9] in known:
            streets.setdefault(known[code[:9]].name, []).append((code, area.name))
    return list(streets.items())


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def page(request: HttpRequest, district: str) -> HttpResponse:
    found = district_named(district)
    actor = actor_of(request)
    if actor.account is None:
        return redirect(f"/sign-in?next=/{found.slug}/projects/offer")
    if actor.kind != "resident":
        return redirect("projects:desk_resource_new")
    if request.method != "POST":
        manner = request.GET.get("manner", "")
        first = {"first": today().isoformat(), "manner": manner if manner in Manner.values else "goods"}
        return _form(request, found, Sheet(typed=first), [])
    given, chosen = typed(request, FIELDS), request.POST.getlist("kinds")
    sheet = Sheet(typed=given)
    try:
        sent_once(request, lambda: actions.offer(actor, found.code, {**given, "kinds": chosen}).code)
    except Problem as problem:
        sheet.add(problem)
        return _form(request, found, sheet, chosen, problem.status)
    messages.success(request, _("Thank you. The community looks at it and calls you; you see how it stands below."))
    return redirect("projects:mine")


def _form(request: HttpRequest, district: District, sheet: Sheet, chosen: list[str], status: int = 200) -> HttpResponse:
    context = {
        "district": district, "sheet": sheet, "key": key_of(request), "areas": areas(district.code), "kinds": lists.kinds(district.code),
        "chosen": chosen, "manners": [(value, label, UNITS[Manner(value)]) for value, label in Manner.choices],
    }  # fmt: skip
    return render(request, "projects/offer.html", context, status=status)
