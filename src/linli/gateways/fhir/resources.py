"""What is kept here, as resources of FHIR R4."""

from __future__ import annotations

from typing import Any

from linli.clock import LOCAL
from linli.health.models import Observation, ObservationState, Patient, Quantity
from linli.health.queries.privacy import OWN, Way

from . import coding

Resource = dict[str, Any]
_STATUS = {
    ObservationState.FINAL: "final", ObservationState.SUSPECT: "preliminary", ObservationState.REPLACED: "entered-in-error",
}  # fmt: skip


def _concept(system: str, code: str, display: str = "") -> Resource:
    one = {"system": system, "code": code}
    return {"coding": [one | {"display": display} if display else one]}


def _quantity(value: float, unit: str) -> Resource:
    return {"value": value, "unit": unit, "system": coding.UCUM, "code": unit}


def observation(row: Observation, note: str = "") -> Resource:
    """An observation as our own profile asks for it; `row` with its patient and device. `note`: what is to be done about it."""
    loinc = coding.WRITTEN[row.quantity]
    measure = coding.MEASURES[loinc]
    code = _concept(coding.LOINC, loinc, measure.display)
    if measure.mdc:
        code["coding"].append({"system": coding.MDC, "code": measure.mdc})
    found: Resource = {
        "resourceType": "Observation", "id": str(row.pk), "meta": {"lastUpdated": _moment(row.received_at)},
        "status": _STATUS[ObservationState(row.state)],
        "category": [_concept(coding.CATEGORIES, category) for category in measure.categories[-1:]],
        "code": code,
        "subject": {
            "reference": f"Patient/{row.patient_id}", "identifier": {"system": coding.CARD, "value": row.patient.code}
        },
        "effectiveDateTime": _moment(row.at), "issued": _moment(row.received_at),
    }  # fmt: skip
    if not row.clock_trusted:
        found["_effectiveDateTime"] = {"extension": [{"url": coding.CLOCK, "valueBoolean": True}]}
    if row.device:
        found["device"] = {"identifier": {"system": coding.DEVICE, "value": row.device.code}}
    if row.urgent:
        found["interpretation"] = [_concept(coding.INTERPRETATION, "AA", "Critical abnormal")]
    if note:
        found["note"] = [{"text": note}]
    if row.derived_from:
        found["derivedFrom"] = [{"reference": f"Observation/{key}"} for key in row.derived_from]
    return found | _value(row, measure)


def _value(row: Observation, measure: coding.Measure) -> Resource:
    value = row.value
    if row.quantity != Quantity.BLOOD_PRESSURE:
        if "value" not in value:
            return {"dataAbsentReason": _concept(coding.ABSENT, "masked")}
        return {"valueQuantity": _quantity(value["value"], measure.unit)}
    parts = []
    for code, (name, display) in coding.COMPONENTS.items():
        part: Resource = {"code": _concept(coding.LOINC, code, display)}
        if value.get(name) is None:
            part["dataAbsentReason"] = _concept(coding.ABSENT, "unknown")
        else:
            part["valueQuantity"] = _quantity(value[name], "mm[Hg]")
        parts.append(part)
    return {"component": parts}


def patient(way: Way) -> Resource:
    """As much of a person as whoever asks may know: all to themselves, else the first sign of the name and the year of birth."""
    row = way.patient
    born = row.born if way.how == OWN else None
    return _patient(row, row.name if way.how == OWN else row.masked_name, born.isoformat() if born else "")


def patient_to_confirm(row: Patient) -> Resource:
    """What a device shows, so that it is not the wrong person: the last sign of the name and the year of birth."""
    return _patient(row, row.last_sign)


def _patient(row: Patient, name: str, born: str = "") -> Resource:
    return {
        "resourceType": "Patient", "id": str(row.pk), "active": True,
        "identifier": [{"system": coding.CARD, "value": row.code}], "name": [{"text": name or "-"}], "gender": row.sex,
        "birthDate": born or f"{row.birth_year:04d}", "managingOrganization": {"display": row.organisation.name},
    }  # fmt: skip


def _moment(at: Any) -> str:
    return str(at.astimezone(LOCAL).isoformat(timespec="seconds"))


def bundle(kind: str, entries: list[Resource], links: list[tuple[str, str]] | None = None) -> Resource:
    """A Bundle; without entries the element is left out, as FHIR wants it."""
    found: Resource = {"resourceType": "Bundle", "type": kind}
    if links:
        found["link"] = [{"relation": relation, "url": url} for relation, url in links]
    if entries:
        found["entry"] = entries
    return found
