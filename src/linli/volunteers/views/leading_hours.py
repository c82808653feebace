"""An activity as its leader sees it: the code to show at the place, who is there, hours confirmed and corrected."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.cases.sheet import Sheet
from linli.people.actors import Actor
from linli.places.queries import district_by
from linli.problem import Problem

from .. import actions
from ..access import team_of
from ..errors import NotThere
from ..models import Activity
from ..queries.leading import held, ledger
from .leading import base_of, for_leaders, shown


def _activity(team: str, actor: Actor, key: UUID) -> Activity:
    row = Activity.objects.filter(pk=key, team=team_of(actor, team)).select_related("team").first()
    if row is None:
        raise NotThere(_("this activity"))
    return row


@require_safe
@for_leaders
def page(request: HttpRequest, actor: Actor, team: str, key: UUID) -> HttpResponse:
    return _page(request, actor, _activity(team, actor, key), Sheet())


def _page(request: HttpRequest, actor: Actor, row: Activity, sheet: Sheet, status: int = 200) -> HttpResponse:
    slug = district_by(row.district_id).slug
    address = f"{settings.LINLI_ADDRESS}/{slug}/volunteers/activities/{row.code}/here?door={row.door}"
    context: dict[str, object] = {
        "activity": row, "held": held(row), "sheet": sheet, "address": address, "ledger": ledger(row),
    }  # fmt: skip
    return shown(request, actor, row.team, "volunteers/lead_activity.html", context, status)


def _do(
    request: HttpRequest, actor: Actor, row: Activity, do: Callable[[], object], told: str, code: str = ""
) -> HttpResponse:
    """`code`: of whom, so that what was typed comes back in their line."""
    try:
        do()
    except NotThere:
        raise
    except Problem as problem:
        sheet = Sheet(typed={**{name: str(value) for name, value in request.POST.items()}, "code": code})
        sheet.add(problem)
        return _page(request, actor, _activity(row.team.code, actor, row.pk), sheet, problem.status)
    messages.success(request, told)
    return redirect(f"{base_of(actor, row.team.code)}activities/{row.pk}")


@require_POST
@for_leaders
def change(request: HttpRequest, actor: Actor, team: str, key: UUID, name: str) -> HttpResponse:
    """More seats, or called off."""
    row = _activity(team, actor, key)
    seats, because = request.POST.get("seats", ""), {"reason": request.POST.get("reason", "")}
    number = int(seats) if seats.isascii() and seats.isdigit() and len(seats) < 5 else 0
    moves: dict[str, tuple[Callable[[], object], str]] = {
        "seats": (lambda: actions.change_seats(actor, key, number), _("Kept. Who waited moves up.")),
        "call-off": (lambda: actions.call_off(actor, key, because), _("Called off; everybody in it is told.")),
    }
    if name not in moves:
        raise Http404(name)
    return _do(request, actor, row, *moves[name])


@require_POST
@for_leaders
def person(request: HttpRequest, actor: Actor, team: str, code: str, name: str) -> HttpResponse:
    """Somebody came, went, was not there; their hours are confirmed or corrected."""
    row = Activity.objects.filter(sign_ups__code=code, team=team_of(actor, team)).select_related("team").first()
    if row is None:
        raise NotThere(code[:20])
    minutes, reason = request.POST.get("minutes", ""), request.POST.get("reason", "")
    moves: dict[str, tuple[Callable[[], object], str]] = {
        "in": (lambda: actions.check_in_by_leader(actor, code), _("Checked in.")),
        "out": (lambda: actions.check_out_by_leader(actor, code), _("Checked out; the hours are written down.")),
        "missed": (lambda: actions.note_missed(actor, code), _("Noted: was not there.")),
        "confirm": (lambda: actions.confirm_hours(actor, code, {"minutes": minutes}), _("Confirmed.")),
        "correct": (
            lambda: actions.correct_hours(actor, code, {"minutes": minutes, "reason": reason}),
            _("Corrected; both rows stay in the book."),
        ),
    }
    if name not in moves:
        raise Http404(name)
    return _do(request, actor, row, *moves[name], code)
