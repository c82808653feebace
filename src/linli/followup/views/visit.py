"""Noting a visit on the phone or at the desk, and correcting one. Nothing typed is lost when something is wrong."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from linli.cases.at_desk import desk_page
from linli.cases.sheet import Sheet
from linli.clock import day_text, today
from linli.people.actors import Actor
from linli.people.vault import device_key
from linli.problem import Problem

from .. import actions
from ..models import Classed, Enrolment, Visit, VisitKind
from ..norm import aim
from ..queries import people as queries
from ..queries.norms import norm_of
from .door import physician_page, seen
from .form_page import begun_from, form_of, given_by, judged_so_far, written_in


def _draft(key: UUID) -> str:
    """What the browser calls the draft: by the enrolment, so that one person's is never offered for another."""
    return f"followup-{key}"


@require_http_methods(["GET", "HEAD", "POST"])
@physician_page
def new(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """A visit of an enrolment."""
    enrolment = queries.enrolment_of(actor, key)
    last = _last_of(enrolment)
    if request.method != "POST":
        seen(actor, enrolment.patient, "followup_visit")
        given = begun_from(last)
        if request.GET.get("kind") in VisitKind.values:
            given["kind"] = request.GET["kind"]
        return _form(request, actor, enrolment, given, Sheet(), last)
    given = given_by(request.POST)
    sheet = Sheet()
    if request.POST.get("do") != "check":
        try:
            noted = actions.record_visit(actor, key, given)
        except Problem as problem:
            _add(sheet, problem)
        else:
            return _kept(request, enrolment, noted)
    return _form(request, actor, enrolment, given, sheet, last)


@require_http_methods(["GET", "HEAD", "POST"])
@physician_page
def correct(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """Another version of a visit; the earlier one stays."""
    visit = queries.visit_of(actor, key)
    enrolment = visit.enrolment
    sheet, given = Sheet(), written_in(visit)
    if request.method != "POST":
        seen(actor, enrolment.patient, "followup_visit")
    else:
        given = given_by(request.POST)
        if request.POST.get("do") != "check":
            try:
                noted = actions.correct_visit(actor, key, given)
            except Problem as problem:
                _add(sheet, problem)
            else:
                return _kept(request, enrolment, noted)
    return _form(request, actor, enrolment, given, sheet, None, visit)


def _add(sheet: Sheet, problem: Problem) -> None:
    if problem.status == 404:
        raise problem
    sheet.add(problem)


def _last_of(enrolment: Enrolment) -> Visit | None:
    met = Visit.objects.filter(enrolment=enrolment, replaced_at=None).exclude(kind=VisitKind.LOST)
    return met.order_by("-on", "-id").first()


def _kept(request: HttpRequest, enrolment: Enrolment, noted: Any) -> HttpResponse:
    """Said with the class and the next day; the browser forgets the draft."""
    visit = noted.visit
    told = {"class": Classed(visit.classed).label, "day": day_text(visit.next_due)}
    messages.success(request, _("Noted: %(class)s. The next visit is due by %(day)s.") % told, extra_tags=_draft(enrolment.pk))  # fmt: skip
    for aside in noted.asides:
        messages.warning(request, aside)
    return redirect("followup:person", enrolment.pk)


def _form(
    request: HttpRequest, actor: Actor, enrolment: Enrolment, given: dict[str, Any], sheet: Sheet, last: Visit | None,
    corrected: Visit | None = None,
) -> HttpResponse:  # fmt: skip
    norm, age = norm_of(enrolment.district_id), queries.age_on(enrolment.patient, today())
    context = {
        "row": enrolment, "patient": enrolment.patient, "age": age, "norm": norm, "aim": aim(age, norm), "given": given,
        "form": form_of(enrolment, given, sheet, last), "sheet": sheet, "corrected": corrected,
        "draft": _draft(corrected.pk if corrected else enrolment.pk), "is_lost": given.get("kind") == VisitKind.LOST,
        "device_key": device_key(f"account {actor.reach.account_id}"),
        "last_told": queries.told(enrolment.condition, last) if last else None,
    }  # fmt: skip
    return desk_page(request, actor, "followup/desk/visit.html", context, sheet.status)


@require_POST
@physician_page
def verdict(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """What the rules make of what is written so far: a part of the form's page."""
    enrolment = queries.enrolment_of(actor, key)
    context = {"judged": judged_so_far(enrolment, given_by(request.POST)), "row": enrolment}
    return render(request, "followup/desk/parts/verdict.html", context)
