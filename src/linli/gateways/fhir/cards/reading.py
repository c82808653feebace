"""Cards read out of a Bundle: pure functions, the other way round of writing.py. Each field keeps the place it was read at.

Nothing is judged here but the form: what a field says is text, and the registries judge it, as of a form or a table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from ..faults import Fault, Refused
from ..structure import faults_of_structure
from . import form

Resource = dict[str, Any]
_KINDS = {code: kind for kind, (code, _name) in form.DOCUMENTS.items()}
_TAKEN = ("Composition", "Patient", "Condition")
_CHANGE_MEANING = ("modifierExtension", "implicitRules")


@dataclass
class Told:
    """A card as a system tells it: `fields` by the card's names, `paths` where each stands or would stand."""

    kind: str
    number: tuple[str, str]
    organisation: str = ""
    status: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)
    confirmed: dict[str, str] = field(default_factory=dict)

    def say(self, name: str, value: object, path: str) -> None:
        """What stands at a path; the place of what does not stand there is remembered too."""
        self.paths[name] = path
        if isinstance(value, str) and value.strip():
            self.fields[name] = value.strip()


def cards_in(bundle: Mapping[str, Any]) -> list[Told]:
    """Every card of a Bundle, by its Compositions. Raises Refused with all that is not of the form."""
    entries = bundle.get("entry")
    listed = entries if isinstance(entries, list) else []
    faults = [fault for place, entry in enumerate(listed) for fault in _faults_of_entry(place, entry)]
    if faults:
        raise Refused(tuple(faults))
    there = {
        str(one.get("fullUrl")): (place, one["resource"]) for place, one in enumerate(listed) if one.get("fullUrl")
    }
    there |= {f"{one['resourceType']}/{one['id']}": (place, one) for place, one in _resources(listed) if one.get("id")}
    told = []
    for place, resource in _resources(listed):
        if resource["resourceType"] == "Composition":
            try:
                told.append(_Reader(place, resource, there).card())
            except Refused as refused:
                faults += refused.faults
    if not told and not faults:
        faults = [
            _fault(
                "Bundle.entry", "required", "no_composition", _("There is no Composition, which a card begins with.")
            )
        ]
    if faults:
        raise Refused(tuple(faults))
    return told


def _resources(entries: list[Any]) -> Iterator[tuple[int, Resource]]:
    return ((place, one["resource"]) for place, one in enumerate(entries))


def _faults_of_entry(place: int, entry: object) -> Iterator[Fault]:
    within = f"Bundle.entry[{place}].resource"
    resource = entry.get("resource") if isinstance(entry, dict) else None
    kind = resource.get("resourceType") if isinstance(resource, dict) else None
    if not isinstance(resource, dict) or kind not in _TAKEN:
        message = _(
            "A card is a Composition with its Patient and Conditions; “%(given)s” is not taken. Please leave it out."
        )
        yield _fault(within, "not-supported", "not_supported", message % {"given": str(kind)[:40]})
        return
    for name in _CHANGE_MEANING:
        if name in resource:
            message = _("“%(name)s” can change what a value means, and is not read here. Please leave it out.")
            yield _fault(f"{within}.{name}", "not-supported", "not_supported", message % {"name": name})
    for fault in faults_of_structure(resource, str(kind)):
        yield fault.within(within)


def _fault(path: str, issue: str, code: str, message: str) -> Fault:
    return Fault(path, issue, code, message)


@dataclass
class _Reader:
    """One card: its Composition, and what stands in the Bundle by its address."""

    place: int
    composition: Resource
    there: Mapping[str, tuple[int, Resource]]
    faults: list[Fault] = field(default_factory=list)
    parts: set[str] = field(default_factory=set)

    @property
    def path(self) -> str:
        return f"Bundle.entry[{self.place}].resource"

    def card(self) -> Told:
        """Raises Refused."""
        coded = codes_of(self.composition.get("type"))
        kind = next((_KINDS[code] for system, code in coded if system == form.LOINC and code in _KINDS), "")
        if not kind:
            known = ", ".join(f"{code} {name}" for code, name in form.DOCUMENTS.values())
            message = _("This is no card that is kept here. The type is one of: %(known)s.") % {"known": known}
            raise Refused((_fault(f"{self.path}.type", "code-invalid", "unknown_card", message),))
        own = self.composition.get("identifier") or {}
        custodian = (self.composition.get("custodian") or {}).get("identifier") or {}
        told = Told(
            kind, (own.get("system", ""), own.get("value", "")),
            custodian.get("value", "") if custodian.get("system") == form.ORGANISATION else "", self.composition.get("status", ""),
            confirmed=dict(_confirmed(self.composition)),
        )  # fmt: skip
        patient = self._found(self.composition.get("subject"), "Patient", f"{self.path}.subject")
        if patient:
            _person(told, *patient)
        self._expect(told)
        for number, section in enumerate(self.composition.get("section") or []):
            self._section(told, section, f"{self.path}.section[{number}]")
        if self.faults:
            raise Refused(tuple(self.faults))
        return told

    def _found(self, reference: object, kind: str, path: str) -> tuple[Resource, str] | None:
        """What a reference means, with its place in the Bundle."""
        name = reference.get("reference", "") if isinstance(reference, dict) else ""
        place, resource = self.there.get(name, (0, {}))
        if resource.get("resourceType") != kind:
            message = _("The %(kind)s that “%(given)s” refers to is not in this Bundle.") % {
                "kind": kind,
                "given": str(name)[:80],
            }
            self.faults.append(_fault(path, "not-found", "unknown_reference", message))
            return None
        return resource, f"Bundle.entry[{place}].resource"

    def _expect(self, told: Told) -> None:
        """Where each part would stand, so that what is missing has a place too."""
        for part in form.PARTS[told.kind]:
            where = f"{self.path}.section.where(code.coding.code='{part}')"
            _READ[told.kind](told, part, {}, f"{where}.entry.resolve()")
            for name in form.DETAILS[told.kind]:
                told.paths.setdefault(name, f"{where}.code")

    def _section(self, told: Told, section: Resource, path: str) -> None:
        coded = codes_of(section.get("code"))
        part = next((code for system, code in coded if system == form.PART), "")
        if part in self.parts:
            message = _("“%(code)s” is there twice.") % {"code": part}
            self.faults.append(_fault(f"{path}.code", "duplicate", "twice", message))
        self.parts.add(part)
        if part not in form.PARTS[told.kind]:
            known = ", ".join(form.PARTS[told.kind])
            message = _("“%(given)s” is no part of this card (%(system)s: %(known)s).")
            given = {"given": part[:20] or "-", "system": form.PART, "known": known}
            self.faults.append(_fault(f"{path}.code", "code-invalid", "unknown_part", message % given))
            return
        for system, code in coded:
            if system.startswith(form.OWN) and system != form.PART:
                name = system.removeprefix(form.OWN).replace("-", "_")
                told.say(name, code, f"{path}.code.coding.where(system='{system}')")
        entries = section.get("entry") or []
        if len(entries) != 1:
            message = _("Each part of a card has exactly one Condition.")
            self.faults.append(_fault(f"{path}.entry", "business-rule", "one_condition", message))
            return
        found = self._found(entries[0], "Condition", f"{path}.entry[0]")
        if found:
            _READ[told.kind](told, part, *found)


def codes_of(concept: object) -> list[tuple[str, str]]:
    """System and code of each coding of a CodeableConcept."""
    coded = concept.get("coding") if isinstance(concept, dict) else None
    return [(one.get("system") or "", one.get("code") or "") for one in coded or []]


def _code(concept: object, system: str) -> str:
    return next((code for known, code in codes_of(concept) if known == system), "")


def _confirmed(composition: Resource) -> Iterator[tuple[str, str]]:
    """What is rare and so all the same, with the word of why."""
    for one in composition.get("extension") or []:
        if one.get("url") == form.CONFIRMED:
            said = {
                part.get("url"): part.get("valueCode") or part.get("valueString") or ""
                for part in one.get("extension") or []
            }
            if said.get("code"):
                yield said["code"], said.get("why", "")


def _extension(resource: Resource, url: str, kind: str) -> str:
    return next((one.get(kind) or "" for one in resource.get("extension") or [] if one.get("url") == url), "")


def _first(resource: Resource, name: str) -> Resource:
    found = (resource.get(name) or [{}])[0]
    return found if isinstance(found, dict) else {}


def _person(told: Told, patient: Resource, path: str) -> None:
    name, address = _first(patient, "name"), _first(patient, "address")
    parts = [name.get("family") or "", *(name.get("given") or [])]
    told.say("name", name.get("text") or "".join(part for part in parts if part), f"{path}.name")
    numbers = [one.get("value") for one in patient.get("identifier") or [] if one.get("system") == form.ID_NUMBER]
    told.say("id_number", numbers[0] if numbers else "", f"{path}.identifier.where(system='{form.ID_NUMBER}').value")
    gender = patient.get("gender")
    told.say("sex", "" if gender == "unknown" else gender, f"{path}.gender")
    told.say("born", patient.get("birthDate"), f"{path}.birthDate")
    phones = [one.get("value") for one in patient.get("telecom") or [] if one.get("system") == "phone"]
    told.say("phone", phones[0] if phones else "", f"{path}.telecom.where(system='phone').value")
    told.say("address", address.get("text"), f"{path}.address.text")
    area = _extension(address, form.AREA, "valueCode")
    told.say("area", area or address.get("district"), f"{path}.address")
    told.say("died_on", patient.get("deceasedDateTime"), f"{path}.deceasedDateTime")


def _death(told: Told, part: str, condition: Resource, path: str) -> None:
    code, text = condition.get("code") or {}, (condition.get("code") or {}).get("text")
    if part == "underlying":
        told.say("cause", _code(code, form.ICD10), f"{path}.code")
    elif part == "II":
        told.say("other_text", text, f"{path}.code.text")
        several = " ".join(one for system, one in codes_of(code) if system == form.ICD10)
        told.say("other_codes", several, f"{path}.code.coding")
    else:
        line = form.LINES[part]
        told.say(f"{line}_text", text or _first(code, "coding").get("display"), f"{path}.code.text")
        told.say(f"{line}_code", _code(code, form.ICD10), f"{path}.code.coding")
        told.say(f"{line}_lasted", condition.get("onsetString"), f"{path}.onsetString")


def _tumour(told: Told, _part: str, condition: Resource, path: str) -> None:
    """Morphology and behaviour are one code of ICD-O: 8140/3."""
    morphology, _slash, behaviour = _code(condition.get("code"), form.ICDO3).partition("/")
    told.say("morphology", morphology, f"{path}.code.coding")
    told.say("behaviour", behaviour, f"{path}.code.coding")
    told.say("topography", _code(_first(condition, "bodySite"), form.ICDO3), f"{path}.bodySite")
    stage = _code(_first(condition, "stage").get("summary"), form.system_of("stage"))
    told.say("stage", stage, f"{path}.stage.summary")
    _diagnosis(told, condition, path)


def _event(told: Told, _part: str, condition: Resource, path: str) -> None:
    told.say("icd", _code(condition.get("code"), form.ICD10), f"{path}.code.coding")
    told.say("onset_on", condition.get("onsetDateTime"), f"{path}.onsetDateTime")
    _diagnosis(told, condition, path)


def _diagnosis(told: Told, condition: Resource, path: str) -> None:
    """The day it was found, and on what that rests."""
    told.say(
        "diagnosed_on",
        _extension(condition, form.ASSERTED, "valueDateTime"),
        f"{path}.extension('{form.ASSERTED}').value",
    )
    name = form.EVIDENCE[told.kind]
    evidence = (_first(condition, "evidence").get("code") or [None])[0]
    told.say(name, _code(evidence, form.system_of(name)), f"{path}.evidence.code")


_READ: Mapping[str, Callable[[Told, str, Resource, str], None]] = {"death": _death, "tumour": _tumour, "event": _event}
