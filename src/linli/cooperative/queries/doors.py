"""Where a path to this room begins: the desk, for who works here."""

from __future__ import annotations

from django.utils.translation import gettext as _

from linli.people.actors import Actor

from ..access import manages, points_of
from ..models import Agreement, AgreementState, Settlement, SettlementState


def desk_door(actor: Actor) -> tuple[str, str, int] | None:
    """Path, label and how many things wait for this person's word; a collector goes straight to the point."""
    if manages(actor):
        here = {"district": actor.reach.district}
        mine = actor.reach.account_id
        drawn = Settlement.objects.filter(**here, state=SettlementState.DRAWN).exclude(drawn_by=mine).count()
        proposed = Agreement.objects.filter(**here, state=AgreementState.PROPOSED).exclude(proposed_by=mine).count()
        return "/desk/cooperative", _("Co-operative"), drawn + proposed
    return ("/desk/cooperative/point", _("Collection point"), 0) if points_of(actor).exists() else None
