"""Do the counts beside the rows still agree with them? One sentence for each that does not: for `linli verify`."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from ..models import HOLDING, Claim, ClaimState, Demand, Manner, Match, MatchState, Part, Resource


def faults() -> Iterator[str]:
    """Parts, resources, demands, and money that is said to have arrived."""
    for part in _parts():
        yield _("Part %(key)s: %(there)s are claimed by its claims, not %(said)s") % _told(part.pk, part.claimed, part)
    for resource in _resources():
        yield _("Resource %(key)s: %(there)s are given away, not %(said)s") % _told(resource.code, resource.taken, resource)  # fmt: skip
    for demand in _demands():
        yield _("Demand %(key)s: %(there)s support it, not %(said)s") % _told(demand.code, demand.supports, demand)
    money = Claim.objects.filter(state=ClaimState.DELIVERED, part__manner=Manner.MONEY, entry=None)
    for code in money.values_list("code", flat=True):
        yield _("Claim %(code)s: its money is said to have arrived, and no entry of the book says so") % {"code": code}


def _told(key: object, said: object, row: object) -> dict[str, object]:
    return {"key": key, "said": said, "there": vars(row)["there"]}


def _sum(rows: QuerySet[Claim] | QuerySet[Match], by: str) -> Coalesce:
    added = rows.order_by().values(by).annotate(sum=Sum("amount")).values("sum")
    return Coalesce(Subquery(added), Decimal(0))


def _parts() -> QuerySet[Part]:
    held = Claim.objects.filter(part=OuterRef("pk"), state__in=HOLDING)
    return Part.objects.annotate(there=_sum(held, "part")).exclude(claimed=F("there"))


def _resources() -> QuerySet[Resource]:
    """Given by a match, or by a claim that came of none."""
    matched = Match.objects.filter(resource=OuterRef("pk"), state=MatchState.ACCEPTED)
    claimed = Claim.objects.filter(resource=OuterRef("pk"), match=None, state__in=HOLDING)
    return Resource.objects.annotate(there=_sum(matched, "resource") + _sum(claimed, "resource")).exclude(taken=F("there"))  # fmt: skip


def _demands() -> QuerySet[Demand]:
    return Demand.objects.annotate(there=Count("supported_by", filter=Q(supported_by__isnull=False))).exclude(
        supports=F("there")
    )
