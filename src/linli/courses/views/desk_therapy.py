"""A day of the therapy rooms at the desk: who comes when, booking for somebody, who came."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.cases.at_desk import desk_page, staff_page
from linli.cases.sheet import Sheet
from linli.clock import LOCAL, today
from linli.people.actors import Actor
from linli.problem import Problem

from .. import actions
from ..access import may_run
from ..errors import NotThere
from ..models import Booking
from ..queries import therapy as times
from .desk import not_found, rooms, teachers_only
from .public import slot_given

_BACK, _AHEAD = 60, times.DAYS_AHEAD


@require_safe
@never_cache
@staff_page
def board(request: HttpRequest, actor: Actor) -> HttpResponse:
    teachers_only(actor)
    return _page(request, actor, _day(request.GET.get("day", "")), Sheet())


def _day(text: str) -> date:
    """The day asked for, of the last and next weeks; else today."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return today()
    return day if -_BACK <= (day - today()).days <= _AHEAD else today()


def _page(request: HttpRequest, actor: Actor, day: date, sheet: Sheet, status: int = 200) -> HttpResponse:
    shown = actions.see_therapy(actor, day)
    slots = [(one, may_run(actor, one.room.organisation_id)) for one in shown.slots]
    context = {
        "chips": rooms("/therapy"), "day": day, "slots": slots, "sheet": sheet, "is_today": day == today(),
        "free": [one for one in shown.slots if not one.is_taken and not one.is_past],
        "before": day - timedelta(days=1), "after": day + timedelta(days=1), "may_book": any(mine for _one, mine in slots),
    }  # fmt: skip
    return desk_page(request, actor, "courses/desk/therapy.html", context, status)


@require_POST
@staff_page
def book(request: HttpRequest, actor: Actor) -> HttpResponse:
    """For somebody who called, or stands here."""
    teachers_only(actor)
    typed = {name: request.POST.get(name, "") for name in ("slot", "name", "phone")}
    sheet = Sheet(typed=typed)
    day = _day(typed["slot"].partition("@")[2][:10])
    try:
        row = actions.book_for(actor, slot_given(typed))
    except Problem as problem:
        sheet.add(problem)
        return _page(request, actor, day, sheet, problem.status)
    messages.success(request, _("Booked, number %(code)s. Please tell them this number.") % {"code": row.code})
    return _to(row)


def _to(row: Booking) -> HttpResponse:
    answer = redirect("courses:desk_therapy")
    answer.headers["Location"] += f"?day={row.begins_at.astimezone(LOCAL).date()}"
    return answer


@require_POST
@staff_page
def move(request: HttpRequest, actor: Actor, code: str, name: str) -> HttpResponse:
    """Somebody came, did not, or gave the time back."""
    teachers_only(actor)
    if name not in ("came", "missed", "cancel"):
        raise Http404(name)
    try:
        if name == "cancel":
            row = actions.cancel_booking_for(actor, code)
            messages.success(request, _("Cancelled, and they are told."))
        else:
            row = actions.note_came(actor, code, name == "came")
            messages.success(request, _("Noted."))
    except NotThere as unknown:
        raise not_found(unknown) from None
    except Problem as problem:
        messages.error(request, problem.message)
        return redirect("courses:desk_therapy")
    return _to(row)
