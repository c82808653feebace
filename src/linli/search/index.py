"""The index of everything findable: a cache of the database in LINLI_DATA/index, each node with its own copy.

The folder holds generations; the file `current` names the one in use. A rebuild fills a fresh one beside it
and then replaces `current`, so that readers go from one whole index to the next. A commit is atomic: a
killed writer leaves the commit before.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import shutil
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import tantivy
from django.conf import settings

from . import words

logger = logging.getLogger(__name__)

# Another number makes every node rebuild its index; raise it when a field or the segmentation changes.
FORM = 2
_WRITER_BYTES = 50_000_000


@dataclass(frozen=True)
class Document:
    """Something to be found. `codes` are found only as wholes, with or without their dashes.

    `scopes` are terms by which a search is narrowed to what its asker may see.
    """

    kind: str
    id: str
    district: str
    title: str
    body: str
    at: datetime
    codes: tuple[str, ...] = field(default=())
    scopes: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class Gone:
    """Something no longer to be found."""

    kind: str
    id: str


@dataclass(frozen=True)
class Hit:
    """Something found; the caller reads it from the database, within what the reader may see."""

    kind: str
    id: str
    score: float


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("key", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("kind", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("district", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("code", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("scope", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("title", tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("body", tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("signs", tokenizer_name="whitespace", index_option="position")
    builder.add_integer_field("at", fast=True)
    return builder.build()


SCHEMA = _schema()


class Index:
    """The index below one folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._reader: tuple[str, int, tantivy.Index] | None = None

    @classmethod
    def open(cls) -> Index:
        """This node's index."""
        root = Path(settings.LINLI_DATA) / "index"
        if root not in _opened:
            _opened[root] = cls(root)
        return _opened[root]

    # Which generation

    @property
    def folder(self) -> Path | None:
        """The generation in use, None if there is none yet."""
        try:
            folder = self.root / (self.root / "current").read_text().strip()
        except FileNotFoundError:
            return None
        return folder if (folder / "meta.json").exists() else None

    def fresh(self) -> Path:
        """An empty generation beside the one in use."""
        folder = self.root / f"{FORM}-{uuid4().hex[:8]}"
        folder.mkdir(parents=True)
        tantivy.Index(SCHEMA, path=str(folder))
        return folder

    def take(self, folder: Path) -> None:
        """Use this generation from now on, and remove the others."""
        waiting = self.root / f"current.{os.getpid()}"
        waiting.write_text(folder.name)
        waiting.replace(self.root / "current")
        for other in self.root.iterdir():
            if other.is_dir() and other != folder:
                shutil.rmtree(other, ignore_errors=True)

    def is_sound(self) -> bool:
        """Is there a generation of the present form that can be read, and no reader found it broken?"""
        folder = self.folder
        if folder is None or not folder.name.startswith(f"{FORM}-") or (folder / "broken").exists():
            return False
        try:
            index = tantivy.Index.open(str(folder))
            index.searcher().search(tantivy.Query.all_query(), 1)
            cursors_of(folder)
        except (ValueError, OSError):
            return False
        return True

    # Following the database

    def add(self, documents: Iterable[Document | Gone], cursors: dict[str, str], folder: Path) -> None:
        """Take documents in (again) or out, all or none, and remember how far sources have been followed.

        Killed in between, the documents are simply taken in again.
        """
        changes = {f"{document.kind}:{document.id}": document for document in documents}
        if changes:
            _write(folder, changes)
        waiting = folder / "cursors.new"
        waiting.write_text(json.dumps(cursors))
        waiting.replace(folder / "cursors.json")

    # Finding

    def find(
        self,
        text: str,
        *,
        kinds: Collection[str],
        district: str,
        scopes: Collection[str] | None = None,
        limit: int = 50,
    ) -> list[Hit]:
        """Best matches: with every part of `text`; if nothing has them all, with some of its words.

        Only what has any of `scopes`; None: all of the district.
        """
        whole, some = _queries(text)
        if whole is None:
            return []
        bounds = _bounds(kinds, district, scopes)
        while folder := self.folder:
            try:
                searcher = self._searcher(folder)
                hits = _hits(searcher, _all_of([whole, *bounds]), limit)
                return hits or (_hits(searcher, _all_of([some, *bounds]), limit) if some else [])
            except (ValueError, OSError) as error:
                # One that another generation took the place of just now is gone, not broken.
                if self.folder == folder:
                    self._report_broken(folder, error)
                    break
        return []

    def _searcher(self, folder: Path) -> tantivy.Searcher:
        stamp = (folder / "meta.json").stat().st_mtime_ns
        if self._reader is None or self._reader[0] != folder.name:
            index = tantivy.Index.open(str(folder))
            index.config_reader("manual")
        elif self._reader[1] != stamp:
            index = self._reader[2]
        else:
            return self._reader[2].searcher()
        index.reload()
        self._reader = (folder.name, stamp, index)
        return index.searcher()

    def _report_broken(self, folder: Path, error: Exception) -> None:
        """Leave word for the follower, which builds the index anew."""
        logger.error("the search index cannot be read and will be built anew: %s", error)
        self._reader = None
        with contextlib.suppress(FileNotFoundError):
            (folder / "broken").touch()


_opened: dict[Path, Index] = {}


def cursors_of(folder: Path) -> dict[str, str]:
    """How far each source has been followed into this generation."""
    try:
        kept: dict[str, str] = json.loads((folder / "cursors.json").read_text())
    except FileNotFoundError:
        return {}
    return kept


def _write(folder: Path, changes: dict[str, Document | Gone]) -> None:
    writer = tantivy.Index.open(str(folder)).writer(_WRITER_BYTES, 1)
    for key, change in changes.items():
        writer.delete_documents_by_term("key", key)
        if isinstance(change, Document):
            writer.add_document(_entry(key, change))
    writer.commit()
    writer.wait_merging_threads()


def _entry(key: str, document: Document) -> tantivy.Document:
    text = f"{document.title}\n{document.body}"
    spelled = " ".join((text, *document.codes))
    entry = tantivy.Document(
        key=key,
        kind=document.kind,
        id=document.id,
        district=document.district,
        title=" ".join(words.indexed(document.title)),
        body=" ".join(words.indexed(text)),
        signs=" ".join(words.signs(spelled)),
        at=int(document.at.timestamp()),
    )
    for code in document.codes:
        entry.add_text("code", words.compact(code))
    for scope in document.scopes:
        entry.add_text("scope", scope)
    return entry


def _queries(text: str) -> tuple[tantivy.Query | None, tantivy.Query | None]:
    """The query for all parts of a text, and the one for some of its words."""
    parts = [part for part in text[:200].split() if words.signs(part)]
    if not parts:
        return None, None
    every = _all_of([_part(part) for part in parts])
    code = tantivy.Query.term_query(SCHEMA, "code", words.compact(text), "basic")
    whole = _any_of([every, tantivy.Query.boost_query(code, 100.0)]) if words.compact(text) else every
    # Single characters (的, 了, 在) are in every text and would find everything.
    telling = [word for word in words.asked(text[:200]) if len(word) > 1]
    return whole, _any_of([_word(word) for word in telling]) if telling else None


def _part(part: str) -> tantivy.Query:
    """A stretch without spaces: as it stands anywhere in the text, or all its words in any order."""
    signs, several = words.signs(part), words.asked(part)
    literal = (
        tantivy.Query.phrase_query(SCHEMA, "signs", list(signs))
        if len(signs) > 1
        else tantivy.Query.term_query(SCHEMA, "signs", signs[0], "freq")
    )
    return _any_of([literal, _all_of([_word(word) for word in several])]) if several else literal


def _word(word: str) -> tantivy.Query:
    title = tantivy.Query.boost_query(tantivy.Query.term_query(SCHEMA, "title", word, "freq"), 2.0)
    return _any_of([title, tantivy.Query.term_query(SCHEMA, "body", word, "freq")])


def _all_of(queries: list[tantivy.Query]) -> tantivy.Query:
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, query) for query in queries])


def _any_of(queries: list[tantivy.Query]) -> tantivy.Query:
    return tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in queries])


def _bounds(kinds: Collection[str], district: str, scopes: Collection[str] | None) -> list[tantivy.Query]:
    """A district, kinds and scopes to narrow a query to, which do not count for the rank."""
    bounds = [tantivy.Query.term_query(SCHEMA, "district", district, "basic")]
    if kinds:
        bounds.append(tantivy.Query.term_set_query(SCHEMA, "kind", list(kinds)))
    if scopes is not None:
        bounds.append(tantivy.Query.term_set_query(SCHEMA, "scope", list(scopes)))
    return [tantivy.Query.const_score_query(bound, 0.0) for bound in bounds]


def _hits(searcher: tantivy.Searcher, query: tantivy.Query, limit: int) -> list[Hit]:
    found = searcher.search(query, limit, count=False).hits
    documents = [(score, searcher.doc(address)) for score, address in found]
    return [Hit(str(doc.get_first("kind")), str(doc.get_first("id")), score) for score, doc in documents]
