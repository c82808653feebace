"""The register as everybody reads it: assets with whether they are vacant, one with its three rights and its income."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from linli.clock import today
from linli.places.queries import label

from ..errors import NotThere
from ..models import Asset, AssetKind, Lease, Rent, RentPayment, ShareRule, UseRight
from ..models.leasing import NOTHING
from .photos import Shown, photos_of, small_ones
from .serving import Served, served_by

PAGE = 24
MOST_ON_MAP = 2_000


def marked(rows: QuerySet[Asset], day: date | None = None) -> QuerySet[Any]:
    """Each with `in_use`: somebody holds its use right, or a lease runs."""
    day = day or today()
    held = UseRight.objects.filter(Q(last=None) | Q(last__gte=day), asset=OuterRef("pk"), first__lte=day)
    let = Lease.objects.filter(asset=OuterRef("pk"), first__lte=day, until__gte=day)
    return rows.annotate(in_use=Exists(held) | Exists(let))


def vacant(district: str) -> list[Asset]:
    """What may be used from now on: each with its position, its square metres and its kind, the largest first."""
    rows = marked(Asset.objects.filter(district=district, active=True)).filter(in_use=False)
    return list(rows.select_related("ownership").order_by("-square_metres", "code"))


def is_vacant(asset: Asset) -> bool:
    return asset.active and marked(Asset.objects.filter(pk=asset.pk)).filter(in_use=False).exists()


def asset_by(district: str, code: str) -> Asset:
    """Raises NotThere."""
    rows = Asset.objects.select_related("ownership__organisation").filter(district=district, code=code)
    row = rows.first()
    if row is None:
        raise NotThere(code)
    return row


@dataclass(frozen=True)
class Card:
    """An asset in a list."""

    row: Asset
    where: str
    in_use: bool
    picture: str = ""

    @property
    def state(self) -> str:
        return "calm" if self.in_use else "good"


def cards(rows: Iterable[Asset]) -> list[Card]:
    """Of assets that are marked; one statement for their pictures."""
    found = list(rows)
    pictures = small_ones(row.pk for row in found)
    return [
        Card(row, label(row.district_id, row.area_id), bool(vars(row)["in_use"]), pictures.get(row.pk, ""))
        for row in found
    ]


def holders(assets: Iterable[UUID]) -> dict[UUID, UseRight]:
    """Who holds the use right of each today, or will: the first of them. One statement."""
    rows = UseRight.objects.filter(Q(last=None) | Q(last__gte=today()), asset__in=list(assets))
    return {row.asset_id: row for row in rows.select_related("organisation").order_by("-first")}


def listed(district: str, view: str, kind: str, after: str) -> tuple[list[Card], str]:
    """A page of the register by code, and the code to go on from; two statements."""
    rows = marked(Asset.objects.filter(district=district, active=True))
    if view in ("vacant", "used"):
        rows = rows.filter(in_use=view == "used")
    if kind in AssetKind.values:
        rows = rows.filter(kind=kind)
    if after:
        rows = rows.filter(code__gt=after)
    found = list(rows.order_by("code")[: PAGE + 1])
    more = found[PAGE - 1].code if len(found) > PAGE else ""
    return cards(found[:PAGE]), more


def geojson(district: str, slug: str) -> dict[str, Any]:
    """Every asset with a position: vacant ones in green, drawn last."""
    rows = marked(Asset.objects.filter(district=district, active=True, lat__isnull=False, lon__isnull=False))
    found = sorted(cards(rows.order_by("code")[:MOST_ON_MAP]), key=lambda card: not card.in_use)
    return {"type": "FeatureCollection", "features": [_feature(card, slug) for card in found]}


def middle(cards_shown: Iterable[Card]) -> tuple[float | None, float | None]:
    """Where most of them are: a map begins there."""
    spots = [(one.row.lat, one.row.lon) for one in cards_shown if one.row.lat is not None and one.row.lon is not None]
    if not spots:
        return None, None
    return median(lat for lat, _lon in spots), median(lon for _lat, lon in spots)


def _feature(card: Card, slug: str) -> dict[str, Any]:
    row = card.row
    text = f"{row.get_kind_display()} · {row.square_metres:,.0f} m²"
    return {
        "type": "Feature", "geometry": {"type": "Point", "coordinates": [row.lon, row.lat]},
        "properties": {"title": row.name, "text": text, "href": f"/{slug}/assets/{row.code}", "tone": card.state, "picture": card.picture},
    }  # fmt: skip


@dataclass(frozen=True)
class Income:
    """The rent of a month: due, come in and shared, each with its entries."""

    row: Rent
    payments: list[RentPayment]


@dataclass(frozen=True)
class AssetPage:
    row: Asset
    where: str
    use_rights: list[UseRight]
    leases: list[Lease]
    rules: list[ShareRule]
    incomes: list[Income]
    photos: list[Shown]
    serves: list[Served]

    @property
    def use_now(self) -> UseRight | None:
        day = today()
        return next(
            (one for one in self.use_rights if one.first <= day and (one.last is None or one.last >= day)), None
        )

    @property
    def lease_now(self) -> Lease | None:
        return next((one for one in self.leases if one.is_running), None)

    @property
    def rule_now(self) -> ShareRule | None:
        return next((one for one in self.rules if one.first <= today()), None)

    @property
    def in_use(self) -> bool:
        return bool(self.use_now or self.lease_now)

    @property
    def received(self) -> Decimal:
        return sum((one.row.paid for one in self.incomes), NOTHING)

    @property
    def shared(self) -> dict[str, Decimal]:
        """What each of the three got so far."""
        payments = [one for income in self.incomes for one in income.payments]
        return {
            part: sum((getattr(one, part) for one in payments), NOTHING) for part in ("owner", "community", "operator")
        }

    @property
    def arrears(self) -> Decimal:
        return sum((one.row.left for one in self.incomes if one.row.days_late), NOTHING)


def page_of(asset: Asset) -> AssetPage:
    """An asset with all that is dated about it, the newest first; nine statements."""
    incomes = [
        Income(row, sorted(row.payments.all(), key=lambda one: one.number))
        for row in Rent.objects.filter(lease__asset=asset)
        .select_related("lease", "entry", "waived")
        .prefetch_related("payments__entry", "payments__split")
        .order_by("-month", "-pk")
    ]
    rights = list(asset.use_rights.select_related("organisation").order_by("-first"))
    leases = list(asset.leases.select_related("deposit_entry").order_by("-first"))
    rules = list(asset.share_rules.order_by("-first"))
    return AssetPage(
        asset, label(asset.district_id, asset.area_id), rights, leases, rules, incomes, photos_of(asset), served_by([asset.pk])
    )  # fmt: skip
