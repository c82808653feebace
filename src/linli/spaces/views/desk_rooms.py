"""The rooms at the desk: rules and hours, open or closed on a day, the picture, the sheet for the door."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.cases.at_desk import desk_page, staff_page
from linli.cases.pictures import address_of
from linli.cases.sheet import Sheet
from linli.catalogue.opening import WEEKDAYS
from linli.people.actors import Actor
from linli.places.queries import district_by
from linli.problem import Problem

from .. import actions
from ..errors import NotThere
from ..models import Room
from ..queries import desk as queries
from ..queries.opening import WEEKDAY_NAMES
from .desk import pages, runners_only

_RULES = ("about", "seats", "equipment", "longest_minutes", "days_ahead", "most_open", "not_for", *WEEKDAYS)


@require_safe
@never_cache
@staff_page
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    runners_only(actor)
    return desk_page(
        request, actor, "spaces/desk/rooms.html", {"chips": pages("/rooms"), "rooms": queries.own_rooms(actor)}
    )


def _room(actor: Actor, code: str) -> Room:
    runners_only(actor)
    try:
        return queries.own_room(actor, code)
    except NotThere as unknown:
        raise Http404(unknown.message) from None


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff_page
def page(request: HttpRequest, actor: Actor, room: str) -> HttpResponse:
    """Its rules, to be changed."""
    row = _room(actor, room)
    if request.method != "POST":
        return _page(request, actor, row, Sheet(), Sheet())
    typed = {name: request.POST.get(name, "") for name in _RULES}
    sheet = Sheet(typed={**typed, "needs_agreement": request.POST.get("needs_agreement", "")})
    try:
        actions.change_rules(actor, row.code, {**typed, "needs_agreement": bool(sheet.typed["needs_agreement"])})
    except Problem as problem:
        sheet.add(problem)
        return _page(request, actor, row, sheet, Sheet(), problem.status)
    messages.success(request, _("Kept. It holds for what is booked from now on."))
    return redirect("spaces:desk_room", row.code)


def _page(
    request: HttpRequest, actor: Actor, row: Room, sheet: Sheet, change: Sheet, status: int = 200
) -> HttpResponse:
    typed = {**_as_typed(row), **sheet.typed}
    context = {
        "chips": pages("/rooms"), "room": row, "sheet": sheet, "change": change, "typed": typed,
        "days": [(day, name, typed[day], sheet.faults.get(day, [])) for day, name in zip(WEEKDAYS, WEEKDAY_NAMES, strict=True)],
        "changes": queries.changes_to_come(row), "picture": address_of(row.picture_small),
    }  # fmt: skip
    return desk_page(request, actor, "spaces/desk/room.html", context, status)


def _as_typed(row: Room) -> Mapping[str, str]:
    hours = {day: " ".join("-".join(span) for span in row.hours.get(day, [])) for day in WEEKDAYS}
    known = {name: str(getattr(row, name)) for name in ("about", "seats", "longest_minutes", "days_ahead", "most_open")}
    agreed = "1" if row.needs_agreement else ""
    return {**known, **hours, "not_for": row.not_for, "equipment": "、".join(row.equipment), "needs_agreement": agreed}


@require_POST
@staff_page
def opening(request: HttpRequest, actor: Actor, room: str) -> HttpResponse:
    """Open or closed for a time."""
    row = _room(actor, room)
    typed = {name: request.POST.get(name, "") for name in ("begins_at", "ends_at", "reason", "opens", "cancel")}
    sheet = Sheet(typed=typed)
    command = {**typed, "opens": typed["opens"] == "1", "cancel": bool(typed["cancel"])}
    try:
        actions.change_opening(actor, row.code, command)
    except Problem as problem:
        sheet.add(problem)
        return _page(request, actor, row, Sheet(), sheet, problem.status)
    messages.success(request, _("Kept. The room's page shows it at once."))
    return redirect("spaces:desk_room", row.code)


@require_POST
@staff_page
def strike(request: HttpRequest, actor: Actor, room: str, key: UUID) -> HttpResponse:
    row = _room(actor, room)
    try:
        actions.strike_change(actor, row.code, key)
    except NotThere as unknown:
        raise Http404(unknown.message) from None
    messages.success(request, _("Taken back. Its usual hours hold."))
    return redirect("spaces:desk_room", row.code)


@require_POST
@staff_page
def picture(request: HttpRequest, actor: Actor, room: str) -> HttpResponse:
    row, file = _room(actor, room), request.FILES.get("picture")
    sheet = Sheet()
    try:
        if file is None:
            sheet.say("picture", _("Please choose a photo first."))
            return _page(request, actor, row, sheet, Sheet(), 422)
        actions.change_picture(actor, row.code, file)
    except Problem as problem:
        sheet.add(problem)
        return _page(request, actor, row, sheet, Sheet(), problem.status)
    messages.success(request, _("The photo is on the room's page."))
    return redirect("spaces:desk_room", row.code)


@require_safe
@never_cache
@staff_page
def door_sheet(request: HttpRequest, actor: Actor, room: str) -> HttpResponse:
    """A sheet to print and hang at the door: the room, how to book, the code with which one checks in."""
    row = _room(actor, room)
    address = f"{settings.LINLI_ADDRESS}/{district_by(row.district_id).slug}/spaces/{row.code}"
    context = {"room": row, "address": address, "here": f"{address}/here?door={row.door}"}
    return desk_page(request, actor, "spaces/desk/door.html", context)
