"""One installation above for all tests, started once; this one below with a fresh district each time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import MovableClock

# Models are only there when a test begins; this file is read before.
if TYPE_CHECKING:
    from tests.gateways.two import Two, Upper


@pytest.fixture(scope="session")
def upper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Upper]:
    from tests.gateways.two import Upper

    started = Upper(tmp_path_factory.mktemp("upper"))
    yield started
    started.end()


@pytest.fixture
def both(
    upper: Upper, live_server: Any, transactional_db: None, settings: Any, tmp_path: Path, clock: MovableClock
) -> Two:
    """Ours knows them, they know ours, and both stand at the same moment."""
    from tests.gateways import two

    return two.connected(upper, live_server.url, settings, tmp_path)
