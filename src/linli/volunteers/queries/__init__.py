"""Reads, each scoped to who asks. Other rooms ask `teams` and `led_by` for the teams that may claim something."""

from .cards import TeamCard, led_by, teams

__all__ = ["TeamCard", "led_by", "teams"]
