"""assets.yaml of a pack: what the state owns, whose it is, how its income is shared; and a demo's invented leases.

assets:
  - code: linjiaxiang-52
    name: 林家巷52号铺面
    kind: shop                            # shop, hall, office, factory, warehouse, land
    address: 林家巷52号
    area: "511502012001"
    square_metres: 86.5
    owner: 511502-guozi
    since: 1998-06-01                     # the first day of the ownership, and of the first rule
    lat: 28.77155
    lon: 104.62905
    shares: {owner: 50, community: 30, operator: 20}     # per cent; left out, all is the owner's
    pictures: [{file: linjiaxiang-52.webp, alt: 门面，卷帘门关着}]    # in the pack's folder pictures/; later ones are added at the desk
demo:                                     # demo districts only; months from the month it is loaded
  leases: [{asset: linjiaxiang-52, lessee: 某某店, months_ago: 6, months: 24, rent: 2800, deposit: 5600, due_day: 5, unpaid: 2}]
  applications: [{asset: linjiaxiang-52, who: person, name: 某人, purpose: 想开一家修鞋店方便邻居, months: 12, days_ago: 3}]
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from pydantic import Field, StringConstraints, model_validator

from linli.assets import actions as assets
from linli.catalogue.spec import Entry, OrganisationCode, Slug, Text, wrong
from linli.places.actions import Changes
from linli.places.models import District

from .mistakes import Mistakes, did_you_mean
from .reading import Document, read_yaml
from .schema import AreaCode, Latitude, Longitude
from .validating import one_of
from .venues import PictureEntry, check_picture, stored_picture

if TYPE_CHECKING:
    from .contents import Contents
    from .names import AllNames

ROOM = "assets"
FILE = "assets.yaml"
FILES = (FILE,)

Kind = Literal["shop", "hall", "office", "factory", "warehouse", "land"]
Yuan = Annotated[Decimal, Field(gt=0, max_digits=12, decimal_places=2)]
Percent = Annotated[int, Field(ge=0, le=100)]


class SharesEntry(Entry):
    """Per cent of what it earns."""

    owner: Percent
    community: Percent = 0
    operator: Percent = 0

    @model_validator(mode="after")
    def _is_a_hundred(self) -> SharesEntry:
        whole = self.owner + self.community + self.operator
        if whole != 100:
            raise wrong(_("The shares come to %(sum)s per cent; they must be a hundred.") % {"sum": whole})
        return self


class AssetEntry(Entry):
    code: Slug
    name: Annotated[Text, Field(min_length=2, max_length=60)]
    kind: Kind
    address: Annotated[Text, Field(max_length=120)]
    area: AreaCode
    square_metres: Annotated[Decimal, Field(gt=0, le=10_000_000, decimal_places=2)]
    owner: OrganisationCode
    since: date
    lat: Latitude | None = None
    lon: Longitude | None = None
    about: Annotated[str, StringConstraints(max_length=300)] = ""
    shares: SharesEntry = SharesEntry(owner=100)
    pictures: list[PictureEntry] = Field(default=[], max_length=8)


class LeaseEntry(Entry):
    """From the first of a month so many months ago; `unpaid`: how many of the newest rents nobody paid."""

    asset: Slug
    lessee: Annotated[Text, Field(min_length=2, max_length=60)]
    months_ago: Annotated[int, Field(ge=0, le=36)]
    months: Annotated[int, Field(ge=1, le=240)]
    rent: Yuan
    deposit: Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=2)] = Decimal(0)
    due_day: Annotated[int, Field(ge=1, le=28)] = 5
    unpaid: Annotated[int, Field(ge=0, le=36)] = 0
    part: Yuan | None = None
    operator: OrganisationCode | None = None


class AppliedEntry(Entry):
    asset: Slug
    who: Literal["person", "firm"]
    name: Annotated[Text, Field(min_length=2, max_length=60)]
    purpose: Annotated[Text, Field(min_length=10, max_length=600)]
    months: Annotated[int, Field(ge=1, le=240)]
    days_ago: Annotated[int, Field(ge=0, le=400)]


class InventedEntry(Entry):
    leases: list[LeaseEntry] = []
    applications: list[AppliedEntry] = []


class AssetsEntry(Entry):
    """assets.yaml"""

    assets: list[AssetEntry] = Field(min_length=1)
    demo: InventedEntry = InventedEntry()


@dataclass(frozen=True)
class Assets:
    """assets.yaml as it was read, with the line of each thing in it."""

    entry: AssetsEntry
    document: Document

    def line(self, *steps: str | int) -> int:
        return self.document.line(steps)


def read(folder: Path, mistakes: Mistakes) -> Assets | None:
    document = read_yaml(folder / FILE, mistakes) if (folder / FILE).is_file() else None
    entry = one_of(document, AssetsEntry, mistakes) if document else None
    return Assets(entry, document) if entry and document else None


def check(contents: Contents, names: AllNames, mistakes: Mistakes) -> None:
    """Each code once, every organisation and community known, the book there; nothing let twice."""
    found: Assets | None = contents.rooms[ROOM]
    if found is None:
        return
    codes = [one.code for one in found.entry.assets]
    for code, times in Counter(codes).items():
        if times > 1:
            line = found.line("assets", len(codes) - 1 - codes[::-1].index(code))
            mistakes.add(FILE, line, "code", _("“%(key)s” is there twice.") % {"key": code})
    for place, one in enumerate(found.entry.assets):
        line = found.line("assets", place)
        names.communities.must_hold(one.area, FILE, line, "area")
        names.organisations.must_hold(one.owner, FILE, line, "owner")
        for picture in one.pictures:
            check_picture(contents.folder, picture.file, FILE, line, mistakes)
        if (one.lat is None) != (one.lon is None):
            mistakes.add(FILE, line, "lat", _("Latitude and longitude come together, or neither."))
    _check_invented(contents, names, found, mistakes)


def _check_invented(contents: Contents, names: AllNames, found: Assets, mistakes: Mistakes) -> None:
    demo = found.entry.demo
    if demo == InventedEntry():
        return
    if not contents.district.demo:
        message = _("Invented leases can only be given in the pack of a demo district (demo: true in district.yaml).")
        mistakes.add(FILE, found.line("demo"), "demo", message)
    if demo.leases and contents.rooms.get("ledger") is None:
        mistakes.add(FILE, found.line("demo"), "demo", _("Leases need a book: please add funds.yaml."))
    known = {one.code for one in found.entry.assets}
    named = {
        "leases": [one.asset for one in demo.leases],
        "applications": [one.asset for one in demo.applications],
    }
    for part, codes in named.items():
        for place, code in enumerate(codes):
            if code not in known:
                message = _("There is no %(kind)s “%(value)s”.") % {"kind": _("asset"), "value": code}
                mistakes.add(FILE, found.line("demo", part, place), "asset", message + did_you_mean(code, known))
    let: set[str] = set()
    for place, lease in enumerate(demo.leases):
        line = found.line("demo", "leases", place)
        if lease.operator:
            names.organisations.must_hold(lease.operator, FILE, line, "operator")
        if lease.asset in let:
            mistakes.add(FILE, line, "asset", _("“%(key)s” is let further up already.") % {"key": lease.asset})
        if lease.part is not None and (not lease.unpaid or lease.part >= lease.rent):
            message = _("A part is less than the rent, and paid of one that is unpaid.")
            mistakes.add(FILE, line, "part", message)
        let.add(lease.asset)


def parts(district: District, contents: Contents) -> dict[str, Callable[[], Changes]]:
    """The register; then what is invented."""
    found: Assets | None = contents.rooms[ROOM]
    if found is None:
        return {}
    rows = [
        assets.AssetRow(
            **one.model_dump(exclude={"shares", "pictures"}),
            shares=(one.shares.owner, one.shares.community, one.shares.operator),
            pictures=tuple(
                (*stored_picture(contents.folder, shown.file, "assets"), shown.alt) for shown in one.pictures
            ),
        )
        for one in found.entry.assets
    ]
    leases = [assets.LeaseRow(**one.model_dump()) for one in found.entry.demo.leases]
    applications = [assets.AppliedRow(**one.model_dump()) for one in found.entry.demo.applications]
    return {
        gettext_noop("State assets"): partial(assets.replace_assets, district, rows),
        gettext_noop("Invented leases"): partial(assets.add_demo_leases, district, leases, applications),
    }
