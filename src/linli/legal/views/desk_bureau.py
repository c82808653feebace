"""What the judicial bureau keeps: the hours of the lawyers, single days off, who asks for legal aid, the figures."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.cases.at_desk import desk_page, staff_page
from linli.cases.sheet import Sheet
from linli.people.actors import Actor
from linli.problem import Problem

from .. import actions
from ..access import runs
from ..errors import NotThere
from ..queries import desk as queries
from ..queries.figures import open_figures
from ..queries.questions import WEEKDAYS
from .desk import chips, not_found


def bureau_only(actor: Actor) -> None:
    if not runs(actor):
        raise PermissionDenied


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff_page
def hours(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The weekly times, one more, a day off."""
    bureau_only(actor)
    if request.method != "POST":
        return _page(request, actor, Sheet(typed={"minutes": "30"}))
    names = ("day",) if "off" in request.POST else ("place", "weekday", "begins", "ends", "minutes")
    sheet = Sheet(typed={name: request.POST.get(name, "").strip() for name in ("lawyer", *names)})
    given = dict(sheet.typed)
    try:
        if "off" in request.POST:
            actions.take_day_off(actor, given)
            messages.success(request, _("That day no times are offered."))
        else:
            actions.set_hours(actor, given)
            messages.success(request, _("Set. The times can be booked from now on."))
    except Problem as problem:
        sheet.add(problem)
        return _page(request, actor, sheet, problem.status)
    return redirect("legal:desk_hours")


def _page(request: HttpRequest, actor: Actor, sheet: Sheet, status: int = 200) -> HttpResponse:
    found = queries.week(actor.reach.district)
    context = {
        "chips": chips(actor, "/hours"), "week": found, "sheet": sheet,
        "hours": [(str(WEEKDAYS[one.weekday]), one) for one in found.hours],
        "weekdays": [(str(number), str(name)) for number, name in enumerate(WEEKDAYS)],
    }  # fmt: skip
    return desk_page(request, actor, "legal/desk/hours.html", context, status)


@require_POST
@staff_page
def end(request: HttpRequest, actor: Actor, key: UUID, what: str) -> HttpResponse:
    """Hours that are no more, or a day off that is taken back."""
    bureau_only(actor)
    try:
        if what == "hours":
            actions.end_hours(actor, key)
            messages.success(request, _("Ended. What is booked stays booked."))
        else:
            actions.end_day_off(actor, key)
            messages.success(request, _("That day is as every week again."))
    except NotThere as unknown:
        raise not_found(unknown) from None
    return redirect("legal:desk_hours")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff_page
def aid(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Who agreed to be handed on to legal aid; the look is recorded first."""
    bureau_only(actor)
    if request.method != "POST":
        return _aid_page(request, actor, Sheet())
    code = request.POST.get("code", "")
    sheet = Sheet(typed={"answer": request.POST.get("answer", "").strip(), "code": code})
    given = {"taken": request.POST.get("taken") == "yes", "answer": sheet.typed["answer"]}
    try:
        actions.decide_aid(actor, code, given)
    except NotThere as unknown:
        raise not_found(unknown) from None
    except Problem as problem:
        sheet.add(problem)
        return _aid_page(request, actor, sheet, problem.status)
    messages.success(request, _("Answered, and they are told."))
    return redirect("legal:desk_aid")


def _aid_page(request: HttpRequest, actor: Actor, sheet: Sheet, status: int = 200) -> HttpResponse:
    actions.see_aids(actor)
    context = {"chips": chips(actor, "/aid"), "aids": queries.aids(actor), "sheet": sheet}
    return desk_page(request, actor, "legal/desk/aid.html", context, status)


@require_safe
@never_cache
@staff_page
def figures(request: HttpRequest, actor: Actor) -> HttpResponse:
    bureau_only(actor)
    context = {"chips": chips(actor, "/figures"), "figures": open_figures(actor.reach.district)}
    return desk_page(request, actor, "legal/desk/figures.html", context)
