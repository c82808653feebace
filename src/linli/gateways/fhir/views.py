"""The addresses of FHIR R4. A device's secret or a token says who asks; a browser's session counts for nothing here."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse, RawPostDataException
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from linli.problem import Problem

from . import putting, reading, resources
from .capability import capability
from .cards import taking
from .intake import Answer
from .outcomes import GatewayProblem, fhir, outcome, told
from .signing import Sender, sender_of

# A thousand observations with room to spare; a page's form has less.
MOST_BYTES = 4 * 1024 * 1024
BASE = "/fhir/R4"
_JSON = ("application/fhir+json", "application/json")
View = Callable[..., HttpResponse]


def _spoken(*methods: str) -> Callable[[View], View]:
    """A view for these methods whose problems are told as OperationOutcomes."""

    def around(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def answer(request: HttpRequest, **parts: str) -> HttpResponse:
            try:
                if request.method not in methods:
                    message = _("This address takes %(methods)s.") % {"methods": ", ".join(methods)}
                    raise GatewayProblem(405, "method", message)
                return view(request, **parts)
            except Problem as problem:
                response = told(problem)
            if response.status_code == 405:
                response.headers["Allow"] = ", ".join(methods)
            return response

        return answer

    return around


def base_of(request: HttpRequest) -> str:
    return request.build_absolute_uri(BASE)


@_spoken("GET", "HEAD")
def metadata(request: HttpRequest) -> HttpResponse:
    return fhir(capability(base_of(request)))


@_spoken("POST")
def base(request: HttpRequest) -> HttpResponse:
    """A Bundle: batch or transaction, of observations or of registry cards."""
    sender, body = sender_of(request), _body(request)
    if taking.is_of_cards(body):
        status, answered = taking.several(sender.actor, body)
        return fhir(answered, status)
    _check_may_put(sender)
    whole = "return=representation" in request.headers.get("Prefer", "")
    status, answered = putting.bundle(sender, body, request.headers.get("Date", ""), whole)
    return fhir(answered, status)


@_spoken("POST")
def cards(request: HttpRequest) -> HttpResponse:
    """A registry card as a document."""
    sender = sender_of(request)
    answer = taking.create(sender.actor, _body(request), request.headers.get("If-None-Exist", ""))
    headers = {"Location": f"{base_of(request)}/Bundle/{answer.code}"} if answer.code else {}
    if answer.status < 300 and "return=minimal" in request.headers.get("Prefer", ""):
        return HttpResponse(status=answer.status, headers=headers)
    return fhir(answer.outcome, answer.status, headers)


@_spoken("GET", "HEAD")
def card(request: HttpRequest, key: str) -> HttpResponse:
    return fhir(taking.read(sender_of(request).actor, key))


@_spoken("GET", "HEAD", "POST")
def observations(request: HttpRequest) -> HttpResponse:
    """Search, or create."""
    if request.method != "POST":
        return fhir(reading.observations(sender_of(request), _asked(request), base_of(request)))
    sender = _putting(request)
    condition = request.headers.get("If-None-Exist", "")
    answer = putting.create(sender, _body(request), condition, request.headers.get("Date", ""))
    return _created(request, answer)


def _created(request: HttpRequest, answer: Answer) -> HttpResponse:
    if answer.row is None:
        return fhir(outcome(answer.faults, "error" if answer.status >= 400 else "information"), answer.status)
    headers = {"Location": f"{base_of(request)}/Observation/{answer.row.pk}"}
    prefer = request.headers.get("Prefer", "")
    if "return=minimal" in prefer:
        return HttpResponse(status=answer.status, headers=headers)
    if "return=OperationOutcome" in prefer:
        return fhir(outcome(answer.faults, "information"), answer.status, headers)
    return fhir(resources.observation(answer.row, answer.advice), answer.status, headers)


@_spoken("GET", "HEAD")
def observation(request: HttpRequest, key: str) -> HttpResponse:
    return fhir(reading.observation(sender_of(request), key))


@_spoken("GET", "HEAD")
def patient(request: HttpRequest, key: str) -> HttpResponse:
    return fhir(reading.patient(sender_of(request), key))


@_spoken("GET", "HEAD")
def patients(request: HttpRequest) -> HttpResponse:
    return fhir(reading.patients(sender_of(request), _asked(request), base_of(request)))


@_spoken("POST")
def search_observations(request: HttpRequest) -> HttpResponse:
    """The search with its parameters in the body, where no log writes a card's number down."""
    return fhir(reading.observations(sender_of(request), _asked(request), base_of(request)))


@_spoken("POST")
def search_patients(request: HttpRequest) -> HttpResponse:
    return fhir(reading.patients(sender_of(request), _asked(request), base_of(request)))


@_spoken("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
def nothing(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Resources and operations that are not spoken here."""
    message = _("There is nothing at “%(path)s”. What there is, /fhir/R4/metadata tells.") % {"path": rest[:60]}
    raise GatewayProblem(404, "not_found", message, issue="not-supported")


def _asked(request: HttpRequest) -> list[tuple[str, str]]:
    return [
        (name, value.replace("\0", ""))
        for given in (request.GET, request.POST)
        for name, values in given.lists()
        for value in values
    ]


def _putting(request: HttpRequest) -> Sender:
    """Who sends something to be kept. Raises GatewayProblem."""
    sender = sender_of(request)
    _check_may_put(sender)
    return sender


def _check_may_put(sender: Sender) -> None:
    """Raises GatewayProblem."""
    if not sender.may_put:
        raise GatewayProblem(
            403, "not_yours", _("Devices, physicians and people themselves put observations here; this account is none of them.")
        )  # fmt: skip


def _body(request: HttpRequest) -> Any:
    """The JSON of the body. Raises GatewayProblem."""
    kind = (request.content_type or "").lower()
    if kind not in _JSON:
        message = _("Please send application/fhir+json, not “%(given)s”.") % {"given": kind[:60]}
        raise GatewayProblem(415, "media_type", message)
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > MOST_BYTES:
        message = _("One request has at most %(most)d MB. Please send smaller bundles.")
        raise GatewayProblem(413, "too_large", message % {"most": MOST_BYTES // (1024 * 1024)})
    try:
        return orjson.loads(request.read(int(length)))
    except (orjson.JSONDecodeError, RawPostDataException) as broken:
        message = _("This is not JSON: %(why)s") % {"why": str(broken)[:120]}
        raise GatewayProblem(400, "not_json", message, issue="structure") from None
