"""Interviews at the desk: the list with its doubts, one interview with its answers, corrections and the cleaning log."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.audit import actions as audit
from linli.cases.actions.papers import stored
from linli.people.actors import Actor
from linli.people.vault import unseal_bytes
from linli.problem import Problem

from .. import actions
from ..models import Submission, Survey
from ..queries.finding import submission_of
from ..queries.interviews import PAGE, filters, interview, interviews, log_of
from .door import shown, survey_page


@require_safe
@survey_page
def listed(request: HttpRequest, actor: Actor, survey: Survey) -> HttpResponse:
    doubt = request.GET.get("doubt", "")
    page = interviews(survey, doubt, _key(request.GET.get("before", "")))
    older = f"?doubt={doubt}&before={page.lines[-1].row.pk}" if page.more else ""
    context = {"page": page, "filters": filters(survey, doubt), "older": older, "doubt": doubt, "most": PAGE}
    return shown(request, actor, survey, "interviews", context)


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@require_safe
@survey_page
def one(request: HttpRequest, actor: Actor, survey: Survey, key: UUID) -> HttpResponse:
    return _one(request, actor, survey, submission_of(actor, survey, key))


def _one(
    request: HttpRequest, actor: Actor, survey: Survey, row: Submission, faults: tuple[str, ...] = (), status: int = 200
) -> HttpResponse:
    audit.record(actor, "interview_seen", district=survey.district_id, subject=f"{survey.code}/{row.pk}")
    context = {"row": row, "page": interview(row, survey), "faults": faults, "asked": request.GET.get("path", "")}
    return shown(request, actor, survey, "interview", context, status)


@require_POST
@survey_page
def correct(request: HttpRequest, actor: Actor, survey: Survey, key: UUID) -> HttpResponse:
    given = {name: request.POST.get(name, "") for name in ("path", "value", "reason")}
    # Several choices are one answer, as the questionnaire writes them.
    given["value"] = " ".join(request.POST.getlist("value"))
    row = submission_of(actor, survey, key)
    try:
        actions.correct(actor, survey.code, key, given)
    except Problem as problem:
        return _one(request, actor, survey, row, _said(problem), problem.status)
    messages.success(request, _("The new answer counts; what was sent is kept beside it."))
    return redirect("surveys:desk_interview", survey.code, key)


@require_POST
@survey_page
def count(request: HttpRequest, actor: Actor, survey: Survey, key: UUID, name: str) -> HttpResponse:
    """Leave an interview out of the analysis, or take it in again."""
    verbs = {"out": actions.leave_out, "in": actions.take_in}
    if name not in verbs:
        raise Http404(name)
    row = submission_of(actor, survey, key)
    try:
        verbs[name](actor, survey.code, key, {"reason": request.POST.get("reason", "")})
    except Problem as problem:
        return _one(request, actor, survey, row, _said(problem), problem.status)
    messages.success(request, _("It is left out.") if name == "out" else _("It counts again."))
    return redirect("surveys:desk_interview", survey.code, key)


def _said(problem: Problem) -> tuple[str, ...]:
    return tuple(one.message for one in problem.faults) or (problem.message,)


@require_safe
@survey_page
def photo(request: HttpRequest, actor: Actor, survey: Survey, key: UUID, name: str) -> HttpResponse:
    """A photo of an interview, unsealed; the look is on record."""
    row = submission_of(actor, survey, key)
    found = row.attachments.filter(name=name).first()
    if found is None:
        raise Http404(name)
    audit.record(actor, "interview_photo_seen", district=survey.district_id, subject=f"{survey.code}/{row.pk}")
    return HttpResponse(unseal_bytes(stored(found.path).read_bytes()), content_type=found.media_type)


@require_safe
@survey_page
def log(request: HttpRequest, actor: Actor, survey: Survey) -> HttpResponse:
    """The cleaning log: each change, by whom and why; never the values."""
    return shown(request, actor, survey, "cleaning", {"lines": log_of(survey)})
