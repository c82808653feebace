"""Who may do what in the dialogue: speak for oneself, answer for an organisation, look through, say whom it concerns."""

from __future__ import annotations

from django.utils.translation import gettext as _

from linli.people.actors import Actor
from linli.people.models import Account
from linli.people.roles import Role

from .errors import AsYourself, NotYours, SignInFirst
from .models import MODERATORS

# Who speaks for an organisation: opens topics, answers, meets.
SPEAKERS = (Role.DEPARTMENT_HANDLER, Role.STREET_OFFICER, Role.COMMUNITY_WORKER, Role.DISPATCHER)


def speaker(actor: Actor) -> Account:
    """Whoever speaks for themselves. Raises SignInFirst, AsYourself."""
    if actor.account is None:
        raise SignInFirst
    if actor.kind != "resident":
        raise AsYourself
    return actor.account


def may_answer(actor: Actor) -> bool:
    return actor.is_staff and actor.has(*SPEAKERS) and bool(actor.reach.organisations)


def may_moderate(actor: Actor) -> bool:
    return actor.is_staff and actor.has(*MODERATORS)


def may_route(actor: Actor) -> bool:
    return actor.is_staff and actor.has(Role.DISPATCHER)


def at_dialogue(actor: Actor) -> bool:
    """Whether there is anything for them at the desk of the dialogue."""
    return may_answer(actor) or may_moderate(actor)


def organisation_of(actor: Actor, wanted: str = "") -> str:
    """The organisation that this person speaks for. Raises NotYours."""
    chosen = wanted or actor.organisation
    if not may_answer(actor) or chosen not in actor.reach.organisations:
        raise NotYours(_("staff of the organisation that is asked"))
    return chosen


def moderator(actor: Actor, district: str) -> None:
    """Raises NotYours."""
    if not may_moderate(actor) or actor.reach.district != district:
        raise NotYours(_("editors and the district centre"))


def router(actor: Actor, district: str) -> None:
    """Raises NotYours."""
    if not may_route(actor) or actor.reach.district != district:
        raise NotYours(_("the district centre"))
