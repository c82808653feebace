"""How this gateway answers: resources and OperationOutcomes as application/fhir+json."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from django.http import HttpResponse
from django.utils.translation import gettext as _

from linli.health.limits import ValueFault
from linli.problem import Problem

from . import coding
from .faults import Fault

FHIR = "application/fhir+json; charset=utf-8; fhirVersion=4.0"
_ISSUES = {
    400: "invalid", 401: "login", 403: "forbidden", 404: "not-found", 405: "not-supported", 406: "not-supported", 409: "conflict",
    410: "deleted", 412: "multiple-matches", 413: "too-costly", 415: "not-supported", 422: "business-rule", 429: "throttled",
}  # fmt: skip


class GatewayProblem(Problem):
    """What is wrong with a request to this gateway, rather than with a resource in it. `issue` is FHIR's IssueType."""

    def __init__(self, status: int, code: str, message: str, path: str = "", issue: str = "") -> None:
        super().__init__(message, field=path)
        self.status, self.code = status, code
        self.issue = issue or _ISSUES.get(status, "processing")


def fhir(body: Mapping[str, Any], status: int = 200, headers: Mapping[str, str] | None = None) -> HttpResponse:
    response = HttpResponse(orjson.dumps(body), status=status, content_type=FHIR, headers=dict(headers or {}))
    response.headers["Cache-Control"] = "no-store"
    return response


def faults_of(problem: Problem, paths: Mapping[str, str] | None = None) -> tuple[Fault, ...]:
    """A room's problem as faults. `paths` gives the FHIRPath of what the room calls a field."""
    issue = problem.issue if isinstance(problem, GatewayProblem) else _ISSUES.get(problem.status, "processing")
    if not problem.faults:
        return (Fault("", issue, problem.code, problem.message),)
    return tuple(
        Fault(
            (paths or {}).get(one.field, one.field), "value" if isinstance(one, ValueFault) else issue,
            (one.code if isinstance(one, ValueFault) and one.code else problem.code), one.message, _limits(one),
        )
        for one in problem.faults
    )  # fmt: skip


def _limits(fault: object) -> str:
    if not isinstance(fault, ValueFault) or (fault.least is None and fault.most is None):
        return ""
    least = "" if fault.least is None else f"{fault.least:g}"
    most = "" if fault.most is None else f"{fault.most:g}"
    return f"{least} .. {most} {fault.unit}".strip()


def outcome(faults: Iterable[Fault], severity: str = "error") -> dict[str, Any]:
    """An OperationOutcome: each issue says where, why in words, its code, and what is possible.

    `severity`: of those that do not say their own.
    """
    issues = []
    for fault in faults:
        issue: dict[str, Any] = {
            "severity": fault.severity or severity, "code": fault.issue,
            "details": {"coding": [{"system": coding.FAULTS, "code": fault.code}], "text": fault.message},
        }  # fmt: skip
        if fault.grade:
            issue["details"]["coding"].append({"system": coding.GRADE, "code": fault.grade})
        if fault.limits:
            issue["diagnostics"] = _("Possible: %(limits)s") % {"limits": fault.limits}
        if fault.path:
            issue["expression"] = [fault.path]
        issues.append(issue)
    return {"resourceType": "OperationOutcome", "issue": issues}


def told(problem: Problem) -> HttpResponse:
    """A problem as an answer."""
    headers = {"WWW-Authenticate": 'Bearer realm="linli"'} if problem.status == 401 else {}
    return fhir(outcome(faults_of(problem)), problem.status, headers)
