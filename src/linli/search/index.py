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
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

import tantivy
from django.conf import settings

from . import matching
from .schema import FORM, Document, Gone, entries, key_of, kind_and_id, opened

__all__ = ["FORM", "Document", "Gone", "Hit", "Index", "cursors_of"]

logger = logging.getLogger(__name__)
Answer = TypeVar("Answer")

_WRITER_BYTES = 50_000_000
# A fresh generation is filled by as many threads, and with as much memory, so that it need not be put together from bits.
_FILLING_THREADS, _FILLING_BYTES = 2, 400_000_000
_AT_A_TIME = 100


@dataclass(frozen=True)
class Hit:
    """Something found; the caller reads it from the database, within what the reader may see."""

    kind: str
    id: str
    score: float


class Filling:
    """Takes documents in (again) or out; `commit` makes all since the last one to be found, or none of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        index = opened(str(folder))
        self._is_fresh = index.searcher().num_docs == 0
        bytes_, threads = (_FILLING_BYTES, _FILLING_THREADS) if self._is_fresh else (_WRITER_BYTES, 1)
        self._writer = index.writer(bytes_, threads)
        self._taken: set[str] = set()
        self._pending = False

    def take(self, documents: Iterable[Document | Gone]) -> None:
        changes = iter(documents)
        # Many at a time: to wake a writer for each takes as long as to write it.
        while some := list(islice(changes, _AT_A_TIME)):
            made = iter(entries([change for change in some if isinstance(change, Document)]))
            for change in some:
                key = key_of(change)
                if not self._is_fresh or key in self._taken:
                    self._writer.delete_documents_by_term("key", key)
                self._taken.add(key)
                if isinstance(change, Document):
                    self._writer.add_document(next(made))
            self._pending = True

    def commit(self, cursors: dict[str, str]) -> None:
        """Remember how far sources have been followed with it. Killed in between, the documents are taken in again."""
        if self._pending:
            self._writer.commit()
            self._pending = False
        waiting = self.folder / "cursors.new"
        waiting.write_text(json.dumps(cursors))
        waiting.replace(self.folder / "cursors.json")

    def close(self) -> None:
        self._writer.wait_merging_threads()


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
        opened(str(folder))
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
            index = opened(str(folder))
            index.searcher().search(tantivy.Query.all_query(), 1)
            cursors_of(folder)
        except (ValueError, OSError):
            return False
        return True

    # Following the database

    @contextlib.contextmanager
    def filling(self, folder: Path) -> Iterator[Filling]:
        """Take many documents in. One at a time may do so."""
        filling = Filling(folder)
        try:
            yield filling
        finally:
            filling.close()

    def add(self, documents: Iterable[Document | Gone], cursors: dict[str, str], folder: Path) -> None:
        """Take documents in (again) or out, all or none, and remember how far sources have been followed.

        Killed in between, the documents are simply taken in again.
        """
        with self.filling(folder) as filling:
            filling.take(documents)
            filling.commit(cursors)

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
        whole, some = matching.at_desk(text)
        if whole is None:
            return []
        narrowed = {"district": (district,), **({"kind": kinds} if kinds else {})}
        if scopes is not None:
            narrowed["scope"] = scopes
        bounds = matching.bounds(narrowed)
        every = matching.all_of([whole, *bounds])
        any_ = matching.all_of([some, *bounds]) if some else None
        return self.ask(
            lambda searcher: _hits(searcher, every, limit) or (_hits(searcher, any_, limit) if any_ else []), []
        )

    def ask(self, read: Callable[[tantivy.Searcher], Answer], otherwise: Answer) -> Answer:
        """What `read` reads from the generation in use; `otherwise` when there is none that can be read."""
        while folder := self.folder:
            try:
                return read(self._searcher(folder))
            except (ValueError, OSError) as error:
                # One that another generation took the place of just now is gone, not broken.
                if self.folder == folder:
                    self._report_broken(folder, error)
                    break
        return otherwise

    @property
    def stamp(self) -> str:
        """Another one whenever something else may be found."""
        folder = self.folder
        with contextlib.suppress(FileNotFoundError):
            return f"{folder.name}:{(folder / 'meta.json').stat().st_mtime_ns}" if folder else ""
        return ""

    def _searcher(self, folder: Path) -> tantivy.Searcher:
        stamp = (folder / "meta.json").stat().st_mtime_ns
        if self._reader is None or self._reader[0] != folder.name:
            index = opened(str(folder))
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


def _hits(searcher: tantivy.Searcher, query: tantivy.Query, limit: int) -> list[Hit]:
    found = searcher.search(query, limit, count=False).hits
    documents = [(score, searcher.doc(address)) for score, address in found]
    return [Hit(*kind_and_id(doc), score) for score, doc in documents]
