"""Numbers written in Chinese."""

from __future__ import annotations

DIGITS = {**{sign: n for n, sign in enumerate("〇一二三四五六七八九")}, **dict.fromkeys("○零ＯO0", 0)}


def chinese_number(written: str) -> int:
    """一 to 九十九. Raises KeyError for anything else."""
    tens, ten, ones = written.replace("两", "二").rpartition("十")
    return (DIGITS[tens] if tens else 1) * 10 + (DIGITS[ones] if ones else 0) if ten else DIGITS[ones]
