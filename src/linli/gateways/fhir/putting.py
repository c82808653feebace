"""Putting over FHIR: one observation, or a bundle of them, with If-None-Exist and the sender's clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from django.utils.translation import gettext as _

from linli.clock import now
from linli.health.errors import NoSuchPatient
from linli.health.models import Device, Observation

from . import resources
from .faults import Fault, Refused
from .intake import Answer, Intake, Sent, coincident
from .outcomes import GatewayProblem, outcome
from .reading import matched
from .searching import read_search
from .signing import Sender

MOST_ENTRIES = 1_000
Resource = dict[str, Any]


def clock_ahead(sender: Sender, date: str) -> float | None:
    """How many seconds the sender's clock is ahead: of the header Date, else as it was last said. Raises GatewayProblem."""
    if not date:
        return sender.device.clock_ahead if sender.device else None
    try:
        shown = parsedate_to_datetime(date)
    except ValueError:
        message = _("The header Date cannot be read. Please send it as RFC 9110 writes it, or leave it out.")
        raise GatewayProblem(400, "bad_date_header", message) from None
    return (shown.replace(tzinfo=shown.tzinfo or UTC) - now()).total_seconds()


def create(sender: Sender, resource: object, if_none_exist: str, date: str) -> Answer:
    """One observation, or a device's coincident timestamp, which is noted and answered with nothing stored (200)."""
    intake = Intake(sender, clock_ahead(sender, date))
    try:
        said = coincident(resource, intake.at)
    except Refused as refused:
        return Answer(refused.status, faults=refused.faults)
    if said is not None:
        return _clock_noted(sender, said)
    known = _known(sender, resource, if_none_exist) if if_none_exist else None
    return intake.put([Sent(resource, known)])[0]


def _clock_noted(sender: Sender, said: float) -> Answer:
    if sender.device is not None:
        Device.objects.filter(pk=sender.device.pk).update(clock_ahead=said)
    message = _("The clock was compared: it is %(seconds)d seconds ahead of ours.") % {"seconds": round(said)}
    return Answer(200, faults=(Fault("Observation", "informational", "clock_compared", message),))


def _known(sender: Sender, resource: object, criteria: str) -> Observation | None:
    """What If-None-Exist finds. An identifier that the body bears itself is left to the taking, which compares the rest too.

    Raises GatewayProblem: 412 where several are found.
    """
    given = parse_qsl(criteria.lstrip("?"), keep_blank_values=True)
    if not given:
        raise GatewayProblem(400, "bad_search", _("If-None-Exist needs a search, as identifier=…|…"), "If-None-Exist")
    own = _identifiers(resource)
    if len(given) == 1 and given[0][0] == "identifier" and given[0][1] in own:
        return None
    search = read_search([*given, *_whose(sender, resource, given)])
    try:
        found = list(matched(sender, search)[:2])
    except NoSuchPatient:
        return None
    if len(found) > 1:
        message = _(
            "More than one observation fits If-None-Exist, so it is not known which is meant. Nothing was stored."
        )
        raise GatewayProblem(412, "multiple_matches", message, "If-None-Exist")
    return found[0] if found else None


def _identifiers(resource: object) -> list[str]:
    """The one identifier that is kept of a resource, as a search names it."""
    told = resource.get("identifier") if isinstance(resource, dict) else None
    first = told[0] if isinstance(told, list) and told and isinstance(told[0], dict) else {}
    return [f"{first.get('system', '')}|{first.get('value', '')}"] if first.get("value") else []


def _whose(sender: Sender, resource: object, given: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """A physician's condition is about the person of the observation, unless it names somebody."""
    if sender.device or any(name.partition(":")[0] in ("patient", "subject") for name, _value in given):
        return []
    subject = resource.get("subject") if isinstance(resource, dict) else None
    logical = subject.get("identifier") if isinstance(subject, dict) else None
    if isinstance(logical, dict) and logical.get("value"):
        return [("patient:identifier", f"{logical.get('system', '')}|{logical['value']}")]
    reference = subject.get("reference") if isinstance(subject, dict) else None
    return [("patient", str(reference))] if reference else []


# Bundles


@dataclass(frozen=True)
class Entry:
    """One entry as it was read: what to put, or how it is answered already."""

    resource: object
    if_none_exist: str = ""
    answer: Answer | None = None


def bundle(sender: Sender, given: object, date: str, whole: bool) -> tuple[int, Resource]:
    """Status and body: a response bundle with an answer for each entry, or the OperationOutcome of a refused transaction.

    `whole`: whether what was stored is wanted in the answer. Raises GatewayProblem.
    """
    kind, listed = _listed(given)
    intake = Intake(sender, clock_ahead(sender, date))
    entries = [_entry(sender, one, intake) for one in listed]
    answers = _put(intake, entries, all_or_nothing=kind == "transaction")
    if kind == "transaction" and any(answer.status >= 400 for answer in answers):
        faults = [
            fault.within(f"Bundle.entry[{place}].resource")
            for place, answer in enumerate(answers)
            if answer.status >= 400
            for fault in answer.faults
        ]
        return min(a.status for a in answers if a.status >= 400 and a.faults), outcome(faults)
    made = [_response(answer, whole) for answer in answers]
    return 200, resources.bundle(f"{kind}-response", made)


def _listed(given: object) -> tuple[str, list[object]]:
    """The kind and the entries. Raises GatewayProblem."""
    if not isinstance(given, dict) or given.get("resourceType") != "Bundle":
        message = _("A Bundle is taken here; a single Observation is posted to /fhir/R4/Observation.")
        raise GatewayProblem(400, "no_bundle", message, "Bundle", issue="structure")
    kind = given.get("type")
    if kind not in ("batch", "transaction"):
        message = _("A Bundle is taken as “batch” (each by itself) or “transaction” (all or none), not as “%(given)s”.")
        raise GatewayProblem(400, "no_bundle", message % {"given": str(kind)[:20]}, "Bundle.type", issue="value")
    unknown = sorted(
        given.keys() - {"resourceType", "type", "entry", "id", "meta", "timestamp", "identifier", "language"}
    )
    if unknown:
        message = _("FHIR R4 knows no element “%(name)s” here. Please leave it out, or look at its spelling.")
        raise GatewayProblem(400, "unknown_element", message % {"name": unknown[0][:40]}, f"Bundle.{unknown[0][:40]}", issue="structure")  # fmt: skip
    entries = given.get("entry", [])
    if not isinstance(entries, list) or ("entry" in given and not entries):
        message = _("The entries of a Bundle are a list that is not empty.")
        raise GatewayProblem(400, "no_bundle", message, "Bundle.entry", issue="structure")
    if len(entries) > MOST_ENTRIES:
        message = _("A Bundle has at most %(most)d entries, not %(given)d. Please send several.")
        told = {"most": MOST_ENTRIES, "given": len(entries)}
        raise GatewayProblem(413, "too_many", message % told, "Bundle.entry")
    return str(kind), entries


def _entry(sender: Sender, given: object, intake: Intake) -> Entry:
    request = given.get("request") if isinstance(given, dict) else None
    if not isinstance(given, dict) or not isinstance(request, dict):
        return Entry(
            None, answer=_refused(400, "structure", "no_request", _("Each entry needs a request with method and url."))
        )
    method, url = request.get("method"), request.get("url")
    if (method, url) != ("POST", "Observation"):
        message = _("In a Bundle only POST Observation is taken, not “%(given)s”.") % {"given": f"{method} {url}"[:60]}
        return Entry(None, answer=_refused(422, "not-supported", "not_supported", message))
    resource = given.get("resource")
    try:
        said = coincident(resource, intake.at)
    except Refused as refused:
        return Entry(None, answer=Answer(refused.status, faults=refused.faults))
    if said is not None:
        intake.ahead = said
        return Entry(None, answer=_clock_noted(sender, said))
    condition = request.get("ifNoneExist", "")
    return Entry(resource, condition if isinstance(condition, str) else "")


def _refused(status: int, issue: str, code: str, message: str) -> Answer:
    return Answer(status, faults=(Fault("Observation", issue, code, message),))


def _put(intake: Intake, entries: Sequence[Entry], *, all_or_nothing: bool) -> list[Answer]:
    """Each entry's answer. What is refused before it is read keeps a transaction from being stored."""
    answers = {place: entry.answer for place, entry in enumerate(entries) if entry.answer is not None}
    sent: dict[int, Sent] = {}
    for place, entry in enumerate(entries):
        if entry.answer is not None:
            continue
        try:
            known = _known(intake.sender, entry.resource, entry.if_none_exist) if entry.if_none_exist else None
            sent[place] = Sent(entry.resource, known)
        except GatewayProblem as problem:
            answers[place] = _refused(problem.status, problem.issue, problem.code, problem.message)
    if all_or_nothing and any(answer.status >= 400 for answer in answers.values()):
        put = intake.judge(list(sent.values()))
    else:
        put = intake.put(list(sent.values()), all_or_nothing=all_or_nothing)
    answers |= dict(zip(sent, put, strict=True))
    return [answers[place] for place in range(len(entries))]


def _response(answer: Answer, whole: bool) -> Resource:
    told: Resource = {"status": f"{answer.status} {HTTPStatus(answer.status).phrase}"}
    if answer.row is not None:
        told["location"] = f"Observation/{answer.row.pk}"
        told["lastModified"] = answer.row.received_at.isoformat(timespec="seconds")
    if answer.faults:
        told["outcome"] = outcome(answer.faults, "error" if answer.status >= 400 else "information")
    entry: Resource = {"response": told}
    if whole and answer.row is not None:
        entry["resource"] = resources.observation(answer.row, answer.advice)
    return entry
