"""Who makes bulletins: officers of disease control of the district. Everybody reads them."""

from __future__ import annotations

from linli.health.access import is_epidemiologist
from linli.people.actors import Actor

from .errors import NotForYou


def may_make(actor: Actor) -> bool:
    return is_epidemiologist(actor)


def check_may_make(actor: Actor) -> None:
    """Raises NotForYou."""
    if not may_make(actor):
        raise NotForYou
