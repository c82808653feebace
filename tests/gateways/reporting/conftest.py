"""Two installations that know each other, as for parcels; the one above lists ours as reporting of its district."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:  # this file is read before Django is set up
    from tests.gateways.two import Two, Upper


@pytest.fixture(scope="session")
def upper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Upper]:
    """One with an officer of disease control of its own."""
    from tests.gateways.reporting.town import City

    started = City(tmp_path_factory.mktemp("above"))
    yield started
    started.end()


@pytest.fixture
def above(both: Two) -> Iterator[Two]:
    """Both, connected; what came above is forgotten after the test, for it is one installation for all of them."""
    from tests.gateways.reporting import town

    town.begin(both)
    yield both
    for one in both.upper.ask("reports"):
        both.upper.ask("lose_report", number=one["number"])
