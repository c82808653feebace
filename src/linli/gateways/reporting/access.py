"""Who sends reports up and reads what came from below: officers of disease control of the district."""

from __future__ import annotations

from linli.health.access import is_epidemiologist
from linli.people.actors import Actor

from .errors import NotForYou


def may_report(actor: Actor) -> bool:
    return is_epidemiologist(actor)


def check_may_report(actor: Actor) -> None:
    """Raises NotForYou."""
    if not may_report(actor):
        raise NotForYou
