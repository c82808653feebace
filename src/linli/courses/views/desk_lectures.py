"""Lectures at the desk: announced, changed, called off, and how many came."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.cases.at_desk import desk_page, staff_page
from linli.cases.sheet import Sheet
from linli.clock import LOCAL, now
from linli.people.actors import Actor
from linli.places.models import Level, Venue
from linli.places.queries import names
from linli.problem import Problem

from .. import actions
from ..access import own_organisations
from ..errors import NotThere
from ..models import Lecture, LectureState
from ..queries import desk as queries
from ..queries.learn import Talk
from .desk import not_found, rooms, teachers_only

_FIELDS = (
    "topic",
    "about",
    "organisation",
    "area",
    "venue",
    "place",
    "begins_at",
    "minutes",
    "lecturer",
    "audience",
    "materials",
)
_GROUP = re.compile(r"(male|female):(\d\d?-\d\d|75\+)")


@require_safe
@never_cache
@staff_page
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    teachers_only(actor)
    view = "past" if request.GET.get("view") == "past" else "coming"
    found = queries.lectures(actor, view, _key(request.GET.get("before", "")))
    more = found[queries.PAGE - 1].pk if len(found) > queries.PAGE else ""
    context = {
        "chips": rooms("/lectures"), "talks": [Talk(row) for row in found[: queries.PAGE]], "view": view,
        "older": f"?view={view}&before={more}" if more else "",
        "views": [
            {"label": _("To come"), "href": "?", "current": view == "coming"},
            {"label": _("Held and called off"), "href": "?view=past", "current": view == "past"},
        ],
    }  # fmt: skip
    return desk_page(request, actor, "courses/desk/lectures.html", context)


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _lecture(actor: Actor, key: UUID) -> Lecture:
    try:
        return queries.lecture(actor, key)
    except NotThere as unknown:
        raise not_found(unknown) from None


@require_safe
@never_cache
@staff_page
def page(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    teachers_only(actor)
    return _page(request, actor, _lecture(actor, key), Sheet())


def _page(request: HttpRequest, actor: Actor, row: Lecture, sheet: Sheet, status: int = 200) -> HttpResponse:
    known = {
        "people": "" if row.people is None else str(row.people),
        "handed_out": "" if row.handed_out is None else str(row.handed_out),
    }
    context = {
        "chips": rooms("/lectures"), "lecture": row, "talk": Talk(row), "sheet": sheet,
        "groups": queries.groups_of(row, dict(sheet.typed)), "typed": {**known, **sheet.typed},
        "may_edit": row.state == LectureState.PLANNED, "may_count": row.state != LectureState.CANCELLED and now() >= row.begins_at,
        "paragraphs": [line for line in row.about.splitlines() if line.strip()],
    }  # fmt: skip
    return desk_page(request, actor, "courses/desk/lecture.html", context, status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff_page
def new(request: HttpRequest, actor: Actor) -> HttpResponse:
    teachers_only(actor)
    if request.method != "POST":
        return _form(request, actor, None, Sheet(typed={"organisation": actor.organisation, "minutes": "60"}))
    sheet = _typed(request)
    try:
        row = actions.announce_lecture(actor, dict(sheet.typed))
    except Problem as problem:
        sheet.add(problem)
        return _form(request, actor, None, sheet, problem.status)
    messages.success(request, _("Announced. It is on the public page now; afterwards please note how many came."))
    return redirect("courses:desk_lecture", row.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff_page
def edit(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    teachers_only(actor)
    row = _lecture(actor, key)
    if request.method != "POST":
        typed = {
            name: str(getattr(row, name) or "") for name in _FIELDS if name not in ("organisation", "area", "venue")
        }
        typed |= {
            "organisation": row.organisation_id, "area": row.area_id, "venue": row.venue.code if row.venue else "",
            "begins_at": f"{row.begins_at.astimezone(LOCAL):%Y-%m-%dT%H:%M}",
        }  # fmt: skip
        return _form(request, actor, row, Sheet(typed=typed))
    sheet = _typed(request)
    try:
        actions.edit_lecture(actor, key, dict(sheet.typed))
    except Problem as problem:
        sheet.add(problem)
        return _form(request, actor, row, sheet, problem.status)
    messages.success(request, _("Kept."))
    return redirect("courses:desk_lecture", key)


def _typed(request: HttpRequest) -> Sheet:
    return Sheet(typed={name: request.POST.get(name, "") for name in _FIELDS})


def _form(request: HttpRequest, actor: Actor, row: Lecture | None, sheet: Sheet, status: int = 200) -> HttpResponse:
    context = {
        "chips": rooms("/lectures"), "lecture": row, "sheet": sheet, "organisations": own_organisations(actor),
        "areas": areas(actor.reach.district),
        "venues": list(Venue.objects.filter(district=actor.reach.district, active=True).exclude(code="").order_by("kind", "name")),
    }  # fmt: skip
    return desk_page(request, actor, "courses/desk/lecture_form.html", context, status)


def areas(district: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Communities to choose from, by street: code and name."""
    known = names(district)
    streets: dict[str, list[tuple[str, str]]] = {}
    for code, area in sorted(known.items()):
        if area.level == Level.COMMUNITY and code[:9] in known:
            streets.setdefault(known[code[:9]].name, []).append((code, area.name))
    return list(streets.items())


@require_POST
@staff_page
def count(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """How many came, in all or by age."""
    teachers_only(actor)
    row = _lecture(actor, key)
    sheet = Sheet(typed={name: request.POST.get(name, "").strip() for name in request.POST if _is_count(name)})
    given: dict[str, Any] = {name: sheet.typed.get(name, "") for name in ("people", "handed_out")}
    groups: dict[str, dict[str, str]] = {}
    for name, value in sheet.typed.items():
        if value and (found := _GROUP.fullmatch(name)):
            groups.setdefault(found[1], {})[found[2]] = value
    try:
        actions.count_lecture(actor, key, {**given, "groups": groups})
    except Problem as problem:
        sheet.add(problem)
        return _page(request, actor, row, sheet, problem.status)
    messages.success(request, _("Noted. Thank you: it is in the figures now."))
    return redirect("courses:desk_lecture", key)


def _is_count(name: str) -> bool:
    return name in ("people", "handed_out") or bool(_GROUP.fullmatch(name))


@require_POST
@staff_page
def cancel(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    teachers_only(actor)
    row = _lecture(actor, key)
    sheet = Sheet(typed={"reason": request.POST.get("reason", "")})
    try:
        actions.cancel_lecture(actor, key, dict(sheet.typed))
    except Problem as problem:
        sheet.add(problem)
        return _page(request, actor, row, sheet, problem.status)
    messages.success(request, _("Called off. The public page says so, with the reason."))
    return redirect("courses:desk_lecture", key)
