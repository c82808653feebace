"""Reads of follow-up: panels, one person, what is due, the rates, what a resident sees of their own."""

from linli.people.actors import Actor

from ..access import may_count, may_visit
from ..norm import unchangeable as check_changes
from .mine import has_own, next_of

__all__ = ["check_changes", "desk_door", "has_own", "next_of"]


def desk_door(actor: Actor) -> str:
    """Where somebody at the desk comes to follow-up: to the panel, to the figures alone, or nowhere."""
    if may_visit(actor):
        return "/desk/followup"
    return "/desk/followup/figures" if may_count(actor) else ""
