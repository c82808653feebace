"""Drawing the sample at the desk: a frame is read, a plan tried, and then drawn for good; who visits whom."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.audit import actions as audit
from linli.cases.commands import parse
from linli.clock import now
from linli.people.actors import Actor
from linli.problem import Problem

from .. import actions, frames
from .. import commands as c
from ..actions.drawing import drawn_by, interviewers_of, plan_from
from ..errors import WrongFile
from ..models import Cluster, Survey
from ..queries.sampling_desk import Tried, cluster_page, clusters_of, strata_of, tried
from ..queries.sheets import summary
from ..sampling import FrameUnit, Method, Order, Within, frame_json, frame_of
from .door import shown, survey_page

_SALT = "linli.surveys.frame"


@require_http_methods(["GET", "HEAD", "POST"])
@survey_page
def sample(request: HttpRequest, actor: Actor, survey: Survey) -> HttpResponse:
    """Before: frame and plan. Afterwards: what was drawn."""
    if hasattr(survey, "sample"):
        context = {
            "sample": survey.sample, "clusters": clusters_of(survey), "summary": summary(survey),
            "interviewers": interviewers_of(actor.reach.district), "drawn": True,
        }  # fmt: skip
        return shown(request, actor, survey, "sample", context)
    typed = _typed(request)
    faults: list[str] = []
    result: Tried | None = None
    frame: list[FrameUnit] = []
    try:
        frame = _frame(request)
        if frame and "tries" in request.POST:
            result = _try(frame, typed)
            if request.POST["tries"] == "draw":
                actions.draw_sample(actor, survey.code, frame, _command(typed))
                messages.success(request, _("The sample is drawn and kept. Next: who visits whom."))
                return redirect("surveys:desk_sample", survey.code)
    except Problem as problem:
        faults = [one.message for one in problem.faults] or [problem.message]
    context = {
        "strata": strata_of(frame, typed["takes"]), "typed": typed, "faults": faults, "tried": result,
        "kept": signing.dumps(frame_json(frame), salt=_SALT, compress=True) if frame else "", "size": len(frame),
        "methods": Method, "orders": Order, "withins": Within,
    }  # fmt: skip
    return shown(request, actor, survey, "sample", context, 422 if faults else 200)


def _typed(request: HttpRequest) -> dict[str, Any]:
    names = request.POST.getlist("stratum")
    numbers = zip(names, request.POST.getlist("clusters"), request.POST.getlist("each"), strict=False)
    return {
        "seed": request.POST.get("seed", f"{now():%Y%m%d}"), "method": request.POST.get("method", "pps"),
        "order": request.POST.get("order", "listed"), "within": request.POST.get("within", "systematic"),
        "kind": request.POST.get("kind", "person"), "takes": {name: (clusters, each) for name, clusters, each in numbers},
    }  # fmt: skip


def _frame(request: HttpRequest) -> list[FrameUnit]:
    """A file just given, or the one given before, which the page carries signed."""
    file = request.FILES.get("frame")
    if file is not None:
        return frames.frame(file.read(frames.LARGEST + 1))
    if kept := request.POST.get("kept", ""):
        try:
            return frame_of(signing.loads(kept, salt=_SALT))
        except signing.BadSignature:
            raise WrongFile(_("Please give the frame again.")) from None
    if request.method == "POST":
        raise WrongFile(_("Please choose the file of the frame."))
    return []


def _command(typed: dict[str, Any]) -> c.DrawSample:
    takes = [(name, clusters, each) for name, (clusters, each) in typed["takes"].items()]
    return parse(c.DrawSample, {**{name: value for name, value in typed.items() if name != "takes"}, "takes": takes})


def _try(frame: list[FrameUnit], typed: dict[str, Any]) -> Tried:
    return tried(frame, drawn_by(frame, plan_from(_command(typed))))


@require_safe
@survey_page
def cluster(request: HttpRequest, actor: Actor, survey: Survey, key: UUID) -> HttpResponse:
    """One cluster's drawn people; where they have names, the look is on record."""
    return _cluster(request, actor, survey, key)


def _cluster(
    request: HttpRequest, actor: Actor, survey: Survey, key: UUID, faults: tuple[str, ...] = (), status: int = 200
) -> HttpResponse:
    found = Cluster.objects.filter(sample__survey=survey, pk=key).first()
    if found is None:
        raise Http404(str(key))
    page = cluster_page(found)
    if page.named:
        told = {"cluster": found.code, "people": page.named}
        audit.record(actor, "survey_list_seen", district=survey.district_id, subject=survey.code, data=told)
    context = {"cluster": found, "page": page, "interviewers": interviewers_of(actor.reach.district), "faults": faults}
    return shown(request, actor, survey, "cluster", context, status)


@require_POST
@survey_page
def assign(request: HttpRequest, actor: Actor, survey: Survey, key: UUID) -> HttpResponse:
    try:
        count = actions.assign(actor, survey.code, key, request.POST.getlist("interviewers")[:50])
    except Problem as problem:
        return _cluster(request, actor, survey, key, (problem.message,), problem.status)
    messages.success(request, _("%(n)d people are given out.") % {"n": count})
    return redirect("surveys:desk_sample", survey.code)


@require_POST
@survey_page
def names(request: HttpRequest, actor: Actor, survey: Survey, key: UUID) -> HttpResponse:
    """The list of the cluster: names and addresses of those drawn are kept sealed."""
    file = request.FILES.get("list")
    try:
        if file is None:
            raise WrongFile(_("Please choose the file of the list."))
        count = actions.name_units(actor, survey.code, key, file.read(frames.LARGEST + 1))
    except Problem as problem:
        return _cluster(request, actor, survey, key, (problem.message,), problem.status)
    messages.success(
        request, _("Of %(n)d drawn people name and address are kept; the others of the list are not.") % {"n": count}
    )
    return redirect("surveys:desk_cluster", survey.code, key)
