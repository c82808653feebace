"""Words about people without their names: a text that is kept points to a party, and is told with the name while there is one."""

from __future__ import annotations

import re
from collections.abc import Iterable

from linli.people.vault import mask_phone

from .models import Party

_POINTER = re.compile(r"⟦(\d)⟧")
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")


def pointed(text: str, parties: Iterable[Party]) -> str:
    """Each party's name becomes a pointer, the longest first; a mobile number is masked. A pointer written by hand is none."""
    text = text.replace("⟦", "〔").replace("⟧", "〕")
    named = sorted(((party.name, party.number) for party in parties), key=lambda one: -len(one[0]))
    for name, number in named:
        if name:
            text = text.replace(name, f"⟦{number}⟧")
    return _MOBILE.sub(lambda found: mask_phone(found[0]), text)


def told(text: str, parties: Iterable[Party]) -> str:
    """As it is read: with the name, or, once that is forgotten, 甲方."""
    shown = {party.number: party.shown for party in parties}
    return _POINTER.sub(lambda found: shown.get(int(found[1]), ""), text)


def without_names(text: str, parties: Iterable[Party]) -> str:
    """The same with 甲方, 乙方 whatever is known."""
    sides = {party.number: party.side for party in parties}
    return _POINTER.sub(lambda found: sides.get(int(found[1]), ""), text)
