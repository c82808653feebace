"""How the API speaks: orjson in and out, problem+json errors, ETags, idempotent writes."""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Callable
from typing import Any

import orjson
from django.core.exceptions import TooManyFieldsSent, TooManyFilesSent
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.parser import Parser
from ninja.renderers import BaseRenderer
from pydantic import BaseModel

from linli.audit.idempotency import Answer, once
from linli.faults import faults_of
from linli.people.actors import actor_of
from linli.problem import Problem

log = logging.getLogger(__name__)


class OrjsonRenderer(BaseRenderer):
    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        return orjson.dumps(data, default=str)


class OrjsonParser(Parser):
    def parse_body(self, request: HttpRequest) -> Any:
        return orjson.loads(request.body)

    def parse_querydict(self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest) -> Any:
        """Without NUL characters, which no field means and PostgreSQL does not take."""
        plain = MultiValueDict({name: [_plain(value) for value in data.getlist(name)] for name in data})
        return super().parse_querydict(plain, list_fields, request)


def _plain(value: Any) -> Any:
    return value.replace("\0", "") if isinstance(value, str) else value


class ProblemDetails(BaseModel):
    """RFC 9457; `errors` names every field that cannot be taken."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[dict[str, str]] = []


ERRORS: dict[int, type[ProblemDetails]] = dict.fromkeys((400, 401, 403, 404, 409, 413, 415, 422, 429), ProblemDetails)

_TITLES: dict[int, Callable[[], str]] = {
    400: lambda: _("We could not read this request"),
    401: lambda: _("Please sign in"),
    403: lambda: _("This is for others to do"),
    404: lambda: _("Not found"),
    409: lambda: _("Something changed in the meantime"),
    413: lambda: _("Too large"),
    422: lambda: _("Something cannot be taken as it is"),
    429: lambda: _("Too many at once"),
}


def problem(
    status: int, code: str, detail: str, errors: list[dict[str, str]] | None = None, extra: dict[str, Any] | None = None
) -> HttpResponse:
    """An error answer as application/problem+json."""
    title = _TITLES.get(status, _TITLES[400])()
    body = {"type": f"/problems/{code}", "title": title, "status": status, "detail": detail, "code": code}
    body |= {"errors": errors or [], **(extra or {})}
    return HttpResponse(orjson.dumps(body, default=str), status=status, content_type="application/problem+json")


def json_answer(data: Any, status: int = 200, etag: str = "") -> HttpResponse:
    response = HttpResponse(orjson.dumps(data, default=str), status=status, content_type="application/json")
    if etag:
        response["ETag"] = f'"{etag}"'
    return response


def add_problem_handlers(api: NinjaAPI) -> None:
    """Every way a request can fail, said in one form; bad input is never a 500."""

    @api.exception_handler(Problem)
    def known(request: HttpRequest, error: Problem) -> HttpResponse:
        errors = [{"field": f.field, "message": f.message, "value": f.value} for f in error.faults]
        return problem(error.status, error.code, error.message, errors, error.extra)

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        named = [{**one, "input": _given(request, one["loc"])} for one in error.errors]
        faults = faults_of(named, skip=_OUTER)
        errors = [{"field": f.field, "message": f.message, "value": f.value} for f in faults]
        detail = faults[0].message if len(faults) == 1 else _("Please look at the marked fields again.")
        return problem(422, "invalid_input", detail, errors)

    @api.exception_handler(HttpError)
    def unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
        detail = _("The body is not JSON that we can read. Please send a JSON object in UTF-8.")
        return problem(error.status_code, "unreadable", detail)

    @api.exception_handler(MultiPartParserError)
    @api.exception_handler(TooManyFieldsSent)
    @api.exception_handler(TooManyFilesSent)
    def no_form(request: HttpRequest, error: Exception) -> HttpResponse:
        detail = _(
            "The body is no form that we can read. Please send multipart/form-data with its boundary, and fewer parts."
        )
        return problem(400, "unreadable", detail)

    @api.exception_handler(AuthenticationError)
    def unknown_person(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        return problem(401, "sign_in", _("This needs a token: POST /api/v1/tokens gives one for 12 hours."))

    @api.exception_handler(Http404)
    def missing(request: HttpRequest, error: Http404) -> HttpResponse:
        return problem(404, "not_found", _("There is nothing at this address."))


# Where in a request a fault lies, before the name of the field.
_OUTER = ("body", "query", "path", "payload", "form", "file")


def _given(request: HttpRequest, place: tuple[str | int, ...]) -> Any:
    """The value a fault is about: ninja keeps only where it lies."""
    steps = [step for step in place if step not in _OUTER]
    if place and place[0] == "query":
        return request.GET.get(str(steps[-1]))
    if _is_form(request):
        return request.POST.get(str(steps[0])) if steps else None
    try:
        value = orjson.loads(request.body)
        for step in steps:
            value = value[step]
    except (orjson.JSONDecodeError, KeyError, IndexError, TypeError):
        return None
    return value


def _is_form(request: HttpRequest) -> bool:
    """Whether it came in parts: then its body cannot be read a second time."""
    return request.content_type == "multipart/form-data"


def _content(request: HttpRequest) -> bytes:
    """What a request says, to tell whether another says the same: its body; of a form its fields, and of each file its name
    and SHA-256."""
    if not _is_form(request):
        return request.body
    fields = [(name, request.POST.getlist(name)) for name in sorted(request.POST)]
    files = [(name, one.name, _sha256(one)) for name in sorted(request.FILES) for one in request.FILES.getlist(name)]
    return orjson.dumps([fields, files])


def _sha256(file: UploadedFile) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def write(request: HttpRequest, do: Callable[[], HttpResponse]) -> HttpResponse:
    """Do a write once for an `Idempotency-Key`: sent again it gives the same answer, altered it gives 409."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return do()
    actor = actor_of(request)
    scope = str(actor.account.pk) if actor.account else "guest"
    # With the receipt, or an answer meant for the reporter would be given to who knows the key alone.
    head = f"{request.method} {request.get_full_path()}\n{request.headers.get('Receipt', '')}\n"
    whole = hashlib.sha256(head.encode() + _content(request)).hexdigest()

    def answer() -> Answer:
        response = do()
        headers = {name: response[name] for name in ("ETag", "Location") if name in response}
        return Answer(response.status_code, response.content, headers)

    kept = once(scope, key, whole, answer)
    response = HttpResponse(kept.body, status=kept.status, content_type="application/json")
    for name, value in kept.headers.items():
        response[name] = value
    return response


def seen_version(request: HttpRequest) -> int | None:
    """The version named by If-Match, if any; `*` and absence mean "whatever it is"."""
    given = request.headers.get("If-Match", "").strip()
    if not given or given == "*":
        return None
    number = given.removeprefix("W/").strip('"')
    return int(number) if re.fullmatch(r"[0-9]{1,9}", number) else -1
