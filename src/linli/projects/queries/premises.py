"""State assets that are given to demands and projects, and how their use right stands."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.assets.access import runs
from linli.assets.models import Asset, UseRight
from linli.assets.queries.register import holders
from linli.assets.queries.serving import Served, grant_address
from linli.people.actors import Actor
from linli.people.models import Organisation
from linli.places.queries import district_by

from ..models import HOLDING, PUBLIC, Claim, Demand, Match, MatchState, Project, Resource


def _claims() -> QuerySet[Claim]:
    rows = Claim.objects.filter(resource__asset__isnull=False, state__in=HOLDING)
    return rows.select_related("resource", "part", "project__organisation").order_by("-id")


def _matches() -> QuerySet[Match]:
    """Of demands that no project has taken up: there, a claim says it."""
    rows = Match.objects.filter(resource__asset__isnull=False, state=MatchState.ACCEPTED, demand__project=None)
    return rows.select_related("resource", "need", "demand__organisation").order_by("-id")


def served(assets: Collection[UUID]) -> list[Served]:
    """What these assets serve, as everybody may know it: a plan that is not open yet is not told. Two statements."""
    claims = _claims().filter(resource__asset__in=assets, project__state__in=PUBLIC)
    return _told(claims, _matches().filter(resource__asset__in=assets))


def _told(claims: QuerySet[Claim], matches: QuerySet[Match]) -> list[Served]:
    found = [
        _served(one.resource, one.part.what, one.project, "projects:project", one.project.organisation)
        for one in claims
    ]
    return found + [
        _served(one.resource, one.need.what, one.demand, "projects:demand", one.demand.organisation) for one in matches
    ]  # fmt: skip


def _served(resource: Resource | None, what: str, row: Project | Demand, page: str, user: Organisation) -> Served:
    assert resource is not None and resource.asset_id is not None
    return Served(
        resource.asset_id, row.title, reverse(page, args=[district_by(row.district_id).slug, row.code]), row.state_label,
        row.tone, what, user.code, user.name, _("For “%(title)s” (%(code)s)") % {"title": row.title, "code": row.code},
    )  # fmt: skip


@dataclass(frozen=True)
class Premises:
    """An asset with what it is given to; `grant`: the form of granting its use right, for who may and while nobody has it."""

    asset: Asset
    served: Served
    holder: UseRight | None
    grant: str

    @property
    def href(self) -> str:
        return f"/{district_by(self.asset.district_id).slug}/assets/{self.asset.code}"


def of_project(actor: Actor, row: Project) -> list[Premises]:
    return _shown(actor, _told(_claims().filter(project=row), _matches().none()))


def of_demand(actor: Actor, row: Demand) -> list[Premises]:
    return _shown(actor, _told(_claims().filter(match__demand=row), _matches().filter(demand=row)))


def of_resource(actor: Actor, row: Resource) -> list[Premises]:
    """Nothing, and no statement, for one that is no asset."""
    if row.asset_id is None:
        return []
    return _shown(actor, _told(_claims().filter(resource=row), _matches().filter(resource=row)))


def _shown(actor: Actor, found: list[Served]) -> list[Premises]:
    """Four statements where there is any, two where not."""
    if not found:
        return []
    keys = {one.asset for one in found}
    assets = Asset.objects.select_related("ownership__organisation").in_bulk(keys)
    held = holders(keys)
    return [
        Premises(
            assets[one.asset], one, held.get(one.asset),
            grant_address(assets[one.asset], one) if one.asset not in held and runs(actor, assets[one.asset]) else "",
        )
        for one in found
    ]  # fmt: skip
