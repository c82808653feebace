"""A question in somebody's own words, taken apart: what must be there, what may, and what is only said around it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from . import sounds, words

# What is longer was pasted, not asked: its beginning tells what is meant.
LONGEST = 200
_QUOTED = re.compile(r'["“”„「」『』]([^"“”„「」『』]{1,60})["“”„「」『』]')
# 财办会〔2024〕15号, 国发[2014]26号: found as it stands, or not at all.
_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,12}[〔\[(﹝【]\d{4}[〕\])﹞】]\s*第?\d+号?")
_STRETCH = re.compile(r"[\w.+#%·-]+")
_LATIN = re.compile(r"[a-zü' ]*[a-zü]")


@dataclass(frozen=True)
class Synonyms:
    """Groups of words that mean the same to people: the official one and those of every day."""

    groups: tuple[tuple[str, ...], ...] = ()

    @cached_property
    def others(self) -> Mapping[str, tuple[str, ...]]:
        """By word: the other words of its groups."""
        found: dict[str, dict[str, None]] = {}
        for group in self.groups:
            for word in group:
                found.setdefault(word, {}).update(dict.fromkeys(other for other in group if other != word))
        return {word: tuple(others) for word, others in found.items()}

    @cached_property
    def by_sound(self) -> Mapping[tuple[str, ...], str]:
        """The words by the syllables they are said with."""
        return {tuple(sounds.syllables(word)): word for word in reversed(list(self.others))}

    @cached_property
    def by_letters(self) -> Mapping[str, str]:
        """The words by the first letters of their syllables."""
        return {"".join(one[0] for one in heard): word for heard, word in self.by_sound.items()}

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Any of the words, the longest first."""
        spelled = sorted(self.others, key=len, reverse=True)
        return re.compile("|".join(map(re.escape, spelled)) or r"(?!)")


NO_SYNONYMS = Synonyms()


@dataclass(frozen=True)
class Concept:
    """One thing that is asked for: as it was said, and in other words. One of little weight need not be there."""

    said: str
    others: tuple[str, ...] = ()
    weighs: bool = True

    @property
    def is_latin(self) -> bool:
        return self.said.isascii() and any(char.isalpha() for char in self.said)


@dataclass(frozen=True)
class Asked:
    """`text` is what is looked for, `left_out` how many characters more were given. `stretches` are as they stand."""

    text: str
    left_out: int = 0
    phrases: tuple[str, ...] = ()
    concepts: tuple[Concept, ...] = ()
    stretches: tuple[str, ...] = field(default=())

    @property
    def is_empty(self) -> bool:
        """Whether nothing was given at all."""
        return not self.text

    @property
    def says_nothing(self) -> bool:
        """Whether something was given, but only what is said around a thing, or signs that are no words."""
        return bool(self.text) and not self.phrases and not self.concepts

    @property
    def surfaces(self) -> list[str]:
        """All that is worth marking in a text that was found."""
        told = [*self.phrases, *self.stretches]
        told += [word for concept in self.concepts for word in (concept.said, *concept.others)]
        return list(dict.fromkeys(told))


def take_apart(text: str, synonyms: Synonyms = NO_SYNONYMS) -> Asked:
    """Never fails: any text is a question, signs of a query language are signs like others."""
    whole = " ".join(text.split())
    kept = whole[:LONGEST]
    evened = words.even(kept)
    phrases = tuple(dict.fromkeys(told for told in _QUOTED.findall(evened) if words.signs(told)))
    rest = _QUOTED.sub(" ", evened)
    numbers = [found.group() for found in _NUMBER.finditer(rest)]
    rest = _NUMBER.sub(" ", rest)
    stretches = tuple(stretch for stretch in _STRETCH.findall(rest) if words.signs(stretch))
    concepts = [Concept(number) for number in numbers]
    for stretch in stretches:
        concepts += _concepts(stretch, synonyms)
    if not any(concept.weighs for concept in concepts):
        # 申请条件 alone is a question too.
        concepts = [Concept(one.said, one.others) for one in concepts]
    distinct = {concept.said: concept for concept in reversed(concepts)}
    return Asked(kept, len(whole) - len(kept), phrases, tuple(reversed(distinct.values())), stretches)


def _concepts(stretch: str, synonyms: Synonyms) -> list[Concept]:
    """Of a stretch without spaces: what the district has other words for, and the words between."""
    found, end = [], 0
    for known in synonyms.pattern.finditer(stretch):
        found += _words(stretch[end : known.start()])
        found.append(Concept(known.group(), synonyms.others[known.group()]))
        end = known.end()
    return found + _words(stretch[end:])


def _words(text: str) -> list[Concept]:
    return [
        Concept(word, weighs=word not in words.SAID_OF_MUCH and (len(word) > 1 or word.isascii()))
        for word in words.asked(text)
        if word not in words.SAID_AROUND
    ]
