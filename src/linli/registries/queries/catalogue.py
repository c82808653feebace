"""All codes at hand, those that come with Linli and those a district imported, found by code, name or first letters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Count, Max
from django.utils.translation import gettext as _

from linli.search.sounds import first_letters, syllables

from .. import codes
from ..codes.garbage import WHO_ILL_DEFINED, GarbageList, listed
from ..models import CodeKind, CodeList

LISTED = 20
Stamp = tuple[int, str]


@dataclass(frozen=True)
class Code:
    """One code with what it is found by: name, pinyin in one word, first letters of the syllables."""

    code: str
    name: str
    spoken: str
    letters: str

    @property
    def bare(self) -> str:
        return self.code.replace(".", "")


def _stamp() -> Stamp:
    """Changes whenever a list is imported."""
    found = CodeList.objects.aggregate(n=Count("pk"), at=Max("at"))
    return found["n"], str(found["at"] or "")


@lru_cache(maxsize=2)
def _icd10(_stamp: Stamp) -> dict[str, str]:
    names = dict(codes.icd10())
    for imported in CodeList.objects.filter(kind=CodeKind.ICD10).order_by("at"):
        # What ships has terms that were looked at here; an import adds to them.
        names = {**imported.codes, **names}
    return names


def icd10_names() -> dict[str, str]:
    return _icd10(_stamp())


@lru_cache(maxsize=2)
def _categories(stamp: Stamp) -> frozenset[str]:
    return frozenset(code[:3] for code in _icd10(stamp))


def icd10_categories() -> frozenset[str]:
    """Three-character categories that are known here. Empty lists know nothing: then any code is known."""
    return _categories(_stamp())


def name_of(code: str) -> str:
    """What a code is called: its own name, or that of its category."""
    names = icd10_names()
    return names.get(code) or names.get(code[:3], "")


def name_of_field(field: str, code: str) -> str:
    """The name of what was written in a field of a card."""
    if field == "topography":
        return codes.topography().get(code) or codes.topography().get(code[:3], "")
    if field == "morphology":
        return codes.morphology().get(code, "")
    return name_of(code)


@lru_cache(maxsize=8)
def _searchable(which: str, stamp: Stamp) -> tuple[Code, ...]:
    names = {"topography": codes.topography, "morphology": codes.morphology}.get(which, lambda: _icd10(stamp))()
    return tuple(_code(code, name) for code, name in sorted(names.items()))


def _code(code: str, name: str) -> Code:
    heard = syllables(name)
    return Code(code, name, "".join(heard), first_letters(heard))


def search(which: str, typed: str, limit: int = LISTED) -> list[Code]:
    """The codes somebody may mean who types a code, part of a name, its pinyin or its first letters; likeliest first."""
    text = "".join(typed.split()).lower()[:40]
    if not text:
        return []
    bare = text.upper().replace(".", "")
    ranked = [
        (rank, one.code, one)
        for one in _searchable(which, _stamp() if which == "icd10" else (0, ""))
        if (rank := _rank(one, text, bare)) is not None
    ]
    ranked.sort(key=lambda found: found[:2])
    return [one for _rank_, _code_, one in ranked[:limit]]


def _rank(one: Code, text: str, bare: str) -> int | None:
    if one.bare == bare:
        return 0
    if one.bare.startswith(bare):
        return 1
    if not text.isascii():
        place = one.name.find(text)
        return None if place < 0 else 2 + (place > 0) + (len(one.code) > 4)
    if one.letters.startswith(text):
        return 3 + (len(one.letters) > len(text))
    if text in one.letters or (len(text) > 2 and text in one.spoken):
        return 6
    return None


def garbage_lists() -> list[GarbageList]:
    """The list that comes with Linli, and those that were imported."""
    imported = CodeList.objects.filter(kind=CodeKind.GARBAGE).order_by("name")
    own = [listed(f"own:{one.name}", one.name, "", f"{one.at:%Y-%m-%d}", one.codes) for one in imported]
    return [WHO_ILL_DEFINED, *own]


def garbage_list(code: str) -> GarbageList:
    """One by its code, or the one that comes with Linli."""
    return next((one for one in garbage_lists() if one.code == code), WHO_ILL_DEFINED)


def garbage_name(one: GarbageList) -> str:
    """As it is printed beside every figure that it made."""
    name = _(one.name)
    source = f"，{_(one.source)}" if one.source else ""
    return f"{name}（{one.version}{source}）"


def counts_other_bleeding(district: str) -> bool:
    """Whether I62 is a stroke in this district."""
    rules = CodeList.objects.filter(kind=CodeKind.RULES, name=district).first()
    return bool(rules and rules.codes.get("other_bleeding") == "yes")


def in_list(codes_: Iterable[str], one: GarbageList) -> int:
    return sum(one.holds(code) for code in codes_)
