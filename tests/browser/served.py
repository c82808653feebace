"""A room's pages out of this process and its database, in which the town of the room's own tests was laid."""

from __future__ import annotations

import os
import time
from pathlib import Path

from linli import clock
from linli.notices.actions import deliver_due
from tests import factories
from tests.browser.installation import Installation
from tests.browser.test_story import Desk


class Served(Installation):
    """Like a whole installation to who looks at it; nothing is due here but what a test does."""

    def __init__(self, address: str) -> None:
        super().__init__(address, Path(os.environ["LINLI_DATA"]), {})

    def code_sent_to(self, phone: str) -> str:
        """The one just asked for: handed over as soon as it is there."""
        until = time.monotonic() + 20
        while not deliver_due(clock.now()):
            assert time.monotonic() < until, "no code was asked for"
            time.sleep(0.05)
        return super().code_sent_to(phone)


class StaffDesk(Desk):
    """A member of the small district's staff at their browser."""

    password = factories.PASSWORD
