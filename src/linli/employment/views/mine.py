"""One's own posts: what was asked for and how it stands, hours entered on the phone, payslips."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.cases.sheet import Sheet
from linli.clock import today
from linli.people.actors import Actor, actor_of
from linli.places.queries import district_by
from linli.problem import Problem

from .. import actions
from ..errors import NotThere
from ..payslip import how, payslip_pdf
from ..queries.mine import jobs_of, months_of, own_job, own_slip, slips_of

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@never_cache
def listed(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    if actor.kind != "resident":
        return redirect("/sign-in?next=/my/jobs")
    return render(request, "employment/mine.html", {"jobs": jobs_of(actor)})


@require_safe
@never_cache
def page(request: HttpRequest, code: str) -> HttpResponse:
    try:
        return _page(request, actor_of(request), code, Sheet())
    except NotThere as unknown:
        return _unknown(request, unknown)


def _page(request: HttpRequest, actor: Actor, code: str, sheet: Sheet, status: int = 200) -> HttpResponse:
    job = own_job(actor, code)
    placement = job.placement
    context = {
        "district": district_by(job.row.district_id), "job": job, "placement": placement, "sheet": sheet,
        "months": months_of(placement) if placement else [], "slips": slips_of(placement) if placement else [],
        "today": today().isoformat(),
        "may_enter": bool(placement and placement.begins <= today() and placement.state == "active"),
    }  # fmt: skip
    return render(request, "employment/job.html", context, status=status)


def _unknown(request: HttpRequest, unknown: Problem) -> HttpResponse:
    return render(request, "employment/unknown.html", {"said": unknown.message}, status=404)


@get_or_post
@never_cache
def hours(request: HttpRequest, code: str) -> HttpResponse:
    """The hours of a day."""
    if request.method != "POST":
        return redirect("employment:job", code)
    actor, sheet = actor_of(request), Sheet(typed={name: request.POST.get(name, "") for name in ("day", "hours")})
    try:
        own_job(actor, code)
        actions.enter_hours(actor, code, {"hours": {sheet.typed["day"]: sheet.typed["hours"]}})
    except NotThere as unknown:
        return _unknown(request, unknown)
    except Problem as problem:
        at_field(sheet, problem)
        return _page(request, actor, code, sheet, problem.status)
    messages.success(request, _("Noted. The company confirms it, then it counts for your wage."))
    return redirect("employment:job", code)


def at_field(sheet: Sheet, problem: Problem) -> None:
    """A fault at `hours.2026-10-05` is one of the field in which it was typed."""
    sheet.add(problem)
    for name in [name for name in sheet.faults if name not in ("day", "hours", "reason")]:
        for message in sheet.faults.pop(name):
            sheet.say("day" if name == "[key]" else "hours", message)


@get_or_post
@never_cache
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    if request.method != "POST":
        return redirect("employment:job", code)
    actor = actor_of(request)
    try:
        actions.withdraw(actor, code)
    except NotThere as unknown:
        return _unknown(request, unknown)
    except Problem as problem:
        sheet = Sheet()
        sheet.add(problem)
        return _page(request, actor, code, sheet, problem.status)
    messages.success(request, _("Taken back. What you had written is deleted; you can ask for another post any time."))
    return redirect("employment:job", code)


@require_safe
@never_cache
def slip(request: HttpRequest, code: str, slip: str) -> HttpResponse:
    try:
        row = own_slip(actor_of(request), code, slip)
    except NotThere as unknown:
        return _unknown(request, unknown)
    context = {"district": district_by(row.district_id), "slip": row, "how": how(row)}
    return render(request, "employment/slip.html", context)


@require_safe
@never_cache
def slip_pdf(request: HttpRequest, code: str, slip: str) -> HttpResponse:
    """The payslip as PDF."""
    actor = actor_of(request)
    try:
        row = own_slip(actor, code, slip)
        body = payslip_pdf(row)
    except NotThere as unknown:
        return _unknown(request, unknown)
    except Problem as problem:
        sheet = Sheet()
        sheet.add(problem)
        return _page(request, actor, code, sheet, problem.status)
    answer = HttpResponse(body, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{row.code}.pdf"'
    return answer
