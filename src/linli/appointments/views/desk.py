"""The desk of a hall: its day by time, calling who is next, walk-ins, and the board for a screen."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.cases.at_desk import desk_page, staff_page
from linli.catalogue.guides import guides
from linli.clock import today
from linli.people.actors import Actor
from linli.people.roles import Role
from linli.problem import Problem

from ..actions import call_next, perform, walk_in
from ..errors import NoSuchAppointment, NoSuchHall
from ..lifecycle import DESK_MOVES
from ..opening import HallCard, why_closed
from ..queries.halls import halls_of
from ..queries.queue import board, counts, day_list, found
from ..queries.times import day_label

LONGEST_SEARCH = 20
FARTHEST = timedelta(days=366)


def _halls(actor: Actor) -> list[HallCard]:
    """Those this person runs. Raises PermissionDenied; a dispatcher may look where there are none."""
    known = halls_of(actor)
    if not known and not actor.has(Role.DISPATCHER):
        raise PermissionDenied
    return known


def _chosen(request: HttpRequest, known: list[HallCard]) -> HallCard | None:
    """The hall that was asked for, or the first."""
    asked = request.POST.get("hall") or request.GET.get("hall", "")
    if not asked:
        return known[0] if known else None
    hall = next((card for card in known if card.code == asked), None)
    if hall is None:
        raise Http404(NoSuchHall(asked).message)
    return hall


def _day(request: HttpRequest) -> date:
    """The day that was asked for; one that cannot be read, or is years away, is today."""
    try:
        day = date.fromisoformat(request.POST.get("day") or request.GET.get("day", ""))
    except ValueError:
        return today()
    return day if abs(day - today()) <= FARTHEST else today()


@require_safe
@never_cache
@staff_page
def page(request: HttpRequest, actor: Actor) -> HttpResponse:
    known = _halls(actor)
    return _page(request, actor, known, _chosen(request, known))


def _page(
    request: HttpRequest, actor: Actor, known: list[HallCard], hall: HallCard | None, faults: tuple[str, ...] = (), status: int = 200
) -> HttpResponse:  # fmt: skip
    if hall is None:
        return desk_page(request, actor, "appointments/desk.html", {"hall": None})
    day, text = _day(request), request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    lines = day_list(hall, day)
    context = {
        "hall": hall, "day": day.isoformat(), "day_label": day_label(day), "is_today": day == today(), "q": text,
        "closed": why_closed(hall, day), "counts": counts(lines), "lines": found(lines, text),
        "window": _window(request, hall), "faults": faults,
        "halls": [_chip(card.name, card == hall, hall=card.code, day=day.isoformat()) for card in known],
        "days": [_day_chip(hall, one, day) for one in _near(day)],
        "services": sorted(((one.code, one.name) for one in guides(hall.district).values() if hall.serves(one)), key=lambda pair: pair[1]),
        "keys": [("n", _("call the next one")), ("w", _("somebody without an appointment")), ("b", _("the board"))],
    }  # fmt: skip
    return desk_page(request, actor, "appointments/desk.html", context, status)


def _near(day: date) -> list[date]:
    """Today, the day shown and the ones around it."""
    return sorted({today(), today() + timedelta(days=1), *(day + timedelta(days=number) for number in (-1, 0, 1))})


def _day_chip(hall: HallCard, one: date, shown: date) -> dict[str, Any]:
    label = _("Today") if one == today() else day_label(one)
    return _chip(label, one == shown, hall=hall.code, day=one.isoformat())


def _chip(label: str, current: bool, **where: str) -> dict[str, Any]:
    return {"label": label, "current": current, "href": f"?{urlencode(where)}"}


def _window(request: HttpRequest, hall: HallCard) -> int:
    """Which window this colleague sits at: as said last."""
    said = request.POST.get("window") or request.GET.get("window", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 4 and int(said) in hall.windows else 1


def _back(hall: HallCard, day: date, window: int) -> HttpResponse:
    where = {"hall": hall.code, "day": day.isoformat(), "window": window}
    return redirect(f"{reverse('appointments:desk')}?{urlencode(where)}")


def _given(request: HttpRequest) -> dict[str, Any]:
    said = request.POST.get("window", "")
    return {"window": said} if said else {}


@require_POST
@staff_page
def move(request: HttpRequest, actor: Actor, key: UUID, name: str) -> HttpResponse:
    """One of the desk's moves on one appointment."""
    known = _halls(actor)
    if name not in DESK_MOVES:
        raise Http404(name)
    try:
        row = perform(actor, key, name, _given(request))
    except NoSuchAppointment as unknown:
        raise Http404(unknown.message) from None
    except Problem as problem:
        return _page(request, actor, known, _chosen(request, known), (problem.message,), problem.status)
    hall = next(card for card in known if card.id == row.hall_id)
    return _back(hall, row.day, _window(request, hall))


@require_POST
@staff_page
def next_one(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Call whoever is next."""
    known = _halls(actor)
    hall = _chosen(request, known)
    if hall is None:
        raise Http404
    try:
        row = call_next(actor, hall.code, _given(request))
    except Problem as problem:
        return _page(request, actor, known, hall, (problem.message,), problem.status)
    told = {"number": row.queue_label, "window": row.window}
    messages.success(request, _("Number %(number)s is called to window %(window)s.") % told)
    return _back(hall, row.day, _window(request, hall))


@require_POST
@staff_page
def add_walk_in(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Somebody who came without an appointment."""
    known = _halls(actor)
    hall = _chosen(request, known)
    if hall is None:
        raise Http404
    given = {name: request.POST.get(name, "") for name in ("service", "name")}
    try:
        row = walk_in(actor, {"hall": hall.code, **given})
    except Problem as problem:
        return _page(request, actor, known, hall, (problem.message,), problem.status)
    messages.success(request, _("Added: the queue number is %(number)s.") % {"number": row.queue_label})
    return _back(hall, row.day, _window(request, hall))


@require_safe
@never_cache
@staff_page
def board_page(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Who is called, in letters that are read across a hall. Numbers and windows only."""
    hall = _chosen(request, _halls(actor))
    if hall is None:
        raise Http404
    called = board(hall.id)
    waiting = counts(day_list(hall, today()))["waiting"]
    return desk_page(request, actor, "appointments/board.html", {"hall": hall, "called": called, "waiting": waiting})
