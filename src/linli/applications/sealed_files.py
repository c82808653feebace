"""The pages of documents on the disk: sealed with the installation's secret, so that a copied disk tells nothing.

A file is written before the row that names it is committed, and taken away again if it is not.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from linli.people.vault import seal_bytes, unseal_bytes


def place_of(path: str) -> Path:
    return Path(settings.MEDIA_ROOT) / path


@contextmanager
def written_files() -> Iterator[list[Path]]:
    """Files written within are removed again if what is within fails."""
    written: list[Path] = []
    try:
        yield written
    except BaseException:
        for path in written:
            path.unlink(missing_ok=True)
        raise


def write(path: str, body: bytes, written: list[Path]) -> None:
    """Sealed, and on the disk, not only on its way there, when this returns."""
    target = place_of(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    written.append(target)
    with target.open("xb") as out:
        out.write(seal_bytes(body))
        out.flush()
        os.fsync(out.fileno())


def read(path: str) -> bytes | None:
    """The plain bytes, or nothing where the file is gone. Raises Unreadable when it was altered."""
    target = place_of(path)
    return unseal_bytes(target.read_bytes()) if path and target.is_file() else None


def remove(paths: Sequence[str]) -> None:
    for path in filter(None, paths):
        place_of(path).unlink(missing_ok=True)
