"""Finding what is for everyone: one question, all kinds, narrowed and counted, the best passage of each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any

import tantivy

from . import matching
from .asking import Asked, Synonyms, take_apart
from .correcting import Correcting
from .index import Index
from .passages import Piece, Pieces, marked, passage
from .schema import KIND, everyone, kind_and_id, shelf, what_is_shown

PAGE = 10
# Nobody turns over more pages than these; what is meant is found by narrowing.
MOST_PAGES = 50
# With fewer than this found, what was meant is guessed at, and what has only most of the words is shown too.
_LITTLE = 5
_COUNTING_ALL = {"shelves": {"terms": {"field": "shelf", "size": 2}}}
_COUNTING = {
    **_COUNTING_ALL, "kinds": {"terms": {"field": "kind", "size": 50}}, "terms": {"terms": {"field": "term", "size": 500}},
}  # fmt: skip
# What has less than this share of another's telling words is not related to it.
_RELATED = 0.12
# To count lets go of the interpreter, to rank does not: so it is counted beside the ranking.
_BESIDE = ThreadPoolExecutor(2, "counting")


@dataclass(frozen=True)
class Wanted:
    """A question about a district, narrowed by terms (by name: any of the values), and which page of what is found."""

    district: str
    text: str
    narrowed: Mapping[str, Collection[str]] = field(default_factory=dict)
    page: int = 1


@dataclass(frozen=True)
class Item:
    """One thing that was found. `over`: repealed, expired or past."""

    kind: str
    id: str
    title: str
    address: str
    by: str
    at: datetime
    over: bool
    terms: tuple[str, ...]
    title_pieces: Pieces
    passage: Pieces

    def values(self, name: str) -> list[str]:
        """What its terms of that name say."""
        return [term.partition(":")[2] for term in self.terms if term.startswith(f"{name}:")]


@dataclass(frozen=True)
class Counted:
    """By how much a value of a term narrows, and whether it is chosen."""

    value: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Found:
    """What a question leads to. `meant` is how it was probably meant; if `instead`, that is what was looked for."""

    asked: Asked
    items: tuple[Item, ...] = ()
    total: int = 0
    pages: int = 0
    counts: Mapping[str, tuple[Counted, ...]] = field(default_factory=dict)
    meant: str = ""
    instead: bool = False
    # Whether there are some with only most of the words among them.
    loosely: bool = False


def find(wanted: Wanted, synonyms: Synonyms) -> Found:
    """Best first, what is over last. Never fails on what is typed."""
    asked = take_apart(wanted.text, synonyms)
    if asked.is_empty or asked.says_nothing:
        return Found(asked)
    return Index.open().ask(lambda searcher: _Search(searcher, wanted, synonyms).found(asked), Found(asked))


def counted(district: str) -> dict[str, int]:
    """How many things of each kind there are to be found."""

    def read(searcher: tantivy.Searcher) -> dict[str, int]:
        return dict(_tally(searcher, matching.all_of(matching.bounds({"scope": (everyone(district),)}))).by_name[KIND])

    return Index.open().ask(read, {})


def related(district: str, kind: str, id: str, *, limit: int = 5, kinds: Collection[str] = ()) -> list[Item]:
    """Others told of by the same telling words, best first; what is over is none of them."""

    def read(searcher: tantivy.Searcher) -> list[Item]:
        this = searcher.search(matching.term("key", f"{kind}:{id}"), 1, count=False).hits
        if not this:
            return []
        shown = _shown(searcher, this[0][1])
        query = matching.like(shown["title"], f"{shown['title']}\n{shown['body']}")
        own = searcher.search(matching.all_of([query, matching.term("key", f"{kind}:{id}")]), 1, count=False).hits
        least = own[0][0] * _RELATED if own else 0.0
        narrowed = {"shelf": (shelf(district, False),), **({"kind": tuple(kinds)} if kinds else {})}
        found = searcher.search(matching.all_of([query, *matching.bounds(narrowed)]), limit + 1, count=False).hits
        items = (_item(searcher, address, ()) for score, address in found if score > least)
        return [item for item in items if (item.kind, item.id) != (kind, id)][:limit]

    return Index.open().ask(read, [])


class _Search:
    """One question to one state of the index."""

    def __init__(self, searcher: tantivy.Searcher, wanted: Wanted, synonyms: Synonyms) -> None:
        self.searcher, self.wanted, self.synonyms = searcher, wanted, synonyms
        self.page = min(max(wanted.page, 1), MOST_PAGES)
        self.narrowed = {name: tuple(values) for name, values in wanted.narrowed.items() if values}
        # By each name it is narrowed by: what else it is narrowed by.
        self.but_for_one = {
            name: {other: values for other, values in self.narrowed.items() if other != name} for name in self.narrowed
        }
        self.everything = matching.bounds({"scope": (everyone(wanted.district),)})

    def found(self, asked: Asked) -> Found:
        """How far a question goes is decided by all there is; only then is it narrowed."""
        meaning = matching.Matching(asked)
        answer = self._wholly(meaning)
        if not answer.is_little:
            return self._told(answer)
        meant = Correcting(self.searcher, self.everything, self.synonyms).corrected(asked)
        if meant and (not answer.total or asked.text.isascii()):
            other = self._wholly(matching.Matching(take_apart(meant, self.synonyms)))
            found = self._loosely(other)
            if found.total > answer.total or not answer.total:
                return replace(found, asked=asked, meant=meant, instead=True)
        return replace(self._loosely(answer), meant=meant)

    def _wholly(self, meaning: matching.Matching) -> _Answer:
        return _Answer(self, meaning, meaning.which(), meaning.ranked())

    def _loosely(self, answer: _Answer) -> Found:
        """What has everything; if that is little, what has most of it too."""
        if answer.is_little and len(answer.meaning.asked.concepts) > 1:
            mostly = answer.mostly()
            if mostly.total > answer.total:
                return self._told(mostly, loosely=True)
        return self._told(answer)

    def _told(self, answer: _Answer, *, loosely: bool = False) -> Found:
        total = answer.tally(self.narrowed).total
        items = tuple(_item(self.searcher, address, answer.meaning.asked.surfaces) for address in answer.best())
        pages = min(-(-total // PAGE), MOST_PAGES)
        return Found(answer.meaning.asked, items, total, pages, self._counts(answer), loosely=loosely)

    def _counts(self, answer: _Answer) -> dict[str, tuple[Counted, ...]]:
        """By name of a term: its values and how many there are of each, were it the only one of its name chosen."""
        within = dict(answer.tally(self.narrowed).by_name)
        for name, others in self.but_for_one.items():
            within[name] = answer.tally(others).by_name.get(name, {})
        return {name: self._chosen(name, values) for name, values in within.items()}

    def _chosen(self, name: str, values: Mapping[str, int]) -> tuple[Counted, ...]:
        chosen = self.narrowed.get(name, ())
        there = {**dict.fromkeys(chosen, 0), **values}
        return tuple(Counted(value, count, value in chosen) for value, count in there.items())


class _Answer:
    """What one way to understand a question finds: ranked here, and counted beside it for each way it is narrowed."""

    def __init__(
        self, search: _Search, meaning: matching.Matching, which: tantivy.Query, ranked: tantivy.Query
    ) -> None:
        self.search, self.meaning, self._which, self._by_rank = search, meaning, which, ranked
        self._counting: dict[tuple[str, ...], Future[_Tally]] = {}
        for narrowed in (search.narrowed, *search.but_for_one.values()):
            self._begin(narrowed)
        self._start = (search.page - 1) * PAGE
        self._in_force = self._ranked(False, self._start, PAGE)

    def mostly(self) -> _Answer:
        """What has only most of the words."""
        return _Answer(self.search, self.meaning, self.meaning.which_mostly(), self.meaning.ranked_mostly())

    def tally(self, narrowed: Mapping[str, Collection[str]]) -> _Tally:
        return self._begin(narrowed).result()

    def _begin(self, narrowed: Mapping[str, Collection[str]]) -> Future[_Tally]:
        key = tuple(sorted(narrowed))
        if key not in self._counting:
            whole = matching.all_of([self._which, *self.search.everything, *_terms(narrowed)])
            self._counting[key] = _BESIDE.submit(_tally, self.search.searcher, whole)
        return self._counting[key]

    @cached_property
    def total(self) -> int:
        """Of all there is, narrowed by nothing."""
        if () in self._counting or not self.search.narrowed:
            return self.tally({}).total
        whole = matching.all_of([self._which, *self.search.everything])
        return sum(_buckets(self.search.searcher.aggregate(whole, _COUNTING_ALL)["shelves"]).values())

    @property
    def is_little(self) -> bool:
        # Where there is enough within what was chosen there is enough of all.
        return self.tally(self.search.narrowed).total < _LITTLE and self.total < _LITTLE

    def best(self) -> list[tantivy.DocAddress]:
        """Those of this page: what is in force by rank, then what is over by rank."""
        tally = self.tally(self.search.narrowed)
        in_force = tally.total - tally.over
        rest = min(PAGE, tally.total - self._start) - len(self._in_force)
        return self._in_force + self._ranked(True, max(self._start - in_force, 0), rest)

    def _ranked(self, over: bool, start: int, most: int) -> list[tantivy.DocAddress]:
        if most <= 0:
            return []
        stands = matching.bounds({"shelf": (shelf(self.search.wanted.district, over),)})
        within = matching.all_of([self._by_rank, *stands, *_terms(self.search.narrowed)])
        hits = self.search.searcher.search(within, most, count=False, offset=start, weight_by_field="fresh").hits
        return [address for _score, address in hits]


@dataclass(frozen=True)
class _Tally:
    """How many things there are, how many of them are over, and how many have each value of a term, by its name."""

    total: int
    over: int
    by_name: Mapping[str, Mapping[str, int]]


def _terms(narrowed: Mapping[str, Collection[str]]) -> list[tantivy.Query]:
    return [
        bound
        for name, values in narrowed.items()
        for bound in matching.bounds({"term": [f"{name}:{value}" for value in values]})
    ]


def _tally(searcher: tantivy.Searcher, query: tantivy.Query) -> _Tally:
    found = searcher.aggregate(query, _COUNTING)
    by_name: dict[str, dict[str, int]] = {KIND: _buckets(found["kinds"])}
    for term, count in _buckets(found["terms"]).items():
        name, _colon, value = term.partition(":")
        by_name.setdefault(name, {})[value] = count
    shelves = _buckets(found["shelves"])
    over = sum(count for name, count in shelves.items() if name.endswith(":over"))
    return _Tally(sum(shelves.values()), over, by_name)


def _buckets(counted: Mapping[str, Any]) -> dict[str, int]:
    return {bucket["key"]: int(bucket["doc_count"]) for bucket in counted["buckets"]}


def _shown(searcher: tantivy.Searcher, address: tantivy.DocAddress) -> dict[str, Any]:
    return what_is_shown(searcher.doc(address))


def _item(searcher: tantivy.Searcher, address: tantivy.DocAddress, surfaces: Iterable[str]) -> Item:
    document = searcher.doc(address)
    shown, surfaces = what_is_shown(document), list(surfaces)
    body = passage(shown["body"], surfaces) if surfaces else (Piece(shown["body"][:60]),)
    return Item(
        *kind_and_id(document), shown["title"], shown["address"], shown["by"],
        datetime.fromisoformat(shown["at"]), shown["over"], tuple(shown["terms"]),
        marked(shown["title"], surfaces), body,
    )  # fmt: skip
