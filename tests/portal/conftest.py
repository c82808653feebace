"""What tests of the portal begin with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from linli.places.models import District
    from tests.conftest import MovableClock


@pytest.fixture
def district(db: None, clock: MovableClock) -> District:
    """The district with its press, on the Monday morning where the clock stands."""
    from tests.portal import press

    return press.paper_with_press()
