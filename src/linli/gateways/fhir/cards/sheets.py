"""A registry card as it is written: what its form says, with the codes it counts by. No Django, no tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Sheet:
    """`fields` are those of the card's form, as text; `area` the name of the community or village.

    `confirmed`: by the code of a finding that says "rare", why it is so all the same. `status`: of the Composition.
    """

    code: str
    kind: str
    fields: Mapping[str, str]
    reported_at: datetime
    institution: str
    organisation: str = ""
    area: str = ""
    cause: str = ""
    version: int = 0
    confirmed: Mapping[str, str] = field(default_factory=dict)
    status: str = "final"

    def said(self, name: str) -> str:
        return self.fields.get(name, "").strip()
