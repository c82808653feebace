"""What tests of the gateway begin with: the district with its clinic, a device that has its secret, and a person with a card."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:  # this file is read before Django is set up
    from tests.conftest import MovableClock
    from tests.gateways.fhir.talking import World


@pytest.fixture
def world(db: None, clock: MovableClock) -> World:
    from tests.gateways.fhir import talking

    return talking.world()
