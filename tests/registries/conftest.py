"""What tests of the registries begin with: the district and its institutions, on Monday 2 November 2026 at 09:30."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:  # this file is read before Django is set up
    from linli.places.models import District
    from tests.conftest import MovableClock


@pytest.fixture
def district(db: None, clock: MovableClock) -> District:
    from tests.registries import town

    return town.district()
