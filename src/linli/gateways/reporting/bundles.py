"""Registry cards as FHIR R4: pure functions from a card to its resources, and from cards to a Bundle.

A card becomes a Patient, a Condition for each thing that was wrong, and a Composition that holds them together: of a
death its causes in the certificate's order. Codes are those of the card: ICD-10, ICD-O-3, UCUM. Every identifier is one
of the district's, so that the same card sent again is known.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from .sheets import Sheet

Resource = dict[str, Any]

ICD10 = "http://hl7.org/fhir/sid/icd-10"
ICDO3 = "http://terminology.hl7.org/CodeSystem/icd-o-3"
LOINC = "http://loinc.org"
_OWN = "urn:linli:registry:"
_CARD, _ID_NUMBER = f"{_OWN}card", "urn:oid:2.16.156.10011.1.3"
_CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
_VERIFIED = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
# What each kind of card is as a document.
_DOCUMENTS = {
    "death": ("64297-5", "Death certificate"), "tumour": ("72134-0", "Cancer event report"),
    "event": ("55751-2", "Public health Case report"),
}  # fmt: skip
_GENDERS = {"male": "male", "female": "female"}


def bundle_of(sheets: Sequence[Sheet], *, identifier: str, district: str, at: datetime) -> Resource:
    """All cards of a part as one Bundle; each is a Composition before what it refers to."""
    entries = [entry for sheet in sheets for entry in _entries(sheet, district)]
    return {
        "resourceType": "Bundle", "type": "collection", "identifier": {"system": f"{_OWN}report", "value": identifier},
        "timestamp": at.isoformat(), "entry": entries,
    }  # fmt: skip


def cards_in(bundle: Mapping[str, Any]) -> dict[str, int]:
    """How many cards of each kind a Bundle holds, counted from its Compositions."""
    kinds = {code: kind for kind, (code, _name) in _DOCUMENTS.items()}
    found = dict.fromkeys(_DOCUMENTS, 0)
    for entry in bundle.get("entry", []):
        resource = entry.get("resource", {})
        if resource.get("resourceType") == "Composition":
            code = resource["type"]["coding"][0]["code"]
            if code in kinds:
                found[kinds[code]] += 1
    return {kind: number for kind, number in found.items() if number}


@dataclass(frozen=True)
class Part:
    """A condition and the section it stands in. `detail`: what has no element of its own, by the card's own names."""

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
    return str(uuid5(NAMESPACE_OID, "|".join((_OWN, *parts))))


def patient_of(sheet: Sheet, district: str) -> Resource:
    """Whom it is about, as the law has it reported; nothing else that the district knows of them."""
    number = sheet.said("id_number")
    resource: Resource = {"resourceType": "Patient", "id": _key(district, sheet.code, "patient")}
    if number:
        resource["identifier"] = [{"system": _ID_NUMBER, "value": number}]
    resource |= {"name": [{"text": sheet.said("name")}], "gender": _GENDERS.get(sheet.said("sex"), "unknown")}
    if _day(sheet.said("born")):
        resource["birthDate"] = _day(sheet.said("born"))
    address = {"text": sheet.said("address"), "district": sheet.area}
    if any(address.values()):
        resource["address"] = [{part: text for part, text in address.items() if text}]
    if sheet.said("phone"):
        resource["telecom"] = [{"system": "phone", "value": sheet.said("phone")}]
    died = sheet.happened_on.isoformat() if sheet.kind == "death" else _day(sheet.said("died_on"))
    if died:
        resource["deceasedDateTime"] = died
    return resource


def _composition(sheet: Sheet, patient: str, parts: Sequence[Part]) -> Resource:
    code, name = _DOCUMENTS[sheet.kind]
    return {
        "resourceType": "Composition", "id": _key(sheet.code, "card"), "identifier": {"system": _CARD, "value": f"{sheet.code}/{sheet.version}"},
        "status": "final", "type": {"coding": [{"system": LOINC, "code": code, "display": name}]},
        "subject": {"reference": f"urn:uuid:{patient}"}, "date": sheet.reported_at.isoformat(),
        "author": [{"display": sheet.institution}], "title": name, "section": [_section(one) for one in parts],
    }  # fmt: skip


def _section(part: Part) -> Resource:
    coded = [{"system": f"{_OWN}{name}", "code": value} for name, value in part.detail.items() if value]
    code = {"code": {"coding": coded}} if coded else {}
    return {"title": part.name, **code, "entry": [{"reference": f"urn:uuid:{part.condition['id']}"}]}


def _condition(
    sheet: Sheet, patient: str, part: str, codes: Sequence[tuple[str, str]], *, text: str = "", onset: str = "", lasted: str = ""
) -> Resource:  # fmt: skip
    """`onset` is a day, `lasted` how long before death it began, in the certificate's words."""
    coded = [{"system": system, "code": value} for system, value in codes if value]
    code: Resource = {**({"coding": coded} if coded else {}), **({"text": text} if text else {})}
    began = {"onsetDateTime": onset} if onset else {"onsetString": lasted} if lasted else {}
    return {
        "resourceType": "Condition", "id": _key(sheet.code, part), "clinicalStatus": _coded(_CLINICAL, "active"),
        "verificationStatus": _coded(_VERIFIED, "confirmed"), **({"code": code} if code else {}),
        "subject": {"reference": f"urn:uuid:{patient}"}, "recordedDate": sheet.reported_at.isoformat(), **began,
    }  # fmt: skip


def _coded(system: str, code: str) -> Resource:
    return {"coding": [{"system": system, "code": code}]}


def _death(sheet: Sheet, patient: str) -> Iterator[Part]:
    """The underlying cause, then the chain as it stands on the certificate, then what contributed."""
    own = {"place": sheet.said("place"), "manner": sheet.said("manner"), "cause-by": sheet.said("cause_by")}
    yield Part("underlying", _condition(sheet, patient, "underlying", [(ICD10, sheet.cause)]), own)
    for line in ("a", "b", "c", "d"):
        text, code, lasted = (sheet.said(f"{line}_{part}") for part in ("text", "code", "lasted"))
        if text or code:
            name = f"I-{line}"
            yield Part(name, _condition(sheet, patient, name, [(ICD10, code)], text=text, lasted=lasted))
    codes = [(ICD10, one.strip()) for one in re.split("[,，、;； ]+", sheet.said("other_codes")) if one.strip()]
    if codes or sheet.said("other_text"):
        yield Part("II", _condition(sheet, patient, "II", codes, text=sheet.said("other_text")))


def _tumour(sheet: Sheet, patient: str) -> Iterator[Part]:
    morphology = "/".join(one for one in (sheet.said("morphology"), sheet.said("behaviour")) if one)
    found = _condition(sheet, patient, "tumour", [(ICDO3, morphology)], onset=sheet.happened_on.isoformat())
    found["bodySite"] = [_coded(ICDO3, sheet.said("topography"))]
    yield Part("tumour", found, {name: sheet.said(name) for name in ("basis", "grade", "laterality", "stage")})


def _event(sheet: Sheet, patient: str) -> Iterator[Part]:
    found = _condition(sheet, patient, "event", [(ICD10, sheet.said("icd"))], onset=sheet.happened_on.isoformat())
    detail = {
        "confirmed-by": sheet.said("confirmed_by"),
        "first-ever": sheet.said("first_ever"),
        "diagnosed-on": _day(sheet.said("diagnosed_on")),
    }
    yield Part("event", found, detail)


_PARTS: dict[str, Callable[[Sheet, str], Iterator[Part]]] = {"death": _death, "tumour": _tumour, "event": _event}


def _day(text: str) -> str:
    """A day as FHIR writes it; nothing where it is not one."""
    digits = text.strip().replace("/", "-").replace(".", "-").replace("年", "-").replace("月", "-").rstrip("日")
    try:
        year, month, day = (int(part) for part in digits.split("-"))
        return date(year, month, day).isoformat()
    except ValueError:
        return ""
