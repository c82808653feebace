"""What devices and other systems send: a sound observation of each kind, and how it is changed."""

from __future__ import annotations

from typing import Any

from linli.gateways.fhir import coding

NOW = "2026-11-02T09:30:00+08:00"


def quantity(value: Any, unit: str) -> dict[str, Any]:
    return {"value": value, "unit": unit, "system": coding.UCUM, "code": unit}


def concept(code: str, system: str = coding.LOINC) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code}]}


def component(code: str, value: Any, unit: str = "mm[Hg]") -> dict[str, Any]:
    return {"code": concept(code), "valueQuantity": quantity(value, unit)}


def absent(code: str, why: str = "error") -> dict[str, Any]:
    return {"code": concept(code), "dataAbsentReason": concept(why, coding.ABSENT)}


def frame(loinc: str, card: str = "DM-7K3F-9QWD", **more: Any) -> dict[str, Any]:
    """All but the value."""
    return {
        "resourceType": "Observation", "status": "final", "category": [concept("vital-signs", coding.CATEGORIES)],
        "code": concept(loinc), "subject": {"identifier": {"system": coding.CARD, "value": card}}, "effectiveDateTime": NOW,
        **more,
    }  # fmt: skip


def single(loinc: str, value: Any, unit: str = "", **more: Any) -> dict[str, Any]:
    """An observation of one number, in the unit that belongs to its code unless another is given."""
    return frame(loinc, valueQuantity=quantity(value, unit or coding.MEASURES[loinc].unit), **more)


def pressure(systolic: Any = 138, diastolic: Any = 86, **more: Any) -> dict[str, Any]:
    parts = [component(coding.SYSTOLIC, systolic), component(coding.DIASTOLIC, diastolic)]
    return frame(coding.PANEL, **{"component": parts, **more})


def without(resource: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in resource.items() if key != name}
