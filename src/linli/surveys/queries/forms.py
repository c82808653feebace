"""Questionnaires that somebody may fill in."""

from __future__ import annotations

from django.db.models import QuerySet

from linli.people.actors import Actor

from ..access import may_interview
from ..models import Form, SurveyState


def forms_for(actor: Actor) -> QuerySet[Form]:
    """The current questionnaires of surveys whose interviews are under way in the actor's district; none for who does not interview."""
    if not may_interview(actor):
        return Form.objects.none()
    return Form.objects.filter(
        survey__district=actor.reach.district, survey__state=SurveyState.IN_FIELD, current=True
    ).select_related("survey")


def form_xml(form: Form) -> bytes:
    """The XForm as ODK Collect downloads it, UTF-8."""
    return form.xml.encode()
