"""Where something was found to be."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Located:
    """An area as deep as is sure, and its parents. `lat` and `lon` (WGS-84) only where a position is known, not guessed;
    `building` only where one building or estate is named.
    """

    area: str
    label: str
    how: str
    lat: float | None = None
    lon: float | None = None
    building: UUID | None = None

    @property
    def street(self) -> str | None:
        return self.area[:9] if len(self.area) >= 9 else None

    @property
    def community(self) -> str | None:
        return self.area[:12] if len(self.area) >= 12 else None
