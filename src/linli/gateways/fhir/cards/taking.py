"""Cards that a hospital's system sends: read into the command that form and table use too, and taken by the same verb."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from django.db import transaction
from django.utils.translation import gettext as _

from linli.cases.commands import parse
from linli.clock import now
from linli.people.actors import Actor
from linli.people.queries import organisations
from linli.places.queries import names
from linli.problem import Problem
from linli.registries import actions
from linli.registries.errors import CardHasFaults
from linli.registries.models import Card, CardState

from ..faults import Fault, Refused
from ..outcomes import GatewayProblem, faults_of, outcome
from . import form
from .reading import Told, cards_in
from .sheets import Sheet
from .writing import document_of

# A document holds what was so when it was written; of a card it is asked what its state makes of it.
STATUSES = ("final", "amended")
_STATUS = {CardState.ACCEPTED: "final", CardState.DELETED: "entered-in-error", CardState.MERGED: "entered-in-error"}
MOST_DOCUMENTS = 200
Resource = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """`status` of HTTP; `code` of the card that stands here now; `faults` what is to be said of it."""

    status: int
    code: str = ""
    faults: tuple[Fault, ...] = ()

    @property
    def outcome(self) -> Resource:
        return outcome(self.faults, "error" if self.status >= 400 else "information")


def create(actor: Actor, given: object, if_none_exist: str = "") -> Answer:
    """One card as a document. Refusals are answers, each with its place."""
    try:
        told = _document(given)
        number = _number(told)
        if if_none_exist:
            _check_condition(if_none_exist, told)
        return _taken(actor, told, number, only_new=bool(if_none_exist))
    except Refused as refused:
        return Answer(refused.status, faults=refused.faults)
    except GatewayProblem as problem:
        return Answer(problem.status, faults=faults_of(problem))


def _document(given: object) -> Told:
    """Raises Refused."""
    if not isinstance(given, dict) or given.get("resourceType") != "Bundle" or given.get("type") != "document":
        message = _("A card is sent as a Bundle of type “document”: a Composition, its Patient and its Conditions.")
        raise Refused((Fault("Bundle.type", "structure", "no_document", message),))
    faults = []
    own = given.get("identifier")
    if not isinstance(own, dict) or not own.get("system") or not own.get("value"):
        message = _("FHIR wants an identifier with system and value on every document.")
        faults.append(Fault("Bundle.identifier", "invariant", "no_number", message))
    if not isinstance(given.get("timestamp"), str):
        message = _("FHIR wants on every document when it was put together.")
        faults.append(Fault("Bundle.timestamp", "invariant", "no_time", message))
    try:
        cards = cards_in(given)
    except Refused as refused:
        raise Refused((*faults, *refused.faults)) from None
    if len(cards) > 1 or given["entry"][0]["resource"]["resourceType"] != "Composition":
        message = _(
            "A document has one Composition, and it comes first. Please send each card as a document of its own."
        )
        faults.append(Fault("Bundle.entry[0].resource", "invariant", "one_composition", message))
    if cards[0].status not in STATUSES:
        message = _("Only finished cards are taken: please send it when it is “final”, not “%(given)s”.")
        path = "Bundle.entry[0].resource.status"
        faults.append(Fault(path, "business-rule", "not_final", message % {"given": cards[0].status}, "final, amended"))
    if faults:
        raise Refused(tuple(faults))
    return cards[0]


def _number(told: Told) -> str:
    """What the sending system calls the card. The number of a table's column has the system urn:linli:registry:number.

    Raises Refused.
    """
    system, value = told.number
    number = value if system == form.NUMBER else f"{system}|{value}"
    path = "Bundle.entry[0].resource.identifier"
    if not (system and value):
        message = _(
            "The card needs the number that your system knows it by, with its system: sent again, it is known by it."
        )
        raise Refused((Fault(path, "required", "no_number", message),))
    if len(number) > 80:
        message = _("System and number have %(length)d characters together; at most 80 fit.") % {"length": len(number)}
        raise Refused((Fault(path, "too-long", "too_long", message),))
    return number


def _check_condition(criteria: str, told: Told) -> None:
    """If-None-Exist means the card by its own number; there is no other search over cards. Raises GatewayProblem."""
    own = "|".join(told.number)
    if parse_qsl(criteria.lstrip("?"), keep_blank_values=True) != [("composition.identifier", own)]:
        message = _("Of a card If-None-Exist is composition.identifier=%(own)s, its own number.") % {"own": own}
        raise GatewayProblem(400, "bad_search", message, "If-None-Exist")


def _taken(actor: Actor, told: Told, number: str, *, only_new: bool) -> Answer:
    command = {
        "kind": told.kind, "fields": told.fields, "source_id": number, "confirmed": told.confirmed,
        "organisation": told.organisation, "only_new": only_new, "way": "fhir",
    }  # fmt: skip
    try:
        done = actions.take(actor, parse(actions.CardReport, command))
    except Problem as problem:
        return Answer(problem.status, faults=_refusal(problem, told))
    said = {"card": done.card.code, "state": done.card.state_label}
    if not done.created:
        message = _("This was here already, as card %(card)s (%(state)s). Nothing was changed.") % said
    elif done.handed_in:
        message = _("Taken and handed in as card %(card)s. All checks are fine.") % said
    else:
        message = _("Kept as card %(card)s, a draft: what is rare waits for a word of why it is so all the same. Please confirm it on the form, or send it again with the extension %(url)s.")  # fmt: skip
        message %= said | {"url": form.CONFIRMED}
    grade = "fine" if done.created and done.handed_in else ""
    first = Fault("", "informational", "card_there" if not done.created else "card_taken", message, grade=grade)
    status = HTTPStatus.CREATED if done.created and not done.rewritten else HTTPStatus.OK
    findings = _refusal(CardHasFaults(done.findings, done.card.code), told) if done.findings else ()
    return Answer(status, done.card.code, (first, *findings))


_ISSUES = {"missing": "required", "invalid": "value", "rare": "business-rule"}


def _refusal(problem: Problem, told: Told) -> tuple[Fault, ...]:
    """A room's problem with the place in what was sent; what an edit check says with its grade."""
    if not isinstance(problem, CardHasFaults):
        paths = told.paths | {f"fields.{name}": path for name, path in told.paths.items()}
        return faults_of(problem, paths | {"source_id": "Bundle.entry[0].resource.identifier"})
    return tuple(
        Fault(
            told.paths.get(one.field, ""), _ISSUES[one.grade], one.code, words.message, grade=one.grade.value,
            severity="error" if one.blocks else "warning",
        )
        for one, words in zip(problem.findings, problem.faults, strict=True)
    )  # fmt: skip


# Many at once


def is_of_cards(given: object) -> bool:
    """Whether a batch or transaction brings cards rather than observations."""
    entries = given.get("entry") if isinstance(given, dict) else None
    return isinstance(entries, list) and any(_asks(entry).get("url") == "Bundle" for entry in entries)


def _asks(entry: object) -> Mapping[str, Any]:
    asked = entry.get("request") if isinstance(entry, dict) else None
    return asked if isinstance(asked, dict) else {}


def several(actor: Actor, given: Resource) -> tuple[int, Resource]:
    """A batch, each card by itself, or a transaction, all or none: status and body. Raises GatewayProblem."""
    kind, entries = given.get("type"), given["entry"]
    if kind not in ("batch", "transaction") or len(entries) > MOST_DOCUMENTS:
        message = _("Cards are sent in a batch or a transaction of at most %(most)d.") % {"most": MOST_DOCUMENTS}
        raise GatewayProblem(400, "no_bundle", message, "Bundle", issue="structure")
    with transaction.atomic():
        answers = [_entry(actor, entry) for entry in entries]
        refused = kind == "transaction" and any(answer.status >= 400 for answer in answers)
        if refused:
            transaction.set_rollback(True)
    if not refused:
        return 200, {"resourceType": "Bundle", "type": f"{kind}-response", "entry": [_response(one) for one in answers]}
    faults = [
        fault.within(f"Bundle.entry[{place}].resource")
        for place, answer in enumerate(answers)
        if answer.status >= 400
        for fault in answer.faults
    ]
    return min(answer.status for answer in answers if answer.status >= 400), outcome(faults)


def _entry(actor: Actor, entry: Any) -> Answer:
    asked = _asks(entry)
    if (asked.get("method"), asked.get("url")) != ("POST", "Bundle"):
        message = _("In a Bundle of cards each entry is POST Bundle; observations go in a Bundle of their own.")
        return Answer(422, faults=(Fault("Bundle", "not-supported", "not_supported", message),))
    condition = asked.get("ifNoneExist", "")
    with transaction.atomic():
        return create(actor, entry.get("resource"), condition if isinstance(condition, str) else "")


def _response(answer: Answer) -> Resource:
    told: Resource = {"status": f"{answer.status} {HTTPStatus(answer.status).phrase}", "outcome": answer.outcome}
    if answer.code:
        told |= {"location": f"Bundle/{answer.code}", "lastModified": now().isoformat(timespec="seconds")}
    return {"response": told}


def read(actor: Actor, code: str) -> Resource:
    """A card as a document, for those whose it is to see; the look is on record. Raises NoSuchCard."""
    return document_of(sheet_of(actions.look_at(actor, code)), actor.reach.district)


def sheet_of(card: Card) -> Sheet:
    """A card as it stands, with the names of its community and institution."""
    place, unit = (
        names(card.district_id).get(card.area_id or ""),
        organisations(card.district_id).get(card.organisation_id),
    )
    return Sheet(
        code=card.code, kind=card.kind, fields=card.fields, reported_at=card.reported_at, institution=unit.name if unit else card.organisation_id,
        organisation=card.organisation_id, area=place.name if place else "", cause=card.cause, version=card.version,
        confirmed=card.confirmed, status=_STATUS.get(CardState(card.state), "preliminary"),
    )  # fmt: skip
