"""Keeping the index in step with the database: each source tells what changed after a cursor."""

from __future__ import annotations

import contextlib
import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from .index import Document, Filling, Gone, Index, cursors_of

logger = logging.getLogger(__name__)

# One commit a step; small enough to be taken in well under a second.
STEP = 1_000


class Changes(Protocol):
    """At most `limit` changes after a cursor ("" is the beginning), and the cursor that was reached.

    A cursor is opaque here. It must move on with every change, and stay when nothing changed. Raises CursorLost.
    """

    def __call__(self, after: str, limit: int) -> tuple[Sequence[Document | Gone], str]: ...


class CursorLost(Exception):
    """The source does not know the cursor: its database is another, or one restored from before."""


def revisions_seen(cursor: str) -> dict[str, int]:
    """Of a source that packs write: which revision of each district was taken in. Raises CursorLost."""
    if not cursor:
        return {}
    try:
        seen: dict[str, int] = json.loads(cursor)
    except ValueError as unknown:
        raise CursorLost(cursor) from unknown
    return seen


@dataclass(frozen=True)
class Source:
    """One kind of thing to be found, and how to read its changes."""

    name: str
    changes: Changes


# Told (done, total) after each step; the total is not known.
Progress = Callable[[int, int | None], None]


def catch_up(sources: Sequence[Source], progress: Progress | None = None) -> int:
    """Bring this node's index up to date, anew if it is missing, broken or of another database. Returns how many changes."""
    index = Index.open()
    folder = index.folder
    if folder is not None and index.is_sound():
        with contextlib.suppress(CursorLost):
            return _follow(index, folder, sources, progress)
    logger.warning("building the search index anew")
    return rebuild(sources, progress)


def rebuild(sources: Sequence[Source], progress: Progress | None = None) -> int:
    """Build a fresh index beside the one in use, then take it into use. Returns how many changes."""
    index = Index.open()
    folder = index.fresh()
    done = _follow(index, folder, sources, progress)
    index.take(folder)
    return done


def _follow(index: Index, folder: Path, sources: Sequence[Source], progress: Progress | None) -> int:
    """Take in every change after the folder's cursors; of a fresh folder, which nobody reads yet, all at once."""
    cursors = cursors_of(folder)
    is_read = folder == index.folder
    done = 0
    with contextlib.ExitStack() as opened:
        filling: Filling | None = None
        for source in sources:
            before = cursors.get(source.name, "")
            while True:
                documents, reached = source.changes(before, STEP)
                if reached == before:
                    break
                cursors[source.name] = before = reached
                # To open it for writing takes longer than to see that nothing changed.
                filling = filling or opened.enter_context(index.filling(folder))
                filling.take(documents)
                if is_read:
                    filling.commit(cursors)
                done += len(documents)
                if progress:
                    progress(done, None)
        if filling:
            filling.commit(cursors)
    return done
