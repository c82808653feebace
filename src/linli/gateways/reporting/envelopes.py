"""What stands around a report's contents when it travels: who reports what of which district and period, in which version."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field


class Of(BaseModel):
    """The district that is reported of."""

    model_config = ConfigDict(extra="forbid")

    code: Annotated[str, Field(pattern=r"^[0-9]{6}$")]
    name: Annotated[str, Field(min_length=1, max_length=60)]


class Envelope(BaseModel):
    """`number` counts without gaps what one installation sends another. `part` of `parts` of one version."""

    model_config = ConfigDict(extra="forbid")

    id: UUID
    number: Annotated[int, Field(ge=1, le=2_000_000_000)]
    kind: Literal["cards", "tables", "followup"]
    district: Of
    period: Annotated[str, Field(pattern=r"^[0-9]{4}(-(0[1-9]|1[0-2]))?$")]
    version: Annotated[int, Field(ge=1, le=30_000)]
    part: Annotated[int, Field(ge=1, le=10_000)]
    parts: Annotated[int, Field(ge=1, le=10_000)]
    released_at: datetime
    released_by: Annotated[str, Field(min_length=1, max_length=60)]
    counts: dict[Annotated[str, Field(max_length=40)], Annotated[int, Field(ge=0)]]
    content_digest: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    content: dict[str, Any]


class Asked(BaseModel):
    """Which numbers a sender wants to know of."""

    model_config = ConfigDict(extra="forbid")

    since: Annotated[int, Field(ge=1, le=2_000_000_000)]
    until: Annotated[int, Field(ge=1, le=2_000_000_000)]


class Known(BaseModel):
    """What the receiver has of them: the highest number of all, and those from `since` to `until` in ranges."""

    highest: Annotated[int, Field(ge=0)]
    have: list[tuple[int, int]]

    def has(self, number: int) -> bool:
        return any(first <= number <= last for first, last in self.have)


def ranges(numbers: list[int]) -> list[tuple[int, int]]:
    """Numbers in order as from-to pairs."""
    found: list[tuple[int, int]] = []
    for one in sorted(set(numbers)):
        if found and found[-1][1] == one - 1:
            found[-1] = (found[-1][0], one)
        else:
            found.append((one, one))
    return found
