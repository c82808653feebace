"""Taking observations in, one or many: read by the profile, people and devices found, then put by the room's one verb."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID

import orjson
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from linli.clock import now
from linli.health.actions import Measured, Taken, take_many
from linli.health.models import Device, Observation, Patient, Source
from linli.people.vault import blind_index
from linli.prepared import prepared
from linli.problem import Problem

from . import coding
from .faults import Fault, Refused
from .outcomes import faults_of
from .profiles import Told, read
from .signing import Sender

# What the room calls the parts of a value, and where they stand in a resource.
_PATHS: Mapping[str, str] = {
    "value": "Observation.valueQuantity.value", "at": "Observation.effectiveDateTime", "patient": "Observation.subject",
    "quantity": "Observation.code", "systolic": "Observation.component.where(code.coding.code='8480-6').valueQuantity.value",
    "diastolic": "Observation.component.where(code.coding.code='8462-4').valueQuantity.value",
}  # fmt: skip


@dataclass(frozen=True)
class Sent:
    """One resource as it was sent. `known`: what If-None-Exist found, so that nothing is to be stored."""

    resource: object
    known: Observation | None = None


@dataclass(frozen=True)
class Answer:
    """`status` of HTTP; `row` is what stands here now; `faults` why it was refused, or what is to be done next."""

    status: int
    row: Observation | None = None
    faults: tuple[Fault, ...] = ()
    advice: str = ""


@dataclass
class Intake:
    """What one request brings. `ahead`: how far the sender's clock is before ours, None if that is not known."""

    sender: Sender
    ahead: float | None = None
    at: datetime = field(default_factory=now)

    def put(self, sent: Sequence[Sent], *, all_or_nothing: bool = False) -> list[Answer]:
        """An answer for each, in its place. `all_or_nothing`: one refusal, and nothing is stored."""
        answers, measured = self._judged(sent)
        if all_or_nothing and any(answer.status >= 400 for answer in answers.values()):
            answers |= {place: Answer(HTTPStatus.FAILED_DEPENDENCY) for place in measured}
        else:
            put = take_many(self.sender.actor, list(measured.values()), all_or_nothing=all_or_nothing)
            answers |= {place: _answered(result) for place, result in zip(measured, put, strict=True)}
        return [answers[place] for place in range(len(sent))]

    def judge(self, sent: Sequence[Sent]) -> list[Answer]:
        """What is wrong with each, of a transaction that is refused anyway; nothing is stored."""
        answers, measured = self._judged(sent)
        answers |= {place: Answer(HTTPStatus.FAILED_DEPENDENCY) for place in measured}
        return [answers[place] for place in range(len(sent))]

    def _judged(self, sent: Sequence[Sent]) -> tuple[dict[int, Answer], dict[int, Measured]]:
        """What is answered already, and what is fit to be put."""
        answers: dict[int, Answer] = {}
        told: dict[int, Told] = {}
        for place, one in enumerate(sent):
            if one.known is not None:
                answers[place] = Answer(HTTPStatus.OK, one.known)
                continue
            try:
                told[place] = read(one.resource, at=self.at, ahead=self.ahead or 0)
            except Refused as refused:
                answers[place] = Answer(refused.status, faults=refused.faults)
        return answers, self._measured(told, sent, answers)

    def _measured(
        self, told: Mapping[int, Told], sent: Sequence[Sent], answers: dict[int, Answer]
    ) -> dict[int, Measured]:
        """Those whose people and devices are known; the others are answered."""
        people = self._people(told.values())
        devices = self._devices(told.values())
        found = {}
        for place, one in told.items():
            patient = people.get(_subject(one))
            device = devices.get(_device(one), None) if any((one.device[0], one.device[1][1])) else self.sender.device
            if patient is None:
                answers[place] = Answer(422, faults=(_unknown_person(),))
            elif device is None and _device(one):
                answers[place] = Answer(422, faults=(_unknown_device(_device(one)),))
            else:
                found[place] = self._one(one, sent[place].resource, patient, device)
        return found

    def _one(self, told: Told, resource: object, patient: Patient, device: Device | None) -> Measured:
        # A digest of values that few are possible of: keyed, or the values could be guessed from it.
        digest = blind_index(orjson.dumps(resource, option=orjson.OPT_SORT_KEYS).decode())
        return Measured(
            patient, told.quantity, told.value, told.at, Source.FHIR, device, None,
            kept_identifier(told.identifier, self.sender), digest, self.ahead, _PATHS, told.absent,
        )  # fmt: skip

    def _people(self, told: Any) -> dict[str, Patient]:
        """By key and by card number: of the sender's district, or of who is signed in. One statement each."""
        subjects = {_subject(one) for one in told}
        if len(subjects) == 1 and not self.sender.actor.is_resident:
            (card,) = subjects
            if not _is_key(card):
                return {row.code: row for row in _with_card(district=self.sender.district, card=card)}
        keys = {key for key in subjects if _is_key(key)}
        rows = Patient.objects.only(*_ASKED).filter(erased_at=None)
        if self.sender.actor.is_resident:
            rows = rows.filter(account=self.sender.actor.account)
        else:
            rows = rows.filter(district=self.sender.district)
        found: dict[str, Patient] = {}
        if cards := subjects - keys - {""}:
            found |= {row.code: row for row in rows.filter(code__in=cards)}
        if keys:
            found |= {str(row.pk): row for row in rows.filter(pk__in=keys)}
        return found

    def _devices(self, told: Any) -> dict[str, Device]:
        """Those at the sender's own points, by code and by key."""
        named = {_device(one) for one in told} - {""}
        own = self.sender.device
        found: dict[str, Device] = {} if own is None else {own.code: own, str(own.pk): own}
        if named <= found.keys():
            return found
        rows = Device.objects.select_related("point").filter(active=True)
        rows = rows.filter(point=own.point) if own else rows.filter(
            point__organisation__in=self.sender.actor.reach.organisations
        )  # fmt: skip
        for row in rows.filter(code__in=named):
            found[row.code] = row
        return found


# What taking a value and telling of an urgent one asks of a person; their sealed name and numbers stay where they are.
_ASKED = (
    "id", "district_id", "code", "birth_year", "sex", "organisation_id", "physician_id", "account_id", "erased_at",
)  # fmt: skip


@prepared
def _with_card(*, district: str, card: str) -> QuerySet[Patient]:
    return Patient.objects.only(*_ASKED).filter(erased_at=None, district=district, code=card)


def _is_key(text: str) -> bool:
    if len(text) != 36:
        return False
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def _subject(told: Told) -> str:
    """The key of a literal reference, or the number on the card."""
    reference, (_system, value) = told.subject
    return reference.removeprefix("Patient/") if reference else value.strip().upper()


def _device(told: Told) -> str:
    reference, (_system, value) = told.device
    return reference.removeprefix("Device/") if reference else value


def kept_identifier(identifier: str, sender: Sender) -> str:
    """An identifier of a device tells whom, when and what was measured: only its blind index is kept.

    Without a system it is the sender's own numbering.
    """
    if not identifier:
        return ""
    own = sender.device.code if sender.device else str(sender.actor.account.pk if sender.actor.account else "")
    return f"fhir:{blind_index(f'{own}{identifier}' if identifier.startswith('|') else identifier)}"


def _unknown_person() -> Fault:
    return Fault(
        "Observation.subject", "not-found", "unknown_patient",
        _("We do not find this person here. Please compare the number on the health card, or let the physician open a health file."),
    )  # fmt: skip


def _unknown_device(code: str) -> Fault:
    return Fault(
        "Observation.device", "not-found", "unknown_device",
        _("There is no device “%(code)s” at your health points. Leave it out to name the sender itself.") % {"code": code[:40]},
    )  # fmt: skip


def _answered(result: Taken | Problem) -> Answer:
    if isinstance(result, Problem):
        return Answer(result.status, faults=faults_of(result, _PATHS))
    status = 201 if result.is_news else 200
    if not result.advice:
        return Answer(status, result.observation)
    code = "measure_again" if result.answer == "suspect" else result.answer
    advice = Fault("Observation", "informational", code, result.advice)
    return Answer(status, result.observation, (advice,), result.advice)


def coincident(resource: object, at: datetime) -> float | None:
    """How far a device's clock is ahead, of its coincident timestamp: valueDateTime is what it shows. None: it is none.

    Raises Refused for one that cannot be read.
    """
    if not isinstance(resource, dict) or resource.get("resourceType") != "Observation":
        return None
    codings = resource.get("code", {}).get("coding") if isinstance(resource.get("code"), dict) else None
    pairs = [(one.get("system"), one.get("code")) for one in codings or [] if isinstance(one, dict)]
    if (coding.MDC, coding.COINCIDENT) not in pairs:
        return None
    given = resource.get("valueDateTime")
    try:
        shown = datetime.fromisoformat(str(given))
        if shown.tzinfo is None:
            raise ValueError
    except ValueError:
        raise Refused(
            (
                Fault(
                    "Observation.valueDateTime", "value", "bad_time",
                    _("The time that the device shows is needed here, with its zone, as 2026-11-02T09:30:00+08:00."),
                ),
            )
        ) from None  # fmt: skip
    return (shown - at).total_seconds()
