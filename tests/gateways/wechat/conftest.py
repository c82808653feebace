"""A district with an official account, and WeChat's server beside it; a fresh one of either for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import IN_CI, MovableClock

# Models are only there when a test begins; this file is read before.
if TYPE_CHECKING:
    from tests.gateways.wechat.peer import WeChat
    from tests.gateways.wechat.town import Town


@pytest.fixture
def wechat() -> Iterator[WeChat]:
    if not IN_CI:
        pytest.importorskip("wechatpy", reason="wechatpy is not installed: pip install -r requirements-dev.in")
    from tests.gateways.wechat.peer import WeChat

    server = WeChat()
    yield server
    server.end()


@pytest.fixture
def town(wechat: WeChat, db: None, settings: Any, tmp_path: Path, clock: MovableClock) -> Town:
    """Messages go straight to the application."""
    from django.test import Client

    from tests.gateways.wechat.town import opened

    return opened(tmp_path, settings, wechat, Client())


@pytest.fixture
def town_over_http(
    wechat: WeChat, live_server: Any, transactional_db: None, settings: Any, tmp_path: Path, clock: MovableClock
) -> Town:
    """Messages come over HTTP, several at a time if need be."""
    from tests.gateways.wechat.town import opened

    return opened(tmp_path, settings, wechat, live_server.url)
