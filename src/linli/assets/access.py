"""Who runs an asset: staff of the organisation that owns it. Who holds its use right, and auditors, read it."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from linli.people.actors import Actor
from linli.people.roles import Role

from .errors import NotYourAsset
from .models import Asset


def runs(actor: Actor, asset: Asset) -> bool:
    return actor.is_staff and asset.ownership.organisation_id in actor.reach.organisations


def check_runs(actor: Actor, asset: Asset) -> None:
    """The installation itself may too: what was agreed elsewhere is carried out. Raises NotYourAsset."""
    if actor.kind != "system" and not runs(actor, asset):
        raise NotYourAsset


def audits(actor: Actor) -> bool:
    return actor.is_staff and actor.has(Role.AUDITOR) and bool(actor.reach.district)


def assets_read(actor: Actor) -> QuerySet[Asset]:
    """What somebody sees at the desk: what their organisation owns or uses; auditors, all of the district."""
    rows = Asset.objects.filter(district=actor.reach.district)
    if audits(actor):
        return rows
    if not actor.is_staff or not actor.reach.organisations:
        return rows.none()
    mine = actor.reach.organisations
    return rows.filter(Q(ownership__organisation__in=mine) | Q(use_rights__organisation__in=mine)).distinct()


def at_assets(actor: Actor) -> bool:
    """Whether they have a place at this desk at all."""
    return actor.is_staff and (audits(actor) or assets_read(actor).exists())


def owns_some(actor: Actor) -> bool:
    """Whether their organisation owns any, so that they may put more into the register."""
    rows = Asset.objects.filter(district=actor.reach.district, ownership__organisation__in=actor.reach.organisations)
    return actor.is_staff and bool(actor.reach.organisations) and rows.exists()
