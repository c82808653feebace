"""At the door of an event: checking in by code, by the square code a phone's camera opens, and the list as a file."""

from __future__ import annotations

import csv
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.cases.at_desk import desk_page, staff_page
from linli.clock import LOCAL
from linli.people.actors import Actor
from linli.problem import Problem

from ..actions import check_in
from ..actions.checking_in import found_at_door
from ..errors import NoSuchRegistration
from ..models import Registration
from ..queries import desk as queries
from .desk import event_or_404, event_page, hosts_only

FORMULA_SIGNS = ("=", "+", "-", "@", "\t")


def _said(row: Registration, is_news: bool) -> str:
    told = {"code": row.code, "n": row.size}
    if not is_news:
        return _("%(code)s has been checked in already (%(n)d in all).") % told
    return _("%(code)s is here, %(n)d in all. Welcome!") % told


@require_POST
@staff_page
def check_in_by_code(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """By the number somebody says or shows; or, of one in the list, by its button."""
    hosts_only(actor)
    event = event_or_404(actor, key)
    typed = request.POST.get("code", "").strip()[:20]
    try:
        row, is_news = check_in(actor, _whole(event.pk, typed))
        if row.event_id != event.pk:
            messages.info(request, _("This number is for another event, and was checked in there."))
    except Problem as problem:
        return event_page(request, actor, event, (problem.message,), problem.status)
    (messages.success if is_news else messages.info)(request, _said(row, is_news))
    return redirect("community:desk_event", event.pk)


def _whole(event: UUID, typed: str) -> str:
    """The whole number where only its eight characters, or its last four, were typed and lead to one alone."""
    compact = "".join(char for char in typed.upper() if char.isascii() and char.isalnum())
    if len(compact) == 8:
        return f"HD{compact}"
    if len(compact) == 4:
        rows = Registration.objects.filter(event=event, code__endswith=compact)
        codes = list(rows.values_list("code", flat=True)[:2])
        return codes[0] if len(codes) == 1 else typed
    return typed


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff_page
def door(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """What the square code of a registration opens: one look, one button."""
    hosts_only(actor)
    try:
        row = found_at_door(actor, code)
    except NoSuchRegistration as unknown:
        raise Http404(unknown.message) from None
    faults: tuple[str, ...] = ()
    status = 200
    if request.method == "POST":
        try:
            row, is_news = check_in(actor, code)
            (messages.success if is_news else messages.info)(request, _said(row, is_news))
            return redirect("community:door", row.code)
        except Problem as problem:
            faults, status = (problem.message,), problem.status
    context = {"row": row, "event": row.event, "faults": faults}
    return desk_page(request, actor, "community/desk/door.html", context, status)


@require_safe
@never_cache
@staff_page
def download(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """The list as a file: numbers masked as on the page."""
    hosts_only(actor)
    event = event_or_404(actor, key)
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{event.code}.csv"'
    writer = csv.writer(response)
    writer.writerow(
        [
            _("Turn in line"),
            _("Registration number"),
            _("How many people"),
            _("State"),
            _("Telephone"),
            _("Registered at"),
        ]
    )
    for line in queries.lines(event):
        row = line.row
        made = f"{row.created_at.astimezone(LOCAL):%Y-%m-%d %H:%M}"
        writer.writerow([_plain(one) for one in (row.turn, row.code, row.size, row.state_label, line.who, made)])
    return response


def _plain(value: object) -> object:
    """No spreadsheet takes it for a formula."""
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else value
