"""A telephone for browser tests that share the database of their server."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import BrowserContext, sync_playwright

from tests.browser.installation import Installation, running
from tests.conftest import MovableClock, chromium

if TYPE_CHECKING:  # this file is read before Django is set up
    from tests.browser.served import Served


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """One for all stories: they tell of different people, and setting up a year of history takes its time."""
    with running(tmp_path_factory.mktemp("stories")) as started:
        yield started


@pytest.fixture
def context(monkeypatch: pytest.MonkeyPatch) -> Iterator[BrowserContext]:
    """A phone standing in the first cell of 东街社区."""
    from tests import factories

    # Playwright's loop runs in this thread; the database is asked between its steps, never within.
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    lat, lon = factories.spot()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        phone = browser.new_context(
            viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, locale="zh-CN",
            geolocation={"latitude": lat, "longitude": lon, "accuracy": 12}, permissions=["geolocation"],
        )  # fmt: skip
        phone.set_default_timeout(15_000)
        yield phone
        browser.close()


@pytest.fixture
def served(live_server: Any, transactional_db: None, clock: MovableClock) -> Served:
    """The pages of this process, on Monday 2 November 2026 at 09:30, for rows that a test lays itself."""
    from tests.browser.served import Served

    return Served(live_server.url)
