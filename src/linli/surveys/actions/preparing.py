"""Preparing a survey: what it is, its questionnaire, beginning and ending the interviews, what its weights are fitted to."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.cases.commands import parse
from linli.cases.errors import InvalidInput
from linli.clock import now
from linli.ids import uuid7
from linli.people.actors import Actor
from linli.problem import Fault

from .. import commands as c
from .. import frames
from ..access import check_may_direct
from ..ages import GROUPS
from ..errors import NoSuchSurvey, NotNow
from ..models import Form, Survey, SurveyState
from ..xlsform.definition import definition_json
from ..xlsform.reading import Read, read


@transaction.atomic
def create_survey(actor: Actor, given: c.NewSurvey | dict[str, Any]) -> Survey:
    """Raises NotYours, InvalidInput."""
    check_may_direct(actor)
    command = given if isinstance(given, c.NewSurvey) else parse(c.NewSurvey, given)
    if Survey.objects.filter(district=actor.reach.district, code=command.code).exists():
        message = _("There is a survey “%(code)s” already; please choose another code.") % {"code": command.code}
        raise InvalidInput([Fault("code", message, command.code)])
    row = Survey(id=uuid7(), created_by=actor.account, created_at=now(), **command.model_dump())
    row.district_id = actor.reach.district
    row.save(force_insert=True)
    record(actor, "created", row)
    return row


def put_form(actor: Actor, code: str, name: str, body: bytes) -> Form:
    """A questionnaire, from now on the one that is filled in. The same again changes nothing. Raises NotYours, NoSuchSurvey,
    FaultyForm, NotNow (a version that is there with other contents)."""
    check_may_direct(actor)
    made = read(body, name)
    with transaction.atomic():
        survey = locked(actor, code)
        row = keep_form(survey, made, name, body)
        if row.created_by_id is None:
            row.created_by = actor.account
            row.save(update_fields=["created_by"])
        record(actor, "form_put", survey, form=row.form_id, version=row.version, digest=row.digest)
    return row


def keep_form(survey: Survey, made: Read, name: str, body: bytes) -> Form:
    """The row of a questionnaire that was read. Raises NotNow."""
    definition, digest = made.definition, hashlib.sha256(made.xml.encode()).hexdigest()
    there = survey.forms.filter(form_id=definition.form_id, version=definition.version).first()
    if there is not None and there.digest != digest:
        raise NotNow(
            _("Version %(version)s of this questionnaire is there already with other contents. Please give this one another version on the sheet settings.")
            % {"version": definition.version}
        )  # fmt: skip
    elsewhere = Form.objects.filter(form_id=definition.form_id, survey__district=survey.district_id).exclude(
        survey=survey
    )
    if elsewhere.exists():
        raise NotNow(
            _("Another survey of the district has a questionnaire “%(form)s” already. Please give this one another form_id on the sheet settings.")
            % {"form": definition.form_id}
        )  # fmt: skip
    others = survey.forms.exclude(pk=there.pk) if there else survey.forms.all()
    others.filter(current=True).update(current=False)
    if there is not None:
        if not there.current:
            there.current = True
            there.save(update_fields=["current"])
        return there
    row = Form(
        id=uuid7(), survey=survey, form_id=definition.form_id, version=definition.version, title=definition.title,
        xml=made.xml, definition=definition_json(definition), source=body, source_name=name[-120:], digest=digest,
        created_at=now(),
    )  # fmt: skip
    row.save(force_insert=True)
    return row


@transaction.atomic
def begin(actor: Actor, code: str) -> Survey:
    """Interviewers can begin, or go on. Raises NotYours, NoSuchSurvey, NotNow: without sample or questionnaire."""
    check_may_direct(actor)
    survey = locked(actor, code)
    if not survey.forms.filter(current=True).exists():
        raise NotNow(_("There is no questionnaire yet."))
    if not hasattr(survey, "sample"):
        raise NotNow(_("The sample is not drawn yet."))
    return _move(actor, survey, SurveyState.IN_FIELD, "begun")


@transaction.atomic
def close(actor: Actor, code: str) -> Survey:
    """No more interviews; what is still on its way is taken and marked as late. Raises NotYours, NoSuchSurvey, NotNow."""
    check_may_direct(actor)
    survey = locked(actor, code)
    if survey.state != SurveyState.IN_FIELD:
        raise NotNow(_("The interviews are not under way."))
    return _move(actor, survey, SurveyState.CLOSED, "closed")


def _move(actor: Actor, survey: Survey, state: SurveyState, what: str) -> Survey:
    survey.state = state
    survey.save(update_fields=["state"])
    record(actor, what, survey)
    return survey


@transaction.atomic
def set_margins(actor: Actor, code: str, body: bytes, source: str) -> Survey:
    """How many people the weights are to sum up to, by sex and age. Raises NotYours, NoSuchSurvey, WrongFile, InvalidInput."""
    check_may_direct(actor)
    if not 2 <= len(source.strip()) <= 200:
        raise InvalidInput([Fault("source", _("Please say where these figures are from."), source[:200])])
    survey = locked(actor, code)
    survey.margins, survey.margins_source = frames.margins(body, GROUPS), source.strip()
    survey.revision += 1
    survey.save(update_fields=["margins", "margins_source", "revision"])
    record(actor, "margins_set", survey, total=sum(survey.margins["sex*age"].values()))
    return survey


@transaction.atomic
def choose_lonely(actor: Actor, code: str, given: c.ChooseLonely | dict[str, Any]) -> Survey:
    """What a stratum of a single cluster counts for. Raises NotYours, NoSuchSurvey, InvalidInput."""
    check_may_direct(actor)
    command = given if isinstance(given, c.ChooseLonely) else parse(c.ChooseLonely, given)
    survey = locked(actor, code)
    survey.lonely = command.lonely
    survey.revision += 1
    survey.save(update_fields=["lonely", "revision"])
    record(actor, "lonely_chosen", survey, lonely=command.lonely)
    return survey


def locked(actor: Actor, code: str) -> Survey:
    """Raises NoSuchSurvey."""
    found = Survey.objects.select_for_update().filter(district=actor.reach.district, code=code).first()
    if found is None:
        raise NoSuchSurvey
    return found


def record(actor: Actor, what: str, survey: Survey, **more: Any) -> None:
    audit.record(actor, f"survey_{what}", district=survey.district_id, subject=survey.code, data=more)
