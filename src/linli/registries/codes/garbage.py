"""Which codes say too little of why somebody died: a list that comes with Linli, and how codes are matched by a list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext_noop


@dataclass(frozen=True)
class GarbageList:
    """`codes` without dots: R54, I469, or a range R00-R94; a code is in it if one of them begins it."""

    code: str
    name: str
    source: str
    version: str
    codes: frozenset[str] = frozenset()
    ranges: tuple[tuple[str, str], ...] = field(default=())

    def holds(self, code: str) -> bool:
        bare = code.replace(".", "")
        if any(bare[:length] in self.codes for length in range(3, len(bare) + 1)):
            return True
        return any(first <= bare[:3] <= last for first, last in self.ranges)


WHO_ILL_DEFINED = GarbageList(
    "who-ill-defined", gettext_noop("Ill-defined causes (R00–R99 without R95)"), gettext_noop("WHO, not checked against the text"), "2016",
    ranges=(("R00", "R94"), ("R96", "R99")),
)  # fmt: skip


def listed(code: str, name: str, source: str, version: str, codes: Iterable[str]) -> GarbageList:
    """A list that a district was given."""
    return GarbageList(code, name, source, version, frozenset(one.replace(".", "").upper() for one in codes))
