"""A district, a resident of it at the web, and a push service; a fresh one of each for each test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import MovableClock

# Models are only there when a test begins; this file is read before.
if TYPE_CHECKING:
    from tests.gateways.push.home import Home
    from tests.gateways.push.push_service import PushService


@pytest.fixture
def push_service() -> Iterator[PushService]:
    from tests.gateways.push.push_service import PushService

    server = PushService()
    yield server
    server.end()


@pytest.fixture
def home(push_service: PushService, db: None, settings: Any, clock: MovableClock) -> Home:
    from tests.gateways.push.home import moved_in

    return moved_in(push_service, settings)
