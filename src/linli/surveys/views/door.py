"""The door of the desk's survey pages: for officers of disease control, with the survey's shell around each page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from linli.cases.at_desk import desk_page, staff_page
from linli.people.actors import Actor

from ..access import may_direct
from ..errors import NoSuchInterview, NoSuchSurvey
from ..models import Survey
from ..queries.finding import survey_of

P = ParamSpec("P")


def leaders_page(
    view: Callable[Concatenate[HttpRequest, Actor, P], HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """Only for who leads surveys; what is not of their district is not there."""

    def guarded(request: HttpRequest, actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not may_direct(actor):
            raise PermissionDenied
        try:
            return view(request, actor, *args, **kwargs)
        except (NoSuchSurvey, NoSuchInterview) as unknown:
            raise Http404(unknown.message) from None

    return never_cache(staff_page(guarded))


def survey_page(
    view: Callable[Concatenate[HttpRequest, Actor, Survey, P], HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """One survey's page: the view gets the survey that the address names."""

    def found(request: HttpRequest, actor: Actor, /, code: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        return view(request, actor, survey_of(actor, code), *args, **kwargs)

    return leaders_page(found)


def shown(
    request: HttpRequest, actor: Actor, survey: Survey, name: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A page of one survey, with the ways to its others."""
    shell = {"survey": survey, "doors": _doors(survey, name), **context}
    return desk_page(request, actor, f"surveys/desk/{name}.html", shell, status)


def _doors(survey: Survey, current: str) -> list[dict[str, Any]]:
    ways = (
        ("survey", "desk_survey", _("Overview")), ("form", "desk_form", _("Questionnaire")), ("sample", "desk_sample", _("Sample")),
        ("progress", "desk_progress", _("Progress")), ("quality", "desk_quality", _("Quality")),
        ("interviews", "desk_interviews", _("Interviews")), ("analysis", "desk_analysis", _("Analysis")),
    )  # fmt: skip
    return [
        {"label": label, "href": reverse(f"surveys:{address}", args=[survey.code]), "current": name == current}
        for name, address, label in ways
    ]
