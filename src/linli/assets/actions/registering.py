"""The register: what comes into it by the pack or by its owner, its facts put right, and how its income is shared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from linli.audit.actions import record
from linli.clock import now, today
from linli.people import queries as people
from linli.people.actors import Actor
from linli.places import queries as places
from linli.places.actions import Changes
from linli.places.models import District

from .. import commands as c
from ..access import check_runs
from ..errors import CodeTaken, NoSuchArea, NoSuchOrganisation, NotAHundred, NotYourAsset, OwnershipStays, RuleStands
from ..models import Asset, Ownership, Photo, RentPayment, ShareRule

PARTS = ("name", "kind", "address", "area_id", "lat", "lon", "square_metres", "about", "active")


@dataclass(frozen=True)
class AssetRow:
    """As a pack says it; `shares` are the per cent of owner, community and operator from `since` on.

    `pictures`: the names of each in the store, and of its small version, and what it shows; laid with a new asset.
    """

    code: str
    name: str
    kind: str
    address: str
    area: str
    square_metres: Decimal
    owner: str
    since: date
    lat: float | None = None
    lon: float | None = None
    about: str = ""
    shares: tuple[int, int, int] = (100, 0, 0)
    pictures: tuple[tuple[str, str, str], ...] = ()


@transaction.atomic
def replace_assets(district: District, rows: Sequence[AssetRow]) -> Changes:
    """A pack's assets by code. One that is no longer named stays; an owner never changes.

    What staff registered or put right themselves is not the pack's to take away. Raises OwnershipStays.
    """
    changes = Changes()
    known = {one.code: one for one in Asset.objects.filter(district=district).select_related("ownership__organisation")}
    for row in rows:
        asset = known.get(row.code)
        if asset is None:
            _put_in(district, row)
            changes.added.append(row.name)
        elif asset.ownership.organisation_id != row.owner:
            raise OwnershipStays(asset.name, asset.ownership.organisation.name)
        elif not asset.corrected and _written(asset, _wanted(row)):
            changes.changed.append(row.name)
    return changes


def _written(asset: Asset, wanted: dict[str, Any]) -> list[str]:
    """Which of its facts are others now."""
    others = [part for part, value in wanted.items() if getattr(asset, part) != value]
    for part in others:
        setattr(asset, part, wanted[part])
    if others:
        asset.touched_at = now()
        asset.save(update_fields=[*others, "touched_at"])
    return others


def touch(asset: Asset) -> None:
    """Something else is said of it in public from now on: whoever follows the register hears of it."""
    Asset.objects.filter(pk=asset.pk).update(touched_at=now())


def _wanted(row: AssetRow) -> dict[str, Any]:
    given = (row.name, row.kind, row.address, row.area, row.lat, row.lon, row.square_metres, row.about, True)
    return dict(zip(PARTS, given, strict=True))


def _put_in(district: District, row: AssetRow) -> Asset:
    asset = Asset.objects.create(district=district, code=row.code, **_wanted(row))
    asset.ownership = Ownership.objects.create(
        district=district, asset=asset, organisation_id=row.owner, since=row.since
    )
    owner, community, operator = row.shares
    ShareRule.objects.create(
        district=district, asset=asset, first=row.since, owner=owner, community=community, operator=operator
    )
    Photo.objects.bulk_create([
        Photo(district=district, asset=asset, picture=whole, picture_small=small, caption=told[:80], added_at=now())
        for whole, small, told in row.pictures
    ])  # fmt: skip
    return asset


@transaction.atomic
def register(actor: Actor, given: dict[str, Any]) -> Asset:
    """Put an asset into the register; its income is its owner's until another rule is set.

    Raises InvalidInput, NotYourAsset, NoSuchOrganisation, NoSuchArea, CodeTaken, a PlaceError.
    """
    command = c.parse(c.Register, given)
    district = places.district_by(actor.reach.district)
    card = people.organisations(district.code).get(command.owner)
    if card is None or not card.active:
        raise NoSuchOrganisation(command.owner)
    if not actor.is_staff or command.owner not in actor.reach.organisations:
        raise NotYourAsset
    _check_place(district, command)
    if Asset.objects.filter(district=district, code=command.code).exists():
        raise CodeTaken(command.code)
    row = AssetRow(**command.model_dump(), since=today())
    asset = _put_in(district, row)
    record(actor, "asset_registered", district=district.code, subject=f"asset:{asset.code}")
    return asset


def _check_place(district: District, command: c.Correct) -> None:
    """Raises NoSuchArea, a PlaceError."""
    if command.area not in places.names(district.code) or len(command.area) != 12:
        raise NoSuchArea(command.area)
    if command.lat is not None and command.lon is not None:
        places.locate_point(command.lat, command.lon, district)


@transaction.atomic
def correct(actor: Actor, asset: Asset, given: dict[str, Any]) -> Asset:
    """Put its facts right; code and owner stay. Which facts became others is on record.

    Raises InvalidInput, NotYourAsset, NoSuchArea, a PlaceError.
    """
    check_runs(actor, asset)
    command = c.parse(c.Correct, given)
    _check_place(places.district_by(asset.district_id), command)
    held = Asset.objects.select_for_update().get(pk=asset.pk)
    wanted = command.model_dump()
    wanted["area_id"] = wanted.pop("area")
    others = _written(held, wanted)
    if others:
        held.corrected = True
        held.save(update_fields=["corrected"])
        facts = [part.removesuffix("_id") for part in others]
        record(actor, "asset_corrected", district=held.district_id, subject=f"asset:{held.code}", data={"facts": facts})
    return held


@transaction.atomic
def set_shares(actor: Actor, asset: Asset, given: dict[str, Any]) -> ShareRule:
    """How its income is shared from a day on: after all that was shared. Raises InvalidInput, NotYourAsset, NotAHundred, RuleStands."""
    check_runs(actor, asset)
    command = c.parse(c.SetShares, given)
    if command.owner + command.community + command.operator != 100:
        raise NotAHundred(command.owner, command.community, command.operator)
    Asset.objects.select_for_update().get(pk=asset.pk)
    later = asset.share_rules.filter(first__gte=command.first).order_by("-first").first()
    shared = RentPayment.objects.filter(rent__lease__asset=asset, on__gte=command.first).order_by("-on").first()
    if later or shared:
        raise RuleStands(max(day for day in (later and later.first, shared and shared.on) if day))
    rule = ShareRule.objects.create(
        district_id=asset.district_id, asset=asset, set_by=actor.account, **command.model_dump()
    )
    record(
        actor, "asset_shares_set", district=asset.district_id, subject=f"asset:{asset.code}", data={"rule": str(rule)}
    )
    return rule
