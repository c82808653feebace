"""What tests of the co-operative begin with: the district with its herd and price, on Monday 2 November 2026 at 09:30."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:  # this file is read before Django is set up
    from linli.places.models import District
    from tests.conftest import MovableClock


@pytest.fixture
def district(db: None, clock: MovableClock) -> District:
    from tests import kept
    from tests.cooperative import town

    kept.lay_or_make("cooperative town", lambda: town.district() and None)
    from linli.places.models import District

    return District.objects.get(code=town.CODE)
