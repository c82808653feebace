"""Short addresses: made the first time that something's code is shown or printed, and never changed after."""

from __future__ import annotations

import hashlib

from linli.ids import ALPHABET
from linli.inserting import insert

from ..models import ShortAddress, Target

# Seven signs of 31 and a check character: 27 thousand million, and a typing mistake is noticed.
_SIGNS = ALPHABET[:31]
LENGTH = 8
_READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})


def short_code(district: str, target: str, key: str) -> str:
    """The code of a thing. It follows from what it leads to, so that it is the same when an installation is set up anew."""
    known = ShortAddress.objects.filter(district_id=district, target=target, key=key).values_list("code", flat=True)
    if code := known.first():
        return code
    for attempt in range(8):
        drawn = _drawn(f"{district} {Target(target).value} {key} {attempt}")
        insert([ShortAddress(code=drawn, district_id=district, target=target, key=key)], unless_there=True)
        if code := known.first():
            return code
    raise RuntimeError(f"no short address is free for {target} {key}")


def _drawn(text: str) -> str:
    number = int.from_bytes(hashlib.sha256(text.encode()).digest()[:12], "big")
    body = ""
    for _place in range(LENGTH - 1):
        number, sign = divmod(number, 31)
        body += _SIGNS[sign]
    return body + _check(body)


def _check(body: str) -> str:
    return ALPHABET[sum(weight * ALPHABET.index(sign) for weight, sign in enumerate(body, start=2)) % 31]


def read_code(text: str) -> str | None:
    """A code as it was typed in its one spelling, or None when it cannot be one."""
    plain = "".join(sign for sign in text.upper() if sign.isascii() and sign.isalnum()).translate(_READ_AS)
    known = len(plain) == LENGTH and all(sign in ALPHABET for sign in plain)
    return plain if known and _check(plain[:-1]) == plain[-1] else None
