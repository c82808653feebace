"""Typed commands of the health room: a measured value, a new person, advice, what became of an urgent value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated, Any

from django.utils.translation import gettext as _
from pydantic import AfterValidator, BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from linli.cases.commands import Code, Command, OptionalWords, Words, tidy
from linli.people.errors import InvalidPhone
from linli.people.vault import normal_phone

from .identity import IdNumber, InvalidIdNumber, read_id_number
from .models import Device, HealthPoint, Patient, Sex


@dataclass(frozen=True)
class Measured:
    """One value of one person, as it came in; each way in makes these and gives them to `actions.take`.

    `quantity`: a Quantity. `value`: {"value": 72.5} in the quantity's unit, of a blood pressure {"systolic": 138,
    "diastolic": 86} with, if there were several, "readings": [[142, 90], [139, 87], [137, 85]].
    `at`: aware, by the clock of whoever measured. `device` gives the point if none is named.
    `identifier`: what the sender calls it, once in a district (put the device's code before numbers it counts itself);
    empty: made from person, device, quantity, time and value. `body_digest`: of what came, if the sender has a body;
    empty: made from the value. `clock_ahead`: how many seconds the sender's clock was ahead of ours when it sent this.
    `paths`: what the sender calls the parts of the value, for faults. `absent`: the number of a blood pressure that, as the
    sender says, could not be measured.
    """

    patient: Patient
    quantity: str
    value: Mapping[str, Any]
    at: datetime
    source: str
    device: Device | None = None
    point: HealthPoint | None = None
    identifier: str = ""
    body_digest: str = ""
    clock_ahead: float | None = None
    paths: Mapping[str, str] = field(default_factory=dict)
    absent: frozenset[str] = frozenset()


def _said(words: str) -> PydanticCustomError:
    return PydanticCustomError("said", "{said}", {"said": words})


def _phone(given: str) -> str:
    try:
        return normal_phone(given) if given else ""
    except InvalidPhone as wrong:
        raise _said(wrong.message) from None


def _id_number(given: str) -> str:
    try:
        return read_id_number(given).text if given else ""
    except InvalidIdNumber as wrong:
        raise _said(wrong.message) from None


def _nothing(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


class PatientSheet(Command):
    """A health file as it is opened or changed. Birth date and sex follow from the identity number where there is one."""

    name: Annotated[str, Field(min_length=1, max_length=40), BeforeValidator(tidy)]
    id_number: Annotated[str, Field(max_length=30), BeforeValidator(tidy), AfterValidator(_id_number)] = ""
    phone: Annotated[str, Field(max_length=20), BeforeValidator(tidy), AfterValidator(_phone)] = ""
    born: Annotated[date | None, BeforeValidator(_nothing)] = None
    sex: Annotated[Sex | None, BeforeValidator(_nothing)] = None
    area: Code
    organisation: Code
    physician: Annotated[str, Field(max_length=40), BeforeValidator(tidy)] = ""

    @model_validator(mode="after")
    def _is_somebody(self) -> PatientSheet:
        if not self.id_number and (self.born is None or self.sex is None):
            raise _said(_("Please give the identity number, or birth date and sex."))
        read = self.identity
        if read and self.born and self.born != read.born:
            raise _said(_("The birth date is another than in the identity number (%(born)s).") % {"born": read.born})
        if read and self.sex and self.sex != read.sex:
            raise _said(_("The sex is another than in the identity number."))
        return self

    @property
    def identity(self) -> IdNumber | None:
        return read_id_number(self.id_number) if self.id_number else None


class AdviceText(Command):
    text: Words


class Outcome(Command):
    """What became of an urgent value."""

    outcome: Words


class Decision(Command):
    """A value kept aside counts after all, or does not."""

    counts: bool
    reason: OptionalWords = ""
