"""mediation.yaml of a pack: what neighbours quarrel about, the teams they bring it to; for a demo also invented matters.

kinds:
  - {code: zaoyin, name: 噪音, about: 装修、广场舞、深夜走动}
teams:
  - code: dongjie
    name: 东街社区六姨说事
    organisation: "511502012001"
    area: "511502012001"
    place: 东街社区居委会二楼说事室
    hours: 周二、周四 14:30–17:30
    phone: ""
    about: …
    called: [游姨, 晏姨]               # how people call them
    members: [liuyi, liuyi2]           # user names in people.yaml, each a mediator
demo:                                  # demo districts only; all people are invented
  matters: [{kind: zaoyin, team: dongjie, days_ago: 3, story: …, parties: [甲某, 乙某], stage: brought}]
  past: [{kind: zaoyin, outcome: kept, number: 12, days: 9}]
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from pydantic import Field, StringConstraints, model_validator

from linli.catalogue.spec import Entry, OrganisationCode, Slug, Text, wrong
from linli.mediation import actions as mediation
from linli.mediation.actions.inventing import PointRow, SessionRow
from linli.people.models import Role
from linli.places.actions import Changes
from linli.places.models import District

from .mistakes import Mistakes, did_you_mean
from .reading import Document, read_yaml
from .schema import AreaCode, DutyPhone, MobilePhone, Username
from .validating import one_of

if TYPE_CHECKING:
    from .contents import Contents
    from .names import AllNames

ROOM = "mediation"
FILE = "mediation.yaml"
FILES = (FILE,)
Words = Annotated[Text, Field(max_length=2000)]
Optional = Annotated[str, StringConstraints(max_length=120)]
DaysAgo = Annotated[int, Field(ge=0, le=360)]


class KindEntry(Entry):
    code: Slug
    name: Annotated[Text, Field(max_length=20)]
    about: Optional = ""


class TeamEntry(Entry):
    """A team of people that neighbours bring a quarrel to."""

    code: Slug
    name: Annotated[Text, Field(max_length=40)]
    organisation: OrganisationCode
    area: AreaCode
    place: Annotated[Text, Field(max_length=120)]
    hours: Optional = ""
    phone: DutyPhone = ""
    about: Annotated[str, StringConstraints(max_length=300)] = ""
    called: list[Annotated[Text, Field(max_length=20)]] = []
    members: list[Username] = []


class SessionEntry(Entry):
    days_ago: DaysAgo
    notes: Words


class PointEntry(Entry):
    text: Annotated[Text, Field(min_length=4, max_length=500)]
    due_in: Annotated[int, Field(ge=-200, le=400)] | None = None


class MatterEntry(Entry):
    """An invented matter, told in days from the day it is loaded."""

    kind: Slug
    team: Slug
    days_ago: DaysAgo
    story: Words
    parties: list[Annotated[Text, Field(min_length=2, max_length=20)]] = Field(min_length=2, max_length=6)
    phones: list[MobilePhone | Literal[""]] = []
    stage: Literal["brought", "willing", "talking", "agreed", "not_agreed"]
    sessions: list[SessionEntry] = []
    points: list[PointEntry] = []
    signed_days_ago: DaysAgo = 0
    session_in: Annotated[int, Field(ge=0, le=60)] = 0

    @model_validator(mode="after")
    def _stands_as_it_says(self) -> MatterEntry:
        if self.stage == "agreed" and not (self.sessions and self.points):
            raise wrong(_("What was agreed needs a session and points."))
        if self.points and self.stage not in ("talking", "agreed"):
            raise wrong(_("Points are written while the parties are in session."))
        return self


class PastEntry(Entry):
    kind: Slug
    outcome: Literal["kept", "partly", "broken", "not_agreed", "referred", "withdrawn"]
    number: Annotated[int, Field(ge=1, le=500)]
    days: Annotated[int, Field(ge=1, le=120)]


class YearEntry(Entry):
    matters: list[MatterEntry] = []
    past: list[PastEntry] = []


class MediationEntry(Entry):
    """mediation.yaml"""

    kinds: list[KindEntry] = []
    teams: list[TeamEntry] = []
    demo: YearEntry = YearEntry()


class Mediation:
    """mediation.yaml as it was read, with the line of each thing in it."""

    def __init__(self, entry: MediationEntry | None = None, document: Document | None = None) -> None:
        self.entry = entry or MediationEntry()
        self._document = document

    def line(self, *steps: str | int) -> int:
        return self._document.line(steps) if self._document else 0


def read(folder: Path, mistakes: Mistakes) -> Mediation:
    path = folder / FILE
    document = read_yaml(path, mistakes) if path.exists() else None
    entry = one_of(document, MediationEntry, mistakes) if document else None
    return Mediation(entry, document) if entry else Mediation()


def check(contents: Contents, names: AllNames, mistakes: Mistakes) -> None:
    """Each code once, every name known, members that are mediators, and invented things in a demo only."""
    found: Mediation = contents.rooms[ROOM]
    entry = found.entry
    if entry.demo != YearEntry() and not contents.district.demo:
        message = _("Invented matters can only be given in the pack of a demo district (demo: true in district.yaml).")
        mistakes.add(FILE, found.line("demo"), "demo", message)
    for part in ("kinds", "teams"):
        _check_once(found, part, mistakes)
    for place, team in enumerate(entry.teams):
        line = found.line("teams", place)
        names.organisations.must_hold(team.organisation, FILE, line, "organisation")
        names.areas.must_hold(team.area, FILE, line, "area")
        _check_members(contents, team, line, mistakes)
    _check_year(found, mistakes)


def _check_once(found: Mediation, part: str, mistakes: Mistakes) -> None:
    seen: set[str] = set()
    for place, row in enumerate(getattr(found.entry, part)):
        if row.code in seen:
            message = _("“%(key)s” is there twice.") % {"key": row.code}
            mistakes.add(FILE, found.line(part, place), "code", message)
        seen.add(row.code)


def _check_members(contents: Contents, team: TeamEntry, line: int, mistakes: Mistakes) -> None:
    mediators = {
        person.username
        for person, _line in contents.people
        if person.username and any(held.role == Role.MEDIATOR for held in person.positions)
    }
    for name in team.members:
        if contents.district.demo and name not in mediators:
            message = _("“%(name)s” is no mediator in people.yaml.") % {"name": name}
            mistakes.add(FILE, line, "members", message + did_you_mean(name, mediators))


def _check_year(found: Mediation, mistakes: Mistakes) -> None:
    kinds, teams = {one.code for one in found.entry.kinds}, {one.code for one in found.entry.teams}
    listed: list[tuple[str, int, MatterEntry | PastEntry]] = [
        *(("matters", place, row) for place, row in enumerate(found.entry.demo.matters)),
        *(("past", place, past) for place, past in enumerate(found.entry.demo.past)),
    ]
    for part, place, row in listed:
        line = found.line("demo", part, place)
        if row.kind not in kinds:
            _unknown(line, "kind", _("kind"), row.kind, kinds, mistakes)
        if isinstance(row, MatterEntry) and row.team not in teams:
            _unknown(line, "team", _("team"), row.team, teams, mistakes)


def _unknown(line: int, path: str, kind: str, value: str, known: set[str], mistakes: Mistakes) -> None:
    message = _("There is no %(kind)s “%(value)s”.") % {"kind": kind, "value": value}
    mistakes.add(FILE, line, path, message + did_you_mean(value, known))


def _year(entry: MediationEntry) -> mediation.YearRow:
    matters = [
        mediation.MatterRow(
            one.kind, one.team, one.days_ago, one.story, tuple(one.parties), one.stage, tuple(one.phones),
            tuple(SessionRow(held.days_ago, held.notes) for held in one.sessions),
            tuple(PointRow(point.text, point.due_in) for point in one.points), one.signed_days_ago, one.session_in,
        )
        for one in entry.demo.matters
    ]  # fmt: skip
    return mediation.YearRow(matters, [mediation.PastRow(**one.model_dump()) for one in entry.demo.past])


def parts(district: District, contents: Contents) -> dict[str, Callable[[], Changes]]:
    """What is to be made of it, each kind after those it refers to."""
    found: Mediation = contents.rooms[ROOM]
    kinds = [mediation.KindRow(**one.model_dump()) for one in found.entry.kinds]
    teams = [
        mediation.TeamRow(**{**one.model_dump(), "called": tuple(one.called), "members": tuple(one.members)})
        for one in found.entry.teams
    ]
    return {
        gettext_noop("Kinds of quarrels"): partial(mediation.replace_kinds, district, kinds),
        gettext_noop("Mediation teams"): partial(mediation.replace_teams, district, teams),
        gettext_noop("Invented matters"): partial(mediation.add_demo_year, district, _year(found.entry)),
    }
