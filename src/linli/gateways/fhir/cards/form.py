"""The codes of a card's form, and in which part of it each field stands: what writer and reader have in common."""

from __future__ import annotations

from collections.abc import Mapping

ICD10 = "http://hl7.org/fhir/sid/icd-10"
ICDO3 = "http://terminology.hl7.org/CodeSystem/icd-o-3"
LOINC = "http://loinc.org"
CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
VERIFIED = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
# FHIR's own extension for the day on which a condition was first said to be there.
ASSERTED = "http://hl7.org/fhir/StructureDefinition/condition-assertedDate"
# Of an identity number of the People's Republic (GB 11643).
ID_NUMBER = "urn:oid:2.16.156.10011.1.3"
# Ours: `OWN` and the field's name is the system of its codes, as the card's form has them.
OWN = "urn:linli:registry:"
CARD = f"{OWN}card"
PART = f"{OWN}part"
AREA = f"{OWN}area"
# The number of a card as the column of a table has it.
NUMBER = f"{OWN}number"
CONFIRMED = f"{OWN}confirmed"
ORGANISATION = "urn:linli:organisation"

# What each kind of card is as a document.
DOCUMENTS: Mapping[str, tuple[str, str]] = {
    "death": ("64297-5", "Death certificate"), "tumour": ("72134-0", "Cancer event report"),
    "event": ("55751-2", "Public health Case report"),
}  # fmt: skip
# The parts of a card: each is a section of the Composition with its one Condition.
LINES: Mapping[str, str] = {"I-a": "a", "I-b": "b", "I-c": "c", "I-d": "d"}
PARTS: Mapping[str, tuple[str, ...]] = {
    "death": ("underlying", *LINES, "II"), "tumour": ("tumour",), "event": ("event",),
}  # fmt: skip
# What FHIR has no element for: coded in the section, each in a system of its own.
DETAILS: Mapping[str, tuple[str, ...]] = {
    "death": ("place", "manner", "cause_by"), "tumour": ("grade", "laterality"), "event": ("first_ever",),
}  # fmt: skip
# On what a condition rests: Condition.evidence.
EVIDENCE: Mapping[str, str] = {"tumour": "basis", "event": "confirmed_by"}


def system_of(field: str) -> str:
    return OWN + field.replace("_", "-")
