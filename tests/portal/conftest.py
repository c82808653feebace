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


@pytest.fixture
def committed(transactional_db: None, clock: MovableClock) -> District:
    """The same with what is written committed: the index follows only what is."""
    from wagtail.models import Collection, Locale, Page

    from tests.portal import press

    if not Page.objects.filter(depth=1).exists():
        # What the editors' part was installed with: a test before this one, committing too, left nothing behind.
        Locale.objects.get_or_create(language_code="zh-hans")
        Collection.add_root(name="Root")
        Page.add_root(title="Root", slug="root")
    return press.paper_with_press()
