"""Wages at the desk: a month drawn up by one, released by another; slips, and what corrects them."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.cases.at_desk import desk_page, staff_page
from linli.cases.sheet import Sheet
from linli.ids import read_case_code
from linli.people.actors import Actor
from linli.problem import Problem

from .. import actions
from ..errors import NotThere
from ..payslip import how
from ..queries import desk as queries
from .desk import company_only, not_found, rooms


@require_safe
@never_cache
@staff_page
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    return _listed(request, actor, Sheet())


def _listed(request: HttpRequest, actor: Actor, sheet: Sheet, status: int = 200) -> HttpResponse:
    company = company_only(actor)
    waiting = queries.waiting(company)
    context = {
        "chips": rooms("/wages"), "runs": queries.runs(company), "to_draw": waiting.to_draw,
        "corrections": waiting.corrections, "sheet": sheet, "own": actor.account,
    }  # fmt: skip
    return desk_page(request, actor, "employment/desk/wages.html", context, status)


@require_POST
@staff_page
def draw(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Draw a month up."""
    company = company_only(actor)
    sheet = Sheet()
    try:
        month = date.fromisoformat(f"{request.POST.get('month', '')[:7]}-01")
    except ValueError:
        sheet.say("month", _("Please choose a month."))
        return _listed(request, actor, sheet, 422)
    try:
        run = actions.run_month(actor, company.district_id, company.organisation_id, month)
    except Problem as problem:
        sheet.add(problem)
        return _listed(request, actor, sheet, problem.status)
    messages.success(request, _("Drawn up. Please look through it; a colleague releases it."))
    return redirect("employment:desk_run", run.pk)


@require_safe
@never_cache
@staff_page
def page(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    return _run_page(request, actor, key, Sheet())


def _run_page(request: HttpRequest, actor: Actor, key: UUID, sheet: Sheet, status: int = 200) -> HttpResponse:
    company = company_only(actor)
    try:
        run = queries.run_page(company, key)
    except NotThere as unknown:
        raise not_found(unknown) from None
    context = {"chips": rooms("/wages"), "run": run, "sheet": sheet, "is_own": run.row.drawn_by_id == actor.account.pk if actor.account else False}  # fmt: skip
    return desk_page(request, actor, "employment/desk/run.html", context, status)


@require_POST
@staff_page
def move(request: HttpRequest, actor: Actor, key: UUID, name: str) -> HttpResponse:
    """Release it, or discard it."""
    company_only(actor)
    if name not in ("release", "discard"):
        raise Http404
    sheet = Sheet()
    try:
        if name == "release":
            actions.release_run(actor, key)
        else:
            actions.discard_run(actor, key)
    except NotThere as unknown:
        raise not_found(unknown) from None
    except Problem as problem:
        sheet.add(problem)
        return _run_page(request, actor, key, sheet, problem.status)
    if name == "discard":
        messages.success(request, _("Discarded. Nothing was booked; the month can be drawn up again."))
        return redirect("employment:desk_wages")
    messages.success(request, _("Paid, and in the book. Everybody with a slip is told."))
    return redirect("employment:desk_run", key)


@require_safe
@never_cache
@staff_page
def slip(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    return _slip_page(request, actor, code, Sheet())


def _slip_page(request: HttpRequest, actor: Actor, code: str, sheet: Sheet, status: int = 200) -> HttpResponse:
    company = company_only(actor)
    try:
        row = queries.payslip(company, read_case_code(code) or "")
        actions.see_placement(actor, row.placement.code)
    except NotThere as unknown:
        raise not_found(unknown) from None
    context = {
        "chips": rooms("/wages"), "slip": row, "how": how(row), "sheet": sheet,
        "is_own": bool(actor.account and row.drawn_by_id == actor.account.pk),
        "may_release": row.state == "draft" and row.run.state == "released",
    }  # fmt: skip
    return desk_page(request, actor, "employment/desk/slip.html", context, status)


@require_POST
@staff_page
def slip_move(request: HttpRequest, actor: Actor, code: str, name: str) -> HttpResponse:
    """Release a correction, or discard it."""
    company = company_only(actor)
    if name not in ("release", "discard"):
        raise Http404
    sheet = Sheet()
    try:
        row = queries.payslip(company, read_case_code(code) or "")
        if name == "release":
            actions.release_correction(actor, row.pk)
        else:
            actions.discard_correction(actor, row.pk)
    except NotThere as unknown:
        raise not_found(unknown) from None
    except Problem as problem:
        sheet.add(problem)
        return _slip_page(request, actor, code, sheet, problem.status)
    if name == "discard":
        messages.success(request, _("Discarded. The slip before counts as it is."))
        return redirect("employment:desk_wages")
    messages.success(request, _("Paid, and in the book. What was booked before is reversed."))
    return redirect("employment:desk_slip", code)
