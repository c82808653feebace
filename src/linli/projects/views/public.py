"""The three lists for everyone: demands with their support, resources, projects, and how priority and matching work."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.cases.sheet import district_named
from linli.people.actors import Actor, actor_of
from linli.places.models import District
from linli.problem import Problem

from .. import actions
from ..actions.weighing import rule_of
from ..errors import NotThere, SignInFirst
from ..matching import WEIGHTS
from ..models import Demand, Manner
from ..queries import lists, one_demand, pairs
from ..queries.one_demand import PART_NAMES
from .sending import fresh_key


def _tabs(district: District, found: lists.Page, filters: lists.Filters) -> list[dict[str, Any]]:
    named = (("demands", _("Demands")), ("resources", _("Resources")), ("projects", _("Projects")))
    home = reverse("projects:lists", args=[district.slug])
    return [
        {
            "label": label, "count": found.counts[tab], "current": filters.tab == tab,
            "href": home if tab == "demands" else f"{home}?list={tab}",
        }
        for tab, label in named
    ]  # fmt: skip


@require_safe
@never_cache
def three_lists(request: HttpRequest, district: str) -> HttpResponse:
    """Demands, resources or projects, narrowed and page by page."""
    found = district_named(district)
    filters = lists.filters_of(found.code, request.GET)
    page = lists.page(found.code, filters)
    older = f"?{urlencode({**filters.named, 'after': page.older})}" if page.older else ""
    context = {
        "district": found, "filters": filters, "page": page, "tabs": _tabs(found, page, filters), "older": older,
        "rows": [(row, page.pictures.get(row.pk, "")) for row in page.rows], "kinds": lists.kinds(found.code),
        "kind_names": {one.code: one.name for one in lists.kinds(found.code)}, "streets": lists.streets(found.code),
        "manners": Manner.choices, "states": lists.state_choices(filters.tab), "first_page": not filters.after,
        "all_of_it": "?" if filters.tab == "demands" else f"?list={filters.tab}",
    }  # fmt: skip
    return render(request, "projects/lists.html", context)


def _demand(district: District, code: str) -> Demand:
    try:
        return one_demand.demand_by(district.code, code)
    except NotThere as unknown:
        raise Http404(unknown.message) from None


@require_safe
@never_cache
def demand(request: HttpRequest, district: str, code: str) -> HttpResponse:
    found = district_named(district)
    return _demand_page(request, found, _demand(found, code))


def _demand_page(
    request: HttpRequest, district: District, row: Demand, faults: tuple[str, ...] = (), status: int = 200
) -> HttpResponse:
    actor = actor_of(request)
    context = {
        "district": district, "page": one_demand.demand_page(actor, row), "demand": row, "faults": faults,
        "is_resident": actor.kind == "resident", "is_staff": actor.is_staff, "key": fresh_key(),
        "paragraphs": [line for line in row.text.splitlines() if line.strip()],
    }  # fmt: skip
    return render(request, "projects/demand.html", context, status=status)


def _heard(request: HttpRequest, district: District, row: Demand, problem: Problem) -> HttpResponse:
    if isinstance(problem, SignInFirst):
        return redirect(f"/sign-in?{urlencode({'next': reverse('projects:demand', args=[district.slug, row.code])})}")
    return _demand_page(request, district, _demand(district, row.code), (problem.message,), problem.status)


@require_POST
@never_cache
def support(request: HttpRequest, district: str, code: str) -> HttpResponse:
    """“I need it too”."""
    found = district_named(district)
    row = _demand(found, code)
    try:
        row, fresh = actions.support(actor_of(request), row.code)
    except Problem as problem:
        return _heard(request, found, row, problem)
    if fresh:
        messages.success(request, _("Counted. The more neighbours need it, the further up it stands."))
    else:
        messages.info(request, _("You support this already: each person counts once."))
    return redirect("projects:demand", found.slug, row.code)


@require_POST
@never_cache
def take_back(request: HttpRequest, district: str, code: str) -> HttpResponse:
    found = district_named(district)
    row = _demand(found, code)
    try:
        actions.take_support_back(actor_of(request), row.code)
    except Problem as problem:
        return _heard(request, found, row, problem)
    messages.success(request, _("Your support is taken back."))
    return redirect("projects:demand", found.slug, row.code)


@require_safe
@never_cache
def resource(request: HttpRequest, district: str, code: str) -> HttpResponse:
    found = district_named(district)
    actor: Actor = actor_of(request)
    try:
        row = one_demand.resource_by(actor, found.code, code)
    except NotThere as unknown:
        raise Http404(unknown.message) from None
    context = {"district": found, "resource": row, "page": one_demand.resource_page(row)}
    return render(request, "projects/resource.html", context)


@require_safe
def how(request: HttpRequest, district: str) -> HttpResponse:
    """The rule of priority and the terms of matching, as they count today."""
    found = district_named(district)
    rule = rule_of(found.code)
    parts = [(str(name), rule.points[part], rule.full[part]) for part, name in PART_NAMES.items()]
    terms = {
        "fit": (_("How well it suits"), _("made for it costs nothing; what can only be used for it costs more")),
        "distance": (_("How near it is"), _("in a straight line; from %(km)s km on it costs as much as can be") % {"km": pairs.far_km()}),
        "surplus": (_("How little is left unused"), _("ten times what is needed costs as much as can be")),
        "priority": (_("How urgent the demand is"), _("by the priority above: when two need the same, the more urgent one has it")),
    }  # fmt: skip
    context = {
        "district": found, "rule": rule, "parts": parts, "most": rule.most,
        "terms": [(*terms[term], round(weight * 100)) for term, weight in WEIGHTS.items()],
    }  # fmt: skip
    return render(request, "projects/how.html", context)
