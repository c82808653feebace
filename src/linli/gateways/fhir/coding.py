"""The codes this gateway speaks: LOINC for what was measured, UCUM for its unit, and their check."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from linli.health.models import Quantity

LOINC = "http://loinc.org"
UCUM = "http://unitsofmeasure.org"
MDC = "urn:iso:std:iso:11073:10101"
CATEGORIES = "http://terminology.hl7.org/CodeSystem/observation-category"
ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
INTERPRETATION = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"
# Ours: the number on a health card, the code of a device, why something was refused.
CARD = "urn:linli:health-card"
DEVICE = "urn:linli:health-device"
FAULTS = "urn:linli:fhir-fault"
# What an edit check says of a registry card: fine, missing, invalid, rare.
GRADE = "urn:linli:registry:grade-of-finding"
# Marks a time that was put right, or guessed, because the sender's clock was wrong.
CLOCK = "urn:linli:clock-not-trusted"

PANEL, SYSTOLIC, DIASTOLIC, BMI = "85354-9", "8480-6", "8462-4", "39156-5"
# What a device's clock said when ours said effectiveDateTime (MDC_ATTR_TIME_ABS of a coincident timestamp).
COINCIDENT = "67975"


@dataclass(frozen=True)
class Measure:
    """What a LOINC code stands for here. `mdc` is its IEEE 11073 code, put beside it when it is read back."""

    quantity: Quantity
    unit: str
    display: str
    categories: tuple[str, ...] = ("vital-signs",)
    mdc: str = ""


_LABORATORY = ("vital-signs", "laboratory")
MEASURES: dict[str, Measure] = {
    PANEL: Measure(Quantity.BLOOD_PRESSURE, "mm[Hg]", "Blood pressure panel with all children optional", mdc="150020"),
    "8867-4": Measure(Quantity.PULSE, "/min", "Heart rate", mdc="149530"),
    "29463-7": Measure(Quantity.WEIGHT, "kg", "Body weight"),
    "8302-2": Measure(Quantity.HEIGHT, "cm", "Body height"),
    BMI: Measure(Quantity.BMI, "kg/m2", "Body mass index (BMI) [Ratio]"),
    "8280-0": Measure(Quantity.WAIST, "cm", "Waist Circumference at umbilicus by Tape measure"),
    # The first of a quantity is the one written when it is read back: moles, as its unit says.
    "14771-0": Measure(
        Quantity.GLUCOSE_FASTING, "mmol/L", "Fasting glucose [Moles/volume] in Serum or Plasma", _LABORATORY
    ),
    "1558-6": Measure(
        Quantity.GLUCOSE_FASTING, "mmol/L", "Fasting glucose [Mass/volume] in Serum or Plasma", _LABORATORY
    ),
    "15074-8": Measure(Quantity.GLUCOSE_RANDOM, "mmol/L", "Glucose [Moles/volume] in Blood", _LABORATORY),
    "2339-0": Measure(Quantity.GLUCOSE_RANDOM, "mmol/L", "Glucose [Mass/volume] in Blood", _LABORATORY),
    "4548-4": Measure(Quantity.HBA1C, "%", "Hemoglobin A1c/Hemoglobin.total in Blood", _LABORATORY),
    "8310-5": Measure(Quantity.TEMPERATURE, "Cel", "Body temperature"),
    "2708-6": Measure(Quantity.OXYGEN, "%", "Oxygen saturation in Arterial blood", mdc="150456"),
    "59408-5": Measure(Quantity.OXYGEN, "%", "Oxygen saturation in Arterial blood by Pulse oximetry", mdc="150456"),
}
COMPONENTS: dict[str, tuple[str, str]] = {
    SYSTOLIC: ("systolic", "Systolic blood pressure"),
    DIASTOLIC: ("diastolic", "Diastolic blood pressure"),
}
# The code each quantity is written with.
WRITTEN: dict[str, str] = {}
for _code, _measure in MEASURES.items():
    WRITTEN.setdefault(_measure.quantity, _code)


@lru_cache(maxsize=1024)
def check_digit_fits(loinc: str) -> bool:
    """Whether the digit after the hyphen is the one the digits before it ask for (modulus 10, from the right)."""
    number, hyphen, digit = loinc.partition("-")
    if not (
        hyphen and number.isascii() and number.isdigit() and digit.isascii() and digit.isdigit() and len(digit) == 1
    ):
        return False
    total = 0
    for place, one in enumerate(reversed(number)):
        doubled = int(one) * (1 if place % 2 else 2)
        total += doubled - 9 if doubled > 9 else doubled
    return (10 - total % 10) % 10 == int(digit)
