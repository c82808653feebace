"""What tests of bulletins begin with: the district, and results to tell of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:  # this file is read before Django is set up
    from linli.places.models import District
    from tests.bulletins.town import Results
    from tests.conftest import MovableClock


@pytest.fixture
def district(db: None, clock: MovableClock) -> District:
    from tests.bulletins import town

    return town.district()


@pytest.fixture
def results(district: District, monkeypatch: pytest.MonkeyPatch) -> Iterator[Results]:
    from linli.bulletins import sources
    from linli.bulletins.models import Kind
    from tests.bulletins import town

    made = town.Results(town.content())
    monkeypatch.setattr(sources, "ADAPTERS", {Kind.SURVEY: made})
    yield made
