"""The roll of an estate at the desk: who is on it (masked), one household, a whole table."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.cases.at_desk import desk_page, staff_page
from linli.cases.sheet import Sheet
from linli.people.actors import Actor
from linli.problem import Problem

from .. import actions
from ..actions.rolls import COLUMNS
from ..errors import RollRefused
from ..queries import desk as queries
from ..queries.matrix import houses
from .desk import estate_of, tabs

_FIELDS = ("house", "unit", "area", "owner", "phone")


@require_safe
@never_cache
@staff_page
def page(request: HttpRequest, actor: Actor, estate: str) -> HttpResponse:
    estate_of(actor, estate)
    return _page(request, actor, estate, Sheet())


def _page(
    request: HttpRequest, actor: Actor, code: str, sheet: Sheet, status: int = 200, mistakes: object = ()
) -> HttpResponse:
    """The look at who is on it is on the record."""
    row, homes = actions.see_roll(actor, code)
    context = {
        "estate": row, "tabs": tabs(row, "/roll"), "homes": homes, "lines": queries.roll_lines(row, homes), "sheet": sheet,
        "houses": [(str(one.pk), one.short) for one in houses(row)], "columns": "、".join(COLUMNS), "mistakes": mistakes,
        "example": f"{','.join(COLUMNS)}\n{houses(row)[0].name if houses(row) else row.name},101,78.50,住户101,\n",
    }  # fmt: skip
    return desk_page(request, actor, "renovation/desk/roll.html", context, status)


@require_POST
@staff_page
def take(request: HttpRequest, actor: Actor, estate: str) -> HttpResponse:
    """A whole table; with its mistakes by line if it has any."""
    estate_of(actor, estate)
    file = request.FILES.get("roll")
    sheet = Sheet()
    try:
        number = actions.import_roll(actor, estate, file.read() if file else b"")
    except RollRefused as refused:
        sheet.add(refused)
        return _page(request, actor, estate, sheet, refused.status, refused.mistakes)
    except Problem as problem:
        sheet.add(problem)
        return _page(request, actor, estate, sheet, problem.status)
    said = ngettext(
        "%(n)d household is on the roll as the table says.",
        "%(n)d households are on the roll as the table says.",
        number,
    )
    messages.success(request, said % {"n": number})
    return redirect("renovation:desk_roll", estate)


@require_POST
@staff_page
def put(request: HttpRequest, actor: Actor, estate: str) -> HttpResponse:
    estate_of(actor, estate)
    sheet = Sheet(typed={name: request.POST.get(name, "") for name in _FIELDS})
    try:
        home = actions.put_household(actor, estate, dict(sheet.typed))
    except RollRefused as refused:
        sheet.loose += [words for _line, words in refused.mistakes]
        return _page(request, actor, estate, sheet, refused.status)
    except Problem as problem:
        sheet.add(problem)
        return _page(request, actor, estate, sheet, problem.status)
    messages.success(request, _("Household %(unit)s is on the roll.") % {"unit": home.unit})
    return redirect("renovation:desk_roll", estate)


@require_POST
@staff_page
def strike(request: HttpRequest, actor: Actor, estate: str, key: UUID) -> HttpResponse:
    estate_of(actor, estate)
    try:
        actions.strike_household(actor, estate, key)
    except Problem as problem:
        sheet = Sheet()
        sheet.add(problem)
        return _page(request, actor, estate, sheet, problem.status)
    messages.success(request, _("Taken off the roll."))
    return redirect("renovation:desk_roll", estate)
