"""venues.yaml of a pack: places that people know by name, and those among them that have a page of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext as _
from pydantic import Field, StringConstraints, field_validator, model_validator

from linli.cases.errors import NotTaken
from linli.cases.pictures import keep_picture
from linli.catalogue.spec import Entry, OrganisationCode, Slug, Text, like, wrong
from linli.places.actions import VenueRow

from .halls import Days, Hour, by_weekday, checked_hours
from .mistakes import Mistakes
from .schema import AreaCode, DutyPhone, Latitude, Longitude

if TYPE_CHECKING:
    from .contents import Contents
    from .names import AllNames

FILE, PICTURES = "venues.yaml", "pictures"
# Later than that it is no long evening but a slip.
_LATEST = "06:00"
LARGEST = 3 * 1024 * 1024
PictureFile = Annotated[str, like("jiangtang.webp", r"^[a-z0-9][a-z0-9-]{0,60}\.(jpg|jpeg|png|webp)$")]
# What only a page can show.
_OF_A_PAGE = ("intro", "hours", "phone", "note", "features", "capacity", "organisation", "pictures")


class PictureEntry(Entry):
    """A picture in the pack's folder pictures/; `alt` says what it shows."""

    file: PictureFile
    alt: Annotated[Text, Field(max_length=120)]


class VenueEntry(Entry):
    """One item of venues.yaml. With a `code` it has a page; `hours` by weekday or from one to another: mon-fri, sat"""

    name: Annotated[Text, Field(max_length=60)]
    kind: Annotated[Text, Field(max_length=30)]
    area: AreaCode
    address: Annotated[str, StringConstraints(max_length=120)] = ""
    lat: Latitude | None = None
    lon: Longitude | None = None
    code: Slug | None = None
    intro: Annotated[str, StringConstraints(max_length=2000)] = ""
    hours: dict[Days, list[tuple[Hour, Hour]]] = {}
    holidays: Literal["closed", "open"] = "closed"
    phone: DutyPhone = ""
    note: Annotated[str, StringConstraints(max_length=120)] = ""
    features: list[Annotated[Text, Field(max_length=20)]] = Field(default=[], max_length=12)
    capacity: Annotated[int, Field(ge=1, le=100_000)] | None = None
    organisation: OrganisationCode | None = None
    pictures: list[PictureEntry] = Field(default=[], max_length=8)

    @field_validator("hours")
    @classmethod
    def _hours_follow(cls, hours: dict[str, list[tuple[str, str]]]) -> dict[str, list[tuple[str, str]]]:
        """The last period of a day may end after midnight, by six and before the first one of that day began."""
        inside = {}
        for days, periods in hours.items():
            *others, (begins, ends) = periods or [("", "")]
            late = bool(periods) and ends < begins and ends <= min(_LATEST, periods[0][0])
            inside[days] = [*others, (begins, "23:59" if late else ends)] if periods else []
        checked_hours(inside)
        return hours

    @model_validator(mode="after")
    def _page_needs_a_code(self) -> VenueEntry:
        given = [name for name in _OF_A_PAGE if getattr(self, name)]
        if given and self.code is None:
            raise wrong(_("“%(name)s” is shown on a venue's page, and that needs a “code”.") % {"name": given[0]})
        if self.code is not None and self.organisation is None:
            raise wrong(_("A venue with a page needs the “organisation” that runs it."))
        return self


def check_venues(contents: Contents, names: AllNames, mistakes: Mistakes) -> None:
    """Who runs it is known, and every picture can be shown."""
    for entry, line in contents.venues:
        if entry.organisation:
            names.organisations.must_hold(entry.organisation, FILE, line, "organisation")
        for picture in entry.pictures:
            check_picture(contents.folder, picture.file, FILE, line, mistakes)


def check_picture(folder: Path, name: str, file: str, line: int, mistakes: Mistakes) -> None:
    path = folder / PICTURES / name
    if not path.is_file():
        mistakes.add(file, line, "pictures", _("There is no picture %(name)s.") % {"name": f"{PICTURES}/{name}"})
    elif path.stat().st_size > LARGEST:
        told = {"name": f"{PICTURES}/{name}", "limit": LARGEST // 1024 // 1024}
        mistakes.add(file, line, "pictures", _("%(name)s is larger than %(limit)d MB; please make it smaller.") % told)
    else:
        try:
            stored_picture(folder, name)
        except NotTaken as refused:
            mistakes.add(file, line, "pictures", refused.message)


def stored_picture(folder: Path, name: str, into: str = "venues") -> tuple[str, str]:
    """The names under which a pack's picture, and its small version, are kept. Kept under what it holds: a load that is
    given up leaves at most a picture that nobody names. Raises NotTaken."""
    return keep_picture(SimpleUploadedFile(name, (folder / PICTURES / name).read_bytes()), into)


def venue_rows(contents: Contents) -> Iterator[VenueRow]:
    for entry, _line in contents.venues:
        kept = [(*stored_picture(contents.folder, one.file), one.alt) for one in entry.pictures]
        yield VenueRow(
            entry.name, entry.kind, entry.area, entry.address, entry.lat, entry.lon, entry.code or "", entry.intro,
            by_weekday(entry.hours), entry.holidays == "open", entry.phone, entry.note, entry.features, entry.capacity,
            entry.organisation or "", [{"name": name, "small": small, "alt": alt} for name, small, alt in kept],
        )  # fmt: skip
