"""Teams of volunteers that give something or take something on: as the volunteers' room knows them, by code."""

from __future__ import annotations

from linli.people.actors import Actor
from linli.volunteers import queries as volunteers
from linli.volunteers.queries import TeamCard

__all__ = ["TeamCard", "led_by", "teams"]


def teams(district: str) -> dict[str, TeamCard]:
    """Those at work, by code: two statements."""
    return {card.code: card for card in volunteers.teams(district)}


def led_by(actor: Actor, district: str) -> list[TeamCard]:
    """The teams of a district in whose name somebody may speak; a guest for none."""
    if actor.account is None:
        return []
    return [card for card in volunteers.led_by(actor) if card.district == district]
