"""Our profile of Observation (R4): what is taken of vital signs and laboratory values, and everything else that is refused.

Pure: no database. Structure is the library's business (structure.py), asked where an element is not one of those read
here whole; whatever is accepted here without asking it, it accepts too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from linli.clock import LOCAL
from linli.health.models import Quantity

from . import coding
from .faults import Fault, Refused
from .shapes import Reading
from .structure import faults_of_structure

AHEAD_AT_MOST = timedelta(minutes=5)
EARLIEST = datetime(2000, 1, 1, tzinfo=LOCAL)
STATUSES = frozenset(
    {"registered", "preliminary", "final", "amended", "corrected", "cancelled", "entered-in-error", "unknown"}
)
# Elements that are read here whole, and those that change what others mean, which nobody may overlook.
_READ = frozenset(
    {
        "resourceType", "status", "category", "code", "subject", "effectiveDateTime", "valueQuantity", "component", "device",
        "identifier", "dataAbsentReason",
    }
)  # fmt: skip
_READ_OF_COMPONENT = frozenset({"code", "valueQuantity", "dataAbsentReason"})
_CHANGE_MEANING = ("modifierExtension", "implicitRules")
_OTHER_TIMES = ("effectivePeriod", "effectiveTiming", "effectiveInstant")
_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)")


@dataclass(frozen=True, slots=True)
class Told:
    """A readable observation. `value` has `value`, or `systolic` and `diastolic`; one that could not be measured is absent.

    `subject` and `device` are (literal reference, (system, value)); `identifier` is "system|value", "" without one.
    """

    quantity: Quantity
    loinc: str
    value: dict[str, float]
    at: datetime
    subject: tuple[str, tuple[str, str]]
    device: tuple[str, tuple[str, str]]
    identifier: str

    @property
    def absent(self) -> frozenset[str]:
        """The number of a blood pressure that could not be measured; never both."""
        names = {name for name, _display in coding.COMPONENTS.values()} if self.loinc == coding.PANEL else set()
        return frozenset(names - self.value.keys())


def read(resource: object, *, at: datetime, ahead: float = 0) -> Told:
    """The observation. `at` is now, `ahead` how many seconds the sender's clock is ahead. Raises Refused with all faults."""
    if not isinstance(resource, dict) or resource.get("resourceType") != "Observation":
        raise Refused((_no_observation(resource),))
    reading = Reading()
    if not _READ.issuperset(resource):
        reading.unusual = True
    told = _told(reading, resource, at, ahead)
    structural: tuple[Fault, ...] = ()
    if reading.unusual or reading.faults:
        structural = faults_of_structure(resource)
    if structural or reading.faults:
        seen = {fault.path for fault in structural}
        raise Refused((*structural, *(fault for fault in reading.faults if fault.path not in seen)))
    assert told is not None, "what has no fault was read"
    return told


def _no_observation(resource: object) -> Fault:
    given = resource.get("resourceType") if isinstance(resource, dict) else type(resource).__name__
    return Fault(
        "Observation", "structure", "no_observation",
        _("An Observation is taken here, this is “%(given)s”.") % {"given": str(given)[:40]},
    )  # fmt: skip


def _told(reading: Reading, resource: dict[str, Any], at: datetime, ahead: float) -> Told | None:
    _status(reading, resource)
    for name in _CHANGE_MEANING:
        if name in resource:
            reading.fault(
                f"Observation.{name}", "not-supported", "not_supported",
                _("“%(name)s” can change what a value means, and is not read here. Please leave it out.") % {"name": name},
            )  # fmt: skip
    loinc = _code(reading, resource.get("code"), "Observation.code")
    subject = _subject(reading, resource)
    device = reading.reference(resource, "device")
    when = _time(reading, resource, at, ahead)
    identifier = _identifier(reading, resource)
    if loinc is None:
        return None
    measure = coding.MEASURES[loinc]
    _category(reading, resource, measure)
    if loinc == coding.PANEL:
        value = _components(reading, resource)
    else:
        value = _single(reading, resource, measure)
    if reading.faults or when is None:
        return None
    return Told(measure.quantity, loinc, value, when, subject, device, identifier)


def _status(reading: Reading, resource: dict[str, Any]) -> None:
    status = resource.get("status")
    if status == "final":
        return
    if status is None:
        reading.unusual = True  # the library says so
    elif status not in STATUSES if isinstance(status, str) else True:
        reading.fault(
            "Observation.status", "code-invalid", "unknown_status",
            _("“%(given)s” is no status of FHIR R4. A finished measurement is “final”.") % {"given": str(status)[:20]},
            "final",
        )  # fmt: skip
    else:
        reading.fault(
            "Observation.status", "business-rule", "not_final",
            _("Only finished measurements are taken: please send it when it is “final”, not “%(given)s”.") % {"given": status},
            "final",
        )  # fmt: skip


def _code(reading: Reading, concept: object, path: str) -> str | None:
    """The LOINC code by which it is known here."""
    codings = reading.codings(concept)
    ours = [code for system, code in codings if system == coding.LOINC]
    for code in ours:
        if not coding.check_digit_fits(code):
            reading.fault(
                f"{path}.coding.code", "code-invalid", "bad_check_digit",
                _("“%(code)s” cannot be a LOINC code: its last digit does not belong to the others. Please look at the code again.")
                % {"code": code[:20]},
            )  # fmt: skip
            return None
    known = [code for code in ours if code in coding.MEASURES or code in coding.COMPONENTS]
    if not known:
        reading.fault(
            f"{path}.coding", "code-invalid", "unknown_code",
            _("None of the codes is one that is taken here (%(given)s). The CapabilityStatement lists those that are.")
            % {"given": ", ".join(code for _system, code in codings)[:80] or "-"},
            ", ".join(coding.MEASURES),
        )  # fmt: skip
        return None
    if path != "Observation.code":
        return known[0]
    if known[0] in coding.COMPONENTS:
        reading.fault(
            f"{path}.coding", "business-rule", "not_alone",
            _("One number of a blood pressure is not taken alone. Please send the panel 85354-9 with the components 8480-6 and 8462-4."),
            coding.PANEL,
        )  # fmt: skip
        return None
    quantities = {coding.MEASURES[code].quantity for code in known if code in coding.MEASURES}
    if len(quantities) > 1:
        reading.fault(
            f"{path}.coding", "code-invalid", "codes_differ",
            _("The codes stand for different things (%(given)s). Please send one.") % {"given": ", ".join(known)},
        )  # fmt: skip
        return None
    return known[0]


def _category(reading: Reading, resource: dict[str, Any], measure: coding.Measure) -> None:
    found = [pair for one in reading.several(resource, "category") for pair in reading.codings(one)]
    if not any(system == coding.CATEGORIES and code in measure.categories for system, code in found):
        allowed = " | ".join(measure.categories)
        reading.fault(
            "Observation.category", "required", "no_category",
            _("The category is missing: %(allowed)s of %(system)s.") % {"allowed": allowed, "system": coding.CATEGORIES},
            allowed,
        )  # fmt: skip


def _subject(reading: Reading, resource: dict[str, Any]) -> tuple[str, tuple[str, str]]:
    found = reading.reference(resource, "subject")
    reference, (system, value) = found
    if not (reference or value):
        reading.fault(
            "Observation.subject", "required", "no_subject",
            _("It is not said who was measured. Please give the number on the health card as subject.identifier (system %(system)s); whoever has no card measures as a guest at the kiosk, and nothing of that is kept.")
            % {"system": coding.CARD},
        )  # fmt: skip
    elif not reference and system != coding.CARD:
        reading.fault(
            "Observation.subject.identifier.system", "value", "unknown_system",
            _("People are known here by the number on their health card (system %(system)s), not by “%(given)s”.")
            % {"system": coding.CARD, "given": system[:60]},
            coding.CARD,
        )  # fmt: skip
    return found


def _time(reading: Reading, resource: dict[str, Any], at: datetime, ahead: float) -> datetime | None:
    path, given = "Observation.effectiveDateTime", resource.get("effectiveDateTime")
    if given is None:
        other = next((name for name in _OTHER_TIMES if name in resource), "")
        reading.fault(
            f"Observation.{other}" if other else path, "required", "no_time",
            _("It is not said when it was measured. Please send effectiveDateTime with its zone, as 2026-11-02T09:30:00+08:00."),
        )  # fmt: skip
        return None
    try:
        when = datetime.fromisoformat(given) if _DATE_TIME.fullmatch(given) else None
    except (TypeError, ValueError):
        when = None
    if when is None:
        reading.fault(
            path, "value", "bad_time",
            _("“%(given)s” is not a time with seconds and zone. Please write it as 2026-11-02T09:30:00+08:00.") % {"given": str(given)[:40]},
        )  # fmt: skip
        return None
    try:
        true = when - timedelta(seconds=ahead)
    except OverflowError:
        true = when
    if not EARLIEST <= true <= at + AHEAD_AT_MOST:
        latest = (at + AHEAD_AT_MOST).astimezone(LOCAL)
        reading.fault(
            path, "business-rule", "impossible_time",
            _("“%(given)s” cannot be the time of a measurement that is sent now. Please set the device's clock, or tell what it shows with the header Date.")
            % {"given": str(given)[:40]},
            f"{EARLIEST.isoformat()} .. {latest.isoformat(timespec='seconds')}",
        )  # fmt: skip
        return None
    return when


def _identifier(reading: Reading, resource: dict[str, Any]) -> str:
    found = ""
    for one in reading.several(resource, "identifier"):
        system, value = reading.identifier(one)
        if value and not found:
            found = f"{system}|{value}"
    if len(found) > 1000:
        reading.fault(
            "Observation.identifier.value", "too-long", "too_long", _("An identifier has at most 1,000 characters.")
        )
    return found


def _single(reading: Reading, resource: dict[str, Any], measure: coding.Measure) -> dict[str, float]:
    path = "Observation.valueQuantity"
    if "component" in resource:
        reading.fault(
            "Observation.component", "business-rule", "no_components",
            _("Only a blood pressure has components. Please send what else was measured as an observation of its own."),
        )  # fmt: skip
    if not _has_value(reading, resource, "Observation"):
        return {}
    value = reading.number(resource["valueQuantity"], path, measure.unit, coding.UCUM)
    return {} if value is None else {"value": value}


def _components(reading: Reading, resource: dict[str, Any]) -> dict[str, float]:
    """Both numbers of a blood pressure; one may be absent with its reason."""
    if any(name.startswith("value") for name in resource):
        reading.fault(
            "Observation.value", "business-rule", "panel_with_value",
            _("A blood pressure has its numbers in the components 8480-6 and 8462-4, and no value of its own."),
        )  # fmt: skip
    if "dataAbsentReason" in resource:
        reading.fault(
            "Observation.dataAbsentReason", "business-rule", "value_and_absent",
            _("Of a blood pressure each component says by itself why it has no value. Please move the reason there."),
        )  # fmt: skip
    found: dict[str, float | None] = {}
    for number, part in enumerate(reading.several(resource, "component")):
        path = f"Observation.component[{number}]"
        if not _READ_OF_COMPONENT.issuperset(part):
            reading.unusual = True
        code = _code(reading, part.get("code"), f"{path}.code")
        if code is None:
            continue
        if code not in coding.COMPONENTS:
            reading.fault(
                f"{path}.code", "business-rule", "not_a_component",
                _("“%(code)s” is not taken as part of a blood pressure. Please send it as an observation of its own.") % {"code": code},
            )  # fmt: skip
            continue
        name = coding.COMPONENTS[code][0]
        if name in found:
            reading.fault(f"{path}.code", "duplicate", "twice", _("“%(code)s” is there twice.") % {"code": code})
        found[name] = None
        if _has_value(reading, part, path):
            found[name] = reading.number(part["valueQuantity"], f"{path}.valueQuantity", "mm[Hg]", coding.UCUM)
    _both(reading, found)
    return {name: value for name, value in found.items() if value is not None}


def _both(reading: Reading, found: dict[str, float | None]) -> None:
    for code, (name, _display) in coding.COMPONENTS.items():
        if name not in found:
            reading.fault(
                "Observation.component", "required", "missing_component",
                _("The component %(code)s is missing. If it could not be measured, please send it with a dataAbsentReason instead of leaving it out.")
                % {"code": code},
            )  # fmt: skip
    upper, lower = found.get("systolic"), found.get("diastolic")
    if upper is not None and lower is not None and upper <= lower:
        reading.fault(
            "Observation.component", "business-rule", "swapped",
            _("The upper value (%(upper)g) is not above the lower one (%(lower)g). They may have been exchanged: please look at them again.")
            % {"upper": upper, "lower": lower},
        )  # fmt: skip
    if len(found) == 2 and upper is None and lower is None and not reading.faults:
        reading.fault("Observation.component", "business-rule", "nothing_measured", _nothing())


def _nothing() -> str:
    return _("Nothing was measured, so there is nothing to keep. Please measure again.")


def _has_value(reading: Reading, part: dict[str, Any], path: str) -> bool:
    """Whether there is a value to be read: not both a value and the reason for its absence, nor neither."""
    values = [name for name in part if name.startswith("value")]
    absent = "dataAbsentReason" in part
    if absent:
        reading.codings(part["dataAbsentReason"])
    if absent and values:
        reading.fault(
            f"{path}.dataAbsentReason", "invariant", "value_and_absent",
            _("There is a value, and a reason why there is none. Please send only one of them."),
        )  # fmt: skip
        return False
    if not values:
        if not absent:
            reading.fault(f"{path}.valueQuantity", "required", "no_value", _("The value is missing."))
        elif path == "Observation":
            reading.fault(f"{path}.dataAbsentReason", "business-rule", "nothing_measured", _nothing())
        return False
    if values != ["valueQuantity"]:
        reading.fault(
            f"{path}.{values[0]}", "value", "no_quantity",
            _("The value has to be a valueQuantity: a number with its unit, and not “%(given)s”.") % {"given": values[0]},
        )  # fmt: skip
        return False
    return True
