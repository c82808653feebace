"""The pages of documents on the disk: sealed with the installation's secret, so that a copied disk tells nothing.

A file is written before the row that names it is committed, and taken away again if it is not.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from linli.cases.actions.papers import stored, written_files
from linli.people.vault import seal_bytes, unseal_bytes

__all__ = ["Path", "read", "remove", "stored", "write", "written_files"]


def write(path: str, body: bytes, written: list[Path]) -> None:
    """Sealed, and on the disk, not only on its way there, when this returns."""
    target = stored(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    written.append(target)
    with target.open("xb") as out:
        out.write(seal_bytes(body))
        out.flush()
        os.fsync(out.fileno())


def read(path: str) -> bytes | None:
    """The plain bytes, or nothing where the file is gone. Raises Unreadable when it was altered."""
    target = stored(path)
    return unseal_bytes(target.read_bytes()) if path and target.is_file() else None


def remove(paths: Sequence[str]) -> None:
    for path in filter(None, paths):
        stored(path).unlink(missing_ok=True)
