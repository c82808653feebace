"""A registry card as it goes up: what its form says, with the codes it counts by. No Django, no tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Sheet:
    """`fields` are those of the card's form, as text; `area` the name of the community or village."""

    code: str
    kind: str
    fields: Mapping[str, str]
    happened_on: date
    reported_at: datetime
    institution: str
    area: str = ""
    cause: str = ""
    version: int = 0

    def said(self, name: str) -> str:
        return self.fields.get(name, "").strip()
