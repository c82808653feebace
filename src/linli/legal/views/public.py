"""Who advises where and when, common questions, booking a time: for everyone, the last for who is signed in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.cases.sheet import Sheet, district_named
from linli.clock import LOCAL
from linli.people.actors import actor_of
from linli.places.models import District
from linli.problem import Problem

from .. import actions
from ..errors import SignInFirst
from ..queries import times
from ..queries.figures import open_figures
from ..queries.mine import mine
from ..queries.questions import kinds, places, questions
from .sent import done_once, key_of

FIELDS = ("slot", "kind", "name", "question")


@require_safe
@never_cache
def front(request: HttpRequest, district: str) -> HttpResponse:
    """Who is there when, and what many ask."""
    found = district_named(district)
    actor = actor_of(request)
    context = {
        "district": found, "places": places(found.code), "questions": questions(found.code), "now_there": times.there_now(found.code),
        "coming": mine(actor, only_coming=True),
    }  # fmt: skip
    return render(request, "legal/front.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def book(request: HttpRequest, district: str) -> HttpResponse:
    """Choose a time, say what it is about, and book it."""
    found = district_named(district)
    if request.method != "POST":
        return _page(request, found, Sheet(typed={"kind": request.GET.get("kind", "")}))
    actor = actor_of(request)
    sheet = Sheet(typed={name: request.POST.get(name, "").strip() for name in FIELDS})
    given = slot_given(dict(sheet.typed))
    try:
        if actor.account is None or actor.kind != "resident":
            raise SignInFirst
        code = done_once(request, actor, given, lambda: actions.book(actor, found.code, given).code)
    except Problem as problem:
        if isinstance(problem, SignInFirst) and actor.kind == "guest":
            return redirect(f"/sign-in?next=/{found.slug}/legal/book")
        at_slot(sheet, problem)
        return _page(request, found, sheet, problem.status)
    messages.success(request, _("Booked. We remind you the day before."))
    return redirect("legal:consultation", code)


def at_slot(sheet: Sheet, problem: Problem) -> None:
    """What is wrong with the lawyer or the moment is wrong with the time, which is what was chosen."""
    sheet.add(problem)
    for name in ("begins_at", "lawyer"):
        if sheet.faults.pop(name, None):
            sheet.faults["slot"] = [_("Please choose one of the times shown.")]


def slot_given(typed: dict[str, str]) -> dict[str, Any]:
    """What a form with a time says: 「lawyer@2026-11-27T09:00」."""
    lawyer, _at, moment = typed.get("slot", "").partition("@")
    try:
        begins: object = datetime.fromisoformat(moment).replace(tzinfo=LOCAL)
    except ValueError:
        begins = ""
    return {"lawyer": lawyer, "begins_at": begins, **{key: value for key, value in typed.items() if key != "slot"}}


def shown_day(request: HttpRequest, days: list[times.Day]) -> times.Day | None:
    """The day that was asked for, or the first one with a free time."""
    asked = request.POST.get("day") or request.GET.get("day", "")
    return next((one for one in days if one.day.isoformat() == asked), days[0] if days else None)


def _page(request: HttpRequest, district: District, sheet: Sheet, status: int = 200) -> HttpResponse:
    place = request.GET.get("place", "")
    days = times.open_days(district.code, place)
    at = places(district.code)
    context = {
        "district": district, "days": days, "shown": shown_day(request, days), "sheet": sheet, "kinds": kinds(district.code),
        "is_resident": actor_of(request).kind == "resident", "key": key_of(request), "place": place,
        "chips": [
            {"label": _("All places"), "href": "?", "current": not place},
            *({"label": one.place.name, "href": f"?place={one.place.code}", "current": one.place.code == place} for one in at),
        ],
    }  # fmt: skip
    return render(request, "legal/book.html", context, status=status)


@require_safe
def figures(request: HttpRequest, district: str) -> HttpResponse:
    """How many came, about what, where."""
    found = district_named(district)
    return render(request, "legal/open.html", {"district": found, "figures": open_figures(found.code)})
