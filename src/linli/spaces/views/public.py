"""The rooms of a district, one room with its week, and booking it: for everyone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.cases.pictures import address_of
from linli.cases.sheet import Sheet, district_named
from linli.clock import today
from linli.people.actors import actor_of
from linli.places.models import District
from linli.problem import Problem

from .. import actions, calendar
from ..errors import NotThere, SignInFirst, SomeTaken
from ..models import BookingState, Room, Whom
from ..queries import opening, rooms
from ..queries.mine import bookings_of, here_now

FIELDS = ("day", "begins", "minutes", "purpose", "people", "name", "whom", "whom_name", "until", "how")
_SIZES = (10, 30, 60)


@require_safe
@never_cache
def listed(request: HttpRequest, district: str) -> HttpResponse:
    """All rooms, or those of a street, or large enough."""
    found = district_named(district)
    street, people = request.GET.get("street", ""), _number(request.GET.get("people", ""))
    shown = rooms.rooms(found.code, street if street.isdigit() else "", people)
    context = {
        "district": found, "rooms": shown.cards, "mine": bookings_of(actor_of(request), only_coming=True)[:3],
        "streets": [_chip(_("All streets"), street, "", people), *(_chip(name, street, code, people) for code, name in shown.streets)],
        "sizes": [
            {"label": _("%(n)d people or more") % {"n": size} if size else _("Any size"), "current": size == people,
             "href": f"?{urlencode({'street': street, 'people': size or ''})}"}
            for size in (0, *_SIZES)
        ],
    }  # fmt: skip
    return render(request, "spaces/spaces.html", context)


def _chip(label: str, now_at: str, code: str, people: int) -> dict[str, object]:
    return {
        "label": label,
        "href": f"?{urlencode({'street': code, 'people': people or ''})}",
        "current": code == now_at,
    }


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0


def room_named(district: District, code: str) -> Room:
    try:
        return rooms.room(district.code, code)
    except NotThere as unknown:
        raise Http404(unknown.message) from None


@require_safe
@never_cache
def page(request: HttpRequest, district: str, room: str) -> HttpResponse:
    found = district_named(district)
    typed = {name: request.GET.get(name, "") for name in ("day", "begins", "minutes")}
    return room_page(request, found, room_named(found, room), Sheet(typed=typed))


def room_page(
    request: HttpRequest, district: District, room: Room, sheet: Sheet, status: int = 200, wrong: tuple[Any, ...] = ()
) -> HttpResponse:
    actor = actor_of(request)
    day = rooms.day_asked(str(sheet.typed.get("day", "")), room)
    first = _first_shown(day)
    week = opening.week(room, first)
    if not sheet.typed.get("day"):
        # Without a day asked for: the first on which there is anything to be had.
        day = next((one.day for one in week if one.free), day)
    last = today() + timedelta(days=room.days_ahead)
    feed = f"{settings.LINLI_ADDRESS}{reverse('spaces:feed', args=[district.slug, room.code])}"
    pictures = [address_of(room.picture)] if room.picture else []
    pictures += [address_of(one["name"]) for one in room.venue.pictures[:1]]
    context = {
        "district": district, "room": room, "sheet": sheet, "wrong": wrong, "is_resident": actor.kind == "resident",
        "is_staff": actor.is_staff, "week": week, "day": next(one for one in week if one.day == day),
        "earlier": first - timedelta(days=7) if first > today() else None,
        "later": first + timedelta(days=7) if first + timedelta(days=7) <= last else None,
        "lengths": lengths(room), "whom_choices": Whom.choices, "pictures": pictures[:1], "last": last,
        "mine": [one for one in bookings_of(actor, only_coming=True) if one.room_id == room.pk],
        "feed": feed, "subscribe": f"webcal://{feed.partition('://')[2]}",
    }  # fmt: skip
    return render(request, "spaces/room.html", context, status=status)


def _first_shown(day: date) -> date:
    """The first of the seven days that hold a day, counted from today."""
    return today() + timedelta(days=(day - today()).days // 7 * 7)


def lengths(room: Room) -> list[tuple[str, str]]:
    """How long it can be had: by half hours up to two hours, then by hours."""
    minutes = [
        n for n in range(30, room.longest_minutes + 1, 30) if n <= 120 or n % 60 == 0 or n == room.longest_minutes
    ]
    return [(str(n), _("%(n)g h") % {"n": n / 60} if n >= 60 else _("%(n)d min") % {"n": n}) for n in minutes]


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def book(request: HttpRequest, district: str, room: str) -> HttpResponse:
    """Book it; where weeks of a weekly booking cannot be had, they are listed and nothing is booked yet."""
    found = district_named(district)
    shown = room_named(found, room)
    if request.method != "POST":
        return redirect("spaces:room", found.slug, shown.code)
    sheet = Sheet(typed={name: request.POST.get(name, "") for name in FIELDS})
    try:
        done = actions.book(actor_of(request), found.code, shown.code, given(sheet))
    except SomeTaken as some:
        sheet.add(some)
        return room_page(request, found, shown, sheet, some.status, some.wrong)
    except Problem as problem:
        if isinstance(problem, SignInFirst) and actor_of(request).kind == "guest":
            return redirect(f"/sign-in?next=/{found.slug}/spaces/{shown.code}")
        sheet.add(problem)
        return room_page(request, found, shown, sheet, problem.status)
    _say(request, done)
    return redirect("spaces:booking", done.first.code)


def given(sheet: Sheet) -> dict[str, Any]:
    """What a form says, without the fields left empty that have a value of their own."""
    return {name: value for name, value in sheet.typed.items() if value or name not in ("whom", "until", "how")}


def _say(request: HttpRequest, done: actions.Booked) -> None:
    n = len(done.rows)
    if n > 1:
        told = ngettext("%(n)d week is booked.", "%(n)d weeks are booked.", n) % {"n": n}
    elif done.first.state == BookingState.ASKED:
        told = _("Sent. Who runs the room agrees or says why not; we tell you.")
    else:
        told = _("Booked. We remind you the day before.")
    messages.success(request, told)
    if done.left_out:
        days = "、".join(f"{begins:%m-%d}" for begins, _why in done.left_out)
        messages.warning(request, _("Left out, as the room cannot be had then: %(days)s.") % {"days": days})


@require_safe
@never_cache
def at_door(request: HttpRequest, district: str, room: str) -> HttpResponse:
    """Where the code at the door leads: to the own booking that is on, to check in there."""
    found = district_named(district)
    shown = room_named(found, room)
    actor = actor_of(request)
    if actor.kind == "guest":
        return redirect(f"/sign-in?{urlencode({'next': request.get_full_path()})}")
    row = here_now(actor, shown.code, found.code)
    if row is None:
        messages.info(request, _("You have no booking of this room just now. These are its times."))
        return redirect("spaces:room", found.slug, shown.code)
    address = reverse("spaces:booking", args=[row.code])
    return redirect(f"{address}?{urlencode({'door': request.GET.get('door', '')[:6]})}")


@require_safe
def feed(request: HttpRequest, district: str, room: str) -> HttpResponse:
    found = district_named(district)
    return calendar.answer(room_named(found, room), found.slug)
