"""Health classes in schools at the desk: noted, listed, a slip struck."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from linli.cases.at_desk import desk_page, staff_page
from linli.cases.sheet import Sheet
from linli.clock import today
from linli.people.actors import Actor
from linli.problem import Problem

from .. import actions
from ..access import may_run, own_organisations
from ..errors import NotThere
from ..queries import desk as queries
from ..queries.figures import year_of
from .desk import not_found, rooms, teachers_only

_FIELDS = ("school", "grade", "topic", "day", "lessons", "pupils", "lecturer", "organisation")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff_page
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Schools with what was taught there this year, and the form that adds to it."""
    teachers_only(actor)
    if request.method != "POST":
        typed = {"day": today().isoformat(), "lessons": "1", "organisation": actor.organisation}
        return _page(request, actor, Sheet(typed=typed | {"school": request.GET.get("school", "")[:40]}))
    sheet = Sheet(typed={name: request.POST.get(name, "") for name in _FIELDS})
    try:
        actions.note_lesson(actor, dict(sheet.typed))
    except Problem as problem:
        sheet.add(problem)
        return _page(request, actor, sheet, problem.status)
    messages.success(request, _("Noted. Thank you: it is in the figures now."))
    return redirect("courses:desk_schools")


def _page(request: HttpRequest, actor: Actor, sheet: Sheet, status: int = 200) -> HttpResponse:
    year = year_of(request.GET.get("year", ""))
    lines = queries.schools(actor, year)
    taught = queries.lessons(actor, year)
    context = {
        "chips": rooms("/schools"), "lines": lines, "sheet": sheet, "year": year, "today": today().isoformat(),
        "lessons": [(row, may_run(actor, row.organisation_id)) for row in taught], "organisations": own_organisations(actor),
        "without": sum(1 for line in lines if not line.lessons),
    }  # fmt: skip
    return desk_page(request, actor, "courses/desk/schools.html", context, status)


@require_POST
@staff_page
def strike(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    teachers_only(actor)
    try:
        actions.strike_lesson(actor, key)
    except NotThere as unknown:
        raise not_found(unknown) from None
    except Problem as problem:
        return _page(request, actor, Sheet(loose=[problem.message]), problem.status)
    messages.success(request, _("Struck. The record says that it was there."))
    return redirect("courses:desk_schools")
