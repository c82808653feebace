"""volunteers.yaml of a pack: skills, teams; for a demo also an invented half-year of what they did.

skills:
  - {code: diangong, name: 电工, category: "140402"}      # category: what a request for it is filed as (categories.csv)
teams:
  - code: team-001                        # in the address of its page
    name: 东街楼栋管家队
    kind: stewards                        # enterprise, self_governing, stewards
    area: "511502012001"                  # a community, a street, or the district
    organisation: "511502012001"          # its home, which answers for it
    about: 看楼道、敲门问候
    skills: [diangong]
    phone: 0831-8220000                   # may be left out: then that of the home organisation
    leaders: [dongjie]                    # user names of people.yaml
demo:                                     # demo districts only
  surnames: [段]
  given: [素兰]
  ideas: [{skill: diangong, title: 检修楼道灯, place: 老小区, at: "09:00", minutes: 120, seats: 8}]
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from pydantic import Field, StringConstraints, model_validator

from linli.catalogue.spec import Entry, OrganisationCode, Slug, Text, wrong
from linli.places.actions import Changes
from linli.places.models import District
from linli.volunteers import actions as volunteers

from .halls import Hour
from .mistakes import Mistakes, did_you_mean
from .reading import Document, read_yaml
from .schema import AreaCode
from .validating import one_of

if TYPE_CHECKING:
    from .contents import Contents
    from .names import AllNames

ROOM, FILE = "volunteers", "volunteers.yaml"
FILES = (FILE,)
Short = Annotated[Text, Field(max_length=20)]
Range = tuple[Annotated[int, Field(ge=0, le=100)], Annotated[int, Field(ge=0, le=100)]]


class SkillEntry(Entry):
    """What volunteers can do"""

    code: Slug
    name: Short
    category: Annotated[Text, Field(max_length=40)]


class TeamEntry(Entry):
    """A team of volunteers"""

    code: Slug
    name: Annotated[Text, Field(max_length=40)]
    kind: Literal["enterprise", "self_governing", "stewards"]
    area: AreaCode
    organisation: OrganisationCode
    about: Annotated[Text, Field(max_length=300)]
    skills: list[Slug] = Field(min_length=1, max_length=12)
    phone: Annotated[str, StringConstraints(max_length=20)] = ""
    leaders: list[Short] = Field(default=[], max_length=6)


class IdeaEntry(Entry):
    """Something an invented team does"""

    skill: Slug
    title: Annotated[Text, Field(max_length=60)]
    place: Annotated[Text, Field(max_length=60)]
    at: Hour
    minutes: Annotated[int, Field(ge=15, le=960)]
    seats: Annotated[int, Field(ge=1, le=500)]


class HalfYearEntry(Entry):
    """An invented half-year, in days from the day it is loaded"""

    surnames: list[Short] = Field(min_length=1)
    given: list[Short] = Field(min_length=1)
    ideas: list[IdeaEntry] = Field(min_length=1)
    days: Annotated[int, Field(ge=7, le=400)] = 182
    activities: Range = (3, 6)
    members: Range = (8, 16)

    @model_validator(mode="after")
    def _ranges_follow(self) -> HalfYearEntry:
        if self.activities[0] > self.activities[1] or self.members[0] > self.members[1]:
            raise wrong(_("From how many to how many: the smaller number first."))
        return self


class VolunteersEntry(Entry):
    """volunteers.yaml"""

    skills: list[SkillEntry] = []
    teams: list[TeamEntry] = []
    demo: HalfYearEntry | None = None


@dataclass
class Volunteers:
    """The file as it was read."""

    entry: VolunteersEntry = field(default_factory=VolunteersEntry)
    document: Document | None = None

    def line(self, *steps: str | int) -> int:
        return self.document.line(steps) if self.document is not None else 0


def read(folder: Path, mistakes: Mistakes) -> Volunteers:
    path = folder / FILE
    document = read_yaml(path, mistakes) if path.exists() else None
    entry = one_of(document, VolunteersEntry, mistakes) if document is not None else None
    return Volunteers(entry, document) if entry is not None else Volunteers()


def check(contents: Contents, names: AllNames, mistakes: Mistakes) -> None:
    """Every skill, area, home and leader is known, each code is there once, and invented things are in a demo only."""
    found: Volunteers = contents.rooms[ROOM]
    skills = {one.code for one in found.entry.skills}
    categories = {one.code for one, _line in contents.categories}
    people = {one.username for one, _line in contents.people if one.username}
    for place, skill in enumerate(found.entry.skills):
        if skill.category not in categories:
            said = _("There is no category with the code “%(code)s”.") % {"code": skill.category}
            _unknown(mistakes, found.line("skills", place), "category", said, skill.category, categories)
    for place, team in enumerate(found.entry.teams):
        line = found.line("teams", place)
        names.divisions.must_hold(team.area, FILE, line, "area")
        names.organisations.must_hold(team.organisation, FILE, line, "organisation")
        for code in set(team.skills) - skills:
            _unknown(mistakes, line, "skills", _("There is no skill “%(name)s”.") % {"name": code}, code, skills)
        for name in set(team.leaders) - people:
            _unknown(mistakes, line, "leaders", _("Nobody is called “%(name)s”.") % {"name": name}, name, people)
    for kind, rows in (("skills", found.entry.skills), ("teams", found.entry.teams)):
        codes = [one.code for one in rows]
        for place, code in enumerate(codes):
            if code in codes[:place]:
                message = _("“%(key)s” is there twice.") % {"key": code}
                mistakes.add(FILE, found.line(kind, place), "code", message)
    _check_demo(contents, found, skills, mistakes)


def _check_demo(contents: Contents, found: Volunteers, skills: set[str], mistakes: Mistakes) -> None:
    if found.entry.demo is None:
        return
    if not contents.district.demo:
        message = _("An invented half-year can only be given in the pack of a demo district.")
        mistakes.add(FILE, found.line("demo"), "demo", message)
    for place, idea in enumerate(found.entry.demo.ideas):
        if idea.skill not in skills:
            line = found.line("demo", "ideas", place)
            said = _("There is no skill “%(name)s”.") % {"name": idea.skill}
            _unknown(mistakes, line, "skill", said, idea.skill, skills)


def _unknown(mistakes: Mistakes, line: int, path: str, said: str, value: str, known: set[str]) -> None:
    mistakes.add(FILE, line, path, said + did_you_mean(value, known))


def half_year_row(one: HalfYearEntry | None) -> volunteers.HalfYearRow | None:
    if one is None:
        return None
    ideas = [volunteers.IdeaRow(**{**idea.model_dump(), "at": time.fromisoformat(idea.at)}) for idea in one.ideas]
    return volunteers.HalfYearRow(
        one.surnames, one.given, ideas, days=one.days, activities=one.activities, members=one.members
    )


def parts(district: District, contents: Contents) -> dict[str, Callable[[], Changes]]:
    entry = contents.rooms[ROOM].entry
    skills = [volunteers.SkillRow(**one.model_dump()) for one in entry.skills]
    teams = [
        volunteers.TeamRow(**{**one.model_dump(), "skills": tuple(one.skills), "leaders": tuple(one.leaders)})
        for one in entry.teams
    ]
    half_year = half_year_row(entry.demo)
    return {
        gettext_noop("Skills of volunteers"): partial(volunteers.replace_skills, district, skills),
        gettext_noop("Teams of volunteers"): partial(volunteers.replace_teams, district, teams),
        gettext_noop("Invented half-year of volunteers"): partial(volunteers.add_demo_half_year, district, half_year),
    }
