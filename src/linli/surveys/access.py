"""Who does what with a survey: epidemiologists all of it, interviewers what they are sent to ask, nobody else anything."""

from __future__ import annotations

from django.utils.translation import gettext as _

from linli.health.access import is_epidemiologist
from linli.people.actors import Actor
from linli.people.roles import Role

from .errors import NotYours


def may_direct(actor: Actor) -> bool:
    """Prepares surveys, draws samples, cleans and analyses."""
    return is_epidemiologist(actor)


def may_interview(actor: Actor) -> bool:
    """Fills in questionnaires."""
    interviews = actor.is_staff and bool(actor.reach.district) and actor.has(Role.INTERVIEWER)
    return interviews or is_epidemiologist(actor)


def check_may_direct(actor: Actor) -> None:
    """Raises NotYours."""
    if not may_direct(actor):
        raise NotYours(_("Surveys are led by the officers of disease control of the district."))
