"""One class at the desk: who is in it, enrolling somebody, the roll of a session, a session moved or dropped."""

from __future__ import annotations

import csv
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.cases.at_desk import desk_page, staff_page
from linli.cases.sheet import Sheet
from linli.clock import today
from linli.people.actors import Actor
from linli.problem import Problem

from .. import actions
from ..errors import AlreadyEnrolled, NotThere, NotYours
from ..models import ClassState, EnrolmentState, Session
from ..queries import desk as queries
from ..queries.learn import Card, sessions_of
from .desk import not_found, rooms, teachers_only

FORMULA_SIGNS = ("=", "+", "-", "@", "\t")


@require_safe
@never_cache
@staff_page
def page(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    teachers_only(actor)
    return class_page(request, actor, key, Sheet())


def class_page(request: HttpRequest, actor: Actor, key: UUID, sheet: Sheet, status: int = 200) -> HttpResponse:
    """The class with its roll; the look at the names is on the record."""
    try:
        held, rows = actions.see_roll(actor, key)
    except (NotThere, NotYours) as unknown:
        raise not_found(unknown) from None
    shown = queries.session(held, request.GET.get("session", ""))
    seated = [row for row in rows if row.state == EnrolmentState.SEATED]
    waits = [row for row in rows if row.state == EnrolmentState.WAITING]
    sessions = sessions_of(held)
    context = {
        "chips": rooms("/classes"), "held": held, "card": Card(held), "sessions": sessions, "session": shown,
        "learners": queries.learners(seated, shown), "waiting": waits, "sheet": sheet, "today": today().isoformat(),
        "held_number": sum(1 for one in sessions if not one.dropped), "noted": sum(1 for one in sessions if one.noted_at and not one.dropped),
        "may_add": held.state == ClassState.OPEN and not held.is_over,
        "may_roll": bool(shown and shown.has_begun and not shown.dropped and held.state == ClassState.OPEN),
    }  # fmt: skip
    return desk_page(request, actor, "courses/desk/class.html", context, status)


@require_POST
@staff_page
def enrol(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """Somebody who called, or stands here."""
    teachers_only(actor)
    sheet = Sheet(typed={name: request.POST.get(name, "") for name in ("name", "phone")})
    try:
        row = actions.enrol_for(actor, key, dict(sheet.typed))
    except AlreadyEnrolled as there:
        messages.info(request, _("This number is enrolled already: %(code)s.") % {"code": there.enrolment})
        return redirect("courses:desk_class", key)
    except NotThere as unknown:
        raise not_found(unknown) from None
    except Problem as problem:
        sheet.add(problem)
        return class_page(request, actor, key, sheet, problem.status)
    told = {"code": row.code}
    if row.state == EnrolmentState.SEATED:
        messages.success(request, _("%(code)s has a seat. Please tell them this number.") % told)
    else:
        messages.info(request, _("All seats are taken: %(code)s is on the waiting list.") % told)
    return redirect("courses:desk_class", key)


@require_POST
@staff_page
def withdraw(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    teachers_only(actor)
    try:
        row = actions.withdraw_for(actor, code)
    except NotThere as unknown:
        raise not_found(unknown) from None
    except Problem as problem:
        messages.error(request, problem.message)
        return redirect("courses:desk_classes")
    messages.success(request, _("Given back. Who waits moves up by themselves."))
    return redirect("courses:desk_class", row.course_class_id)


@require_POST
@staff_page
def roll(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """Who was there."""
    return _session_move(request, actor, key, "roll")


@require_POST
@staff_page
def drop(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    return _session_move(request, actor, key, "drop")


@require_POST
@staff_page
def move(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    return _session_move(request, actor, key, "move")


def _session_move(request: HttpRequest, actor: Actor, key: UUID, name: str) -> HttpResponse:
    teachers_only(actor)
    held = Session.objects.filter(pk=key).values_list("course_class", flat=True).first()
    if held is None:
        raise not_found(NotThere(_("the session")))
    sheet = Sheet()
    try:
        row, said = _do(request, actor, key, name)
    except NotThere as unknown:
        raise not_found(unknown) from None
    except Problem as problem:
        sheet.add(problem)
        return class_page(request, actor, held, sheet, problem.status)
    messages.success(request, said)
    address = redirect("courses:desk_class", held)
    if name == "roll":
        address.headers["Location"] += f"?session={row.number}"
    return address


def _do(request: HttpRequest, actor: Actor, key: UUID, name: str) -> tuple[Session, str]:
    if name == "roll":
        row = actions.note_roll(actor, key, {"present": request.POST.getlist("present")})
        return row, _("The roll of session %(n)d is noted.") % {"n": row.number}
    if name == "drop":
        row = actions.drop_session(actor, key, {"reason": request.POST.get("reason", "")})
        return row, _("Dropped. Who has a seat is told.")
    row = actions.move_session(actor, key, {"day": request.POST.get("day", "")})
    return row, _("Moved. Who has a seat is told.")


@require_safe
@never_cache
@staff_page
def download(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """The class as a file; on the record too."""
    teachers_only(actor)
    try:
        held, rows = actions.see_roll(actor, key, "file")
    except (NotThere, NotYours) as unknown:
        raise not_found(unknown) from None
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{held.code}.csv"'
    writer = csv.writer(response)
    writer.writerow(
        [
            _("Turn in line"),
            _("Number"),
            _("Name of the person"),
            _("Telephone"),
            _("State"),
            _("Sessions attended"),
            _("Certificate"),
        ]
    )
    for one in queries.learners(rows):
        shown = (
            one.row.turn,
            one.row.code,
            one.row.name,
            one.phone,
            one.row.state_label,
            one.present,
            one.row.certificate or "",
        )
        writer.writerow([_plain(value) for value in shown])
    return response


def _plain(value: object) -> object:
    """No spreadsheet takes it for a formula."""
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else value
