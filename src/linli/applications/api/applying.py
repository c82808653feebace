"""POST /applications: a filled form and its documents, by a resident's program, or by a counter's for somebody."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import File, Form, Router
from ninja.files import UploadedFile
from pydantic import BaseModel

from linli.answers import ERRORS, json_answer, write
from linli.cases.api.views import actor_with, iso, receipt_of
from linli.cases.errors import InvalidInput
from linli.cases.models import Case
from linli.catalogue.guides import guide, version_of
from linli.catalogue.services import Material
from linli.people.actors import Actor, actor_of
from linli.places.queries import district_by
from linli.problem import Fault

from .. import commands as c
from ..actions import hand_in, keep_document
from ..models import Document
from ..queries.documents import taken_in
from ..queries.follow_page import follow_page


class Application(c.HandIn):
    """`answers` as the service's JSON Schema says; `documents` by the id of their material, each as POST /documents named
    it; `consent`: the document with the signature of somebody on whose behalf a counter hands it in."""

    consent: UUID | None = None


class DocumentOf(BaseModel):
    """Which material of which service it is for."""

    district: str
    service: str
    material: str
    valid_until: date | None = None


class HandedOver(BaseModel):
    """The application just opened. The receipt is shown this once."""

    code: str
    receipt: str
    state: str
    version: int
    office: str
    due_at: str | None = None


def add_to(router: Router) -> None:
    router.post("/documents", response={201: dict, **ERRORS}, summary="A document for an application")(add_document)
    router.post("/applications", response={201: HandedOver, **ERRORS}, summary="Hand in an application")(create)
    router.get("/applications/{code}", response={200: dict, **ERRORS}, summary="How an application stands")(read)


def add_document(request: HttpRequest, of: Form[DocumentOf], files: File[list[UploadedFile]]) -> HttpResponse:
    """Pages of one document: photos (JPEG, PNG, WebP) or PDF. A resident's lies in their folder from then on."""

    def do() -> HttpResponse:
        district = district_by(of.district).code
        material = _material(district, of.service, of.material)
        document = keep_document(
            actor_of(request), district, name=material.name, sample=material.sample, files=files,
            issued_by=material.issued_by, valid_until=of.valid_until,
        )  # fmt: skip
        return json_answer(_shown(document), 201)

    return write(request, do)


def _material(district: str, service: str, name: str) -> Material:
    """A material of the service, or the consent that a counter needs."""
    spec = guide(district, service).spec
    known = {one.id: one for one in spec.materials} | {one.id: one for one in spec.materials_for({})}
    if name == "consent":
        return Material(id="consent", name=str(_("Consent to hand in on behalf")), needs="photo", sample="form")
    if name not in known:
        message = _("“%(value)s” is not offered; possible are: %(known)s.")
        raise InvalidInput([Fault("material", message % {"value": name[:40], "known": "、".join(known)}, name[:40])])
    return known[name]


def _shown(document: Document) -> dict[str, Any]:
    pages = document.pages.order_by("number")
    return {
        "id": str(document.pk), "name": document.name, "valid_until": document.valid_until,
        "pages": [{"name": one.name, "media_type": one.media_type, "size": one.size} for one in pages],
    }  # fmt: skip


def create(request: HttpRequest, payload: Application) -> HttpResponse:
    def do() -> HttpResponse:
        command = c.HandIn.model_validate(payload.model_dump(exclude={"consent"}))
        actor = actor_of(request)
        over = hand_in(actor, command, consent=_consent(actor, payload.consent))
        return json_answer({**brief(over.case), "receipt": over.receipt}, 201, etag=str(over.case.version))

    return write(request, do)


def _consent(actor: Actor, key: UUID | None) -> UUID | None:
    """A consent lies in nobody's folder: what this counter took in itself, for nothing else."""
    return key if key is not None and taken_in(actor).filter(pk=key).exists() else None


def read(request: HttpRequest, code: str) -> HttpResponse:
    """For the applicant: state, clock, stages, what is to be corrected."""
    shown = follow_page(actor_with(request, code, receipt_of(request)), code)
    points = [{"about": what, "text": text} for what, text in shown.shortcomings]
    stages = [{"name": one.name, "how": one.how} for one in shown.stages]
    decision = {"number": shown.decision.number, "verdict": shown.decision.verdict} if shown.decision else None
    answer = {**brief(shown.case), "said": shown.said, "stages": stages, "to_correct": points, "decision": decision}
    return json_answer(answer, etag=str(shown.case.version))


def brief(case: Case) -> dict[str, Any]:
    """An application in short."""
    assert case.service_id is not None
    service = version_of(case.service_id)
    return {
        "code": case.code, "service": service.code, "service_version": service.version, "name": service.name,
        "state": case.state, "result": case.result or None, "level": case.level or None, "version": case.version,
        "office": case.organisation_id or case.office_id, "due_at": iso(case.due_at), "created_at": iso(case.created_at),
        "accepted_at": iso(case.registered_at), "decided_at": iso(case.answered_at),
    }  # fmt: skip
