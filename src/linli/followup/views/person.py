"""One managed person at the desk: enrolling, how it stands, referrals, the examination, the end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.cases.at_desk import desk_page
from linli.cases.sheet import Sheet
from linli.clock import today
from linli.people.actors import Actor
from linli.people.vault import mask_phone
from linli.problem import Problem

from .. import actions
from ..access import patient_of
from ..models import OPEN_REFERRALS, Condition, EndReason, Enrolment, ReferralState
from ..queries import people as queries
from ..queries.norms import norm_of
from .door import physician_page, seen

_ENDINGS = (ReferralState.DONE, ReferralState.NOT_GONE, ReferralState.NOT_NEEDED)


@require_http_methods(["GET", "HEAD", "POST"])
@physician_page
def enrol(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Begin to visit somebody for a condition."""
    patient = patient_of(actor, code)
    typed = {name: request.POST.get(name, "") for name in ("condition", "since", "physician")}
    if request.method != "POST":
        asked = request.GET.get("condition", "")
        own = actor.account.username if actor.account else ""
        typed = {"condition": asked, "since": today().isoformat(), "physician": own or ""}
        seen(actor, patient, "followup_enrol")
    sheet = Sheet(typed=typed)
    if request.method == "POST":
        try:
            row = actions.enrol(actor, code, typed)
        except Problem as problem:
            _check_there(problem)
            sheet.add(problem)
        else:
            messages.success(request, _("Enrolled. The first visit is due within two weeks; you can note it at once."))
            return redirect("followup:person", row.pk)
    known = list(Enrolment.objects.filter(patient=patient, ended_on=None).select_related("organisation"))
    context = {
        "patient": patient, "age": queries.age_on(patient, today()), "sheet": sheet, "known": known,
        "conditions": [(one.value, one.label) for one in Condition], "norm": norm_of(patient.district_id),
        "physicians": queries.physicians_of(patient.organisation_id),
    }  # fmt: skip
    return desk_page(request, actor, "followup/desk/enrol.html", context, sheet.status)


def _check_there(problem: Problem) -> None:
    """What is not there is answered as such, by the door."""
    if problem.status == 404:
        raise problem


@require_safe
@physician_page
def page(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """How it stands, what to do, and every visit."""
    enrolment = queries.enrolment_of(actor, key)
    seen(actor, enrolment.patient, "followup")
    return person_page(request, actor, enrolment)


def person_page(
    request: HttpRequest, actor: Actor, enrolment: Enrolment, sheet: Sheet | None = None, part: str = "", status: int = 200
) -> HttpResponse:  # fmt: skip
    """`sheet`: what was typed in one of the small forms, `part`: in which (its name, or the key of a referral)."""
    found = queries.person(enrolment)
    patient = enrolment.patient
    context = {
        "person": found, "row": enrolment, "patient": patient, "phone": mask_phone(patient.phone) if patient.phone else "",
        "open_referrals": [one for one in found.referrals if one.state in OPEN_REFERRALS],
        "past_referrals": [one for one in found.referrals if one.state not in OPEN_REFERRALS],
        "endings": [(one.value, one.label) for one in _ENDINGS], "end_reasons": [(one.value, one.label) for one in EndReason],
        "physicians": queries.physicians_of(enrolment.organisation_id), "sheet": sheet or Sheet(), "part": part,
        "today": today(), "days_over": (today() - enrolment.next_due).days if enrolment.next_due else 0,
    }  # fmt: skip
    return desk_page(request, actor, "followup/desk/person.html", context, status)


def _small_form(
    request: HttpRequest, actor: Actor, key: UUID, part: str, names: tuple[str, ...], act: Callable[[dict[str, Any]], object], said: str
) -> HttpResponse:  # fmt: skip
    """One of the forms on a person's page: done and said, or the page again with what was typed."""
    enrolment = queries.enrolment_of(actor, key)
    sheet = Sheet(typed={name: request.POST.get(name, "") for name in names})
    try:
        act(dict(sheet.typed))
    except Problem as problem:
        _check_there(problem)
        sheet.add(problem)
        return person_page(request, actor, enrolment, sheet, part, problem.status)
    messages.success(request, said)
    return redirect("followup:person", key)


@require_POST
@physician_page
def end(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    said = _("Management has ended. What was noted stays.")
    return _small_form(request, actor, key, "end", ("reason", "on"), lambda given: actions.end_enrolment(actor, key, given), said)  # fmt: skip


@require_POST
@physician_page
def hand_over(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    def act(given: dict[str, Any]) -> object:
        return actions.hand_over(actor, key, given["physician"])

    return _small_form(
        request, actor, key, "physician", ("physician",), act, _("Kept. This person is on their list now.")
    )


@require_POST
@physician_page
def examine(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    said = _("The examination is noted. It counts for every condition of this person.")
    return _small_form(request, actor, key, "exam", ("on", "findings"), lambda given: actions.note_examination(actor, key, given), said)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@physician_page
def referral(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """One referral: to be arranged, or what became of it. Also of somebody who is not enrolled."""
    row = queries.referral_of(actor, key)
    sheet = Sheet(typed={name: request.POST.get(name, "") for name in ("to", "state", "outcome")})
    if request.method == "POST":
        do = actions.arrange_referral if request.POST.get("do") == "arrange" else actions.close_referral
        try:
            do(actor, key, dict(sheet.typed))
        except Problem as problem:
            _check_there(problem)
            sheet.add(problem)
        else:
            messages.success(request, _("Kept."))
            return redirect("followup:person", row.enrolment_id) if row.enrolment_id else redirect("followup:week")
    else:
        seen(actor, row.patient, "followup_referral")
    context = {
        "row": row, "patient": row.patient, "age": queries.age_on(row.patient, today()), "sheet": sheet,
        "is_open": row.state in OPEN_REFERRALS, "endings": [(one.value, one.label) for one in _ENDINGS],
        "days_over": (today() - row.due_on).days,
    }  # fmt: skip
    return desk_page(request, actor, "followup/desk/referral.html", context, sheet.status)
