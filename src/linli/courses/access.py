"""Who may do what in health education: institutions of health, those above them, and communities for what is theirs."""

from __future__ import annotations

from django.utils.translation import gettext as _

from linli.people import queries as people
from linli.people.actors import Actor
from linli.people.models import OrganisationKind
from linli.people.roles import Role

from .errors import NotYours

# Who writes for their own organisation wherever they sit; a department's handler, where it has to do with health.
TEACHERS = (Role.COMMUNITY_WORKER, Role.PHYSICIAN)


def oversees(actor: Actor) -> bool:
    """Whether they work at the department that institutions of health stand under: what is taught anywhere is theirs."""
    if not actor.is_staff or not actor.has(Role.DEPARTMENT_HANDLER) or not actor.reach.district:
        return False
    cards = people.organisations(actor.reach.district).values()
    above = {card.parent for card in cards if card.kind == OrganisationKind.HEALTH}
    tops = {code for code in above if code and not _is_health(actor.reach.district, code)}
    return bool(tops & actor.reach.organisations)


def _is_health(district: str, code: str) -> bool:
    card = people.organisations(district).get(code)
    return card is not None and card.kind == OrganisationKind.HEALTH


def may_teach(actor: Actor) -> bool:
    if not actor.is_staff or not actor.reach.district:
        return False
    return actor.has(*TEACHERS) or oversees(actor) or _teaches_for_health(actor)


def _teaches_for_health(actor: Actor) -> bool:
    """A handler of what stands under the department of health, as the university for the elderly does."""
    if not actor.has(Role.DEPARTMENT_HANDLER):
        return False
    cards = people.organisations(actor.reach.district)
    tops = {card.parent for card in cards.values() if card.kind == OrganisationKind.HEALTH}
    mine = [cards[code] for code in actor.reach.organisations if code in cards]
    return any(card.kind == OrganisationKind.HEALTH or card.parent in tops - {None} for card in mine)


def may_run(actor: Actor, organisation: str) -> bool:
    """Whether what this organisation holds is theirs to write."""
    return may_teach(actor) and (organisation in actor.reach.organisations or oversees(actor))


def check_may_run(actor: Actor, organisation: str) -> None:
    """Raises NotYours."""
    if not may_teach(actor):
        raise NotYours(_("Health education is written by physicians, communities and the department of health."))
    if not may_run(actor, organisation):
        raise NotYours(_("You can write this for your own organisation only."))


def own_organisations(actor: Actor) -> list[people.OrgCard]:
    """For whom somebody may write, their own first."""
    cards = people.organisations(actor.reach.district)
    own = [cards[code] for code in sorted(actor.reach.organisations) if code in cards and cards[code].active]
    if not oversees(actor):
        return own
    health = [card for card in cards.values() if card.active and card.kind == OrganisationKind.HEALTH]
    under = [card for card in cards.values() if card.active and card.parent in actor.reach.organisations]
    return list({card.code: card for card in (*own, *under, *health)}.values())
