"""Who is registered, at the desk: somebody registered for, one registration, and the list on paper or as a file."""

from __future__ import annotations

import csv
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.cases.at_desk import desk_page, staff_page
from linli.cases.sheet import Sheet
from linli.clock import LOCAL
from linli.people.actors import Actor
from linli.problem import Problem

from .. import actions
from ..errors import AlreadyRegistered, NoRegistration, NoSuchRegistration
from ..models import Registration, RegistrationState
from ..queries.desk import Line
from .desk import event_or_404, event_page, hosts_only
from .desk_door import door_page

FORMULA_SIGNS = ("=", "+", "-", "@", "\t")


@require_POST
@staff_page
def add(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """Register somebody who called, or stands here."""
    hosts_only(actor)
    event = event_or_404(actor, key)
    sheet = Sheet(typed={name: request.POST.get(name, "") for name in ("phone", "companions")})
    try:
        row = actions.register_for(actor, key, dict(sheet.typed))
    except AlreadyRegistered as there:
        messages.info(request, _("This number is registered already: %(code)s.") % {"code": there.registration})
        return redirect("community:door", there.registration)
    except Problem as problem:
        sheet.add(problem)
        return event_page(request, actor, event, tuple(sheet.sentences), problem.status, sheet)
    told = {"code": row.code, "n": row.size}
    if row.state == RegistrationState.SEATED:
        messages.success(request, _("%(code)s has a seat, %(n)d in all. Please tell them this number.") % told)
    else:
        messages.info(request, _("All seats are taken: %(code)s is on the waiting list.") % told)
    return redirect("community:door", row.code)


@require_POST
@staff_page
def cancel(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Give the seat of somebody back who said so."""
    hosts_only(actor)
    try:
        actions.cancel_for(actor, code)
    except NoSuchRegistration as unknown:
        raise Http404(unknown.message) from None
    except Problem as problem:
        return door_page(request, actor, code, (problem.message,), problem.status)
    messages.success(request, _("Cancelled, and they are told. Who waits moves up by themselves."))
    return redirect("community:door", code)


@require_POST
@never_cache
@staff_page
def phone(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """The number, unmasked, shown once; the look is on the record before."""
    hosts_only(actor)
    try:
        seen = actions.look_at_phone(actor, code, {"reason": request.POST.get("reason", "")})
    except NoSuchRegistration as unknown:
        raise Http404(unknown.message) from None
    except Problem as problem:
        return door_page(request, actor, code, (problem.message,), problem.status)
    return door_page(request, actor, code, seen=seen)


@require_safe
@never_cache
@staff_page
def printed(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """The list to print, with room to sign; numbers masked, and the printing on the record."""
    return _list(request, actor, key, "print")


@require_safe
@never_cache
@staff_page
def download(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """The list as a file; likewise."""
    return _list(request, actor, key, "file")


def _list(request: HttpRequest, actor: Actor, key: UUID, how: str) -> HttpResponse:
    hosts_only(actor)
    event = event_or_404(actor, key)
    try:
        rows = actions.take_list(actor, key, how)
    except NoRegistration as none:
        raise Http404(none.message) from None
    if how == "file":
        return _file(event.code, rows)
    seated = [row for row in rows if row.state not in (RegistrationState.WAITING, RegistrationState.PASSED)]
    parts = [(_("Have a seat"), list(map(Line, seated)))]
    if waiting := [Line(row) for row in rows if row not in seated]:
        parts.append((_("On the waiting list"), waiting))
    return desk_page(request, actor, "community/desk/list.html", {"event": event, "parts": parts})


def _file(name: str, rows: list[Registration]) -> HttpResponse:
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    writer = csv.writer(response)
    writer.writerow(
        [_("Turn in line"), _("Registration number"), _("How many people"), _("State"), _("Telephone"), _("Registered at")]
    )  # fmt: skip
    for row in rows:
        made = f"{row.created_at.astimezone(LOCAL):%Y-%m-%d %H:%M}"
        shown = (row.turn, row.code, row.size, row.state_label, Line(row).who, made)
        writer.writerow([_plain(one) for one in shown])
    return response


def _plain(value: object) -> object:
    """No spreadsheet takes it for a formula."""
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else value
