"""The parts an observation is made of, read strictly: what has exactly these elements and types needs no other check.

Each reader adds a fault for what is wrong, and says `unusual` for what is not ours to judge: the library is asked then.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from .faults import Fault

_CODING = frozenset({"system", "code", "display", "version"})
_CONCEPT = frozenset({"coding", "text"})
_QUANTITY = frozenset({"value", "unit", "system", "code"})
_REFERENCE = frozenset({"reference", "identifier", "display", "type"})
_IDENTIFIER = frozenset({"system", "value", "use"})
# Beyond it nothing is a number that anybody measured; neither is NaN.
_MOST = 1e15
_USES = frozenset({"usual", "official", "temp", "secondary", "old"})
_CODE = re.compile(r"[^\s]+(\s[^\s]+)*")
_URI = re.compile(r"\S+")
_STRING = re.compile(r"[ \r\n\t\S]*\S[ \r\n\t\S]*")

# What stands in every observation and is sound as text, code and address alike.
_SOUND = frozenset(
    {
        "http://loinc.org", "http://unitsofmeasure.org", "http://terminology.hl7.org/CodeSystem/observation-category", "vital-signs",
        "85354-9", "8480-6", "8462-4", "8867-4", "29463-7", "8302-2", "mm[Hg]", "/min", "kg", "cm", "mmHg", "urn:linli:health-card",
    }
)  # fmt: skip


@dataclass
class Reading:
    """What was found so far."""

    faults: list[Fault] = field(default_factory=list)
    unusual: bool = False

    def fault(self, path: str, issue: str, code: str, message: str, limits: str = "") -> None:
        self.faults.append(Fault(path, issue, code, message, limits))

    def _known(self, part: dict[str, Any], known: frozenset[str]) -> None:
        if not known.issuperset(part):
            self.unusual = True

    def text(self, part: dict[str, Any], name: str, pattern: re.Pattern[str] = _STRING) -> str:
        """A string of the part, "" if it is absent or of another kind."""
        value = part.get(name)
        if value is None:
            if name in part:
                self.unusual = True
            return ""
        if type(value) is not str or not (value in _SOUND or pattern.fullmatch(value) is not None):
            self.unusual = True
            return ""
        return value

    def codings(self, concept: object) -> list[tuple[str, str]]:
        """System and code of each coding of a CodeableConcept."""
        if type(concept) is not dict:
            self.unusual = True
            return []
        self._known(concept, _CONCEPT)
        self.text(concept, "text")
        found = []
        for one in self.several(concept, "coding"):
            self._known(one, _CODING)
            self.text(one, "display")
            self.text(one, "version")
            found.append((self.text(one, "system", _URI), self.text(one, "code", _CODE)))
        return found

    def several(self, part: dict[str, Any], name: str) -> list[dict[str, Any]]:
        """Those of a list that are objects."""
        value = part.get(name)
        if value is None:
            if name in part:
                self.unusual = True
            return []
        if type(value) is not list or not value:
            self.unusual = True
            return []
        found = [one for one in value if type(one) is dict]
        if len(found) < len(value):
            self.unusual = True
        return found

    def number(self, quantity: object, path: str, unit: str, system: str) -> float | None:
        """The value of a Quantity in exactly this unit, None with a fault."""
        if type(quantity) is not dict:
            self.unusual = True
            self.fault(path, "value", "no_number", _("A number with its unit is needed here."))
            return None
        self._known(quantity, _QUANTITY)
        self.text(quantity, "unit")
        value = quantity.get("value")
        if not isinstance(value, int | float) or isinstance(value, bool) or not -_MOST < value < _MOST:
            self.fault(
                f"{path}.value", "value", "no_number",
                _("“%(value)s” is not a number. Please send it as a JSON number, without quotation marks.") % {"value": str(value)[:40]},
            )  # fmt: skip
            return None
        if self.text(quantity, "system", _URI) != system or self.text(quantity, "code", _CODE) != unit:
            given = quantity.get("code") or quantity.get("unit") or ""
            self.fault(
                f"{path}.code", "value", "wrong_unit",
                _("The unit here is %(unit)s, written as UCUM (%(system)s), not “%(given)s”. Please convert the value before sending it.")
                % {"unit": unit, "system": system, "given": str(given)[:20]},
                unit,
            )  # fmt: skip
            return None
        return float(value)

    def reference(self, part: dict[str, Any], name: str) -> tuple[str, tuple[str, str]]:
        """The literal reference and the logical one (system, value), "" where there is none."""
        value = part.get(name)
        if value is None:
            if name in part:
                self.unusual = True
            return "", ("", "")
        if type(value) is not dict:
            self.unusual = True
            return "", ("", "")
        self._known(value, _REFERENCE)
        self.text(value, "display")
        self.text(value, "type", _URI)
        said = value.get("identifier")
        logical = ("", "")
        if "identifier" in value:
            logical = self.identifier(said)
        return self.text(value, "reference"), logical

    def identifier(self, value: object) -> tuple[str, str]:
        if type(value) is not dict:
            self.unusual = True
            return "", ""
        self._known(value, _IDENTIFIER)
        if "use" in value and value["use"] not in _USES:
            self.unusual = True
        return self.text(value, "system", _URI), self.text(value, "value")
