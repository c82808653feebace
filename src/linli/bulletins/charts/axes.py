"""Round numbers for an axis, and how a value becomes a place on it."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, log10


def ticks(bottom: float, top: float, most: int = 5) -> list[float]:
    """Round numbers from at or below `bottom` to at or above `top`, at most so many steps apart."""
    if top <= bottom:
        top = bottom + 1
    rough = (top - bottom) / most
    size = 10 ** floor(log10(rough))
    step = next(size * nice for nice in (1, 2, 2.5, 5, 10) if size * nice >= rough * (1 - 1e-9))
    first, last = floor(bottom / step + 1e-9), ceil(top / step - 1e-9)
    return [round(number * step, 10) for number in range(first, last + 1)]


def tick_text(value: float, all_ticks: list[float]) -> str:
    """As short as it can be with all of them alike."""
    decimals = max((len(f"{one:.6f}".rstrip("0").split(".")[1]) for one in all_ticks), default=0)
    return f"{value:,.{decimals}f}"


@dataclass(frozen=True)
class Scale:
    """From values to places: `start` is where `low` is drawn, `end` where `high` is."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 2)
