"""One demand, one resource: everything that stands on its page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.ids import read_case_code
from linli.people.actors import Actor
from linli.places.queries import names

from ..access import gives, keeps_resource
from ..errors import NotThere
from ..models import (
    Demand,
    DemandKind,
    DemandSource,
    Match,
    MatchState,
    Need,
    Resource,
    ResourceState,
    SourceKind,
    Support,
)
from ..weighing import PARTS
from .timeline import Moment, moments

PART_NAMES: dict[str, Promise] = {
    "cases": _("Cases that ask for it"), "supports": _("Supports per 100 households"), "urgency": _("Concerns safety"),
    "waiting": _("Days it has waited"),
}  # fmt: skip


@dataclass(frozen=True)
class Weighed:
    """One part of the priority, as the page shows it."""

    name: str
    counted: float
    full: float
    points: float
    of: float

    @property
    def share(self) -> float:
        return self.points / self.of if self.of else 0.0


@dataclass(frozen=True)
class DemandPage:
    row: Demand
    needs: list[Need]
    sources: list[DemandSource]
    cases: list[DemandSource]
    supported: bool
    accepted: list[Match]
    timeline: list[Moment]

    @property
    def weighed(self) -> list[Weighed]:
        return weighed_of(self.row)

    @property
    def shown_cases(self) -> list[DemandSource]:
        """Those that everybody may open."""
        return [one for one in self.cases if one.case is not None and one.case.published]


def weighed_of(row: Demand) -> list[Weighed]:
    given = {one["part"]: one for one in row.weighing.get("parts", [])}
    return [
        Weighed(str(PART_NAMES[part]), given[part]["counted"], given[part]["full"], given[part]["points"], given[part]["of"])
        for part in PARTS
        if part in given
    ]  # fmt: skip


def demand_by(district: str, code: str) -> Demand:
    """Raises NotThere."""
    spelled = read_case_code(code)
    rows = Demand.objects.select_related("kind", "project", "organisation")
    row = rows.filter(district=district, code=spelled).first() if spelled else None
    if row is None:
        raise NotThere(code)
    return row


def demand_page(actor: Actor, row: Demand) -> DemandPage:
    """Five statements."""
    sources = list(row.sources.select_related("case", "meeting").order_by("day", "id"))
    account = actor.account if actor.kind == "resident" else None
    accepted = Match.objects.filter(demand=row, state=MatchState.ACCEPTED).select_related("resource", "need")
    return DemandPage(
        row, list(row.needs.order_by("id")), [one for one in sources if one.kind != SourceKind.CASE],
        [one for one in sources if one.kind == SourceKind.CASE],
        account is not None and Support.objects.filter(demand=row, account=account).exists(), list(accepted),
        moments(row.pk, row.district_id),
    )  # fmt: skip


@dataclass(frozen=True)
class ResourcePage:
    row: Resource
    serves: list[tuple[DemandKind, float]]
    areas: list[str]
    given: list[Match]
    timeline: list[Moment]


def resource_by(actor: Actor, district: str, code: str) -> Resource:
    """One on the list; what waits or was not taken up, only for who gives it and who takes it up. Raises NotThere."""
    spelled = read_case_code(code)
    rows = Resource.objects.select_related("organisation", "team", "asset")
    row = rows.filter(district=district, code=spelled).first() if spelled else None
    public = row is not None and row.state in (ResourceState.LISTED, ResourceState.CLOSED)
    if row is None or not (public or gives(actor, row) or keeps_resource(actor, row)):
        raise NotThere(code)
    return row


def resource_page(row: Resource) -> ResourcePage:
    """Three statements."""
    known = {one.code: one for one in DemandKind.objects.filter(district=row.district_id, code__in=row.serves)}
    served = sorted(((known[code], float(fit)) for code, fit in row.serves.items() if code in known), key=lambda one: (-one[1], one[0].position))  # fmt: skip
    known_areas: dict[str, Any] = names(row.district_id)
    given = Match.objects.filter(resource=row, state=MatchState.ACCEPTED).select_related("demand", "need")
    return ResourcePage(
        row, served, [known_areas[code].name for code in row.areas if code in known_areas], list(given),
        moments(row.pk, row.district_id),
    )  # fmt: skip
