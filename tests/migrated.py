"""Empty databases with all tables, kept from one run to the next: to make one takes half a minute, to copy it none.

python -m tests.migrated     makes those that are missing, on SQLite and on PostgreSQL side by side
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import cache
from pathlib import Path

from tools.postgres import Cluster

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / ".pytest_cache"
TEMPLATE = "migrated"


@cache
def _digest() -> str:
    """Of all that a migration is made of."""
    digest = hashlib.sha256((ROOT / "requirements.lock").read_bytes())
    for file in sorted((ROOT / "src/linli").glob("**/migrations/*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def copy(to: str | Path) -> None:
    """A SQLite file as `linli migrate` leaves it."""
    shutil.copyfile(_kept("sqlite3"), to)


def lay(cluster: Cluster) -> None:
    """The same as the database TEMPLATE of a PostgreSQL, for others to be made after."""
    dump = _kept("sql").read_text()
    cluster.client("createdb", TEMPLATE)
    cluster.client("psql", "-q", "-v", "ON_ERROR_STOP=1", "-d", TEMPLATE, told=dump)


def _kept(kind: str) -> Path:
    """The one of just these migrations, made if there is none; those of other migrations go."""
    file = KEPT / f"migrated-{_digest()}.{kind}"
    KEPT.mkdir(exist_ok=True)
    # Who comes second waits for what the first one makes.
    with (KEPT / f"migrated.{kind}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not file.exists():
            for old in KEPT.glob(f"migrated-*.{kind}"):
                old.unlink(missing_ok=True)
            # Both kinds are made at once in one process, so the kind is part of the name.
            waiting = file.with_suffix(f".{kind}-{os.getpid()}")
            (_make_sqlite if kind == "sqlite3" else _make_postgres)(waiting)
            waiting.replace(file)
    return file


def _make_sqlite(file: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="linli-migrated-") as folder:
        _migrate(folder)
        # What is not yet written back from the log beside it, the file alone would lack.
        with closing(sqlite3.connect(f"{folder}/linli.sqlite3")) as made, closing(sqlite3.connect(file)) as whole:
            made.backup(whole)


def _make_postgres(file: Path) -> None:
    with Cluster() as cluster, tempfile.TemporaryDirectory(prefix="linli-migrated-") as folder:
        _migrate(folder, DATABASE_URL=cluster.url)
        file.write_text(cluster.client("pg_dump", "--no-owner", "postgres"))


def _migrate(folder: str, **more: str) -> None:
    given = {name: value for name, value in os.environ.items() if not name.startswith(("LINLI_", "DATABASE_URL"))}
    own = {"LINLI_DATA": folder, "LINLI_SECRET": "of-empty-tables", "DJANGO_SETTINGS_MODULE": "linli.settings"}
    subprocess.run([sys.executable, "-m", "linli.migrating"], cwd=ROOT, env=given | own | more, check=True)


if __name__ == "__main__":
    with ThreadPoolExecutor() as side_by_side:
        list(side_by_side.map(_kept, ("sqlite3", "sql")))
