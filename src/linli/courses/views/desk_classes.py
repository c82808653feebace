"""Terms and classes at the desk: planned, opened, more seats, called off."""

from __future__ import annotations

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
from ..errors import NotThere
from ..queries import desk as queries
from ..queries.learn import WEEKDAY_NAMES, Card
from .desk import not_found, rooms, teachers_only
from .desk_rolls import class_page

_CLASS = ("course", "term", "name", "teacher", "place", "weekday", "at", "minutes", "seats")
_TERM = ("name", "first", "last", "enrol_from", "enrol_until")


@require_safe
@never_cache
@staff_page
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    teachers_only(actor)
    found = [(term, [(line, Card(line.row)) for line in lines]) for term, lines in queries.classes(actor)]
    context = {"chips": rooms("/classes"), "terms": found, "may_open": bool(queries.courses(actor))}
    return desk_page(request, actor, "courses/desk/classes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff_page
def new(request: HttpRequest, actor: Actor) -> HttpResponse:
    teachers_only(actor)
    if request.method != "POST":
        return _form(request, actor, Sheet(typed={"minutes": "90", "seats": "30", "at": "09:00"}))
    sheet = Sheet(typed={name: request.POST.get(name, "") for name in _CLASS})
    try:
        row = actions.open_class(actor, dict(sheet.typed))
    except Problem as problem:
        sheet.add(problem)
        return _form(request, actor, sheet, problem.status)
    messages.success(request, _("Opened. Residents can enrol on the days of the term."))
    return redirect("courses:desk_class", row.pk)


def _form(request: HttpRequest, actor: Actor, sheet: Sheet, status: int = 200) -> HttpResponse:
    terms = [one for one in queries.all_terms(actor) if one.last >= today()]
    context = {
        "chips": rooms("/classes"), "sheet": sheet, "courses": queries.courses(actor), "terms": terms,
        "weekdays": [(str(number), name) for number, name in enumerate(WEEKDAY_NAMES)],
    }  # fmt: skip
    return desk_page(request, actor, "courses/desk/class_form.html", context, status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff_page
def new_term(request: HttpRequest, actor: Actor) -> HttpResponse:
    teachers_only(actor)
    sheet = Sheet(typed={name: request.POST.get(name, "") for name in _TERM})
    status = 200
    if request.method == "POST":
        try:
            actions.plan_term(actor, dict(sheet.typed))
        except Problem as problem:
            sheet.add(problem)
            status = problem.status
        else:
            messages.success(request, _("The term is planned. Please open its classes."))
            return redirect("courses:desk_class_new")
    return desk_page(
        request, actor, "courses/desk/term_form.html", {"chips": rooms("/classes"), "sheet": sheet}, status
    )


@require_POST
@staff_page
def seats(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    teachers_only(actor)
    given = request.POST.get("seats", "")
    number = int(given) if given.isascii() and given.isdigit() and len(given) < 5 else 0
    try:
        actions.change_seats(actor, key, number)
    except NotThere as unknown:
        raise not_found(unknown) from None
    except Problem as problem:
        return class_page(request, actor, key, Sheet(loose=[problem.message]), problem.status)
    messages.success(request, _("Kept. Who waited moves up as far as there are seats."))
    return redirect("courses:desk_class", key)


@require_POST
@staff_page
def cancel(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    teachers_only(actor)
    try:
        actions.cancel_class(actor, key, {"reason": request.POST.get("reason", "")})
    except NotThere as unknown:
        raise not_found(unknown) from None
    except Problem as problem:
        sheet = Sheet()
        sheet.add(problem)
        return class_page(request, actor, key, sheet, problem.status)
    messages.success(request, _("Called off. Everybody in it is told, with the reason."))
    return redirect("courses:desk_class", key)
