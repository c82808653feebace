"""Resources at the desk: offers to be taken up, those on the list, a new one of an organisation or a team."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.cases.at_desk import desk_page, staff_page
from linli.cases.sheet import Sheet
from linli.clock import today
from linli.people.actors import Actor
from linli.people.queries import organisations
from linli.problem import Problem

from .. import actions
from ..access import gives, keeps_resource, may_keep, own_organisations
from ..actions.resources import PARTLY, PLAINLY
from ..errors import NotThere
from ..models import UNITS, Manner, Resource, ResourceState
from ..queries import desk as reads
from ..queries import lists, premises
from ..queries.idle import vacant
from ..queries.one_demand import resource_by, resource_page
from ..queries.teams import teams
from .desk import not_found, rooms, workers_only
from .offer import areas
from .sending import Forms, Move, kept_typed, key_of, sent_once, typed

SHEET = (
    "manner", "title", "text", "organisation", "team", "asset", "amount", "unit", "first", "last", "hours", "area", "address",
    "places",
)  # fmt: skip


@require_safe
@never_cache
@staff_page
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    workers_only(actor)
    found = reads.resources(actor, request.GET.dict())
    given = request.GET.copy()
    given["after"] = found.older
    context = {
        "chips": rooms(actor, "/resources"), "rows": found.rows, "older": f"?{given.urlencode()}" if found.older else "",
        "manners": Manner.choices, "states": ResourceState.choices, "given": request.GET,
    }  # fmt: skip
    return desk_page(request, actor, "projects/desk/resources.html", context)


def use_of(request: HttpRequest, district: str) -> dict[str, Any]:
    """What it suits, and how well, and where: as the form's boxes say it."""
    serves: dict[str, float] = dict.fromkeys(request.POST.getlist("partly"), PARTLY)
    serves |= dict.fromkeys(request.POST.getlist("plainly"), PLAINLY)
    chosen = request.POST.getlist("areas")
    return {"serves": serves, "areas": [district] if "whole" in request.POST else chosen, "places": request.POST.get("places") or "1"}  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff_page
def new(request: HttpRequest, actor: Actor) -> HttpResponse:
    workers_only(actor)
    if request.method != "POST":
        return _form(request, actor, Sheet(typed=_begun(request, actor)))
    given, use = typed(request, SHEET), use_of(request, actor.reach.district)
    sheet = Sheet(typed=given)
    try:
        code = sent_once(request, lambda: actions.list_resource(actor, given | use).code)
    except Problem as problem:
        sheet.add(problem)
        return _form(request, actor, sheet, problem.status)
    messages.success(request, _("It is on the list, and is matched from now on."))
    return redirect("projects:desk_resource", code)


def _begun(request: HttpRequest, actor: Actor) -> dict[str, str]:
    """Empty, or filled in from an idle asset or a team that was chosen."""
    begun = {"first": today().isoformat(), "places": "1", "manner": "space", "organisation": actor.organisation}
    asset = next((one for one in vacant(actor.reach.district) if one.code == request.GET.get("asset")), None)
    if asset is not None:
        begun |= {
            "asset": asset.code, "title": asset.name[:40], "address": asset.address, "area": asset.area_id[:12], "amount": f"{asset.square_metres:f}",
            "organisation": asset.ownership.organisation_id,
        }  # fmt: skip
    team = teams(actor.reach.district).get(request.GET.get("team", ""))
    if team is not None:
        begun |= {"team": team.code, "title": team.name[:40], "manner": "skill", "organisation": team.organisation}
    return begun


def _form(request: HttpRequest, actor: Actor, sheet: Sheet, status: int = 200) -> HttpResponse:
    district = actor.reach.district
    own = own_organisations(actor)
    everyone = [card for card in organisations(district).values() if card.active] if may_keep(actor) else own
    context = {
        "chips": rooms(actor, "/resources"), "sheet": sheet, "key": key_of(request), "kinds": lists.kinds(district), "areas": areas(district),
        "organisations": everyone, "manners": [(value, label, UNITS[Manner(value)]) for value, label in Manner.choices],
        "plainly": request.POST.getlist("plainly"), "partly": request.POST.getlist("partly"), "chosen_areas": request.POST.getlist("areas"),
        "whole": "whole" in request.POST or request.method != "POST", "vacant": vacant(district), "teams": list(teams(district).values()),
    }  # fmt: skip
    return desk_page(request, actor, "projects/desk/resource_form.html", context, status)


MOVES: dict[str, Move] = {
    "take-up": Move(actions.take_up, (), gettext_lazy("On the list: it is matched from now on.")),
    "decline": Move(actions.decline, ("reason",), gettext_lazy("Declined. Who offered it reads the reason.")),
    "close": Move(actions.close_resource, ("reason",), gettext_lazy("Taken off the list. What of it is given stays given.")),
}  # fmt: skip


def _resource(actor: Actor, code: str) -> Resource:
    try:
        return resource_by(actor, actor.reach.district, code)
    except NotThere as unknown:
        raise not_found(unknown) from None


@require_safe
@never_cache
@staff_page
def page(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    workers_only(actor)
    return _page(request, actor, _resource(actor, code), Forms())


def _page(
    request: HttpRequest, actor: Actor, row: Resource, forms: Forms, status: int = 200, contact: tuple[str, str] | None = None
) -> HttpResponse:  # fmt: skip
    context = {
        "chips": rooms(actor, "/resources"), "resource": row, "page": resource_page(row), "forms": forms, "key": key_of(request),
        "may_keep": keeps_resource(actor, row), "may_close": keeps_resource(actor, row) or gives(actor, row), "contact": contact,
        "kinds": lists.kinds(row.district_id), "areas": areas(row.district_id), "serves": row.serves, "chosen_areas": row.areas,
        "whole": row.district_id in row.areas, "plainly": [kind for kind, fit in row.serves.items() if fit >= PLAINLY],
        "partly": [kind for kind, fit in row.serves.items() if fit < PLAINLY], "premises": premises.of_resource(actor, row),
    }  # fmt: skip
    return desk_page(request, actor, "projects/desk/resource.html", context, status)


@require_POST
@staff_page
def move(request: HttpRequest, actor: Actor, code: str, name: str) -> HttpResponse:
    """One of the moves on a resource; looking at whom to call is one, too."""
    workers_only(actor)
    row = _resource(actor, code)
    if name not in (*MOVES, "contact"):
        raise Http404
    given: dict[str, Any] = use_of(request, row.district_id) if name == "take-up" else typed(request, ("reason",))
    try:
        if name == "contact":
            return _page(request, actor, row, Forms(), contact=actions.show_contact(actor, row.code))
        sent_once(request, lambda: str(MOVES[name].do(actor, row.code, given)))
    except Problem as problem:
        sheet = Sheet(typed=kept_typed(given))
        sheet.add(problem)
        return _page(request, actor, _resource(actor, code), Forms(name, sheet), problem.status)
    messages.success(request, str(MOVES[name].said))
    return redirect("projects:desk_resource", row.code)
