"""A card written as FHIR R4: pure functions from a card to its resources, and from cards to a Bundle.

A card becomes a Composition with its Patient and a Condition for each thing that was wrong: of a death its causes in the
certificate's order. Codes are those of the card: ICD-10, ICD-O-3. Every identifier is one of the district's, so that the
same card sent again is known. reading.py reads it back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from . import form
from .sheets import Sheet

Resource = dict[str, Any]
_GENDERS = {"male": "male", "female": "female"}


def bundle_of(sheets: Sequence[Sheet], *, identifier: str, district: str, at: datetime) -> Resource:
    """All cards of a part as one Bundle; each is a Composition before what it refers to."""
    return _bundle("collection", f"{form.OWN}report", identifier, at, sheets, district)


def document_of(sheet: Sheet, district: str) -> Resource:
    """One card by itself."""
    identifier = f"{sheet.code}/{sheet.version}"
    return {"id": sheet.code} | _bundle("document", form.CARD, identifier, sheet.reported_at, [sheet], district)


def _bundle(
    kind: str, system: str, identifier: str, at: datetime, sheets: Sequence[Sheet], district: str
) -> Resource:  # fmt: skip
    return {
        "resourceType": "Bundle", "type": kind, "identifier": {"system": system, "value": identifier},
        "timestamp": at.isoformat(), "entry": [entry for sheet in sheets for entry in _entries(sheet, district)],
    }  # fmt: skip


@dataclass(frozen=True)
class Part:
    """A condition and the part of the card it is. `detail`: what has no element of its own, by the card's own names."""

    name: str
    condition: Resource
    detail: Mapping[str, str] = field(default_factory=dict)


def _entries(sheet: Sheet, district: str) -> Iterator[Resource]:
    patient = patient_of(sheet, district)
    parts = list(_PARTS[sheet.kind](sheet, patient["id"]))
    composition = _composition(sheet, patient["id"], parts)
    for resource in (composition, patient, *(one.condition for one in parts)):
        yield {"fullUrl": f"urn:uuid:{resource['id']}", "resource": resource}


def _key(*parts: str) -> str:
    """The same for the same thing, so that a card sent again has the same resources."""
    return str(uuid5(NAMESPACE_OID, "|".join((form.OWN, *parts))))


def patient_of(sheet: Sheet, district: str) -> Resource:
    """Whom it is about, as the law has it reported; nothing else that the district knows of them."""
    number = sheet.said("id_number")
    resource: Resource = {"resourceType": "Patient", "id": _key(district, sheet.code, "patient")}
    if number:
        resource["identifier"] = [{"system": form.ID_NUMBER, "value": number}]
    if sheet.said("name"):
        resource["name"] = [{"text": sheet.said("name")}]
    resource["gender"] = _GENDERS.get(sheet.said("sex"), "unknown")
    if _day(sheet.said("born")):
        resource["birthDate"] = _day(sheet.said("born"))
    address: Resource = {"text": sheet.said("address"), "district": sheet.area}
    if sheet.said("area"):
        address["extension"] = [{"url": form.AREA, "valueCode": sheet.said("area")}]
    if any(address.values()):
        resource["address"] = [{part: value for part, value in address.items() if value}]
    if sheet.said("phone"):
        resource["telecom"] = [{"system": "phone", "value": sheet.said("phone")}]
    if _day(sheet.said("died_on")):
        resource["deceasedDateTime"] = _day(sheet.said("died_on"))
    return resource


def _composition(sheet: Sheet, patient: str, parts: Sequence[Part]) -> Resource:
    code, name = form.DOCUMENTS[sheet.kind]
    custodian = {"identifier": {"system": form.ORGANISATION, "value": sheet.organisation}} if sheet.organisation else {}
    found: Resource = {
        "resourceType": "Composition", "id": _key(sheet.code, "card"),
        "identifier": {"system": form.CARD, "value": f"{sheet.code}/{sheet.version}"},
        "status": sheet.status, "type": {"coding": [{"system": form.LOINC, "code": code, "display": name}]},
        "subject": {"reference": f"urn:uuid:{patient}"}, "date": sheet.reported_at.isoformat(),
        "author": [{"display": sheet.institution}], "title": name, "section": [_section(one) for one in parts],
    }  # fmt: skip
    if custodian:
        found["custodian"] = custodian | {"display": sheet.institution}
    if sheet.confirmed:
        found["extension"] = [_confirmed(code, why) for code, why in sorted(sheet.confirmed.items())]
    return found


def _confirmed(code: str, why: str) -> Resource:
    """That something rare is so all the same, and why."""
    return {
        "url": form.CONFIRMED,
        "extension": [{"url": "code", "valueCode": code}, {"url": "why", "valueString": why}],
    }


def _section(part: Part) -> Resource:
    coded = [{"system": form.system_of(name), "code": value} for name, value in part.detail.items() if value]
    return {
        "title": part.name, "code": {"coding": [{"system": form.PART, "code": part.name}, *coded]},
        "entry": [{"reference": f"urn:uuid:{part.condition['id']}"}],
    }  # fmt: skip


def _condition(
    sheet: Sheet, patient: str, part: str, codes: Sequence[tuple[str, str]], *, text: str = "", onset: str = "",
    lasted: str = "", diagnosed: str = "",
) -> Resource:  # fmt: skip
    """`onset` and `diagnosed` are days, `lasted` how long before death it began, in the certificate's words."""
    coded = [{"system": system, "code": value} for system, value in codes if value]
    code: Resource = {**({"coding": coded} if coded else {}), **({"text": text} if text else {})}
    began = {"onsetDateTime": onset} if onset else {"onsetString": lasted} if lasted else {}
    evidence = sheet.said(form.EVIDENCE.get(sheet.kind, ""))
    return {
        "resourceType": "Condition", "id": _key(sheet.code, part), "clinicalStatus": _coded(form.CLINICAL, "active"),
        "verificationStatus": _coded(form.VERIFIED, "confirmed"), **({"code": code} if code else {}),
        "subject": {"reference": f"urn:uuid:{patient}"}, "recordedDate": sheet.reported_at.isoformat(), **began,
        **({"extension": [{"url": form.ASSERTED, "valueDateTime": diagnosed}]} if diagnosed else {}),
        **({"evidence": [{"code": [_coded(form.system_of(form.EVIDENCE[sheet.kind]), evidence)]}]} if evidence else {}),
    }  # fmt: skip


def _coded(system: str, code: str) -> Resource:
    return {"coding": [{"system": system, "code": code}]}


def _death(sheet: Sheet, patient: str) -> Iterator[Part]:
    """The underlying cause, then the chain as it stands on the certificate, then what contributed."""
    cause = sheet.said("cause") or sheet.cause
    yield Part("underlying", _condition(sheet, patient, "underlying", [(form.ICD10, cause)]), _details(sheet))
    for name, line in form.LINES.items():
        text, code, lasted = (sheet.said(f"{line}_{part}") for part in ("text", "code", "lasted"))
        if text or code or lasted:
            yield Part(name, _condition(sheet, patient, name, [(form.ICD10, code)], text=text, lasted=lasted))
    codes = [(form.ICD10, one) for one in re.split(r"[\s,，、;；]+", sheet.said("other_codes")) if one]
    if codes or sheet.said("other_text"):
        yield Part("II", _condition(sheet, patient, "II", codes, text=sheet.said("other_text")))


def _tumour(sheet: Sheet, patient: str) -> Iterator[Part]:
    morphology = "/".join(one for one in (sheet.said("morphology"), sheet.said("behaviour")) if one)
    diagnosed = _day(sheet.said("diagnosed_on"))
    found = _condition(sheet, patient, "tumour", [(form.ICDO3, morphology)], diagnosed=diagnosed)
    if sheet.said("topography"):
        found["bodySite"] = [_coded(form.ICDO3, sheet.said("topography"))]
    if sheet.said("stage"):
        found["stage"] = [{"summary": _coded(form.system_of("stage"), sheet.said("stage"))}]
    yield Part("tumour", found, _details(sheet))


def _event(sheet: Sheet, patient: str) -> Iterator[Part]:
    onset, diagnosed = _day(sheet.said("onset_on")), _day(sheet.said("diagnosed_on"))
    codes = [(form.ICD10, sheet.said("icd"))]
    yield Part("event", _condition(sheet, patient, "event", codes, onset=onset, diagnosed=diagnosed), _details(sheet))


_PARTS: dict[str, Callable[[Sheet, str], Iterator[Part]]] = {"death": _death, "tumour": _tumour, "event": _event}


def _details(sheet: Sheet) -> dict[str, str]:
    return {name: sheet.said(name) for name in form.DETAILS[sheet.kind]}


def _day(text: str) -> str:
    """A day as FHIR writes it, of whatever way of writing the card's form takes; nothing where it is not one."""
    found = re.fullmatch(r"(\d{4})\D{0,3}(\d{1,2})\D{0,3}(\d{1,2})\D*", re.split(r"[T ]\d\d:", text.strip())[0])
    try:
        return date(int(found[1]), int(found[2]), int(found[3])).isoformat() if found else ""
    except ValueError:
        return ""
