"""Projects at the desk: opened from demands, planned, led, their claims and money, neighbours asked, finished."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.cases.at_desk import desk_page, staff_page
from linli.cases.sheet import Sheet
from linli.clock import today
from linli.ledger.access import funds_kept
from linli.people.actors import Actor
from linli.people.queries import organisations
from linli.problem import Problem

from .. import actions
from ..access import answers_for, keeps, may_run
from ..errors import NotThere
from ..models import GIFTS_FUND, TO_BE_MATCHED, Demand, Manner, Project, ProjectState
from ..queries import desk as reads
from ..queries import premises
from ..queries.one_project import ProjectPage, project_by, voices
from .desk import keepers_only, not_found, rooms, workers_only
from .project_moves import MOVES
from .sending import Forms, given_of, kept_typed, key_of, sent_once, typed

SHEET = ("title", "text", "organisation", "place", "first", "last", "votes_needed", "percent_needed")


@require_safe
@never_cache
@staff_page
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    workers_only(actor)
    found = reads.projects(actor, request.GET.dict())
    given = request.GET.copy()
    given["after"] = found.older
    view = "all" if request.GET.get("view") == "all" else ""
    context = {
        "chips": rooms(actor, "/all"), "rows": found.rows, "older": f"?{given.urlencode()}" if found.older else "",
        "states": ProjectState.choices, "given": request.GET,
        "views": [
            {"label": _("Mine"), "href": "?", "current": not view},
            {"label": _("All of the district"), "href": "?view=all", "current": bool(view)},
        ],
    }  # fmt: skip
    return desk_page(request, actor, "projects/desk/projects.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff_page
def new(request: HttpRequest, actor: Actor) -> HttpResponse:
    """From one demand or several."""
    keepers_only(actor)
    chosen = request.POST.getlist("demands") or request.GET.getlist("demands")
    if request.method != "POST":
        return _form(request, actor, Sheet(typed=_begun(actor, chosen)), chosen)
    given = typed(request, SHEET)
    sheet = Sheet(typed=given)
    try:
        code = sent_once(request, lambda: actions.open_project(actor, {**given, "demands": chosen}).code)
    except Problem as problem:
        sheet.add(problem)
        return _form(request, actor, sheet, chosen, problem.status)
    messages.success(request, _("Planned. Please add its milestones, then open it for claims."))
    return redirect("projects:desk_project", code)


def _begun(actor: Actor, chosen: list[str]) -> dict[str, str]:
    row = Demand.objects.filter(district=actor.reach.district, code__in=chosen[:1]).first()
    begun = {
        "first": today().isoformat(), "last": reads.last_day().isoformat(), "votes_needed": "5", "percent_needed": "67",
        "organisation": "",
    }  # fmt: skip
    return begun | ({"title": row.title, "text": row.text, "place": row.place} if row else {})


def _form(request: HttpRequest, actor: Actor, sheet: Sheet, chosen: list[str], status: int = 200) -> HttpResponse:
    rows = Demand.objects.filter(district=actor.reach.district, state__in=TO_BE_MATCHED).select_related("kind")
    waiting = [one for one in rows.order_by("-priority")[:400] if keeps(actor, one.area_id)]
    near = {one.area_id for one in waiting if one.code in chosen}
    shown = [one for one in waiting if one.code in chosen or not near or one.area_id in near][:40]
    context = {
        "chips": rooms(actor, "/all"), "sheet": sheet, "key": key_of(request), "demands": shown, "chosen": chosen,
        "organisations": [card for card in organisations(actor.reach.district).values() if card.active],
    }  # fmt: skip
    return desk_page(request, actor, "projects/desk/project_form.html", context, status)


def _project(actor: Actor, code: str) -> Project:
    try:
        return project_by(actor, actor.reach.district, code)
    except NotThere as unknown:
        raise not_found(unknown) from None


@require_safe
@never_cache
@staff_page
def page(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    workers_only(actor)
    return _page(request, actor, _project(actor, code), Forms())


def _page(request: HttpRequest, actor: Actor, row: Project, forms: Forms, status: int = 200) -> HttpResponse:
    shown = ProjectPage(actor, row)
    votes, ratings = voices(actor, row)
    keeps_funds = set(funds_kept(actor).values_list("pk", flat=True))
    funds = {
        one.row.budget.fund.code for one in shown.sources if one.row.budget and one.row.budget.fund_id in keeps_funds
    }
    gifts = any(not one.row.budget and one.row.kind == "gift" for one in shown.sources)
    context: dict[str, Any] = {
        "chips": rooms(actor, "/all"), "project": row, "page": shown, "forms": forms, "key": key_of(request), "answers": answers_for(actor, row),
        "keeper": keeps(actor, row.area_id), "may": may_run(actor, row), "manners": Manner.choices, "today": today().isoformat(),
        "budgets": reads.budgets(row.district_id), "may_plan": may_run(actor, row) or bool(keeps_funds), "funds": funds, "votes": votes, "ratings": ratings,
        "accounts": {code: reads.paying_accounts(row.district_id, code) for code in (*sorted(funds), *([GIFTS_FUND] if gifts else []))},
        "keeps_gifts": funds_kept(actor).filter(code=GIFTS_FUND).exists() if gifts else False, "premises": premises.of_project(actor, row),
    }  # fmt: skip
    return desk_page(request, actor, "projects/desk/project.html", context, status)


@require_POST
@staff_page
def move(request: HttpRequest, actor: Actor, code: str, name: str) -> HttpResponse:
    """One of the moves on the whole project."""
    return _moved(request, actor, code, name, None)


@require_POST
@staff_page
def move_one(request: HttpRequest, actor: Actor, code: str, name: str, one: str) -> HttpResponse:
    """One of the moves on a part of it: a milestone, a picture, a claim, a line of its budget."""
    return _moved(request, actor, code, name, one)


def _moved(request: HttpRequest, actor: Actor, code: str, name: str, one: str | None) -> HttpResponse:
    workers_only(actor)
    row, wanted = _project(actor, code), MOVES.get(name)
    if wanted is None or wanted.on_one != (one is not None):
        raise Http404
    given = given_of(request, wanted)
    if wanted.picture:
        given["picture"] = request.FILES.get(wanted.picture)
    about: UUID | str = one or ""
    try:
        if wanted.by_key:
            about = UUID(one or "")
        sent_once(request, lambda: str(wanted.do(actor, row.code, about, given)))
    except ValueError:
        raise Http404 from None
    except Problem as problem:
        sheet = Sheet(typed=kept_typed(given))
        sheet.add(problem)
        return _page(
            request, actor, _project(actor, code), Forms(f"{name}-{one}" if one else name, sheet), problem.status
        )
    messages.success(request, str(wanted.said))
    return redirect("projects:desk_project", row.code)
