"""From a question to what the index is asked: which fields, and how much each weighs."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import tantivy

from . import words
from .asking import Asked, Concept
from .schema import SCHEMA

Query = tantivy.Query

# How much more it tells to stand in the title; in other words; in parts; in a row as it was said.
IN_TITLE = 3.0
IN_OTHER_WORDS = 0.7
IN_PARTS = 0.4
AS_SAID_IN_TITLE = 6.0
AS_SAID = 1.5
OF_LITTLE_WEIGHT = 0.4
FEW = 20
# A longer stretch is pasted from somewhere; it is found by its words.
LONGEST_ROW = 40
# Of what weighs, this share must be there when nothing has it all.
_MOST = 0.6


def all_of(queries: Sequence[Query]) -> Query:
    return Query.boolean_query([(tantivy.Occur.Must, query) for query in queries])


def any_of(queries: Sequence[Query]) -> Query:
    return queries[0] if len(queries) == 1 else Query.boolean_query([(tantivy.Occur.Should, one) for one in queries])


def term(field: str, word: str, option: str = "basic") -> Query:
    return Query.term_query(SCHEMA, field, word, option)


def literal(text: str, in_title: float = IN_TITLE, in_body: float = 1.0) -> Query:
    """These signs one after the other, and by how much more it tells to stand so in the title, and in the text."""
    return any_of([weighed(standing("title", text), in_title), weighed(standing("body", text), in_body)])


def standing(field: str, text: str) -> Query:
    """These signs, one at least, one after the other in a field."""
    several = words.pairs(text)
    if not several:
        # Each sign begins a pair.
        return Query.phrase_prefix_query(SCHEMA, field, [*words.signs(text)])
    return term(field, several[0], "freq") if len(several) == 1 else Query.phrase_query(SCHEMA, field, list(several))


def weighed(query: Query, weight: float) -> Query:
    return Query.boost_query(query, weight)


def bounds(narrowed: Mapping[str, Collection[str]]) -> list[Query]:
    """What a query is narrowed to, by field, any of the values of each; it does not count for the rank."""
    return [Query.const_score_query(_one_of(field, values), 0.0) for field, values in narrowed.items()]


def _one_of(field: str, values: Collection[str]) -> Query:
    # A few are looked up as they come; of many, all things that have one are listed first.
    if 0 < len(values) <= FEW:
        return any_of([term(field, value) for value in values])
    return Query.term_set_query(SCHEMA, field, list(values))


def code(text: str) -> Query | None:
    """What bears that code or number, before all else."""
    compact = words.compact(text)
    return weighed(term("code", compact), 100.0) if compact else None


# What anybody may find.


@dataclass(frozen=True)
class Matching:
    """What a question asks of the index: which things at all (`which…`), and in what order (`ranked…`)."""

    asked: Asked

    def which(self) -> Query:
        """What has every phrase and all that weighs."""
        must = [*map(literal, self.asked.phrases), *(any_of(self._ways(one)) for one in self._weighing)]
        return self._or_numbered(all_of(must))

    def ranked(self) -> Query:
        """The same; better in the title, in a row, as it was said."""
        must = [*map(literal, self.asked.phrases), *(self._concept(one) for one in self._weighing)]
        return self._or_numbered(Query.boolean_query([*((tantivy.Occur.Must, one) for one in must), *self._besides()]))

    def which_mostly(self) -> Query:
        """What has every phrase, and most of what weighs."""
        return self._or_numbered(all_of(self._most([any_of(self._ways(one)) for one in self._weighing])))

    def ranked_mostly(self) -> Query:
        """The same; the more of it, the better."""
        must = self._most([self._concept(one) for one in self._weighing])
        return self._or_numbered(Query.boolean_query([*((tantivy.Occur.Must, one) for one in must), *self._besides()]))

    def _most(self, several: Sequence[Query]) -> list[Query]:
        """Every phrase, and most of several."""
        phrases, least = [*map(literal, self.asked.phrases)], max(1, round(len(several) * _MOST))
        if not several:
            return phrases
        return [*phrases, Query.boolean_query([(tantivy.Occur.Should, one) for one in several], least)]

    @property
    def _weighing(self) -> list[Concept]:
        return [concept for concept in self.asked.concepts if concept.weighs]

    def _or_numbered(self, query: Query) -> Query:
        numbered = code(self.asked.text)
        return any_of([query, numbered]) if numbered else query

    def _besides(self) -> list[tuple[tantivy.Occur, Query]]:
        """What makes a match better without being asked for."""
        better = [weighed(self._concept(one), OF_LITTLE_WEIGHT) for one in self.asked.concepts if not one.weighs]
        alone = {concept.said for concept in self.asked.concepts}
        for stretch in self.asked.stretches:
            signs = words.signs(stretch)
            if 1 < len(signs) <= LONGEST_ROW and stretch not in alone:
                better.append(literal(stretch, AS_SAID_IN_TITLE + AS_SAID, AS_SAID))
        return [(tantivy.Occur.Should, one) for one in better]

    def _concept(self, concept: Concept) -> Query:
        return Query.disjunction_max_query(self._ways(concept), 0.2)

    def _ways(self, concept: Concept) -> list[Query]:
        """In the words it was said in, or in others."""
        ways = self._said(concept.said)
        return ways + [weighed(one, IN_OTHER_WORDS) for other in concept.others for one in self._said(other)]

    def _said(self, word: str) -> list[Query]:
        """One word as it stands, or in parts; several words only as they stand."""
        if not words.signs(word):
            return [Query.empty_query()]
        inside = words.parts_of(word) if words.asked(word) == [words.even(word)] else ()
        if len(inside) < 2:
            return [literal(word)]
        # 钢铁产业 is also told of where it says 钢铁 and, elsewhere, 产业.
        return [literal(word), weighed(all_of([literal(part, 2.0) for part in inside]), IN_PARTS)]


# What was typed otherwise than it is written.


def sounding(heard: Sequence[Sequence[str]], edits: int = 0) -> Query:
    """Titles with one each of pairs that sound as was said, but for so many syllables: two or more and none, or four and one."""
    # A syllable that is other, missing or too many spoils the pair before it and the one after.
    least = len(heard) - 2 * edits
    some = [_one_of("title", pairs) for pairs in heard if pairs]
    if len(some) < least:
        return Query.empty_query()
    return Query.boolean_query([(tantivy.Occur.Should, one) for one in some], least) if edits else all_of(some)


def like(title: str, body: str) -> Query:
    """What is told by the same telling words."""
    fields = {name: [_pairs_of_words(text)] for name, text in (("title", title), ("body", body))}
    return Query.more_like_this_document_fields_query(
        SCHEMA, fields, min_doc_frequency=2, min_term_frequency=1, max_query_terms=24, min_word_length=4
    )


def _pairs_of_words(text: str) -> str:
    return " ".join(pair for word in words.long_and_short(text) for pair in words.pairs(word))


# Cases at the desk: any part of them as it stands, or all its words.


def at_desk(text: str) -> tuple[Query | None, Query | None]:
    """The query for all parts of a text, and the one for some of its words."""
    parts = [part for part in text[:200].split() if words.signs(part)]
    if not parts:
        return None, None
    every, numbered = all_of([_part(part) for part in parts]), code(text)
    # Single characters (的, 了, 在) are in every text and would find everything.
    telling = [literal(word, 2.0) for word in words.asked(text[:200]) if len(word) > 1]
    return any_of([every, numbered]) if numbered else every, any_of(telling) if telling else None


def _part(part: str) -> Query:
    """A stretch without spaces: as it stands anywhere in the text, or all its words in any order."""
    as_it_stands, several = literal(part, 1.0), words.asked(part)
    return any_of([as_it_stands, all_of([literal(word, 2.0) for word in several])]) if several else as_it_stands
