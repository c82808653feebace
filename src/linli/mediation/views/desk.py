"""The desk: a team's files, the states of what a community brought, a quarrel taken down, the book, the counts."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.cases.at_desk import desk_page, staff_page
from linli.cases.sheet import Sheet
from linli.clock import today
from linli.people.actors import Actor
from linli.people.roles import Role
from linli.problem import Problem

from .. import actions
from ..access import check_mediator, is_mediator, may_bring, may_count, teams_of
from ..models import Team
from ..printing import book_pdf
from ..queries import desk as queries
from ..queries.figures import open_figures
from ..queries.teams import kinds, teams
from .mine import as_pdf
from .sent import done_once, key_of

FIELDS = ("kind", "team", "story", "name", "phone", "other_name", "other_phone", "case")


@require_safe
@never_cache
@staff_page
def front(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The files of the team; for who only brings, how it stands; for who only counts, the counts."""
    cursor = request.GET.get("after", "")
    if is_mediator(actor) and teams_of(actor):
        view = request.GET.get("view", "")
        view = view if view in queries.VIEWS else "open"
        found = queries.files(actor, view, cursor)
        context = {
            "views": _views(view), "files": found.lines, "view": view, "waiting": queries.waiting(actor),
            "older": f"?view={view}&after={found.older}" if found.older else "",
        }  # fmt: skip
        return desk_page(request, actor, "mediation/desk/files.html", context)
    if actor.has(Role.COMMUNITY_WORKER):
        states, older = queries.states(actor, cursor)
        context = {"states": states, "older": f"?after={older}" if older else ""}
        return desk_page(request, actor, "mediation/desk/states.html", context)
    if may_count(actor):
        return redirect("mediation:desk_figures")
    raise PermissionDenied


def _views(view: str) -> list[dict[str, object]]:
    named = (("open", _("Going on")), ("agreed", _("Agreed, to be followed up")), ("ended", _("Ended matters")))
    return [{"label": label, "href": f"?view={name}", "current": name == view} for name, label in named]


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff_page
def new(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Take a quarrel down for somebody, with `case` from one of the desk's cases."""
    if not may_bring(actor):
        raise PermissionDenied
    if request.method != "POST":
        return _form(request, actor, Sheet(typed={"case": request.GET.get("case", "").strip()}))
    sheet = Sheet(typed={name: request.POST.get(name, "").strip() for name in FIELDS})
    given = dict(sheet.typed)
    try:
        code = done_once(request, actor, given, lambda: actions.bring_at_desk(actor, given).code)
    except Problem as problem:
        sheet.add(problem)
        return _form(request, actor, sheet, problem.status)
    messages.success(request, _("The team has it, number %(code)s. What it is about is theirs now.") % {"code": code})
    return redirect("mediation:desk_matter", code) if _is_ours(actor, given) else redirect("mediation:desk")


def _is_ours(actor: Actor, given: dict[str, str]) -> bool:
    return any(team.code == given.get("team") for team in teams_of(actor))


def _form(request: HttpRequest, actor: Actor, sheet: Sheet, status: int = 200) -> HttpResponse:
    district = actor.reach.district
    context = {"teams": _offered(actor), "kinds": kinds(district), "sheet": sheet, "key": key_of(request)}
    return desk_page(request, actor, "mediation/desk/new.html", context, status)


def _offered(actor: Actor) -> list[Team]:
    """A mediator brings to their own team; a community to any, its own first."""
    if is_mediator(actor) and not actor.has(Role.COMMUNITY_WORKER):
        return teams_of(actor)
    found = teams(actor.reach.district)
    return sorted(found, key=lambda one: (one.organisation_id not in actor.reach.organisations, one.position))


@require_safe
@never_cache
@staff_page
def figures(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What supervisors, auditors and administrators read: counts."""
    if not may_count(actor):
        raise PermissionDenied
    context = {"figures": open_figures(actor.reach.district)}
    return desk_page(request, actor, "mediation/desk/figures.html", context)


@require_safe
@never_cache
@staff_page
def book(request: HttpRequest, actor: Actor, form: str) -> HttpResponse:
    """A year of the team's record book, as a page or a paper; the look is recorded first."""
    ours = check_mediator(actor)
    team = next((one for one in ours if one.code == request.GET.get("team")), ours[0])
    asked = request.GET.get("year", "")
    years = queries.years(team)
    year = int(asked) if asked.isascii() and asked.isdigit() and int(asked) in years else today().year
    actions.see_book(actor, team, year, form)
    pages = queries.book(actor, team, year)
    if form == "pdf":
        return as_pdf(book_pdf(team, year, pages), f"{team.code}-{year}")
    context = {
        "team": team, "teams": ours, "year": year, "pages": list(reversed(pages)),
        "years": [
            {"label": str(one), "href": f"?team={team.code}&year={one}", "current": one == year} for one in years
        ],
    }  # fmt: skip
    return desk_page(request, actor, "mediation/desk/book.html", context)
