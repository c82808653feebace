"""Boards and rooms at the desk: which are due, what each showed, a new one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.cases.at_desk import desk_page, staff_page
from linli.cases.pictures import address_of
from linli.cases.sheet import Sheet
from linli.clock import today
from linli.people.actors import Actor
from linli.places.queries import label
from linli.problem import Problem

from .. import actions
from ..access import own_organisations
from ..errors import NotThere
from ..models import Board
from ..queries import desk as queries
from .desk import not_found, rooms, teachers_only
from .desk_lectures import areas

_FIELDS = ("kind", "name", "area", "place", "organisation")


@require_safe
@never_cache
@staff_page
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    teachers_only(actor)
    view = request.GET.get("view", "")
    named = (("", _("All")), ("due", _("To be changed")), ("board", _("Boards")), ("room", _("Rooms")))
    view = view if view in dict(named) else ""
    context = {
        "chips": rooms("/boards"), "lines": queries.boards(actor, view), "view": view,
        "views": [{"label": text, "href": f"?view={name}" if name else "?", "current": name == view} for name, text in named],
    }  # fmt: skip
    return desk_page(request, actor, "courses/desk/boards.html", context)


def _board(actor: Actor, key: UUID) -> Board:
    try:
        return queries.board(actor, key)
    except NotThere as unknown:
        raise not_found(unknown) from None


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff_page
def page(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """One board, what it showed, and the form that says it was changed."""
    teachers_only(actor)
    row = _board(actor, key)
    if request.method != "POST":
        return _page(request, actor, row, Sheet(typed={"day": today().isoformat()}))
    sheet = Sheet(typed={name: request.POST.get(name, "") for name in ("day", "theme", "note")})
    try:
        actions.change_board(actor, key, dict(sheet.typed), request.FILES.get("picture"))
    except Problem as problem:
        sheet.add(problem)
        return _page(request, actor, row, sheet, problem.status)
    messages.success(request, _("Noted. It is due again in a month."))
    return redirect("courses:desk_board", key)


def _page(request: HttpRequest, actor: Actor, row: Board, sheet: Sheet, status: int = 200) -> HttpResponse:
    changes = [
        (one, address_of(one.picture_small), address_of(one.picture))
        for one in row.changes.order_by("-day", "-id")[:24]
    ]
    context = {
        "chips": rooms("/boards"), "board": row, "where": label(row.district_id, row.area_id), "changes": changes,
        "sheet": sheet, "today": today().isoformat(),
    }  # fmt: skip
    return desk_page(request, actor, "courses/desk/board.html", context, status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff_page
def new(request: HttpRequest, actor: Actor) -> HttpResponse:
    teachers_only(actor)
    if request.method != "POST":
        return _form(request, actor, Sheet(typed={"kind": "board", "organisation": actor.organisation}))
    sheet = Sheet(typed={name: request.POST.get(name, "") for name in _FIELDS})
    try:
        row = actions.put_up_board(actor, dict(sheet.typed))
    except Problem as problem:
        sheet.add(problem)
        return _form(request, actor, sheet, problem.status)
    messages.success(request, _("It is on the list. Please say what it shows."))
    return redirect("courses:desk_board", row.pk)


def _form(request: HttpRequest, actor: Actor, sheet: Sheet, status: int = 200) -> HttpResponse:
    context = {
        "chips": rooms("/boards"), "sheet": sheet, "organisations": own_organisations(actor),
        "areas": areas(actor.reach.district),
    }  # fmt: skip
    return desk_page(request, actor, "courses/desk/board_form.html", context, status)


@require_POST
@staff_page
def down(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    teachers_only(actor)
    row = _board(actor, key)
    try:
        actions.take_down_board(actor, key)
    except Problem as problem:
        return _page(request, actor, row, Sheet(loose=[problem.message]), problem.status)
    messages.success(
        request, _("“%(name)s” is taken off the list. What it showed stays in the figures.") % {"name": row.name}
    )
    return redirect("courses:desk_boards")
