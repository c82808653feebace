"""An empty database with all its tables, kept from one run to the next: to make one takes half a minute, to copy it none."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from contextlib import closing
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


@cache
def _kept() -> Path:
    """Named after all that a migration is made of; beside what pytest keeps itself."""
    digest = hashlib.sha256((ROOT / "requirements.lock").read_bytes())
    for file in sorted((ROOT / "src/linli").glob("**/migrations/*.py")):
        digest.update(file.read_bytes())
    return ROOT / ".pytest_cache" / f"migrated-{digest.hexdigest()[:16]}.sqlite3"


def copy(to: str | Path) -> None:
    """Where there is one of just these migrations; whoever finds none migrates."""
    if _kept().exists():
        shutil.copyfile(_kept(), to)


def put_aside(made: Path) -> None:
    """Keep this one, in which nothing is yet, and none of other migrations."""
    if _kept().exists():
        return
    _kept().parent.mkdir(exist_ok=True)
    for old in _kept().parent.glob("migrated-*.sqlite3"):
        old.unlink(missing_ok=True)
    waiting = _kept().with_suffix(f".{os.getpid()}")
    with closing(sqlite3.connect(made)) as source, closing(sqlite3.connect(waiting)) as target:
        source.backup(target)
    waiting.replace(_kept())
