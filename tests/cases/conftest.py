"""What tests of cases begin with: a district at work on a Monday morning, and programs that speak to its API."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:  # this file is read before Django is set up
    from linli.places.models import District
    from tests.cases.program import Program
    from tests.conftest import MovableClock


@pytest.fixture
def district(db: None, clock: MovableClock) -> District:
    """The district of the factories, at Monday 2 November 2026, 09:30."""
    from tests import factories

    return factories.district()


@pytest.fixture
def program() -> Program:
    """A program without a token."""
    from tests.cases.program import Program

    return Program()
