"""What tests of the gateway begin with: the district with a survey in the field, and a tablet in an interviewer's hands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:  # this file is read before Django is set up
    from tests.conftest import MovableClock
    from tests.gateways.odk.tablet import Tablet


@pytest.fixture
def tablet(db: None, clock: MovableClock) -> Tablet:
    from tests.gateways.odk.tablet import Tablet, given_to
    from tests.surveys import town

    town.survey()
    return Tablet(given_to())
