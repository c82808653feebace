"""Who may do what in the registries: physicians report for their institution, epidemiologists review the district."""

from __future__ import annotations

from django.utils.translation import gettext as _

from linli.health.access import is_epidemiologist, is_physician
from linli.people.actors import Actor

from .errors import NotYours


def at_registries(actor: Actor) -> bool:
    return is_physician(actor) or is_epidemiologist(actor)


def check_may_report(actor: Actor, organisation: str = "") -> None:
    """Raises NotYours."""
    if actor.kind == "system":
        return
    if not at_registries(actor):
        raise NotYours(_("Cards are reported by physicians of an institution, and by the district's disease control."))
    if organisation and organisation not in actor.reach.organisations and not is_epidemiologist(actor):
        raise NotYours(_("You report for your own institution only."))


def check_may_review(actor: Actor) -> None:
    """Raises NotYours."""
    if not is_epidemiologist(actor):
        raise NotYours(_("Cards are reviewed by the district's officers of disease control."))
