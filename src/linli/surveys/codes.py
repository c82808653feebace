"""The number of a drawn person: cluster, place in its list, and two digits that show a typing error (ISO 7064, MOD 97-10)."""

from __future__ import annotations

import re

_WRITTEN = re.compile(r"(\d{2,3})-?(\d{4,5})-?(\d{2})")


def unit_code(cluster: int, serial: int) -> str:
    """03-0017-55: the third cluster's seventeenth."""
    body = f"{cluster:02d}{serial:04d}"
    return f"{cluster:02d}-{serial:04d}-{98 - int(body) * 100 % 97:02d}"


def is_unit_code(text: str) -> bool:
    """Whether its two last digits are those of the others."""
    found = _WRITTEN.fullmatch(text.strip())
    return bool(found) and (int(found[1] + found[2]) * 100 + int(found[3])) % 97 == 1 if found else False
