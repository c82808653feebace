"""What somebody meant who typed it otherwise than it is written: in Latin letters, with a wrong character, one off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import tantivy

from . import matching, sounds, words
from .asking import Asked, Synonyms
from .schema import what_is_shown

# Titles that are looked at for how it is written there.
_LOOKED_AT = 12
# With fewer syllables than this, one that is other makes another word.
_ENOUGH_TO_BE_OFF = 4
# What is longer is a sentence, in which nobody would look for one wrong character.
_MOST_SYLLABLES, _MOST_STRETCHES = 14, 4
_SHORTEST_PART, _LONGEST_PART = 3, 6
# First letters of one word fit hundreds; what is longer is a word of another language.
_LEAST_LETTERS, _MOST_LETTERS = 2, 12
# Ways to write them that are looked for.
_MOST_ROWS = 100


@dataclass(frozen=True)
class Correcting:
    """Corrects within what `bounds` let be found, and the words the district has synonyms for."""

    searcher: tantivy.Searcher
    bounds: Sequence[tantivy.Query]
    synonyms: Synonyms

    def corrected(self, asked: Asked) -> str:
        """The question as it was probably meant; empty if nothing better is known."""
        together = "".join(asked.stretches)
        if len(asked.stretches) > 1 and together.isascii() and together.isalpha() and (meant := self._latin(together)):
            return meant
        better = {stretch: self._stretch(stretch) for stretch in asked.stretches[:_MOST_STRETCHES]}
        changed = {stretch: meant for stretch, meant in better.items() if meant and meant != stretch}
        if not changed:
            return ""
        quoted = [f"“{phrase}”" for phrase in asked.phrases]
        return " ".join([*quoted, *(changed.get(stretch, stretch) for stretch in asked.stretches)])

    def _stretch(self, stretch: str) -> str:
        if stretch.isascii():
            return self._latin(stretch)
        heard = sounds.syllables(stretch)
        if not 2 <= len(heard) <= _MOST_SYLLABLES:
            return ""
        said = words.asked_in_order(stretch)
        if said == [words.even(stretch)] and self._stands(said[0], "title"):
            # A word that stands in titles is written as it is meant.
            return ""
        if (meant := self._known(heard, stretch)) or self._hits(matching.literal(stretch), 1):
            return meant
        odd = [self._is_odd(word) for word in said]
        meant = self._in_titles(heard, stretch, edits=(0, 1) if any(odd) else (0,))
        return meant or (self._word_by_word(stretch, odd) if any(odd) else "")

    def _is_odd(self, word: str) -> bool:
        """A word that is nowhere, or that fell apart into characters: what a wrong character makes of it."""
        return len(word) == 1 or not self._stands(word, "title", "body")

    def _stands(self, word: str, *fields: str) -> bool:
        found = (self.searcher.search(matching.standing(field, word), 1, count=False).hits for field in fields)
        return any(map(bool, found))

    def _latin(self, letters: str) -> str:
        """Pinyin in full or by first letters."""
        for heard in sounds.spelled(letters):
            if len(heard) > 1 and (meant := self._known(heard, letters) or self._in_titles(heard, letters, edits=(0,))):
                return meant
        return self._by_first_letters(letters) if letters.isalpha() and len(letters) >= _LEAST_LETTERS else ""

    def _known(self, heard: Sequence[str], said: str) -> str:
        """Among the words that the district gave as synonyms."""
        word = self.synonyms.by_sound.get(tuple(heard), "")
        return word if word != said else ""

    def _in_titles(self, heard: Sequence[str], said: str, edits: Sequence[int]) -> str:
        """How it is written in titles; nothing if somewhere it is written as it was said."""
        pairs = [list(self._pairs(sounds.read_as(one), sounds.read_as(next_))) for one, next_ in pairwise(heard)]
        for off in edits:
            if off and len(heard) < _ENOUGH_TO_BE_OFF:
                continue
            titles = self._titles(matching.sounding(pairs, off))
            written = (stretch for title in titles for stretch in sounds.heard_in(title, heard, off))
            if meant := _most_common(written, said):
                return meant if said.isascii() or not self._hits(matching.literal(said), 1) else ""
        return ""

    def _word_by_word(self, stretch: str, odd: Sequence[bool]) -> str:
        """Where the stretch as a whole is nowhere, a part of it that sounds like something may be: 高令津贴怎么领."""
        said = words.asked_in_order(stretch)
        runs = [
            (start, end) for start in range(len(said)) for end in range(start + 1, len(said) + 1) if any(odd[start:end])
        ]
        parts = ["".join(said[start:end]) for start, end in runs]
        for part in sorted(parts, key=len, reverse=True):
            heard = sounds.syllables(part)
            if _SHORTEST_PART <= len(heard) <= _LONGEST_PART:
                meant = self._known(heard, part) or self._in_titles(heard, part, edits=(0,))
                if meant and meant != part:
                    return stretch.replace(part, meant)
        return ""

    def _by_first_letters(self, letters: str) -> str:
        if own := self.synonyms.by_letters.get(letters):
            return own
        if not _LEAST_LETTERS < len(letters) <= _MOST_LETTERS:
            return ""
        rows = self._rows(letters)
        if not rows:
            return ""
        titles = self._titles(matching.any_of([matching.standing("title", row) for row in rows]))
        return _most_common((run for title in titles for run in _runs(title, letters)), letters)

    def _pairs(self, firsts: Collection[str], seconds: Collection[str]) -> dict[str, int]:
        """Pairs of signs that stand in titles, and in how many."""
        alone = [sign for sign in (*firsts, *seconds) if sign.isascii()]
        if alone:
            # A run of letters and figures stands by itself.
            return dict.fromkeys(alone, 1)
        known = (term for sign in firsts for term in self.searcher.terms_with_prefix("title", sign))
        return {pair: count for pair, count in known if pair[1:] in seconds}

    def _rows(self, letters: str) -> list[str]:
        """Signs in a row that are read with these letters first, each two of them side by side in some title."""
        rows = self._pairs(sounds.begun(letters[0]), sounds.begun(letters[1]))
        for letter in letters[2:]:
            following = self._pairs({row[-1] for row in rows}, sounds.begun(letter))
            longer = {
                row + pair[1]: min(count, following[pair])
                for row, count in rows.items() for pair in following if pair[0] == row[-1]
            }  # fmt: skip
            rows = dict(sorted(longer.items(), key=lambda row: -row[1])[:_MOST_ROWS])
        return list(rows)

    def _titles(self, query: tantivy.Query) -> Iterator[str]:
        for address in self._hits(query, _LOOKED_AT):
            yield str(what_is_shown(self.searcher.doc(address))["title"])

    def _hits(self, query: tantivy.Query, most: int) -> list[tantivy.DocAddress]:
        found = self.searcher.search(matching.all_of([query, *self.bounds]), most, count=False).hits
        return [address for _score, address in found]


def _runs(title: str, letters: str) -> Iterator[str]:
    """The stretches of a title whose first letters these are."""
    signs, heard = words.signs(title), sounds.syllables(title)
    for start in range(len(heard) - len(letters) + 1):
        if all(one[0] == letter for one, letter in zip(heard[start:], letters, strict=False)):
            yield "".join(signs[start : start + len(letters)])


def _most_common(written: Iterable[str], said: str) -> str:
    """How it is written most often; empty if it is written as it was said, or not at all."""
    counted = Counter(written)
    if not counted or said in counted:
        return ""
    return counted.most_common(1)[0][0]
