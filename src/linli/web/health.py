"""Is the process up, and is it fit to serve: /healthz and /readyz."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.places.models import District

# The worker touches its heartbeat every few seconds; older than this it is taken for dead.
HEARTBEAT_SECONDS = 60


def database_reachable() -> str:
    """ "" if the database answers, else what is wrong; so for every check below."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return ""


def migrations_applied() -> str:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(waiting)} migrations not applied, first {waiting[0][0]}" if waiting else ""


def pack_loaded() -> str:
    return "" if District.objects.exists() else "no district: run linli load-pack"


def worker_alive() -> str:
    heartbeat = Path(settings.LINLI_DATA) / "worker.heartbeat"
    try:
        age = time.time() - heartbeat.stat().st_mtime
    except FileNotFoundError:
        return "no worker has started: run linli work"
    return f"last heartbeat {age:.0f} s ago" if age > HEARTBEAT_SECONDS else ""


CHECKS: dict[str, Callable[[], str]] = {
    "database": database_reachable,
    "migrations": migrations_applied,
    "pack": pack_loaded,
    "worker": worker_alive,
}


def _result(check: Callable[[], str]) -> dict[str, object]:
    try:
        wrong = check()
    except DatabaseError as error:
        wrong = f"database: {type(error).__name__}"
    return {"ok": not wrong, **({"detail": wrong} if wrong else {})}


def readiness() -> dict[str, dict[str, object]]:
    """Every check by name: whether it is ok, and if not, what is wrong."""
    return {name: _result(check) for name, check in CHECKS.items()}


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"ok": True})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Every check by name; 503 if one fails."""
    checks = readiness()
    ready = all(check["ok"] for check in checks.values())
    return JsonResponse({"ok": ready, "checks": checks}, status=200 if ready else 503)
