"""The figures of the registries, as a page and a file; the population and other lists that they need."""

from __future__ import annotations

import csv
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.cases.at_desk import desk_page, staff_page
from linli.clock import today
from linli.health.statistics.populations import CHINA_2000, SEGI, STANDARDS, WHO_2000
from linli.health.statistics.tables import GROUPS
from linli.people.actors import Actor
from linli.problem import Problem

from .. import actions
from ..errors import UnfitPopulation
from ..models import CardKind
from ..queries import catalogue
from ..queries.published import Published, published
from ..queries.recapture import Completeness, completeness, lists_of
from ..queries.tally import years_with_cards
from .cards import reviewers_only

_OFFERED = (CHINA_2000, SEGI, WHO_2000)


def _year(request: HttpRequest, actor: Actor) -> int:
    text = request.GET.get("year", "")
    if text.isascii() and text.isdigit() and len(text) == 4:
        return int(text)
    known = years_with_cards(actor.reach.district)
    return known[0] if known else today().year


def _figures(request: HttpRequest, actor: Actor, year: int) -> tuple[Published, str]:
    chosen = STANDARDS.get(request.GET.get("standard", ""), CHINA_2000)
    garbage = catalogue.garbage_list(request.GET.get("list", ""))
    return published(
        actor.reach.district, year, (chosen, SEGI if chosen is not SEGI else CHINA_2000), garbage
    ), chosen.code


@require_safe
@never_cache
@staff_page
def page(request: HttpRequest, actor: Actor) -> HttpResponse:
    reviewers_only(actor)
    return figures_page(request, actor)


def figures_page(request: HttpRequest, actor: Actor, faults: tuple[str, ...] = (), status: int = 200) -> HttpResponse:
    year = _year(request, actor)
    found, standard = _figures(request, actor, year)
    kind = request.GET.get("kind", "death")
    kind = kind if kind in CardKind.values else "death"
    garbage = request.GET.get("list", "")
    whole, problem = _completeness(actor, kind, year)
    context: dict[str, Any] = {
        "found": found, "year": year, "kind": kind, "faults": faults, "lines": found.lines[kind], "standards": found.standards,
        "ages": _ages(found, kind), "whole": whole, "whole_problem": problem, "lists": lists_of(actor.reach.district, kind, year),
        "garbage_lists": [(one.code, catalogue.garbage_name(one), one.code == garbage) for one in catalogue.garbage_lists()],
        "offered": [(one.code, one.name, one.code == standard) for one in _OFFERED], "standard": standard, "garbage": garbage,
        "years": [{"label": str(one), "href": f"?year={one}&kind={kind}", "current": one == year} for one in _years(actor, year)],
        "kinds": [
            {"label": name, "href": f"?year={year}&kind={code}", "current": code == kind, "count": found.count(code)} for code, name in CardKind.choices
        ],
    }  # fmt: skip
    return desk_page(request, actor, "registries/desk/figures.html", context, status)


def _years(actor: Actor, year: int) -> list[int]:
    return sorted({*years_with_cards(actor.reach.district), year}, reverse=True)


def _completeness(actor: Actor, kind: str, year: int) -> tuple[Completeness | None, str]:
    try:
        return completeness(actor.reach.district, kind, year), ""
    except UnfitPopulation as unfit:
        return None, unfit.message


def _ages(found: Published, kind: str) -> list[tuple[str, int, int, float, float]]:
    """By age group: men, women, and each as a share of the largest number, for the bars beside them."""
    by_sex = found.by_age[kind]
    most = max([1, *by_sex["male"], *by_sex["female"]])
    return [
        (group, men, women, men / most, women / most)
        for group, men, women in zip(GROUPS, by_sex["male"], by_sex["female"], strict=True)
    ]


@require_safe
@never_cache
@staff_page
def download(request: HttpRequest, actor: Actor) -> HttpResponse:
    """All lines and indicators of a year, with rule and standard in each row."""
    reviewers_only(actor)
    year = _year(request, actor)
    found, _standard = _figures(request, actor, year)
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="registries-{year}.csv"'
    writer = csv.writer(response)
    names = [name for _code, name in found.standards]
    writer.writerow([_("Registry"), _("Group"), _("In all"), _("Men"), _("Women"), _("Crude rate per 100,000"), *names])
    for kind, lines in found.lines.items():
        for one in lines:
            rated = [one.crude, *(one.standardised.get(code) for code, _name in found.standards)]
            shown = [f"{each.value:.2f}" if each else "" for each in rated]
            writer.writerow(
                [CardKind(kind).label, one.name, one.total, one.counts["male"], one.counts["female"], *shown]
            )
    writer.writerow([])
    writer.writerow(
        [_("Indicator"), _("Numerator"), _("Denominator"), _("Value given"), _("Rule"), _("Why there is none")]
    )
    for each in found.indicators:
        value = "" if each.value is None else f"{each.value:.6f}"
        writer.writerow([each.name, each.numerator, each.denominator, value, each.rule, each.problem])
    return response


@require_POST
@staff_page
def population(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Take a population in."""
    reviewers_only(actor)
    file = request.FILES.get("file")
    if file is None:
        return figures_page(request, actor, (_("Please choose a file."),), 422)
    try:
        rows = actions.import_population(actor, file.read(), request.POST.get("source", ""))
    except Problem as problem:
        return figures_page(request, actor, (problem.message,), problem.status)
    messages.success(request, _("Population taken in: %(n)d rows.") % {"n": rows})
    return redirect("registries:figures")


@require_POST
@staff_page
def lists(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Take another list of the same people in; only blind keys of it are kept."""
    reviewers_only(actor)
    kind, year = request.POST.get("kind", ""), request.POST.get("year", "")
    file = request.FILES.get("file")
    if file is None or kind not in CardKind.values or not (year.isascii() and year.isdigit() and len(year) == 4):
        return figures_page(request, actor, (_("Please choose a file."),), 422)
    try:
        made = actions.import_capture_list(actor, kind, int(year), request.POST.get("name", ""), file.read())
    except Problem as problem:
        return figures_page(request, actor, (problem.message,), problem.status)
    messages.success(request, _("List taken in: %(n)d people, of each only blind keys.") % {"n": made.count})
    return redirect(f"/desk/registries/figures?year={year}&kind={kind}")
