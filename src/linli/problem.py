"""What every room's errors have in common: a name for machines, a sentence for people, a status for the web."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One thing wrong with one field of an input: the value as given and a sentence saying what would do."""

    field: str
    message: str
    value: str = ""


class Problem(Exception):
    """Base of the rooms' error families. `status` is the HTTP status an interface answers with."""

    code = "problem"
    status = 400

    def __init__(self, message: str, *, field: str = "", faults: tuple[Fault, ...] = (), **extra: object) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.faults = faults or ((Fault(field, message),) if field else ())
        self.extra = extra
