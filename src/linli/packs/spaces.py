"""spaces.yaml of a pack: the rooms that neighbours may use and their rules; for a demo also an invented month.

rooms:
  - code: dongjie-yishi                   # in the address of its page
    name: 议事厅
    area: "511502012001"                  # with the name of a venue of venues.yaml in it
    venue: 东街社区便民服务中心
    organisation: "511502012001"          # who runs it
    seats: 40
    hours: {mon-fri: [["09:00", "21:00"]], sat: [["09:00", "17:00"]]}   # on the hour or half past
    where: 二楼                           # these may be left out:
    about: 圆桌，能投影
    equipment: [投影, 白板]
    holidays: open                        # its hours hold on public holidays too
    longest_minutes: 240
    days_ahead: 60
    most_open: 2                          # bookings to come a person, a weekly one counting once
    not_for: 商业推销
    agreement: true                       # who runs it agrees to each booking first
demo:                                     # demo districts only
  names: [段某]
  uses: [{purpose: 院坝会, minutes: 90, people: 20, whom: team, whom_name: 东街楼栋管家队}]
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from pydantic import Field, StringConstraints, field_validator

from linli.catalogue.spec import Entry, OrganisationCode, Slug, Text, wrong
from linli.places.actions import Changes
from linli.places.models import District
from linli.spaces import actions as spaces

from .halls import Days, Hour, by_weekday, checked_hours
from .mistakes import Mistakes, did_you_mean
from .reading import Document, read_yaml
from .schema import AreaCode
from .validating import one_of

if TYPE_CHECKING:
    from .contents import Contents
    from .names import AllNames

ROOM, FILE = "spaces", "spaces.yaml"
FILES = (FILE,)
Minutes = Annotated[int, Field(ge=30, le=960, multiple_of=30)]


class RoomEntry(Entry):
    """A room that can be booked"""

    code: Slug
    name: Annotated[Text, Field(max_length=40)]
    area: AreaCode
    venue: Annotated[Text, Field(max_length=60)]
    organisation: OrganisationCode
    seats: Annotated[int, Field(ge=1, le=2000)]
    hours: dict[Days, list[tuple[Hour, Hour]]] = Field(min_length=1)
    where: Annotated[str, StringConstraints(max_length=60)] = ""
    about: Annotated[str, StringConstraints(max_length=300)] = ""
    equipment: list[Annotated[Text, Field(max_length=12)]] = Field(default=[], max_length=12)
    holidays: Literal["open", "closed"] = "closed"
    longest_minutes: Minutes = 180
    days_ahead: Annotated[int, Field(ge=1, le=180)] = 30
    most_open: Annotated[int, Field(ge=1, le=20)] = 2
    not_for: Annotated[str, StringConstraints(max_length=200)] = ""
    agreement: bool = False

    @field_validator("hours")
    @classmethod
    def _on_half_hours(cls, hours: dict[str, list[tuple[str, str]]]) -> dict[str, list[tuple[str, str]]]:
        if any(hour[3:] not in ("00", "30") for spans in hours.values() for span in spans for hour in span):
            raise wrong(_("Rooms open and close on the hour or half past."))
        return checked_hours(hours)


class UseEntry(Entry):
    """What an invented somebody uses a room for"""

    purpose: Annotated[Text, Field(max_length=120)]
    minutes: Minutes
    people: Annotated[int, Field(ge=1, le=500)]
    whom: Literal["self", "team", "organisation"] = "self"
    whom_name: Annotated[str, StringConstraints(max_length=40)] = ""


class MonthEntry(Entry):
    """An invented month of bookings, in days from the day it is loaded"""

    names: list[Annotated[Text, Field(max_length=20)]] = Field(min_length=1)
    uses: list[UseEntry] = Field(min_length=1)
    before: Annotated[int, Field(ge=0, le=90)] = 30
    after: Annotated[int, Field(ge=0, le=60)] = 10
    busy: Annotated[float, Field(ge=0, le=1)] = 0.6


class SpacesEntry(Entry):
    """spaces.yaml"""

    rooms: list[RoomEntry] = []
    demo: MonthEntry | None = None


@dataclass
class Spaces:
    """The file as it was read, with the lines of its rooms."""

    entry: SpacesEntry = field(default_factory=SpacesEntry)
    document: Document | None = None

    def line(self, *steps: str | int) -> int:
        return self.document.line(steps) if self.document else 0


def read(folder: Path, mistakes: Mistakes) -> Spaces:
    document = read_yaml(folder / FILE, mistakes) if (folder / FILE).exists() else None
    entry = one_of(document, SpacesEntry, mistakes) if document is not None else None
    return Spaces(entry, document) if entry else Spaces()


def check(contents: Contents, names: AllNames, mistakes: Mistakes) -> None:
    """Each room once, in a venue that there is, run by an organisation that there is; an invented month in a demo only."""
    found: Spaces = contents.rooms[ROOM]
    venues = {(one.area, one.name) for one, _line in contents.venues}
    first: dict[str, int] = {}
    for place, room in enumerate(found.entry.rooms):
        line = found.line("rooms", place)
        names.organisations.must_hold(room.organisation, FILE, line, "organisation")
        names.divisions.must_hold(room.area, FILE, line, "area")
        if (room.area, room.venue) not in venues:
            message = _("There is no venue “%(name)s” in %(area)s.") % {"name": room.venue, "area": room.area}
            mistakes.add(FILE, line, "venue", message + did_you_mean(room.venue, {name for _area, name in venues}))
        if room.code in first:
            told = {"key": room.code, "line": first[room.code]}
            mistakes.add(FILE, line, "code", _("“%(key)s” is there twice; first in line %(line)d.") % told)
        first.setdefault(room.code, line)
    if found.entry.demo is not None and not contents.district.demo:
        message = _("An invented month can only be given in the pack of a demo district (demo: true in district.yaml).")
        mistakes.add(FILE, found.line("demo"), "demo", message)


def room_row(one: RoomEntry) -> spaces.RoomRow:
    return spaces.RoomRow(
        one.code, one.name, one.area, one.venue, one.organisation, one.seats, by_weekday(one.hours), one.where, one.about,
        tuple(one.equipment), one.holidays == "open", one.longest_minutes, one.days_ahead, one.most_open, one.not_for,
        one.agreement,
    )  # fmt: skip


def month_row(one: MonthEntry | None) -> spaces.MonthRow | None:
    if one is None:
        return None
    uses = [spaces.UseRow(**use.model_dump()) for use in one.uses]
    return spaces.MonthRow(uses, one.names, one.before, one.after, one.busy)


def parts(district: District, contents: Contents) -> dict[str, Callable[[], Changes]]:
    entry = contents.rooms[ROOM].entry
    rows = [room_row(one) for one in entry.rooms]
    return {
        gettext_noop("Shared rooms"): partial(spaces.replace_rooms, district, rows),
        gettext_noop("Invented bookings of rooms"): partial(spaces.add_demo_month, district, month_row(entry.demo)),
    }
