"""Services over JSON: the guides as people read them, and each form as a JSON Schema."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router

from linli.answers import ERRORS, json_answer
from linli.catalogue import guides
from linli.catalogue.filled_form import filled
from linli.catalogue.fitting import dialogue
from linli.catalogue.forms import json_schema
from linli.catalogue.guides import Guide
from linli.catalogue.models import Audience, LifeEvent
from linli.places.queries import district_by
from linli.problem import Fault

from .. import commands as c
from ..errors import InvalidInput


class FilledForm(c.Command):
    """Answers by the id of their field, as the service's JSON Schema says."""

    district: c.Code
    answers: dict[str, Any]


def add_to(router: Router) -> None:
    router.get(
        "/services", response={200: dict, **ERRORS}, summary="A district's services, or those that words lead to"
    )(list_services)
    router.get(
        "/services/for-me", response={200: dict, **ERRORS}, summary="What some answers lead to, and what to ask next"
    )(services_for_me)
    router.get("/services/{code}", response={200: dict, **ERRORS}, summary="One service: guide, form as JSON Schema")(
        one_service
    )
    router.post(
        "/services/{code}/check", response={200: dict, **ERRORS}, summary="Hold a filled form against its service"
    )(check_form)


def list_services(
    request: HttpRequest, district: str, q: str = "", event: str = "", audience: str = ""
) -> HttpResponse:
    """`q`: words as people type them, the best first; `event`, `audience`: as in each service."""
    for name, given, known in (("event", event, LifeEvent.values), ("audience", audience, Audience.values)):
        if given and given not in known:
            message = _("“%(value)s” is not offered; possible are: %(known)s.")
            raise InvalidInput([Fault(name, message % {"value": given[:30], "known": "、".join(known)}, given[:30])])
    found = guides.narrowed(district_by(district).code, event, audience)
    shown = guides.found(q, found) if q.strip() else found
    return json_answer({"items": [_brief(one) for one in shown]})


def services_for_me(request: HttpRequest, district: str) -> HttpResponse:
    """Answers by the id of their question, an empty one to skip it; what is not known is passed over, and named."""
    asked = dialogue(district_by(district).code)
    given = {name: texts for name, texts in request.GET.lists() if name != "district"}
    standing = asked.standing(given)
    return json_answer({
        "answers": standing.answers, "passed_over": [name for name in given if name not in standing.answers],
        "next": standing.next and standing.next.model_dump(mode="json", include={"id", "text", "hint", "several", "choices"}),
        "left": standing.left, "fitting": [_brief(one) for one in standing.fitting],
        "nearly": [
            {**_brief(one.guide), "question": one.question.id, "missing": one.missing} for one in standing.nearly
        ],
    })  # fmt: skip


def one_service(request: HttpRequest, code: str, district: str) -> HttpResponse:
    shown = guides.guide(district_by(district).code, code)
    spec = shown.spec.model_dump(mode="json", exclude={"form", "code", "name", "summary"})
    return json_answer({**_brief(shown), **spec, "form": json_schema(shown.spec)}, etag=f"{shown.code}-{shown.version}")


def check_form(request: HttpRequest, code: str, payload: FilledForm) -> HttpResponse:
    """Every fault at once, or the answers as they would be kept. Nothing of them is."""
    shown = guides.guide(district_by(payload.district).code, code)
    found = filled(shown.spec, shown.district, payload.answers)
    if found.faults:
        raise InvalidInput(found.faults)
    return json_answer({"service": shown.code, "version": shown.version, "answers": found.answers})


def _brief(one: Guide) -> dict[str, object]:
    return {
        "code": one.code, "name": one.name, "summary": one.spec.summary, "version": one.version, "holder_name": one.holder,
        "days": one.spec.days.promised, "visits": one.spec.saves.visits_now,
    }  # fmt: skip
