"""What the house around this room asks of it: whether there is anything, what waits, what is one's own."""

from __future__ import annotations

from django.utils.translation import gettext as _

from linli.people.actors import Actor
from linli.places.revision import per_revision

from ..access import at_assets
from ..models import Asset, UseApplication
from .applications import applications_of, waiting_count


@per_revision
def has_assets(district: str) -> bool:
    return Asset.objects.filter(district=district, active=True).exists()


def desk_door(actor: Actor) -> tuple[str, str, int] | None:
    """Path, name, and how many applications wait; None for whom there is no such desk."""
    if not at_assets(actor):
        return None
    return "/desk/assets", _("State assets"), waiting_count(actor)


def mine(actor: Actor) -> list[UseApplication]:
    """What somebody applied for, for their own page."""
    return applications_of(actor)
