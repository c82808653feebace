"""What a kiosk asks: who somebody is (last sign and birth year, never more), whom it knows offline, what to tell them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from linli.clock import LOCAL
from linli.ids import read_case_code
from linli.people.vault import blind_index, normal_phone, unseal

from ..errors import NoSuchPatient, SeveralPatients
from ..identity import read_id_number
from ..limits import plain
from ..models import Advice, Device, Observation, ObservationState, Patient, Quantity

# So many people of the same last digits are offered to choose from; of more, the whole number is asked.
MOST_OFFERED = 4
MOST_KNOWN = 5000
_SHORT = 4


@dataclass(frozen=True)
class Known:
    """Somebody as a kiosk shows them to be confirmed."""

    who: UUID
    last_sign: str
    birth_year: int


def _known(row: Patient) -> Known:
    return Known(row.pk, row.last_sign, row.birth_year)


def people_found(device: Device, by: str, value: str) -> list[Known]:
    """By card, identity number or telephone (whole, or its last four digits among those the institution looks after).

    Raises NoSuchPatient, SeveralPatients, InvalidIdNumber, InvalidPhone.
    """
    rows = Patient.objects.filter(district=device.point.district_id, erased_at=None)
    value = value.strip()
    if by == "card":
        code = read_case_code(value if value.upper().startswith("JK") else f"JK{value}")
        found = list(rows.filter(code=code)) if code else []
    elif by == "id":
        found = list(rows.filter(id_number_index=blind_index(read_id_number(value).text)))
    elif len(value) == _SHORT and value.isdigit():
        own = rows.filter(organisation=device.point.organisation_id).exclude(phone_index="")
        found = [row for row in own if unseal(row.phone_cipher).endswith(value)]
    else:
        found = list(rows.filter(phone_index=blind_index(normal_phone(value))))
    if not found:
        raise NoSuchPatient
    if len(found) > MOST_OFFERED:
        raise SeveralPatients
    return sorted(map(_known, found), key=lambda one: (one.birth_year, one.last_sign, str(one.who)))


def card_digest(salt: str, code: str) -> str:
    """How a card is known on a device without a network: SHA-256 of the device's code and the card's letters and digits."""
    return hashlib.sha256(f"{salt}\n{''.join(sign for sign in code if sign.isalnum())}".encode()).hexdigest()


def directory(device: Device) -> list[list[Any]]:
    """Whom the device may know offline, those its institution looks after: digest of the card, key, last sign, birth year."""
    rows = Patient.objects.filter(organisation=device.point.organisation_id, erased_at=None).order_by("-id")[
        :MOST_KNOWN
    ]
    return [[card_digest(device.code, row.code), str(row.pk), row.last_sign, row.birth_year] for row in rows]


@dataclass(frozen=True)
class Told:
    """What somebody reads after measuring: the how manieth time, compared with the last time, the physician's word."""

    times: int
    compared: str
    advice: str
    by: str
    advised_at: datetime | None
    physician: str
    height: float | None


def told(device: Device, who: UUID) -> tuple[Patient, Told]:
    """Four statements. Raises NoSuchPatient."""
    patient = (
        Patient.objects.select_related("physician")
        .filter(pk=who, district=device.point.district_id, erased_at=None)
        .first()
    )
    if patient is None:
        raise NoSuchPatient
    standing = Observation.objects.filter(patient=patient, state=ObservationState.FINAL)
    pressures = standing.filter(quantity=Quantity.BLOOD_PRESSURE).order_by("-at")
    newest = list(pressures[:2])
    said = Advice.objects.select_related("by").filter(patient=patient).order_by("-at").first()
    height = standing.filter(quantity=Quantity.HEIGHT).order_by("-at").first()
    answers_for = patient.physician or device.point.physician
    return patient, Told(
        times=pressures.count(), compared=_compared(newest), advice=said.text if said else "",
        by=said.by.name if said else "", advised_at=said.at if said else None,
        physician=answers_for.name if answers_for else "", height=height.value["value"] if height else None,
    )  # fmt: skip


def _compared(newest: list[Observation]) -> str:
    """The upper value beside that of the last time."""
    if len(newest) < 2:
        return ""
    now, before = (row.value["systolic"] for row in newest)
    day = newest[1].at.astimezone(LOCAL)
    words = {"n": plain(abs(now - before)), "month": day.month, "day": day.day}
    if now < before:
        return _("%(n)s lower than last time (%(month)d/%(day)d)") % words
    if now > before:
        return _("%(n)s higher than last time (%(month)d/%(day)d)") % words
    return _("the same as last time (%(month)d/%(day)d)") % words
