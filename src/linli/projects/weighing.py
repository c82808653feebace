"""How urgent a demand is: one stated formula, each part with its value. Pure arithmetic: the weights come from the pack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# In the order in which they are told.
PARTS = ("cases", "supports", "urgency", "waiting")


@dataclass(frozen=True)
class Weights:
    """Of one version of the rule. A part counts in full from `full` on: so many cases, supports per 100 households, days."""

    version: str
    points: Mapping[str, float]
    full: Mapping[str, float]

    @classmethod
    def of(cls, version: str, rule: Mapping[str, Mapping[str, float]]) -> Weights:
        return cls(version, dict(rule["points"]), dict(rule["full"]))

    @property
    def most(self) -> float:
        """The points of a demand that has every part in full."""
        return sum(self.points.values())


@dataclass(frozen=True)
class Weighed:
    """One part: what was counted, what counts in full, and what it gives of how many points."""

    part: str
    counted: float
    full: float
    points: float
    of: float

    def told(self) -> dict[str, Any]:
        """As a row keeps it."""
        return {
            "part": self.part, "counted": self.counted, "full": self.full, "points": self.points, "of": self.of,
        }  # fmt: skip


def supports_per_hundred(supports: int, households: int) -> float:
    """Who supports it, for every hundred households that it concerns."""
    return round(supports * 100 / households, 2) if households else 0.0


def weigh(weights: Weights, *, cases: int, supports: int, households: int, urgent: bool, days: int) -> list[Weighed]:
    """Each part of the formula: points = weight × min(1, counted ÷ what counts in full)."""
    counted = {
        "cases": float(cases),
        "supports": supports_per_hundred(supports, households),
        "urgency": 1.0 if urgent else 0.0,
        "waiting": float(max(0, days)),
    }
    return [_part(weights, part, counted[part]) for part in PARTS]


def _part(weights: Weights, part: str, counted: float) -> Weighed:
    full, of = weights.full[part], weights.points[part]
    return Weighed(part, counted, full, round(of * min(1.0, counted / full), 2), of)


def priority(parts: list[Weighed]) -> float:
    """Their sum: what demands are ordered by."""
    return round(sum(one.points for one in parts), 2)
