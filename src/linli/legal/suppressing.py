"""Small numbers are not published; nor is the next smallest, where the sum would give the only small one away."""

from __future__ import annotations

from collections.abc import Sequence

LEAST = 5


def hidden(counts: Sequence[int]) -> list[str]:
    """Each number as it is published beside the sum of all: itself, “<5”, or ＊ where it hides another one."""
    shown = [f"<{LEAST}" if 0 < number < LEAST else str(number) for number in counts]
    small = [number for number in counts if 0 < number < LEAST]
    known_by_sum = len(small) == 1 or (len(small) > 1 and sum(small) in (len(small), len(small) * (LEAST - 1)))
    if known_by_sum:
        larger = [(number, place) for place, number in enumerate(counts) if number >= LEAST]
        if larger:
            shown[min(larger)[1]] = "＊"
    return shown
