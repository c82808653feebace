"""Killed with -9 two hundred times, server and worker lose no acknowledged case and no notice."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from tests import migrated

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def empty_database(tmp_path: Path, transactional_db: None) -> dict[str, str]:
    """The environment of an installation of its own, on the database under test."""
    known = os.environ | {"LINLI_DATA": str(tmp_path)}
    if connection.vendor == "postgresql":
        name = f"killed_{os.getpid()}"
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE {migrated.TEMPLATE}")
        known["DATABASE_URL"] = os.environ["DATABASE_URL"].rsplit("/", 1)[0] + f"/{name}"
    else:
        migrated.copy(tmp_path / "linli.sqlite3")
    return known


def test_two_hundred_kills_lose_nothing(empty_database: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.notices.killing", "100"],
        cwd=ROOT, env=empty_database, capture_output=True, text=True, timeout=240,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    outcome = json.loads(done.stdout.splitlines()[-1])

    assert outcome["kills"] == 200
    assert outcome["acknowledged"] > 20, outcome
    for wrong in ("lost cases", "cases without their notices", "notices not handed over", "keys nobody knows"):
        assert outcome[wrong] == 0, outcome
    assert outcome["still waiting"] == 0, outcome
    # Only a kill between handing over and noting it makes a repetition, and one kill at most one.
    assert outcome["handed over again"] <= 100, outcome
