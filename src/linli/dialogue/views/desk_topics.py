"""The desk's topics: asking everybody something, changing or prolonging it, and ending it before its time."""

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
from ..actions import change_topic, close_topic, open_topic, rewrite_topic
from ..models import Moderation, Topic
from ..queries.topics import own_topic, wording_of
from .answering_back import ABSENT

WORDS = ("title", "question", "background", "closes")
FIELDS = (*WORDS, "opens", "moderation", "answer_days", "ballot", "options")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff_page
def new(request: HttpRequest, actor: Actor) -> HttpResponse:
    if not may_answer(actor):
        raise PermissionDenied
    if request.method != "POST":
        closes = (today() + timedelta(days=30)).isoformat()
        return _form(request, actor, Sheet(typed={"closes": closes, "answer_days": "15", "moderation": "before"}))
    sheet = _sheet(request)
    try:
        row = open_topic(actor, _given(sheet))
    except Problem as problem:
        return _wrong(request, actor, sheet, problem)
    messages.success(request, _("The topic “%(title)s” is there.") % {"title": row.title})
    return redirect("dialogue:desk")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff_page
def change(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """All of one that has not begun; of another its words and its last day."""
    if not may_answer(actor):
        raise PermissionDenied
    try:
        row = own_topic(actor, code)
    except ABSENT as unknown:
        raise Http404(unknown.message) from None
    if request.method != "POST":
        return _form(request, actor, Sheet(typed=_as_typed(row)), topic=row)
    sheet = _sheet(request)
    try:
        # The whole form was sent: it had not begun when the page was drawn.
        if row.has_begun and "answer_days" not in request.POST:
            change_topic(actor, code, _given(sheet, WORDS))
        else:
            rewrite_topic(actor, code, _given(sheet))
    except Problem as problem:
        return _wrong(request, actor, sheet, problem, row)
    messages.success(request, _("“%(title)s” is changed.") % {"title": sheet.typed["title"]})
    return redirect("dialogue:desk")


def _sheet(request: HttpRequest) -> Sheet:
    return Sheet(typed={name: request.POST.get(name, "").strip() for name in FIELDS})


def _as_typed(row: Topic) -> dict[str, str]:
    question, options = wording_of(row)
    last = (row.closes_at - timedelta(seconds=1)).astimezone(LOCAL).date()
    return {
        "title": row.title, "question": row.question, "background": row.background, "closes": last.isoformat(),
        "opens": row.opens_at.astimezone(LOCAL).date().isoformat(), "moderation": row.moderation,
        "answer_days": str(row.answer_days), "ballot": question, "options": "\n".join(options),
    }  # fmt: skip


def _given(sheet: Sheet, names: tuple[str, ...] = FIELDS) -> dict[str, Any]:
    """Days of a form are whole: from the first moment of one until the last of the other."""
    given: dict[str, Any] = {name: sheet.typed[name] for name in names if name not in ("opens", "closes")}
    given["closes_at"] = _moment(sheet.typed["closes"], 1)
    return given | ({"opens_at": _moment(sheet.typed["opens"], 0)} if "opens" in names else {})


def _moment(day: str, later: int) -> datetime | str:
    try:
        return datetime.combine(datetime.fromisoformat(day).date() + timedelta(days=later), time(), LOCAL)
    except (ValueError, OverflowError):
        return day


def _wrong(
    request: HttpRequest, actor: Actor, sheet: Sheet, problem: Problem, topic: Topic | None = None
) -> HttpResponse:
    sheet.add(problem)
    for shown, field in (("opens", "opens_at"), ("closes", "closes_at")):
        sheet.faults.setdefault(shown, []).extend(sheet.faults.pop(field, []))
    return _form(request, actor, sheet, problem.status, topic)


def _form(
    request: HttpRequest, actor: Actor, sheet: Sheet, status: int = 200, topic: Topic | None = None
) -> HttpResponse:
    context = {
        "sheet": sheet, "faults": sheet.sentences, "moderations": Moderation.choices, "topic": topic,
        "whole": topic is None or not topic.has_begun, "again": topic is not None and topic.is_over,
    }  # fmt: skip
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
