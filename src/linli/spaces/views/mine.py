"""One's own bookings: each with its page, given back there, checked in there."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.cases.sheet import Sheet
from linli.clock import now
from linli.people.actors import Actor, actor_of
from linli.places.queries import district_by
from linli.problem import Problem

from .. import actions
from ..actions.deciding import ARRIVES
from ..errors import NotThere
from ..models import BookingState
from ..queries.mine import bookings_of, own, weeks_of


@require_safe
@never_cache
def listed(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    if actor.kind != "resident":
        return redirect("/sign-in?next=/my/spaces")
    rows = bookings_of(actor)
    context = {"coming": [one for one in rows if one.is_coming], "past": [one for one in rows if not one.is_coming]}
    return render(request, "spaces/mine.html", context)


@require_safe
@never_cache
def page(request: HttpRequest, code: str) -> HttpResponse:
    try:
        return _page(request, actor_of(request), code, Sheet(typed={"door": request.GET.get("door", "")[:6]}))
    except NotThere as unknown:
        return _unknown(request, unknown)


def _page(request: HttpRequest, actor: Actor, code: str, sheet: Sheet, status: int = 200) -> HttpResponse:
    row = own(actor, code)
    context = {
        "district": district_by(row.district_id), "booking": row, "room": row.room, "sheet": sheet, "weeks": weeks_of(row),
        "may_come": row.state == BookingState.BOOKED and row.begins_at - ARRIVES <= now() < row.ends_at,
    }  # fmt: skip
    return render(request, "spaces/booking.html", context, status=status)


def _unknown(request: HttpRequest, unknown: Problem) -> HttpResponse:
    return render(request, "spaces/unknown.html", {"said": unknown.message}, status=404)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def cancel(request: HttpRequest, code: str) -> HttpResponse:
    """Give it back, or all weeks to come."""
    if request.method != "POST":
        return redirect("spaces:booking", code)
    actor = actor_of(request)
    try:
        if request.POST.get("all"):
            n = actions.cancel_series(actor, code)
            messages.success(request, ngettext("%(n)d week is cancelled.", "%(n)d weeks are cancelled.", n) % {"n": n})
        else:
            actions.cancel(actor, code)
            messages.success(request, _("Cancelled. Thank you: somebody else can have the room now."))
    except NotThere as unknown:
        return _unknown(request, unknown)
    except Problem as problem:
        return _page(request, actor, code, Sheet(loose=[problem.message]), problem.status)
    return redirect("spaces:booking", code)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def here(request: HttpRequest, code: str) -> HttpResponse:
    """“I am here”, with the number at the door."""
    if request.method != "POST":
        return redirect("spaces:booking", code)
    actor, sheet = actor_of(request), Sheet(typed={"door": request.POST.get("door", "")[:6]})
    try:
        actions.check_in(actor, code, sheet.typed["door"])
    except NotThere as unknown:
        return _unknown(request, unknown)
    except Problem as problem:
        sheet.add(problem)
        return _page(request, actor, code, sheet, problem.status)
    messages.success(request, _("Welcome. You are checked in; please leave the room as you found it."))
    return redirect("spaces:booking", code)
