"""Lists of codes that come with Linli, and how a code is written.

icd10.tsv       the categories that people mostly die of here, all neoplasms, all of the circulation; a district adds the
                whole list by `linli import-icd10`
topography.tsv  ICD-O topography: every site, and the parts of sites that are asked for most
morphology.tsv  ICD-O morphology: the usual ones

The codes are those of the classifications; the Chinese names are the usual terms, worded here.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_ICD10 = re.compile(r"([A-Z]\d\d)(?:\.?(\d))?[\dA-Z.]{0,6}")
_TOPOGRAPHY = re.compile(r"(C\d\d)(?:\.?(\d))?")
# Categories that say how a disease shows, not what it is: written with a star, never an underlying cause.
STARRED = frozenset(
    ["D63", "E35", "E90", "G01", "G02", "G94", "I32", "I39", "I41", "I43", "I52", "I68", "I79", "I98", "J17", "J91", "J99", "K67", "K77", "K93", "N08", "N16", "N29", "N33"]
)  # fmt: skip


def icd10_code(text: str) -> str | None:
    """I63.9 of i639, I63.902 or I63.9; None where nothing of that shape is meant. What nations add is left away."""
    found = _ICD10.fullmatch(_compact(text))
    if found is None:
        return None
    category, fourth = found.groups()
    return f"{category}.{fourth}" if fourth else category


def topography_code(text: str) -> str | None:
    """C34.1 of c341 or C34.1; of C34 alone the part that is not specified, C34.9."""
    found = _TOPOGRAPHY.fullmatch(_compact(text))
    if found is None or not "C00" <= found[1] <= "C80":
        return None
    return f"{found[1]}.{found[2] or '9'}"


def _compact(text: str) -> str:
    return text.strip().upper().rstrip("*+").replace(" ", "").replace("。", ".")


@cache
def icd10() -> dict[str, str]:
    return _read("icd10.tsv")


@cache
def topography() -> dict[str, str]:
    return _read("topography.tsv")


@cache
def morphology() -> dict[str, str]:
    return _read("morphology.tsv")


def _read(file: str) -> dict[str, str]:
    lines = (Path(__file__).parent / file).read_text().splitlines()
    return dict(line.split("\t", 1) for line in lines if line)
