"""Whether someone still acts on what they saw: a change they would have read on the page comes first."""

from __future__ import annotations

import re

from linli.people.actors import Actor

from ..errors import Stale
from ..models import Case
from ..queries.timeline import audience_of, changes_since


def check_seen(actor: Actor, case: Case, seen: int | None, *, exactly: bool = False) -> None:
    """Raises Stale, with what changed as far as the actor reads it.

    A follower more, a warning or an escalation takes no form from anyone's hands; `exactly` (an API's If-Match)
    minds every event. Called after it is known that the actor may act: others are told nothing here.
    """
    if seen is None or seen == case.version:
        return
    changes = changes_since(case, seen, audience_of(actor, case), quiet_too=exactly) if seen < case.version else []
    if changes or exactly or seen > case.version:
        raise Stale(seen, case.version, case.state, changes)


def version_seen(text: str) -> int | None:
    """The version that a form says its reader was looking at; anything else is none."""
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else None
