"""What checks are made by: the day, the list of codes that say too little, which codes are known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ..codes.garbage import WHO_ILL_DEFINED, GarbageList


@dataclass(frozen=True)
class Rules:
    """`known_codes` are three-character categories; None: any is known. `with_other_bleeding`: I62 is a stroke here."""

    today: date
    garbage: GarbageList = WHO_ILL_DEFINED
    known_codes: frozenset[str] | None = None
    with_other_bleeding: bool = False


# Sites and diseases of one sex, by their three-character category.
FEMALE = frozenset(
    [*(f"C{n}" for n in range(51, 59)), "D06", "D25", "D26", "D27", "D28", "D39", *(f"N{n}" for n in range(70, 78)), *(f"N{n}" for n in range(80, 99)), *(f"O{n:02d}" for n in range(100))]
) - {"N95"}  # fmt: skip
MALE = frozenset([*(f"C{n}" for n in range(60, 64)), "D29", "D40", *(f"N{n}" for n in range(40, 52))])


def wrong_sex(code: str, sex: str) -> bool:
    """Whether nobody of this sex can have it."""
    category = code[:3]
    return (sex == "male" and category in FEMALE) or (sex == "female" and category in MALE)
