"""The desk's meetings: planning one, who has registered, calling it off, and its minutes."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.cases.at_desk import desk_page, staff_page
from linli.cases.sheet import Sheet
from linli.people.actors import Actor
from linli.problem import Problem

from ..access import may_answer
from ..actions import call_off, plan_meeting, write_minutes
from ..models import Topic
from ..queries.meetings import meeting_page
from .answering_back import ABSENT

FIELDS = ("topic", "title", "agenda", "starts_at", "ends_at", "link", "seats")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff_page
def new(request: HttpRequest, actor: Actor) -> HttpResponse:
    if not may_answer(actor):
        raise PermissionDenied
    sheet = Sheet(typed={name: request.POST.get(name, "").strip() for name in FIELDS})
    if request.method != "POST":
        return _form(request, actor, sheet)
    try:
        row = plan_meeting(actor, dict(sheet.typed))
    except Problem as problem:
        sheet.add(problem)
        return _form(request, actor, sheet, problem.status)
    messages.success(request, _("The meeting “%(title)s” is announced.") % {"title": row.title})
    return redirect("dialogue:desk_meeting", row.code)


def _form(request: HttpRequest, actor: Actor, sheet: Sheet, status: int = 200) -> HttpResponse:
    own = Topic.objects.filter(district=actor.reach.district, organisation__in=actor.reach.organisations, active=True)
    context = {"sheet": sheet, "faults": sheet.sentences, "topics": list(own.order_by("-closes_at")[:30])}
    return desk_page(request, actor, "dialogue/meeting_new.html", context, status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff_page
def one(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Who comes; with a POST its minutes, or `what=off` to call it off."""
    if not may_answer(actor):
        raise PermissionDenied
    sheet = Sheet(typed={"minutes": request.POST.get("minutes", ""), "reason": request.POST.get("reason", "")})
    try:
        if request.method == "POST":
            return _change(request, actor, code, sheet)
    except ABSENT as unknown:
        raise Http404(unknown.message) from None
    except Problem as problem:
        sheet.add(problem)
        return _one(request, actor, code, sheet, problem.status)
    return _one(request, actor, code, sheet)


def _change(request: HttpRequest, actor: Actor, code: str, sheet: Sheet) -> HttpResponse:
    if request.POST.get("what") == "off":
        call_off(actor, code, {"reason": sheet.typed["reason"]})
        messages.success(request, _("It is called off, and who has registered is told."))
    else:
        write_minutes(actor, code, {"minutes": sheet.typed["minutes"]})
        messages.success(request, _("Everybody can read the minutes now."))
    return redirect("dialogue:desk_meeting", code)


def _one(request: HttpRequest, actor: Actor, code: str, sheet: Sheet, status: int = 200) -> HttpResponse:
    try:
        shown = meeting_page(actor, actor.reach.district, code)
    except ABSENT as unknown:
        raise Http404(unknown.message) from None
    if not shown.hosts:
        raise PermissionDenied
    seats = list(shown.meeting.registrations.order_by("seat")[:500])
    context = {"page": shown, "meeting": shown.meeting, "seats": seats, "sheet": sheet, "faults": sheet.sentences}
    return desk_page(request, actor, "dialogue/desk_meeting.html", context, status)
