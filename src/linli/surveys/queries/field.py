"""What an interviewer takes along: the questionnaires, and the people they are to visit; nobody else's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from linli.clock import now
from linli.people.actors import Actor

from ..access import may_direct, may_interview
from ..models import Form, Survey, Unit, UnitState
from .forms import forms_for


@dataclass(frozen=True)
class Package:
    """As JSON for the device; `people`: how many names and addresses are in it."""

    body: dict[str, Any]
    people: int
    surveys: list[str]


def package(actor: Actor) -> Package:
    """Questionnaires and people of the surveys under way. Empty for who does not interview."""
    forms = list(forms_for(actor)) if may_interview(actor) else []
    surveys = [one.survey for one in forms]
    units = (
        Unit.objects.filter(survey__in=surveys, interviewer=actor.account)
        .select_related("cluster")
        .order_by("survey", "code")
    )
    told = list(units)
    codes = {one.pk: one.code for one in surveys}
    body = {
        "now": now().isoformat(), "forms": [_form(one) for one in forms],
        "surveys": [_survey(one.survey, one) for one in forms], "people": [_person(one, codes[one.survey_id]) for one in told],
    }  # fmt: skip
    return Package(body, sum(bool(one.name_cipher) for one in told), [one.code for one in surveys])


def _form(form: Form) -> dict[str, Any]:
    return {"id": str(form.pk), "survey": form.survey.code, "digest": form.digest, **form.definition}


def _survey(survey: Survey, form: Form) -> dict[str, Any]:
    return {
        "code": survey.code, "title": survey.title, "form": str(form.pk), "synthetic": survey.synthetic,
        "population": survey.population, "ends_on": survey.ends_on.isoformat(),
    }  # fmt: skip


def _person(unit: Unit, survey: str) -> dict[str, Any]:
    """Name and address only while the visit is to come."""
    waiting = unit.state in (UnitState.WAITING, UnitState.ABSENT)
    return {
        "unit": unit.code, "survey": survey, "cluster": unit.cluster.name, "serial": unit.serial, "state": unit.state,
        "name": unit.name if waiting else "", "address": unit.address if waiting else "",
    }  # fmt: skip


def field_doors(actor: Actor) -> list[tuple[str, str, str]]:
    """Where one who leads surveys, or interviews, goes on from the desk: address, words, icon."""
    leads = [("/desk/surveys", _("Surveys"), "figures")] if may_direct(actor) else []
    return leads + ([("/survey/", _("Interviews"), "write")] if may_interview(actor) else [])
