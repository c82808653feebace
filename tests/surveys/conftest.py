"""What tests of surveys begin with: the district with a survey in the field, on Monday 2 November 2026 at 09:30."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:  # this file is read before Django is set up
    from linli.surveys.models import Survey
    from tests.conftest import MovableClock


@pytest.fixture
def survey(db: None, clock: MovableClock) -> Survey:
    from tests.surveys import town

    return town.survey()
