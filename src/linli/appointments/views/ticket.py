"""A person's own appointment: its ticket, moving it, cancelling it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.places.queries import district_by
from linli.problem import Problem

from ..access import holder, prove, remember
from ..actions import cancel, move
from ..errors import HallClosed, NoSuchAppointment, TimeTaken
from ..queries.mine import Ticket, own
from .picking import calendar_or_fault, checked_time, choice, nearest

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@never_cache
def page(request: HttpRequest, code: str) -> HttpResponse:
    """For whose it is; `?k=` with the proof of a message opens it, and goes to the clean address."""
    try:
        if "k" in request.GET:
            row = prove(code, request.GET["k"])
            response = redirect("appointments:ticket", row.code)
            remember(request, response, row.code)
            return response
        return _ticket_page(request, Ticket(own(holder(request, code), code)))
    except NoSuchAppointment as unknown:
        return _unknown(request, unknown)


def _ticket_page(request: HttpRequest, ticket: Ticket, faults: tuple[str, ...] = (), status: int = 200) -> HttpResponse:
    context = {"district": district_by(ticket.appointment.district_id), "ticket": ticket, "faults": faults}
    return render(request, "appointments/ticket.html", context, status=status)


def _unknown(request: HttpRequest, unknown: Problem) -> HttpResponse:
    return render(request, "appointments/unknown.html", {"said": unknown.message}, status=404)


@get_or_post
@never_cache
def cancel_it(request: HttpRequest, code: str) -> HttpResponse:
    """Give the place back."""
    if request.method != "POST":
        return redirect("appointments:ticket", code)
    actor = holder(request, code)
    try:
        cancel(actor, code)
    except NoSuchAppointment as unknown:
        return _unknown(request, unknown)
    except Problem as problem:
        return _ticket_page(request, Ticket(own(actor, code)), (problem.message,), problem.status)
    messages.success(
        request, _("Your appointment is cancelled, and the place is free for somebody else. Thank you for telling us.")
    )
    return redirect("appointments:ticket", code)


@get_or_post
@never_cache
def move_it(request: HttpRequest, code: str) -> HttpResponse:
    """Choose another time, look at it once more, take it. The old one is kept until then."""
    actor = holder(request, code)
    try:
        ticket = Ticket(own(actor, code))
    except NoSuchAppointment as unknown:
        return _unknown(request, unknown)
    if not ticket.may_change:
        return redirect("appointments:ticket", ticket.code)
    if not ticket.hall.active:
        closed = HallClosed(ticket.hall.name)
        return _ticket_page(request, ticket, (closed.message,), closed.status)
    given = request.POST if request.method == "POST" else request.GET
    if "at" not in given:
        return _move_page(request, ticket, {})
    try:
        at = checked_time(ticket.hall, given["at"])
        if request.method != "POST":
            return _move_page(request, ticket, {"at": choice(at)})
        move(actor, code, {"at": at})
    except TimeTaken as taken:
        told = {"faults": [taken.message], "free": nearest(ticket.hall, at)}
        return _move_page(request, ticket, told, taken.status)
    except Problem as problem:
        return _move_page(request, ticket, {"faults": [problem.message]}, problem.status)
    messages.success(request, _("Your appointment has been moved. The number stays the same."))
    return redirect("appointments:ticket", ticket.code)


def _move_page(request: HttpRequest, ticket: Ticket, more: dict[str, Any], status: int = 200) -> HttpResponse:
    calendar, wrong = calendar_or_fault(request, ticket.hall)
    context = {
        "district": district_by(ticket.appointment.district_id), "ticket": ticket, "hall": ticket.hall, "calendar": calendar,
        "at": None, "free": [], **wrong, **more,
    }  # fmt: skip
    return render(request, "appointments/move.html", context, status=422 if wrong and status == 200 else status)
