"""Reports at the desk: what goes up and how it stands; what came from below, by district and period."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.answers import json_answer
from linli.cases.at_desk import desk_page, staff_page
from linli.clock import today
from linli.people.actors import Actor
from linli.places.queries import district_by
from linli.problem import Problem

from ...exchange.calling import Unreachable
from ...exchange.peers import peers
from .. import actions
from ..access import may_report
from ..errors import NoSuchRelease
from ..models import Kind
from ..periods import EARLIEST, periods_of
from ..queries import received, sending


def _officers_only(actor: Actor) -> None:
    """Raises PermissionDenied."""
    if not may_report(actor):
        raise PermissionDenied


@require_safe
@never_cache
@staff_page
def sent(request: HttpRequest, actor: Actor) -> HttpResponse:
    _officers_only(actor)
    return _sent(request, actor)


def _sent(request: HttpRequest, actor: Actor, faults: tuple[str, ...] = (), status: int = 200) -> HttpResponse:
    district, this = district_by(actor.reach.district), today()
    recent = [*periods_of(Kind.CARDS, this.year, this), *periods_of(Kind.CARDS, this.year - 1, this)]
    context = {
        "lines": sending.lines(district), "releases": sending.releases(actor), "faults": faults, "me": actor.reach.account_id,
        "months": sorted(recent, key=lambda one: one.first, reverse=True)[:14],
        "years": [str(year) for year in range(this.year, this.year - 4, -1)], "kinds": Kind.choices, "typed": request.POST,
        "below": bool(received.reporters(district)),
    }  # fmt: skip
    return desk_page(request, actor, "reporting/sent.html", context, status)


@require_POST
@staff_page
def prepare(request: HttpRequest, actor: Actor) -> HttpResponse:
    _officers_only(actor)
    kind = request.POST.get("kind", "")
    period = request.POST.get("month" if kind == Kind.CARDS else "year", "")
    given = {
        "kind": kind,
        "period": period,
        "peer": request.POST.get("peer", ""),
        "reason": request.POST.get("reason", ""),
    }
    try:
        row = actions.prepare(actor, given)
    except Problem as problem:
        return _sent(request, actor, _told(problem), problem.status)
    messages.success(request, _("Prepared. It goes once a colleague has authorised it."))
    return redirect(f"{reverse('reporting:sent')}#r-{row.pk}")


def _told(problem: Problem) -> tuple[str, ...]:
    return tuple(one.message for one in problem.faults) or (problem.message,)


@require_POST
@staff_page
def move(request: HttpRequest, actor: Actor, key: UUID, name: str) -> HttpResponse:
    """authorise, drop."""
    _officers_only(actor)
    if name not in ("authorise", "drop"):
        raise Http404(name)
    try:
        (actions.authorise if name == "authorise" else actions.drop)(actor, key)
    except NoSuchRelease as unknown:
        raise Http404(unknown.message) from None
    except Problem as problem:
        return _sent(request, actor, _told(problem), problem.status)
    messages.success(request, _("Authorised. It is on its way.") if name == "authorise" else _("It is not sent."))
    return redirect("reporting:sent")


@require_POST
@staff_page
def ask(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Ask the level above what it has, now; or send everything from a number on again."""
    _officers_only(actor)
    name = request.POST.get("peer", "")
    try:
        if request.POST.get("since"):
            again = actions.resend(actor, {"peer": name, "since": request.POST["since"]})
        else:
            again = _asked(actor, name)
    except Unreachable:
        return _sent(request, actor, (_("They do not answer at present. We go on asking every day."),), 502)
    except Problem as problem:
        return _sent(request, actor, _told(problem), problem.status)
    said = ngettext("%(n)d part goes once more.", "%(n)d parts go once more.", again) % {"n": again}
    messages.success(request, said if again else _("They have everything that was sent."))
    return redirect("reporting:sent")


def _asked(actor: Actor, name: str) -> int:
    peer = peers().get(name)
    if peer is None or all(one.peer != name for one in sending.targets(district_by(actor.reach.district))):
        raise NoSuchRelease
    return actions.reconcile(peer)


# From below


@require_safe
@never_cache
@staff_page
def came(request: HttpRequest, actor: Actor) -> HttpResponse:
    _officers_only(actor)
    this = today()
    asked = request.GET.get("year", "")
    year = (
        int(asked)
        if asked.isascii() and asked.isdigit() and EARLIEST <= int(asked[:4]) <= this.year and len(asked) == 4
        else this.year
    )
    boards = received.boards(actor, year, this)
    context: dict[str, Any] = {
        "boards": boards, "year": year, "below": any(one.rows for one in boards), "missing": sum(one.missing for one in boards),
        "years": [{"label": str(one), "href": f"?year={one}", "current": one == year} for one in range(this.year, this.year - 4, -1)],
    }  # fmt: skip
    return desk_page(request, actor, "reporting/came.html", context)


@require_safe
@never_cache
@staff_page
def came_of(request: HttpRequest, actor: Actor, code: str, kind: str, period: str) -> HttpResponse:
    """Everything that came of one district and period."""
    _officers_only(actor)
    rows = received.of_district(actor, code, kind, period)
    if not rows:
        raise Http404(period)
    context = {
        "rows": [(row, received.named(row.counts)) for row in rows],
        "first": rows[0],
        "personal": kind == Kind.CARDS,
        "gaps": received.gaps(rows[0].peer),
    }
    return desk_page(request, actor, "reporting/came_of.html", context)


@require_safe
@never_cache
@staff_page
def download(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """One part as it came, for those who work on it; recorded."""
    _officers_only(actor)
    try:
        row = received.one_of(actor, key)
    except NoSuchRelease as unknown:
        raise Http404(unknown.message) from None
    answer = json_answer(actions.read(actor, row))
    name = f"{row.from_district}-{row.kind}-{row.period}-v{row.version}-{row.part}.json"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
