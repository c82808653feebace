"""At the door of an event: checking in by code, typed or by the square code that a phone's camera opens."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from linli.cases.at_desk import desk_page, staff_page
from linli.clock import now
from linli.ids import as_in_codes
from linli.people.actors import Actor
from linli.problem import Problem

from ..actions import check_in
from ..actions.checking_in import found_at_door, is_door_open
from ..errors import NoSuchRegistration
from ..models import Registration, RegistrationState
from ..queries.desk import Line
from .desk import event_or_404, event_page, hosts_only


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
        row, is_news = check_in(actor, _whole(event.pk, typed), event.pk)
    except Problem as problem:
        return event_page(request, actor, event, (problem.message,), problem.status)
    (messages.success if is_news else messages.info)(request, _said(row, is_news))
    return redirect("community:desk_event", event.pk)


def _whole(event: UUID, typed: str) -> str:
    """The whole number where only its eight characters, or its last four, were typed and lead to one alone."""
    compact = as_in_codes(typed)
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
    if request.method != "POST":
        return door_page(request, actor, code)
    try:
        row, is_news = check_in(actor, code)
    except NoSuchRegistration as unknown:
        raise Http404(unknown.message) from None
    except Problem as problem:
        return door_page(request, actor, code, (problem.message,), problem.status)
    (messages.success if is_news else messages.info)(request, _said(row, is_news))
    return redirect("community:door", row.code)


def door_page(
    request: HttpRequest, actor: Actor, code: str, faults: tuple[str, ...] = (), status: int = 200, seen: str = ""
) -> HttpResponse:
    """One registration as the organiser sees it; `seen`: the number, once it was asked for with a reason."""
    try:
        row = found_at_door(actor, code)
    except NoSuchRegistration as unknown:
        raise Http404(unknown.message) from None
    open_still = row.state in (RegistrationState.SEATED, RegistrationState.WAITING)
    comes = row.state in (RegistrationState.SEATED, RegistrationState.WAITING, RegistrationState.MISSED)
    context = {
        "row": row, "event": row.event, "who": Line(row).who, "faults": faults, "seen": seen, "comes": comes,
        "may_check_in": comes and is_door_open(row.event),
        "may_cancel": open_still and now() < row.event.begins_at,
    }  # fmt: skip
    return desk_page(request, actor, "community/desk/door.html", context, status)
