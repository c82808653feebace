"""Matching: resources proposed for needs, accepted (then so much of it is given) or rejected with the reason.

What is measured lives in `linli.projects.matching`, which knows nothing of tables.
"""

from __future__ import annotations

import time
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from linli.clock import now
from linli.ids import uuid7
from linli.inserting import insert
from linli.people.actors import Actor

from .. import commands as c
from ..access import areas_kept, check_keeps, may_keep
from ..errors import NotEnoughLeft, NotNow, NotThere, NotYours
from ..matching import Matched, match
from ..models import (
    HOLDING,
    TO_BE_MATCHED,
    Claim,
    Demand,
    DemandState,
    Match,
    MatchState,
    Need,
    Resource,
    ResourceState,
    Run,
)
from ..queries.pairs import needs_open, offers_open
from .demands import settle
from .recording import locked_demand, locked_resource, record


@transaction.atomic
def propose(actor: Actor, area: str = "") -> Run:
    """Match the open needs of the areas that somebody looks after (or of one of them) with all that is to be had.

    What was proposed for them before and is not decided is worked out anew. Raises NotYours.
    """
    if not may_keep(actor):
        raise NotYours(_("Matching is done by the community, its street or the district centre."))
    kept = areas_kept(actor)
    if area:
        check_keeps(actor, area)
        kept = (area,)
    district = actor.reach.district
    Match.objects.filter(pk__in=_undecided(district, kept)).delete()
    needs = needs_open(district, kept)
    offers = offers_open(district)
    barred = Match.objects.filter(district=district, state=MatchState.REJECTED).values_list("need", "resource")
    began = time.perf_counter()
    found = match([one.need for one in needs], [one.offer for one in offers], {(str(a), str(b)) for a, b in barred})
    run = Run.objects.create(
        id=uuid7(), district_id=district, at=now(), by=actor.account, needs=len(needs), offers=len(offers),
        possible=found.possible, pairs=len(found.pairs), seconds=round(time.perf_counter() - began, 3),
    )  # fmt: skip
    _write(run, {one.need.key: one.row for one in needs}, found)
    _settle_all(district, kept)
    return run


def _undecided(district: str, kept: tuple[str, ...]) -> list[UUID]:
    rows = Match.objects.filter(district=district, state=MatchState.PROPOSED).values_list("pk", "demand__area")
    return [key for key, area in rows if area.startswith(kept)]


def _write(run: Run, needs: dict[str, Need], found: Matched) -> None:
    insert([
        Match(
            id=uuid7(), district_id=run.district_id, run=run, need_id=UUID(pair.need), demand_id=needs[pair.need].demand_id,
            resource_id=UUID(pair.offer), amount=needs[pair.need].amount, cost=round(pair.cost, 6),
            costs={term: round(cost, 6) for term, cost in pair.costs.items()}, metres=pair.metres, fit=pair.fit,
            times=pair.times,
        )
        for pair in found.pairs
    ])  # fmt: skip


def _settle_all(district: str, kept: tuple[str, ...]) -> None:
    """Which of the demands have a proposal now: two statements."""
    has = Match.objects.filter(district=district, state__in=(MatchState.PROPOSED, MatchState.ACCEPTED)).values("demand")
    waiting: QuerySet[Demand] = Demand.objects.filter(district=district, state__in=TO_BE_MATCHED)
    keys = [key for key, area in waiting.values_list("pk", "area") if area.startswith(kept)]
    mine = Demand.objects.filter(pk__in=keys, state__in=TO_BE_MATCHED)
    mine.filter(pk__in=has).update(state=DemandState.PROPOSED)
    mine.exclude(pk__in=has).update(state=DemandState.OPEN)


@transaction.atomic
def accept(actor: Actor, key: UUID) -> Match:
    """So much of the resource is given to this need. Raises NotThere, NotYours, NotNow, NotEnoughLeft."""
    resource, demand, row = _locked(actor, key)
    if row.state != MatchState.PROPOSED or demand.state not in TO_BE_MATCHED:
        raise NotNow(_("Accept the proposal"), row.state_label if row.state != MatchState.PROPOSED else demand.state_label)  # fmt: skip
    if resource.state != ResourceState.LISTED:
        raise NotNow(_("Accept the proposal"), resource.state_label)
    take(resource, row)
    row.state, row.decided_by, row.decided_at = MatchState.ACCEPTED, actor.account, now()
    try:
        with transaction.atomic():
            row.save(update_fields=["state", "decided_by", "decided_at"])
    except IntegrityError:
        raise NotNow(_("Accept the proposal"), _("another resource is accepted for this need")) from None
    settle(demand)
    record(actor, "match_accepted", demand, resource=resource.code, title=resource.title, need=row.need.what)
    return row


def take(resource: Resource, row: Match | Claim) -> None:
    """So much of it, of a resource that the caller has locked. Raises NotEnoughLeft; the database would, too."""
    if resource.left < row.amount:
        raise NotEnoughLeft(resource.title, resource.left, row.amount, str(resource.unit_label))
    Resource.objects.filter(pk=resource.pk).update(taken=F("taken") + row.amount)
    resource.taken += row.amount


def give_back(row: Match | Claim) -> None:
    """It is there again for others."""
    if row.resource_id:
        Resource.objects.filter(pk=row.resource_id).update(taken=F("taken") - row.amount)


@transaction.atomic
def reject(actor: Actor, key: UUID, given: dict[str, Any]) -> Match:
    """Not suitable, and why: this pair is never proposed again. Raises InvalidInput, NotThere, NotYours, NotNow."""
    command = c.parse(c.Because, given)
    resource, demand, row = _locked(actor, key)
    if row.state != MatchState.PROPOSED:
        raise NotNow(_("Reject the proposal"), row.state_label)
    row.state, row.reason, row.decided_by, row.decided_at = MatchState.REJECTED, command.reason, actor.account, now()
    row.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    settle(demand)
    record(actor, "match_rejected", demand, resource=resource.code, title=resource.title, reason=command.reason)
    return row


@transaction.atomic
def undo(actor: Actor, key: UUID) -> Match:
    """What was accepted is given back, while it is in no project. Raises NotThere, NotYours, NotNow."""
    _resource, demand, row = _locked(actor, key)
    if row.state != MatchState.ACCEPTED or demand.state not in TO_BE_MATCHED:
        raise NotNow(_("Give the resource back"), row.state_label if row.state != MatchState.ACCEPTED else demand.state_label)  # fmt: skip
    end_match(row)
    settle(demand)
    record(actor, "match_ended", demand, resource=row.resource.code, title=row.resource.title)
    return row


def end_match(row: Match) -> None:
    """The resource is free again, unless a claim of a project holds it."""
    if not Claim.objects.filter(match=row, state__in=HOLDING).exists():
        give_back(row)
    row.state = MatchState.ENDED
    row.save(update_fields=["state"])


def _locked(actor: Actor, key: UUID) -> tuple[Resource, Demand, Match]:
    """Raises NotThere, NotYours."""
    found = Match.objects.filter(pk=key, district=actor.reach.district).values_list("resource__code", "demand__code")
    known = found.first()
    if known is None:
        raise NotThere(_("this proposal"))
    resource, demand = locked_resource(known[0]), locked_demand(known[1])
    check_keeps(actor, demand.area_id)
    row = Match.objects.select_related("need", "resource").filter(pk=key).first()
    if row is None:
        raise NotThere(_("this proposal"))
    return resource, demand, row
