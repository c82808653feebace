"""An estate at the desk: its matrix, one work at one building, notes, pictures, money."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.cases.at_desk import desk_page, staff_page
from linli.cases.sheet import Sheet
from linli.clock import today
from linli.people.actors import Actor
from linli.problem import Problem

from .. import actions
from ..access import may_accept
from ..errors import NotThere
from ..models import Estate, Moment
from ..queries import desk as queries
from ..queries import estate_page, money
from ..queries.matrix import Cell
from ..queries.matrix import matrix as matrix_of
from ..queries.money import Sums
from ..queries.voting import labelled
from .desk import estate_of, not_found, tabs


@require_safe
@never_cache
@staff_page
def page(request: HttpRequest, actor: Actor, estate: str) -> HttpResponse:
    return _page(request, actor, estate_of(actor, estate), Sheet())


def _page(request: HttpRequest, actor: Actor, row: Estate, sheet: Sheet, status: int = 200) -> HttpResponse:
    shown, sums = matrix_of(row), money.sums(row.district_id, row)
    context = {
        "estate": row, "tabs": tabs(row, ""), "matrix": shown, "sheet": sheet, "may_accept": may_accept(actor),
        "votes": labelled(estate_page.votes(row)), "faults": estate_page.faults(row), "notes": estate_page.notes(row)[:3],
        "money": sum(sums.values(), Sums()), "payments": money.payments(row), "contractors": queries.contractors(row.district_id),
        "works": [(line.work.code, line.work.name) for line in shown.lines],
        "houses": [(str(one.pk), one.short) for one in shown.houses], "moments": Moment.choices, "today": today().isoformat(),
        "may_link": queries.may_link(actor), "ratings": estate_page.ratings([row]), "words": queries.words(row),
    }  # fmt: skip
    return desk_page(request, actor, "renovation/desk/estate.html", context, status)


def _tried(
    request: HttpRequest, actor: Actor, estate: str, fields: tuple[str, ...], do: Callable[[Sheet], object], said: str
) -> HttpResponse:
    """One of the page's forms: done and back, or the page again with what was typed and what is wrong with it."""
    row = estate_of(actor, estate)
    sheet = Sheet(typed={name: request.POST.get(name, "") for name in fields})
    try:
        do(sheet)
    except Problem as problem:
        sheet.add(problem)
        return _page(request, actor, row, sheet, problem.status)
    messages.success(request, said)
    return redirect("renovation:desk_estate", estate)


@require_POST
@staff_page
def matrix(request: HttpRequest, actor: Actor, estate: str) -> HttpResponse:
    """Every cell that was changed, all of them or none."""
    moves = []
    for name, value in request.POST.items():
        house, colon, work = name.partition(":")
        if colon:
            moves.append({"house": house, "work": work, "state": value, "note": request.POST.get("note", "")})

    def do(_sheet: Sheet) -> None:
        actions.move_many(actor, estate, moves)

    return _tried(request, actor, estate, ("note",), do, _("Saved. Everybody sees it so from now on."))


def _cell(actor: Actor, estate: str, house: UUID, work: str) -> tuple[Estate, Cell]:
    row = estate_of(actor, estate)
    found = matrix_of(row).cell(house, work)
    if found is None:
        raise not_found(NotThere(_("this work at this building")))
    return row, found


_PLANNED = ("planned_from", "planned_until", "contractor", "planned_amount")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff_page
def cell(request: HttpRequest, actor: Actor, estate: str, house: UUID, work: str) -> HttpResponse:
    """Days, contractor and money of one work at one building."""
    row, found = _cell(actor, estate, house, work)
    if request.method != "POST":
        return _cell_page(request, actor, row, found, Sheet(typed=_typed(found)))
    sheet = Sheet(typed={name: request.POST.get(name, "") for name in _PLANNED})
    try:
        actions.plan(actor, estate, {**sheet.typed, "house": str(house), "work": work})
    except Problem as problem:
        sheet.add(problem)
        return _cell_page(request, actor, row, found, sheet, problem.status)
    messages.success(request, _("The plan is kept."))
    return redirect("renovation:desk_cell", estate, house, work)


def _typed(found: Cell) -> dict[str, str]:
    row = found.row
    if row is None:
        return {}
    return {
        "planned_from": row.planned_from.isoformat() if row.planned_from else "",
        "planned_until": row.planned_until.isoformat() if row.planned_until else "",
        "contractor": row.contractor_id or "", "planned_amount": f"{row.planned_amount:.2f}",
    }  # fmt: skip


def _cell_page(
    request: HttpRequest, actor: Actor, row: Estate, found: Cell, sheet: Sheet, status: int = 200
) -> HttpResponse:
    faults = [
        one for one in estate_page.faults(row) if (one.row.house_id, one.row.work_id) == (found.house.pk, found.work.pk)
    ]
    events = found.house.events.filter(work=found.work).order_by("-at", "-id")[:20]
    context = {
        "estate": row, "tabs": tabs(row, ""), "cell": found, "sheet": sheet, "faults": faults, "events": events,
        "contractors": queries.contractors(row.district_id), "may_accept": may_accept(actor) and found.state == "done",
    }  # fmt: skip
    return desk_page(request, actor, "renovation/desk/cell.html", context, status)


@require_POST
@staff_page
def accept(request: HttpRequest, actor: Actor, estate: str, house: UUID, work: str) -> HttpResponse:
    row, found = _cell(actor, estate, house, work)
    try:
        actions.accept(actor, estate, house, work, request.POST.get("note", ""))
    except Problem as problem:
        sheet = Sheet(typed=_typed(found))
        sheet.add(problem)
        return _cell_page(request, actor, row, found, sheet, problem.status)
    messages.success(request, _("Accepted. It stays so; what is wrong later is a fault."))
    return redirect("renovation:desk_cell", estate, house, work)


@require_POST
@staff_page
def note(request: HttpRequest, actor: Actor, estate: str) -> HttpResponse:
    def do(sheet: Sheet) -> None:
        actions.note_week(actor, estate, {"text": sheet.typed["note_text"]})

    return _tried(request, actor, estate, ("note_text",), do, _("The note of this week can be read by everyone."))


@require_POST
@staff_page
def picture(request: HttpRequest, actor: Actor, estate: str) -> HttpResponse:
    def do(sheet: Sheet) -> None:
        actions.show_picture(actor, estate, dict(sheet.typed), request.FILES.get("picture"))

    fields = ("work", "house", "moment", "shows", "day")
    return _tried(request, actor, estate, fields, do, _("The picture is on the estate's page."))


@require_POST
@staff_page
def pay(request: HttpRequest, actor: Actor, estate: str) -> HttpResponse:
    def do(sheet: Sheet) -> None:
        actions.ask_payment(actor, estate, {name: sheet.typed[f"pay_{name}"] for name in names})

    names = ("work", "contractor", "amount", "purpose")
    fields = tuple(f"pay_{name}" for name in names)
    return _tried(request, actor, estate, fields, do, _("Asked for. A second person of the fund releases it."))


@require_POST
@staff_page
def link(request: HttpRequest, actor: Actor, estate: str) -> HttpResponse:
    def do(sheet: Sheet) -> None:
        actions.link_payment(actor, estate, {"work": sheet.typed["link_work"], "code": sheet.typed["link_code"]})

    return _tried(request, actor, estate, ("link_work", "link_code"), do, _("The payment stands beside the work."))
