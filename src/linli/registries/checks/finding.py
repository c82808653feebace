"""What an edit check says of a card: fine, missing, invalid or rare, with a code and the field it is about."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from enum import StrEnum


class Grade(StrEnum):
    """Missing and invalid keep a card from being handed in; rare can be confirmed, in a word of why it is so."""

    FINE = "fine"
    MISSING = "missing"
    INVALID = "invalid"
    RARE = "rare"


@dataclass(frozen=True)
class Finding:
    """`told` are the values that the sentence names. They may be personal: a finding is never written to an event."""

    code: str
    grade: Grade
    field: str = ""
    told: dict[str, str] = dataclasses.field(default_factory=dict)

    @property
    def blocks(self) -> bool:
        return self.grade in (Grade.MISSING, Grade.INVALID)


def missing(name: str) -> Finding:
    return Finding(f"{name}_missing", Grade.MISSING, name)


def invalid(code: str, at: str, /, **told: object) -> Finding:
    return Finding(code, Grade.INVALID, at, {name: str(value) for name, value in told.items()})


def rare(code: str, at: str, /, **told: object) -> Finding:
    return Finding(code, Grade.RARE, at, {name: str(value) for name, value in told.items()})
