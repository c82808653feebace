"""What residents' pages share: the district named in the address, and forms that come back with what was typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from linli.places.queries import district_named
from linli.problem import Problem

__all__ = ["Sheet", "district_named"]

# Where on the page a fault is shown whose field has another name in the command, and none of its own on the page.
_SHOWN_AT = {"file": "photos", "lat": "location", "lon": "location", "accuracy": "location", "contact": "phone"}


@dataclass
class Sheet:
    """A form as the page draws it: what was typed, and what stands against it."""

    typed: Mapping[str, str] = field(default_factory=dict)
    faults: dict[str, list[str]] = field(default_factory=dict)
    loose: list[str] = field(default_factory=list)

    def add(self, problem: Problem) -> None:
        """Put every fault beside its field; a problem without is said at the top."""
        for fault in problem.faults:
            name = fault.field.split(".")[-1]
            shown = name if name in self.typed else _SHOWN_AT.get(name, name)
            self.faults.setdefault(shown, []).append(fault.message)
        if not problem.faults:
            self.loose.append(problem.message)

    def say(self, name: str, message: str) -> None:
        self.faults.setdefault(name, []).append(message)

    @property
    def sentences(self) -> list[str]:
        """Every fault once, for the head of the page."""
        return list(dict.fromkeys([*self.loose, *(text for texts in self.faults.values() for text in texts)]))

    @property
    def status(self) -> int:
        return 422 if self.sentences else 200
