"""What who speaks for a team does: a resident who leads it, or its home organisation's staff, each under their own address."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.cases.at_desk import desk_page
from linli.cases.sheet import Sheet
from linli.people.actors import Actor, actor_of
from linli.places.queries import district_by
from linli.problem import Problem

from .. import actions
from ..errors import NotThere
from ..models import Team
from ..queries.leading import leading
from ..queries.listing import skills

P = ParamSpec("P")
_PLAN = ("title", "about", "place", "begins_at", "ends_at", "seats")


def for_leaders(view: Callable[Concatenate[HttpRequest, Actor, str, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """For who is signed in; a team that is not theirs is not there."""

    @wraps(view)
    def guarded(request: HttpRequest, team: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        actor = actor_of(request)
        if actor.kind == "guest":
            way = "/staff/sign-in" if request.path.startswith("/desk/") else "/sign-in"
            return redirect(f"{way}?next={request.path}")
        try:
            return view(request, actor, team, *args, **kwargs)
        except NotThere as unknown:
            raise Http404(unknown.message) from None

    return never_cache(guarded)


def base_of(actor: Actor, team: str) -> str:
    """Where somebody leads a team from."""
    return f"/{'desk' if actor.is_staff else 'my'}/volunteers/lead/{team}/"


def shown(
    request: HttpRequest, actor: Actor, team: Team, template: str, context: dict[str, object], status: int = 200
) -> HttpResponse:
    """A page in the shell of the desk, or of residents."""
    context = {
        **context, "team": team, "base": base_of(actor, team.code), "shell": "web/desk.html" if actor.is_staff else "web/base.html",
        "at_desk": actor.is_staff,
    }  # fmt: skip
    if actor.is_staff:
        return desk_page(request, actor, template, context, status)
    return render(request, template, {"district": district_by(team.district_id), **context}, status=status)


@require_safe
@for_leaders
def page(request: HttpRequest, actor: Actor, team: str) -> HttpResponse:
    return team_page(request, actor, team, Sheet())


def team_page(request: HttpRequest, actor: Actor, team: str, sheet: Sheet, status: int = 200) -> HttpResponse:
    page = leading(actor, team)
    members = actions.see_members(actor, team)
    words = {one.code: one.name for one in skills(page.team.district_id)}
    people = [(one, [words[code] for code in one.skills if code in words]) for one in members]
    context: dict[str, object] = {
        "page": page, "sheet": sheet, "asked": [one for one in people if one[0].state == "asked"],
        "members": [one for one in people if one[0].state == "member"],
    }  # fmt: skip
    return shown(request, actor, page.team, "volunteers/lead.html", context, status)


def said_at(request: HttpRequest, actor: Actor, team: str, do: Callable[[], object], told: str) -> HttpResponse:
    """Do it and go back to the team; what is wrong is said there."""
    try:
        do()
    except NotThere:
        raise
    except Problem as problem:
        sheet = Sheet(typed={name: str(value) for name, value in request.POST.items()})
        sheet.add(problem)
        return team_page(request, actor, team, sheet, problem.status)
    messages.success(request, told)
    return redirect(base_of(actor, team))


@require_http_methods(["GET", "HEAD", "POST"])
@for_leaders
def new_activity(request: HttpRequest, actor: Actor, team: str) -> HttpResponse:
    """Plan what the team will do."""
    sheet, status = Sheet(typed={name: request.POST.get(name, "") for name in _PLAN}), 200
    row = leading(actor, team).team
    if request.method == "POST":
        try:
            made = actions.plan_activity(actor, team, dict(sheet.typed))
        except NotThere:
            raise
        except Problem as problem:
            sheet.add(problem)
            status = problem.status
        else:
            messages.success(request, _("Planned. It is on the team's page; people can sign up."))
            return redirect(f"{base_of(actor, team)}activities/{made.pk}")
    return shown(request, actor, row, "volunteers/plan.html", {"sheet": sheet}, status)


@require_POST
@for_leaders
def member(request: HttpRequest, actor: Actor, team: str, key: UUID, name: str) -> HttpResponse:
    """Take somebody in or not; make them a leader, or no longer."""
    moves: dict[str, tuple[Callable[[], object], str]] = {
        "accept": (lambda: actions.decide(actor, key, "accept"), _("Taken in.")),
        "refuse": (lambda: actions.decide(actor, key, "refuse"), _("Noted: not taken in.")),
        "leader": (lambda: actions.make_leader(actor, key, True), _("They speak for the team from now on.")),
        "no-leader": (lambda: actions.make_leader(actor, key, False), _("They no longer speak for the team.")),
    }
    if name not in moves:
        raise Http404(name)
    return said_at(request, actor, team, *moves[name])


@require_POST
@for_leaders
def request_of(request: HttpRequest, actor: Actor, team: str, key: UUID, name: str) -> HttpResponse:
    """Take what somebody asks for, give it back, answer it."""
    given = {"text": request.POST.get("text", "")}
    moves: dict[str, tuple[Callable[[], object], str]] = {
        "take": (lambda: actions.take(actor, key, team), _("Taken. Please go there, and then answer below.")),
        "give-back": (lambda: actions.give_back(actor, key), _("Given back; another team can take it.")),
        "answer": (
            lambda: actions.answer(actor, key, given),
            _("Answered. Who asked is told; the community confirms it."),
        ),
    }
    if name not in moves:
        raise Http404(name)
    return said_at(request, actor, team, *moves[name])
