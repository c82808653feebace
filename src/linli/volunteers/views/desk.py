"""The desk of volunteers: what waits, the teams at home here, opening one, handing requests to teams."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.cases.at_desk import desk_page, staff_page
from linli.cases.sheet import Sheet
from linli.people.actors import Actor
from linli.problem import Problem

from .. import actions
from ..access import OVERSEERS, STAFF, overseen
from ..errors import NotThere
from ..models import Team, TeamKind
from ..queries import desk as queries
from ..queries.listing import skills

_TEAM = ("name", "kind", "area", "organisation", "about", "phone", "leader")
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def staff_only(actor: Actor) -> None:
    if not actor.has(*STAFF):
        raise PermissionDenied


def pages(current: str) -> list[dict[str, object]]:
    named = (("", _("What waits")), ("/teams", _("Teams")))
    return [{"label": label, "href": f"/desk/volunteers{end}", "current": end == current} for end, label in named]


@require_safe
@never_cache
@staff_page
def overview(request: HttpRequest, actor: Actor) -> HttpResponse:
    staff_only(actor)
    return _overview(request, actor, Sheet())


def _overview(request: HttpRequest, actor: Actor, sheet: Sheet, status: int = 200) -> HttpResponse:
    waits = queries.waiting(actor)
    context = {
        "chips": pages(""), "waiting": waits, "sheet": sheet, "skills": skills(actor.reach.district),
        "requests": queries.teams_for(waits.requests), "may_ask": actor.has(*OVERSEERS),
    }  # fmt: skip
    return desk_page(request, actor, "volunteers/desk/overview.html", context, status)


@require_POST
@staff_page
def hand(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """A request is given to a team."""
    staff_only(actor)
    try:
        row = actions.hand_to(actor, key, request.POST.get("team", ""))
    except NotThere as unknown:
        raise Http404(unknown.message) from None
    except Problem as problem:
        sheet = Sheet()
        sheet.add(problem)
        return _overview(request, actor, sheet, problem.status)
    messages.success(request, _("Given to “%(team)s”.") % {"team": row.team})
    return redirect("volunteers:desk")


@require_POST
@staff_page
def ask(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Volunteers are asked for a case that is there already."""
    staff_only(actor)
    sheet = Sheet(typed={name: request.POST.get(name, "") for name in ("case", "skill")})
    try:
        row = actions.ask_for_case(actor, dict(sheet.typed))
    except Problem as problem:
        sheet.add(problem)
        return _overview(request, actor, sheet, problem.status)
    messages.success(request, _("Volunteers are asked for %(code)s.") % {"code": row.case.code})
    return redirect("volunteers:desk")


@require_safe
@never_cache
@staff_page
def teams(request: HttpRequest, actor: Actor) -> HttpResponse:
    staff_only(actor)
    words = request.GET.get("words", "")[:40]
    lines, after = queries.own_teams(actor, words, request.GET.get("after", ""))
    older = f"?{urlencode({'words': words, 'after': after})}" if after else ""
    context = {"chips": pages("/teams"), "lines": lines, "words": words, "older": older}
    return desk_page(request, actor, "volunteers/desk/teams.html", context)


@get_or_post
@never_cache
@staff_page
def new_team(request: HttpRequest, actor: Actor) -> HttpResponse:
    staff_only(actor)
    if request.method != "POST":
        return _form(request, actor, None, Sheet(typed={"organisation": actor.organisation}), [])
    return _written(request, actor, None)


@get_or_post
@never_cache
@staff_page
def edit_team(request: HttpRequest, actor: Actor, team: str) -> HttpResponse:
    staff_only(actor)
    row = overseen(actor).filter(code=team).prefetch_related("skills").first()
    if row is None:
        raise Http404(team)
    if request.method == "POST":
        return _written(request, actor, row)
    typed = {name: str(getattr(row, name)) for name in ("name", "kind", "about", "phone")}
    sheet = Sheet(typed={**typed, "area": row.area_id, "organisation": row.organisation_id, "leader": ""})
    return _form(request, actor, row, sheet, [one.code for one in row.skills.all()])


def _written(request: HttpRequest, actor: Actor, row: Team | None) -> HttpResponse:
    sheet = Sheet(typed={name: request.POST.get(name, "") for name in _TEAM})
    chosen = request.POST.getlist("skills")
    given = {**sheet.typed, "skills": chosen}
    try:
        kept = actions.change_team(actor, row.code, given) if row else actions.open_team(actor, given)
    except NotThere as unknown:
        raise Http404(unknown.message) from None
    except Problem as problem:
        sheet.add(problem)
        return _form(request, actor, row, sheet, chosen, problem.status)
    messages.success(request, _("Kept. The team is on the list."))
    return redirect(f"/desk/volunteers/lead/{kept.code}/")


def _form(
    request: HttpRequest, actor: Actor, row: Team | None, sheet: Sheet, chosen: list[str], status: int = 200
) -> HttpResponse:
    context = {
        "chips": pages("/teams"), "team": row, "sheet": sheet, "kinds": TeamKind.choices, "areas": queries.areas(actor),
        "homes": queries.homes(actor), "skills": skills(actor.reach.district), "chosen": chosen,
    }  # fmt: skip
    return desk_page(request, actor, "volunteers/desk/team_form.html", context, status)
