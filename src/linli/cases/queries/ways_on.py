"""What can be made of a case besides handling it: told by the rooms above this one, each for who may."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from linli.people.actors import Actor

from ..models import Case


@dataclass(frozen=True)
class WayOn:
    """A page at the desk that begins something with this case, which then notes it."""

    label: str
    href: str


WAYS_ON: list[Callable[[Actor, Case], WayOn | None]] = []


def ways_on(actor: Actor, case: Case) -> list[WayOn]:
    found = (tell(actor, case) for tell in WAYS_ON)
    return [one for one in found if one is not None]
