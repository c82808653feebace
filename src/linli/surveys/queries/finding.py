"""Finding surveys and what belongs to them, within the actor's district."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from linli.people.actors import Actor

from ..access import check_may_direct
from ..errors import NoSuchInterview, NoSuchSurvey
from ..models import Form, Submission, Survey


def surveys_of(actor: Actor) -> QuerySet[Survey]:
    """Those of the district, the newest first, for who leads them. Raises NotYours."""
    check_may_direct(actor)
    return Survey.objects.filter(district=actor.reach.district).order_by("-starts_on", "code")


def survey_of(actor: Actor, code: str) -> Survey:
    """One of them. Raises NotYours, NoSuchSurvey."""
    found = surveys_of(actor).filter(code=code).select_related("district").first()
    if found is None:
        raise NoSuchSurvey
    return found


def current_form(survey: Survey) -> Form | None:
    return survey.forms.filter(current=True).first()


def submission_of(actor: Actor, survey: Survey, key: UUID) -> Submission:
    """Raises NoSuchInterview."""
    rows = Submission.objects.filter(survey=survey, survey__district=actor.reach.district, pk=key)
    found = rows.select_related("form", "unit__cluster", "by").first()
    if found is None:
        raise NoSuchInterview
    return found
