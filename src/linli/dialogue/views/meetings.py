"""A meeting as everyone reads it: what it is about, the seats, the file for a calendar, and afterwards the minutes."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.cases.sheet import district_named
from linli.people.actors import actor_of
from linli.problem import Problem

from ..actions import give_back, register
from ..queries.meetings import calendar_file, meeting_page
from .answering_back import ABSENT, heard


def _address(district: str, code: str) -> str:
    return reverse("dialogue:meeting", args=[district, code])


@require_safe
@never_cache
@heard(_address)
def page(request: HttpRequest, district: str, code: str) -> HttpResponse:
    return _page(request, district, code)


def _page(
    request: HttpRequest, district: str, code: str, faults: tuple[str, ...] = (), status: int = 200
) -> HttpResponse:
    found, actor = district_named(district), actor_of(request)
    shown = meeting_page(actor, found.code, code)
    account = actor.account if actor.kind == "resident" else None
    context = {"district": found, "page": shown, "meeting": shown.meeting, "faults": faults, "account": account}
    return render(request, "dialogue/meeting.html", context, status=status)


@require_POST
@heard(_address)
def seat(request: HttpRequest, district: str, code: str) -> HttpResponse:
    """Take a seat, or with `back` give it back."""
    district_named(district)
    actor = actor_of(request)
    try:
        if request.POST.get("back"):
            give_back(actor, code)
            messages.success(request, _("Your seat is free for somebody else."))
        else:
            register(actor, code, {"name": request.POST.get("name", "")})
            messages.success(request, _("You are registered. The address of the meeting stands here for you."))
    except Problem as problem:
        if isinstance(problem, ABSENT) or problem.status == 401:
            raise
        return _page(request, district, code, (problem.message,), problem.status)
    return redirect(_address(district, code))


@require_safe
@never_cache
@heard(_address)
def calendar(request: HttpRequest, district: str, code: str) -> HttpResponse:
    found = district_named(district)
    shown = meeting_page(actor_of(request), found.code, code)
    body = calendar_file(shown, settings.LINLI_ADDRESS + _address(district, shown.meeting.code))
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{shown.meeting.code}.ics"'
    return answer
