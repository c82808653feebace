"""What is wrong with what was sent: each fault with its place, its code, what would be possible and what to do."""

from __future__ import annotations

from dataclasses import dataclass, replace

# Codes of an OperationOutcome's issue that a request fails with for its form alone (400); the others are of content (422).
OF_FORM = frozenset({"structure"})


@dataclass(frozen=True)
class Fault:
    """`path` is a FHIRPath such as Observation.component[1].valueQuantity.code, `issue` a code of FHIR's IssueType,
    `code` ours. `limits` says which values are possible. `grade`: of an edit check, what it says (missing, invalid, rare).
    """

    path: str
    issue: str
    code: str
    message: str
    limits: str = ""
    severity: str = ""
    grade: str = ""

    def within(self, entry: str) -> Fault:
        """The same in a bundle: Bundle.entry[3].resource instead of Observation."""
        _resource, dot, rest = self.path.partition(".")
        return replace(self, path=f"{entry}{dot}{rest}")


class Refused(Exception):
    """An observation that cannot be taken, with everything that is wrong with it."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(fault.message for fault in faults))
        self.faults = faults

    @property
    def status(self) -> int:
        return 400 if any(fault.issue in OF_FORM for fault in self.faults) else 422
