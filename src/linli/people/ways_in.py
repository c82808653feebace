"""Other ways to sign in than by a one-time code, offered by gateways above this room; asked when the door is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.http import HttpRequest

__all__ = ["WAYS_IN", "WayIn", "ways_in"]


@dataclass(frozen=True)
class WayIn:
    """A button of the sign-in page: what it says, and where it leads."""

    label: str
    address: str


# Each is given the request and where the person was going.
WAYS_IN: list[Callable[[HttpRequest, str], Sequence[WayIn]]] = []


def ways_in(request: HttpRequest, wanted: str) -> list[WayIn]:
    """What this browser can sign in by."""
    return [one for offered in WAYS_IN for one in offered(request, wanted)]
