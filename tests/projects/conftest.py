"""What tests of the three lists begin with: the district with kinds, a rule, funds and a firm, on Monday 2 November 2026 at 09:30."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:  # this file is read before Django is set up
    from linli.places.models import District
    from tests.conftest import MovableClock


@pytest.fixture
def district(db: None, clock: MovableClock) -> District:
    from tests.projects import town

    return town.district()


@pytest.fixture
def busy(transactional_db: None, clock: MovableClock) -> District:
    """As `district`, with real transactions."""
    from tests.projects import town

    return town.district()
