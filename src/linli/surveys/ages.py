"""The age groups that surveys are read by."""

from __future__ import annotations

GROUPS = ("18-29", "30-39", "40-49", "50-59", "60-69", "70+")
_STARTS = (18, 30, 40, 50, 60, 70)


def group_of(age: int) -> str:
    """The group of an adult's age in years."""
    return GROUPS[max(0, sum(age >= one for one in _STARTS) - 1)]
