"""POST /cases: a need, said once, by another program."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import File, Router
from ninja.files import UploadedFile
from pydantic import BaseModel, Field

from linli.answers import ERRORS, json_answer, write
from linli.people.actors import actor_of
from linli.places.queries import Located

from .. import commands as c
from ..actions import attach, submit
from ..models import Case, Channel
from ..queries.timeline import Audience
from .views import actor_with, area_of, brief, iso, receipt_of


class Report(c.Command):
    """What a reporter sends; `location` is WGS-84, `category` a code of the district's tree."""

    district: c.Code
    text: c.Words
    address: c.Line = ""
    location: c.Position | None = None
    category: c.Code | None = None
    contact: c.ContactDetails | None = None


class Opened(BaseModel):
    """The case just opened. The receipt is shown this once: who holds it is its reporter."""

    code: str
    receipt: str
    state: str
    version: int
    area: dict[str, str] | None = None
    office: str
    due_at: str | None = None
    candidates: list[dict[str, str]] = Field(default=[], description="Places the address may mean, when it is not sure")


def add_to(router: Router) -> None:
    router.post("/cases", response={201: Opened, **ERRORS}, summary="Report a need")(create)
    router.post("/cases/{code}/attachments", response={201: dict, **ERRORS}, summary="Add photos or papers")(add_files)


def create(request: HttpRequest, payload: Report) -> HttpResponse:
    def do() -> HttpResponse:
        command = c.Submit.model_construct(
            **{**c.Submit.model_construct(district="", text="").model_dump(), **dict(payload), "channel": Channel.API}
        )
        opened = submit(actor_of(request), command)
        return json_answer(_opened(opened.case, opened.receipt, opened.candidates), 201, etag=str(opened.case.version))

    return write(request, do)


def _opened(case: Case, receipt: str, candidates: tuple[Located, ...]) -> dict[str, object]:
    return {
        "code": case.code, "receipt": receipt, "state": case.state, "version": case.version, "title": case.title,
        "area": area_of(case, case.area_id), "community": area_of(case, case.community), "street": area_of(case, case.street),
        "office": case.office_id, "due_at": iso(case.due_at), "created_at": iso(case.created_at),
        "candidates": [{"code": one.area, "name": one.label} for one in candidates],
    }  # fmt: skip


def add_files(request: HttpRequest, code: str, files: File[list[UploadedFile]]) -> HttpResponse:
    def do() -> HttpResponse:
        actor = actor_with(request, code, receipt_of(request, request.POST.get("receipt", "")))
        attached = attach(actor, code, files)
        shown = [{"id": str(a.pk), "name": a.name, "media_type": a.media_type, "size": a.size} for a in attached]
        case = Case.objects.get(code=attached[0].case.code) if attached and attached[0].case else None
        return json_answer({"attachments": shown, "case": brief(case, Audience.REPORTER) if case else None}, 201)

    return write(request, do)
