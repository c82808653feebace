"""The desk's topics: asking everybody something, and ending it before its time."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from linli.cases.at_desk import desk_page, staff_page
from linli.cases.sheet import Sheet
from linli.clock import LOCAL, today
from linli.people.actors import Actor
from linli.problem import Problem

from ..access import may_answer
from ..actions import close_topic, open_topic
from ..models import Moderation
from .answering_back import ABSENT

FIELDS = ("title", "question", "background", "opens", "closes", "moderation", "answer_days", "ballot", "options")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff_page
def new(request: HttpRequest, actor: Actor) -> HttpResponse:
    if not may_answer(actor):
        raise PermissionDenied
    if request.method != "POST":
        closes = (today() + timedelta(days=30)).isoformat()
        return _form(request, actor, Sheet(typed={"closes": closes, "answer_days": "15", "moderation": "before"}))
    sheet = Sheet(typed={name: request.POST.get(name, "").strip() for name in FIELDS})
    try:
        row = open_topic(actor, _given(sheet))
    except Problem as problem:
        sheet.add(problem)
        for shown, field in (("opens", "opens_at"), ("closes", "closes_at")):
            sheet.faults.setdefault(shown, []).extend(sheet.faults.pop(field, []))
        return _form(request, actor, sheet, problem.status)
    messages.success(request, _("The topic “%(title)s” is there.") % {"title": row.title})
    return redirect("dialogue:desk")


def _given(sheet: Sheet) -> dict[str, Any]:
    """Days of a form are whole: from the first moment of one until the last of the other."""
    given = {name: value for name, value in sheet.typed.items() if name not in ("opens", "closes")}
    return {**given, "opens_at": _moment(sheet.typed["opens"], 0), "closes_at": _moment(sheet.typed["closes"], 1)}


def _moment(day: str, later: int) -> datetime | str:
    try:
        return datetime.combine(datetime.fromisoformat(day).date() + timedelta(days=later), time(), LOCAL)
    except (ValueError, OverflowError):
        return day


def _form(request: HttpRequest, actor: Actor, sheet: Sheet, status: int = 200) -> HttpResponse:
    context = {"sheet": sheet, "faults": sheet.sentences, "moderations": Moderation.choices}
    return desk_page(request, actor, "dialogue/topic_new.html", context, status)


@require_POST
@staff_page
def close(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    if not may_answer(actor):
        raise PermissionDenied
    try:
        close_topic(actor, code)
        messages.success(request, _("The topic is over. What was proposed is still to be answered."))
    except ABSENT as unknown:
        raise Http404(unknown.message) from None
    except Problem as problem:
        messages.error(request, problem.message)
    return redirect("dialogue:desk")
