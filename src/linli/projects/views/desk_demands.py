"""Demands at the desk: listed by priority, made of cases or typed, looked after one by one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.cases.at_desk import desk_page, staff_page
from linli.cases.sheet import Sheet
from linli.catalogue.queries import categories
from linli.clock import today
from linli.people.actors import Actor
from linli.problem import Problem

from .. import actions
from ..access import areas_kept, keeps
from ..errors import NotThere
from ..models import Demand, DemandState, Manner
from ..queries import desk as reads
from ..queries import lists, pairs, premises
from ..queries.one_demand import demand_by, demand_page
from .desk import keepers_only, not_found, rooms, workers_only
from .offer import areas
from .sending import Forms, Move, given_of, kept_typed, key_of, sent_once, typed

SHEET = ("kind", "title", "text", "area", "place", "households", "urgent")
SOURCE = ("meeting", "day", "place", "note")


def kept_areas(actor: Actor) -> list[tuple[str, list[tuple[str, str]]]]:
    """Communities that somebody looks after, by street."""
    kept = areas_kept(actor)
    found = [(street, [one for one in some if one[0].startswith(kept)]) for street, some in areas(actor.reach.district)]
    return [(street, some) for street, some in found if some]


@require_safe
@never_cache
@staff_page
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    workers_only(actor)
    found = reads.demands(actor, request.GET.dict())
    given = request.GET.copy()
    given["after"] = found.older
    context = {
        "chips": rooms(actor, "/demands"), "rows": found.rows, "older": f"?{given.urlencode()}" if found.older else "",
        "kinds": lists.kinds(actor.reach.district), "states": DemandState.choices, "given": request.GET,
    }  # fmt: skip
    return desk_page(request, actor, "projects/desk/demands.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff_page
def new(request: HttpRequest, actor: Actor) -> HttpResponse:
    """From a meeting, from an officer's round, or typed."""
    keepers_only(actor)
    if request.method != "POST":
        return _form(request, actor, Sheet(typed={"source": request.GET.get("source", "typed"), "day": today().isoformat()}))  # fmt: skip
    given = typed(request, (*SHEET, "source", "source_place", "meeting", "day", "note"))
    sheet = Sheet(typed=given)
    told = {"kind": given["source"], "meeting": given["meeting"], "day": given["day"], "place": given["source_place"], "note": given["note"]}  # fmt: skip
    body = {name: given[name] for name in SHEET} | {"urgent": given["urgent"] == "on"}
    try:
        code = sent_once(request, lambda: actions.make_demand(actor, body, told).code)
    except Problem as problem:
        sheet.add(problem)
        return _form(request, actor, sheet, problem.status)
    messages.success(request, _("It is on the list. Residents can support it from now on."))
    return redirect("projects:desk_demand", code)


def _form(request: HttpRequest, actor: Actor, sheet: Sheet, status: int = 200) -> HttpResponse:
    context = {
        "chips": rooms(actor, "/demands"), "sheet": sheet, "key": key_of(request), "kinds": lists.kinds(actor.reach.district),
        "areas": kept_areas(actor), "meetings": reads.meetings(actor.reach.district),
    }  # fmt: skip
    return desk_page(request, actor, "projects/desk/demand_form.html", context, status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff_page
def from_cases(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Pick cases on the left, say what they ask for on the right: one demand in one step."""
    keepers_only(actor)
    chosen = request.POST.getlist("cases") or request.GET.getlist("cases")
    if request.method != "POST":
        return _picking(request, actor, Sheet(), chosen)
    given = typed(request, (*SHEET, "demand"))
    sheet = Sheet(typed=given)
    try:
        code = sent_once(request, lambda: _made(actor, given, chosen))
    except Problem as problem:
        sheet.add(problem)
        return _picking(request, actor, sheet, chosen, problem.status)
    messages.success(request, _("Done: the demand holds these cases, and each of them says so."))
    return redirect("projects:desk_demand", code)


def _made(actor: Actor, given: dict[str, str], chosen: list[str]) -> str:
    if given["demand"]:
        return actions.add_cases(actor, given["demand"], chosen).code
    body = {name: given[name] for name in SHEET} | {"urgent": given["urgent"] == "on", "cases": chosen}
    return actions.make_demand_of_cases(actor, body).code


def _picking(request: HttpRequest, actor: Actor, sheet: Sheet, chosen: list[str], status: int = 200) -> HttpResponse:
    found = reads.cases(actor, request.GET.dict(), chosen)
    groups = sorted({(one.code, one.path) for one in categories(actor.reach.district).values() if one.level == 2})  # fmt: skip
    open_ones = reads.demands(actor, {}).rows
    context = {
        "chips": rooms(actor, "/demands"), "sheet": sheet, "key": key_of(request), "cases": found, "chosen": chosen,
        "kinds": lists.kinds(actor.reach.district), "areas": kept_areas(actor), "given": request.GET, "groups": groups,
        "open_demands": [one for one in open_ones if keeps(actor, one.area_id)],
    }  # fmt: skip
    return desk_page(request, actor, "projects/desk/from_cases.html", context, status)


def _need(actor: Actor, code: str, given: dict[str, Any]) -> object:
    return actions.drop_need(actor, code, UUID(str(given["need"])))


MOVES: dict[str, Move] = {
    "source": Move(actions.add_source, ("kind", *SOURCE), gettext_lazy("Noted: it came up there, too.")),
    "need": Move(actions.add_need, ("manner", "what", "amount", "unit"), gettext_lazy("Noted. It is matched from now on.")),
    "drop-need": Move(_need, ("need",), gettext_lazy("Taken out.")),
    "set-aside": Move(actions.set_aside, ("reason",), gettext_lazy("Set aside. Everybody reads the reason.")),
    "take-up-again": Move(lambda actor, code, given: actions.take_up_again(actor, code), (), gettext_lazy("It is looked after again.")),
}  # fmt: skip


@require_safe
@never_cache
@staff_page
def page(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    workers_only(actor)
    return _page(request, actor, _demand(actor, code), Forms())


def _demand(actor: Actor, code: str) -> Demand:
    try:
        return demand_by(actor.reach.district, code)
    except NotThere as unknown:
        raise not_found(unknown) from None


def _page(request: HttpRequest, actor: Actor, row: Demand, forms: Forms, status: int = 200) -> HttpResponse:
    context = {
        "chips": rooms(actor, "/demands"), "demand": row, "page": demand_page(actor, row), "forms": forms, "key": key_of(request),
        "may": keeps(actor, row.area_id), "matches": pairs.of_demand(actor, row), "manners": Manner.choices,
        "meetings": reads.meetings(row.district_id), "today": today().isoformat(), "premises": premises.of_demand(actor, row),
    }  # fmt: skip
    return desk_page(request, actor, "projects/desk/demand.html", context, status)


@require_POST
@staff_page
def move(request: HttpRequest, actor: Actor, code: str, name: str) -> HttpResponse:
    """One of the moves on a demand."""
    workers_only(actor)
    row = _demand(actor, code)
    wanted = MOVES.get(name)
    if wanted is None:
        raise Http404
    given = given_of(request, wanted)
    try:
        sent_once(request, lambda: str(wanted.do(actor, row.code, given)))
    except Problem as problem:
        sheet = Sheet(typed=kept_typed(given))
        sheet.add(problem)
        return _page(request, actor, _demand(actor, code), Forms(name, sheet), problem.status)
    except ValueError:
        raise Http404 from None
    messages.success(request, str(wanted.said))
    return redirect("projects:desk_demand", row.code)
