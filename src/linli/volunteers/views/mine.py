"""One's own: teams, activities, hours, certificates, what one asked for; a sign-up with checking in and out."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.cases.sheet import Sheet
from linli.people.actors import Actor, actor_of
from linli.places.queries import district_by
from linli.problem import Problem

from .. import actions
from ..certificate import certificate_pdf
from ..errors import NotThere
from ..models import SignUpState
from ..queries import listing
from ..queries.leading import minutes_of
from ..queries.mine import before, mine, own_certificate, own_sign_up

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@never_cache
def page(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    if actor.kind != "resident":
        return redirect("/sign-in?next=/my/volunteers")
    return _page(request, actor, Sheet())


def _page(request: HttpRequest, actor: Actor, sheet: Sheet, status: int = 200) -> HttpResponse:
    shown = mine(actor)
    here = [(district_by(code), minutes) for code, minutes in shown.minutes.items() if minutes > 0]
    skills = {code: listing.skills(code) for code in {one.district_id for one in shown.teams}}
    teams = [(one, skills[one.district_id]) for one in shown.teams]
    context = {"mine": shown, "given": here, "teams": teams, "sheet": sheet}
    return render(request, "volunteers/mine.html", context, status=status)


@require_safe
@never_cache
def ticket(request: HttpRequest, code: str) -> HttpResponse:
    try:
        return _ticket(request, actor_of(request), code, Sheet(typed={"door": request.GET.get("door", "")[:6]}))
    except NotThere as unknown:
        return _unknown(request, unknown)


def _ticket(request: HttpRequest, actor: Actor, code: str, sheet: Sheet, status: int = 200) -> HttpResponse:
    row = own_sign_up(actor, code)
    context = {
        "district": district_by(row.district_id), "row": row, "activity": row.activity, "sheet": sheet,
        "minutes": minutes_of([row]).get(row.pk, 0), "before": before(row) if row.state == SignUpState.WAITING else 0,
        "hours": listing.hours_text(row.activity.begins_at, row.activity.ends_at),
    }  # fmt: skip
    return render(request, "volunteers/ticket.html", context, status=status)


def _unknown(request: HttpRequest, unknown: Problem) -> HttpResponse:
    return render(request, "volunteers/unknown.html", {"said": unknown.message}, status=404)


@get_or_post
@never_cache
def move(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """Check in, check out, withdraw."""
    if request.method != "POST":
        return redirect("volunteers:ticket", code)
    actor, sheet = actor_of(request), Sheet(typed={"door": request.POST.get("door", "")[:6]})
    moves: dict[str, tuple[Callable[[], object], str]] = {
        "in": (lambda: actions.check_in(actor, code, sheet.typed["door"]), _("Welcome. Your time counts from now on.")),
        "out": (lambda: actions.check_out(actor, code), _("Thank you! Your hours are written down.")),
        "withdraw": (lambda: actions.withdraw(actor, code), _("Withdrawn. Somebody else moves up.")),
    }
    if name not in moves:
        raise Http404(name)
    do, told = moves[name]
    try:
        do()
    except NotThere as unknown:
        return _unknown(request, unknown)
    except Problem as problem:
        sheet.add(problem)
        return _ticket(request, actor, code, sheet, problem.status)
    messages.success(request, told)
    return redirect("volunteers:ticket", code)


@get_or_post
@never_cache
def membership(request: HttpRequest, key: UUID, name: str) -> HttpResponse:
    """Leave a team, or say what one can do there."""
    if request.method != "POST":
        return redirect("volunteers:mine")
    actor = actor_of(request)
    if actor.kind != "resident":
        return redirect("/sign-in?next=/my/volunteers")
    try:
        if name == "leave":
            actions.leave(actor, key)
            messages.success(request, _("You have left the team. Thank you for what you gave; your hours stay yours."))
        elif name == "skills":
            actions.offer_skills(actor, key, {"skills": request.POST.getlist("skills")})
            messages.success(request, _("Kept. The leader sees what you can do."))
        else:
            raise Http404(name)
    except NotThere as unknown:
        return _unknown(request, unknown)
    except Problem as problem:
        return _page(request, actor, Sheet(loose=[problem.message]), problem.status)
    return redirect("volunteers:mine")


@get_or_post
@never_cache
def certify(request: HttpRequest) -> HttpResponse:
    """All hours up to today on one paper."""
    actor = actor_of(request)
    if actor.kind != "resident":
        return redirect("/sign-in?next=/my/volunteers")
    if request.method != "POST":
        return redirect("volunteers:mine")
    sheet = Sheet(typed={"name": request.POST.get("name", "")})
    try:
        row = actions.certify(actor, request.POST.get("district", "")[:6], dict(sheet.typed))
    except Problem as problem:
        sheet.add(problem)
        return _page(request, actor, sheet, problem.status)
    messages.success(request, _("Your certificate %(number)s is ready below.") % {"number": row.number})
    return redirect("volunteers:mine")


@require_safe
@never_cache
def certificate(request: HttpRequest, code: str) -> HttpResponse:
    """The paper, for whose it is."""
    actor = actor_of(request)
    try:
        row = own_certificate(actor, code)
        body = certificate_pdf(row)
    except NotThere as unknown:
        return _unknown(request, unknown)
    except Problem as problem:
        return _page(request, actor, Sheet(loose=[problem.message]), problem.status)
    answer = HttpResponse(body, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{row.number}.pdf"'
    return answer
