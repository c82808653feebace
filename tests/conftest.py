"""How every test runs: its own data directory, the database LINLI_TEST_DB names, a clock to be moved."""

from __future__ import annotations

import gc
import importlib
import importlib.util
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests import migrated
from tools.postgres import Cluster, NoPostgres

DATABASE = os.environ.get("LINLI_TEST_DB", "sqlite")
IN_CI = os.environ.get("CI", "").lower() in {"1", "true"}
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
TOUCHES_DATABASE = {"db", "transactional_db", "live_server", "installation"}

_cluster: Cluster | None = None
_no_postgres = ""


def _choose_surroundings() -> None:
    """Point the settings, which are read on first use, at a fresh directory."""
    if DATABASE not in {"sqlite", "postgres"}:
        raise pytest.UsageError(f"LINLI_TEST_DB={DATABASE}: say sqlite or postgres")
    for name in [name for name in os.environ if name.startswith("LINLI_") and name != "LINLI_TEST_DB"]:
        del os.environ[name]
    os.environ.pop("DATABASE_URL", None)
    os.environ["DJANGO_SETTINGS_MODULE"] = "linli.settings"
    os.environ["LINLI_DATA"] = tempfile.mkdtemp(prefix=f"linli-test-{WORKER}")
    os.environ["LINLI_SECRET"] = "only-for-tests-and-the-servers-they-start"


def _put_up_postgres() -> None:
    """And at a PostgreSQL of this process alone: events wait for older transactions of all that a server does."""
    global _cluster, _no_postgres
    try:
        _cluster = Cluster().start()
        migrated.lay(_cluster)
        os.environ["DATABASE_URL"] = _cluster.url
    except NoPostgres as problem:
        _no_postgres = str(problem)


_choose_surroundings()


def pytest_configure(config: pytest.Config) -> None:
    """Settings that only make tests quicker; a server started beside them still reads what they store."""
    if DATABASE == "postgres" and not config.getoption("numprocesses", None):
        _put_up_postgres()
    from django.conf import settings
    from django.contrib.auth.hashers import PBKDF2PasswordHasher
    from django.test.signals import storages_changed

    if _no_postgres and IN_CI:
        raise pytest.UsageError(_no_postgres)
    PBKDF2PasswordHasher.iterations = 10
    # What is loaded stays to the end: to go through it again and again is a twentieth of the time.
    gc.disable()
    if DATABASE == "postgres":
        _empty_with_delete()
    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": plain}}
    settings.STATIC_ROOT = None
    # The editors' part asks for its files while it is set up, which in a process beside others is before this.
    storages_changed(setting="STORAGES")


def _empty_with_delete() -> None:
    """After a test that commits: to truncate two hundred tables takes PostgreSQL most of a second, to delete nothing no time."""
    from django.db.backends.postgresql.operations import DatabaseOperations

    def sql_flush(self: DatabaseOperations, style: Any, tables: list[str], **_how: Any) -> list[str]:
        emptied = [f"DELETE FROM {self.quote_name(table)}" for table in tables]
        return ["SET session_replication_role = replica", *emptied, "SET session_replication_role = origin"]

    DatabaseOperations.sql_flush = sql_flush


def pytest_xdist_setupnodes(config: pytest.Config) -> None:
    """Named in the surroundings, the settings would be read in the processes beside before each has its own directory."""
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Take away what was put up."""
    if _cluster is not None:
        _cluster.stop()
    shutil.rmtree(os.environ["LINLI_DATA"], ignore_errors=True)


def chromium() -> str | None:
    """Where a Chromium is that tests can drive."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next((path for path in map(shutil.which, names) if path), None)


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    gc.enable()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL keep only what may come out otherwise there; skip loudly what cannot run here, or fail in CI."""
    if DATABASE == "postgres":
        kept = [item for item in items if _may_differ(item)]
        config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
        items[:] = kept
    else:
        postgres_only = [item for item in items if item.get_closest_marker("postgres")]
        config.hook.pytest_deselected(items=postgres_only)
        items[:] = [item for item in items if item not in set(postgres_only)]
    if _no_postgres:
        _cannot_run(items, _no_postgres)
    browser = [item for item in items if item.get_closest_marker("browser")]
    if browser and chromium() is None:
        if IN_CI:
            raise pytest.UsageError("Chromium was not found, and in CI no test may be skipped for that")
        _cannot_run(browser, "Chromium was not found: apt-get install chromium fonts-noto-cjk (as root)")


def _may_differ(item: pytest.Item) -> bool:
    if item.get_closest_marker("once"):
        return False
    if item.get_closest_marker("browser") and not {"installation", "served"} & set(getattr(item, "fixturenames", ())):
        # What goes on within the browser, drafts or pictures or what waits for a network, is tried once.
        return False
    return bool(
        item.get_closest_marker("django_db")
        or item.get_closest_marker("postgres")
        or TOUCHES_DATABASE & set(getattr(item, "fixturenames", ()))
    )


def _cannot_run(items: list[pytest.Item], reason: str) -> None:
    for item in items:
        item.add_marker(pytest.mark.skip(reason=reason))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """A test that commits is emptied out with DELETE, which append-only tables refuse: their triggers step aside."""
    marker = item.get_closest_marker("django_db")
    commits = {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    if not commits and not (marker and marker.kwargs.get("transaction")):
        return (yield)
    from django.db import connection
    from pytest_django.plugin import blocking_manager_key

    from linli.audit import migration

    with item.config.stash[blocking_manager_key].unblock():
        tables = migration.guarded(connection)
        _run(statement for table in tables for statement in migration.lifting(connection.vendor, table))
    result = yield
    if nextitem is not None:
        with item.config.stash[blocking_manager_key].unblock():
            # Beside a browser it was another connection that lifted them; SQLite looks at the schema anew when it reads.
            there = migration.guarded(connection)
            _run(
                statement
                for table in tables
                if table not in there
                for statement in migration.laying(connection.vendor, table)
            )
    return result


def _run(statements: Iterable[str]) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def pytest_report_header(config: pytest.Config) -> str:
    """Says which database is under test."""
    return f"database: {DATABASE}" + (f" (NOT TESTED: {_no_postgres})" if _no_postgres else "")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """A database is a copy of an empty migrated one. On SQLite a file: threads and servers beside the test share it."""
    from django.db import connections

    settings = connections["default"].settings_dict
    if DATABASE == "sqlite":
        settings["TEST"]["NAME"] = str(Path(os.environ["LINLI_DATA"]) / "test.sqlite3")
        migrated.copy(settings["TEST"]["NAME"])
    else:
        settings["TEST"]["TEMPLATE"] = migrated.TEMPLATE


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings: None) -> bool:
    """On SQLite the file is there already; it goes with its directory."""
    return DATABASE == "sqlite"


class MovableClock:
    """Stands still from its first move on. Moves only this process: a server of its own keeps real time."""

    def set(self, at: datetime) -> datetime:
        """Stand at `at` (aware)."""
        from linli import clock

        clock.freeze(at)
        return clock.now()

    def advance(self, **span: float) -> datetime:
        """Go on by a timedelta given as keywords: `advance(minutes=5)`."""
        from linli import clock

        return self.set(clock.now() + timedelta(**span))

    @property
    def now(self) -> datetime:
        """Where it stands."""
        from linli import clock

        return clock.now()


@pytest.fixture
def clock() -> MovableClock:
    """`linli.clock`, standing at Monday 2 November 2026, 09:30 in Shanghai, until moved."""
    movable = MovableClock()
    movable.set(datetime(2026, 11, 2, 1, 30, tzinfo=UTC))
    return movable


@pytest.fixture(autouse=True)
def _fresh_start() -> Iterator[None]:
    """No test sees another's moved clock or what was cached for another's districts."""
    from linli import clock

    _forget()
    yield
    clock.release()
    _forget()


def _forget() -> None:
    revision = sys.modules.get("linli.places.revision")
    if revision is None and importlib.util.find_spec("linli.places.revision"):
        revision = importlib.import_module("linli.places.revision")
    if revision is not None:
        revision.forget()
        # Nobody else loads a pack here, and no statement is to be counted more on a slow machine.
        revision.CHECK_EVERY = 600.0
        from django.core.cache import cache

        cache.clear()
