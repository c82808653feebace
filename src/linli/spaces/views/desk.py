"""The desk of shared spaces: today's board, what waits for agreement, booking for somebody, who came."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
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
from ..access import RUNNERS
from ..errors import NotThere
from ..models import Booking, Whom
from .public import FIELDS, given

_BACK, _AHEAD = 60, 180


def runners_only(actor: Actor) -> None:
    if not actor.has(*RUNNERS):
        raise PermissionDenied


def pages(current: str) -> list[dict[str, object]]:
    """The pages of this desk, as chips."""
    named = (("", _("The day")), ("/rooms", _("Rooms and rules")))
    return [{"label": label, "href": f"/desk/spaces{end}", "current": end == current} for end, label in named]


def _day(text: str) -> date:
    """The day asked for, of the last and next months; else today."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return today()
    return day if -_BACK <= (day - today()).days <= _AHEAD else today()


@require_safe
@never_cache
@staff_page
def today_board(request: HttpRequest, actor: Actor) -> HttpResponse:
    runners_only(actor)
    return _page(request, actor, _day(request.GET.get("day", "")), Sheet())


def _page(request: HttpRequest, actor: Actor, day: date, sheet: Sheet, status: int = 200) -> HttpResponse:
    shown = actions.see_day(actor, day)
    context = {
        "chips": pages(""), "board": shown, "sheet": sheet, "whom_choices": Whom.choices,
        "rooms": [(line.room.code, line.room.name) for line in shown.lines],
        "typed": {"day": day.isoformat(), "minutes": "60", **sheet.typed},
        "with_bookings": [line for line in shown.lines if line.bookings],
    }  # fmt: skip
    return desk_page(request, actor, "spaces/desk/day.html", context, status)


@require_POST
@staff_page
def book(request: HttpRequest, actor: Actor, room: str) -> HttpResponse:
    """For somebody who called, or stands here."""
    runners_only(actor)
    sheet = Sheet(typed={name: request.POST.get(name, "") for name in (*FIELDS, "room")})
    code = sheet.typed["room"] or room
    typed = Sheet(typed={name: sheet.typed[name] for name in FIELDS})
    try:
        done = actions.book_for(actor, code, given(typed))
    except Problem as problem:
        sheet.add(problem)
        return _page(request, actor, _day(sheet.typed["day"]), sheet, problem.status)
    messages.success(request, _("Booked, number %(code)s.") % {"code": done.first.code})
    return to_day(done.first)


def to_day(row: Booking) -> HttpResponse:
    return redirect(f"/desk/spaces?day={row.begins_at.astimezone(LOCAL).date()}")


@require_POST
@staff_page
def move(request: HttpRequest, actor: Actor, code: str, name: str) -> HttpResponse:
    """Agree, refuse, cancel, came, did not come."""
    runners_only(actor)
    because = {"reason": request.POST.get("reason", "")}
    moves: dict[str, tuple[Callable[[], Booking], str]] = {
        "agree": (lambda: actions.agree(actor, code), _("Agreed to; they are told.")),
        "refuse": (lambda: actions.refuse(actor, code, because), _("Refused; they are told the reason.")),
        "cancel": (lambda: actions.cancel_for(actor, code, because), _("Cancelled; they are told the reason.")),
        "came": (lambda: actions.check_in_at_door(actor, code), _("Noted: the room is used.")),
        "missed": (lambda: actions.note_missed(actor, code), _("Noted: nobody came.")),
    }
    if name not in moves:
        raise Http404(name)
    do, told = moves[name]
    try:
        row = do()
    except NotThere as unknown:
        raise Http404(unknown.message) from None
    except Problem as problem:
        sheet = Sheet()
        sheet.add(problem)
        return _page(request, actor, _day(request.POST.get("day", "")), sheet, problem.status)
    messages.success(request, told)
    return to_day(row)
