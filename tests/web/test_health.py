"""/healthz says the process is up, /readyz whether it is fit to serve, check by check."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from django.test import Client

from linli.web import health

pytestmark = pytest.mark.django_db


@pytest.fixture
def heartbeat(settings, tmp_path: Path) -> Path:
    settings.LINLI_DATA = tmp_path
    return tmp_path / "worker.heartbeat"


@pytest.fixture
def loaded():
    from linli.places.models import District

    District.objects.create(code="511502", slug="cuiping", name="翠屏区", prefix="CP")


def test_healthz_asks_nothing(client: Client, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        assert client.get("/healthz").json() == {"ok": True}


def test_ready_when_every_check_passes(client: Client, heartbeat: Path, loaded) -> None:
    heartbeat.touch()
    response = client.get("/readyz")
    assert response.status_code == 200
    assert set(response.json()["checks"]) == {"database", "migrations", "pack", "worker"}


def test_not_ready_without_a_pack(client: Client, heartbeat: Path) -> None:
    heartbeat.touch()
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"]["pack"] == {"ok": False, "detail": "no district: run linli load-pack"}


def test_not_ready_when_the_worker_is_silent(client: Client, heartbeat: Path, loaded) -> None:
    assert not client.get("/readyz").json()["checks"]["worker"]["ok"]
    heartbeat.touch()
    old = time.time() - health.HEARTBEAT_SECONDS - 5
    os.utime(heartbeat, (old, old))
    assert client.get("/readyz").status_code == 503
