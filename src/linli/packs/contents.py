"""Everything a pack says, read and held against its schema, each entry with its line."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, TypeVar

from django.utils.translation import gettext as _
from pydantic import BaseModel

from linli.catalogue.questions import QuestionSpec
from linli.places.models import Level

from . import schema
from .articles import Written as Article
from .articles import read_articles
from .cells import CellEntry, read_cells
from .clocks import read_clocks
from .courses import Courses, read_courses
from .events import EventEntry, Safety, read_safety
from .followup import Followup, read_followup
from .halls import HallEntry
from .health import HealthPointEntry, PatientEntry
from .mistakes import Mistakes, did_you_mean
from .papers import Written, read_papers
from .policies import SubjectEntry, read_policies
from .policies import Written as Policies
from .portal import ChannelEntry, FigureEntry, OutletEntry
from .reading import Document, read_csv, read_yaml, without_empty
from .registries import PopulationEntry, RegistriesEntry, read_registries
from .rooms import ROOM_FILES, ROOMS
from .services import Defined, read_services
from .surveys import SurveyEntry, read_surveys
from .synonyms import Group, read_synonyms
from .topics import TopicEntry
from .validating import items_of, one_of
from .venues import VenueEntry

Model = TypeVar("Model", bound=BaseModel)
Listed = list[tuple[Model, int]]

CODE_LENGTHS: dict[str, int] = {
    Level.PROVINCE: 2, Level.CITY: 4, Level.DISTRICT: 6, Level.STREET: 9, Level.COMMUNITY: 12
}  # fmt: skip
LONGEST_SHORT = 20
CATEGORY_COLUMNS = "code level1 level2 level3 clock lead"

REQUIRED = ("district.yaml", "areas.csv", "organisations.yaml", "clocks.yaml", "categories.csv")
# history.yaml and applications_history.yaml tell the demo's invented year, and are read with what they tell.
OPTIONAL = (
    "cells.geojson", "venues.yaml", "buildings.yaml", "roads.csv", "duties.yaml", "answers.yaml", "patrol.yaml",
    "halls.yaml", "safety.yaml", "events.yaml", "notices.yaml", "people.yaml", "history.yaml", "applications_history.yaml", "questions.yaml",
    "topics.yaml", "channels.yaml", "outlets.yaml", "subjects.yaml", "publishing.csv", "synonyms.yaml",
    "health_points.yaml", "patients.yaml", "courses.yaml", "registries.yaml", "population.csv",
    "followup.yaml", *ROOM_FILES,
)  # fmt: skip
KINDS_OF_FILE = (".yaml", ".yml", ".csv", ".json", ".geojson")


@dataclass
class Contents:
    """A pack as its author wrote it. `folder` is where it lies."""

    folder: Path
    district: schema.DistrictEntry
    areas: Listed[schema.AreaEntry] = field(default_factory=list)
    cells: list[CellEntry] = field(default_factory=list)
    venues: Listed[VenueEntry] = field(default_factory=list)
    buildings: Listed[schema.BuildingEntry] = field(default_factory=list)
    roads: Listed[schema.RoadEntry] = field(default_factory=list)
    organisations: Listed[schema.OrganisationEntry] = field(default_factory=list)
    clocks: Listed[schema.ClockEntry] = field(default_factory=list)
    categories: Listed[schema.CategoryEntry] = field(default_factory=list)
    duties: Listed[schema.DutyEntry] = field(default_factory=list)
    answers: Listed[schema.AnswerEntry] = field(default_factory=list)
    patrol: Listed[schema.PatrolEntry] = field(default_factory=list)
    services: Defined = field(default_factory=list)
    papers: Written = field(default_factory=list)
    halls: Listed[HallEntry] = field(default_factory=list)
    safety: Safety = field(default_factory=Safety)
    events: Listed[EventEntry] = field(default_factory=list)
    topics: Listed[TopicEntry] = field(default_factory=list)
    courses: Courses = field(default_factory=Courses)
    followup: Followup = field(default_factory=Followup)
    health_points: Listed[HealthPointEntry] = field(default_factory=list)
    patients: Listed[PatientEntry] = field(default_factory=list)
    channels: Listed[ChannelEntry] = field(default_factory=list)
    outlets: Listed[OutletEntry] = field(default_factory=list)
    synonyms: list[Group] = field(default_factory=list)
    subjects: Listed[SubjectEntry] = field(default_factory=list)
    policies: Policies = field(default_factory=list)
    publishing: Listed[FigureEntry] = field(default_factory=list)
    articles: list[Article] = field(default_factory=list)
    questions: Listed[QuestionSpec] = field(default_factory=list)
    notices: dict[str, tuple[str, int]] = field(default_factory=dict)
    people: Listed[schema.PersonEntry] = field(default_factory=list)
    surveys: Listed[SurveyEntry] = field(default_factory=list)
    registries: RegistriesEntry | None = None
    population: Listed[PopulationEntry] = field(default_factory=list)
    # What each of `rooms.ROOMS` read, by its name.
    rooms: dict[str, Any] = field(default_factory=dict)
    password: str = ""

    @property
    def area_codes(self) -> set[str]:
        return {entry.code for entry, _line in self.areas} | {cell.code for cell in self.cells}

    @cached_property
    def organisation_codes(self) -> set[str]:
        return {entry.code for entry in self.all_organisations}

    @cached_property
    def all_organisations(self) -> list[schema.OrganisationEntry]:
        """Those listed, and the offices that follow from the areas."""
        listed = [entry for entry, _line in self.organisations]
        if self.district.offices != "from areas":
            return listed
        given = {entry.code for entry in listed}
        return listed + [_office(area) for area, _line in self.areas if _has_office(area) and area.code not in given]


def _has_office(area: schema.AreaEntry) -> bool:
    return area.level in ("street", "community") and len(area.code) == CODE_LENGTHS[area.level]


def _office(area: schema.AreaEntry) -> schema.OrganisationEntry:
    """The office of an area, by the usual names; its code is the area's."""
    kind: Literal["street", "community"]
    if area.level == "street":
        name = area.name + ("办事处" if area.name.endswith("街道") else "人民政府")
        kind, parent = "street", None
    else:
        bare = area.name.removesuffix("居民委员会").removesuffix("村民委员会")
        name = bare + ("村民委员会" if bare.endswith("村") else "居民委员会")
        kind, parent = "community", area.code[:9]
    return schema.OrganisationEntry(
        code=area.code, name=name, short=area.name[:LONGEST_SHORT], kind=kind, area=area.code, parent=parent
    )


def read(folder: Path, mistakes: Mistakes) -> Contents | None:
    """The pack in a folder. None when even its district cannot be told; otherwise what is wrong is in `mistakes`."""
    _look_through(folder, mistakes)
    document = _yaml(folder, "district.yaml", mistakes)
    district = one_of(document, schema.DistrictEntry, mistakes) if document else None
    if district is None:
        return None

    def listed(name: str, model: type[Model]) -> Listed[Model]:
        return items_of(_yaml(folder, name, mistakes), model, mistakes)

    def rows(name: str, model: type[Model], required: str, optional: str = "") -> Listed[Model]:
        return items_of(_csv(folder / name, required.split(), optional.split(), mistakes), model, mistakes)

    contents = Contents(
        folder,
        district,
        areas=rows("areas.csv", schema.AreaEntry, "code name level", "lat lon"),
        cells=read_cells(folder / "cells.geojson", mistakes) if (folder / "cells.geojson").is_file() else [],
        venues=listed("venues.yaml", VenueEntry),
        buildings=listed("buildings.yaml", schema.BuildingEntry),
        roads=rows("roads.csv", schema.RoadEntry, "area name", "from to lat lon"),
        organisations=listed("organisations.yaml", schema.OrganisationEntry),
        clocks=read_clocks(_yaml(folder, "clocks.yaml", mistakes), mistakes),
        categories=rows("categories.csv", schema.CategoryEntry, CATEGORY_COLUMNS, "keywords assist"),
        duties=listed("duties.yaml", schema.DutyEntry),
        answers=listed("answers.yaml", schema.AnswerEntry),
        patrol=listed("patrol.yaml", schema.PatrolEntry),
        services=read_services(folder, mistakes),
        papers=read_papers(folder, mistakes),
        halls=listed("halls.yaml", HallEntry),
        questions=listed("questions.yaml", QuestionSpec),
        notices=_notices(_yaml(folder, "notices.yaml", mistakes), mistakes),
    )
    _read_portal(contents, mistakes)
    _read_people(contents, mistakes)
    contents.surveys = read_surveys(folder, mistakes)
    read_registries(contents, mistakes)
    contents.rooms = {room.ROOM: room.read(folder, mistakes) for room in ROOMS}
    return contents


def _read_portal(contents: Contents, mistakes: Mistakes) -> None:
    """What residents read, say and come to: channels, articles, policies, topics, events, the safety of venues."""
    folder = contents.folder

    def listed(name: str, model: type[Model]) -> Listed[Model]:
        return items_of(_yaml(folder, name, mistakes), model, mistakes)

    contents.safety = read_safety(_yaml(folder, "safety.yaml", mistakes), mistakes)
    contents.events = listed("events.yaml", EventEntry)
    contents.topics = listed("topics.yaml", TopicEntry)
    contents.courses = read_courses(_yaml(folder, "courses.yaml", mistakes), mistakes)
    contents.followup = read_followup(_yaml(folder, "followup.yaml", mistakes), mistakes)
    contents.health_points = listed("health_points.yaml", HealthPointEntry)
    contents.patients = listed("patients.yaml", PatientEntry)
    contents.channels = listed("channels.yaml", ChannelEntry)
    contents.outlets = listed("outlets.yaml", OutletEntry)
    contents.synonyms = read_synonyms(folder, mistakes)
    contents.subjects = listed("subjects.yaml", SubjectEntry)
    contents.policies = read_policies(folder, mistakes)
    figures = _csv(folder / "publishing.csv", ["month", "outlet", "items", "reads"], [], mistakes)
    contents.publishing = items_of(figures, FigureEntry, mistakes)
    contents.articles = read_articles(folder, mistakes)


def _look_through(folder: Path, mistakes: Mistakes) -> None:
    """What must be there, and what nobody would read."""
    for name in REQUIRED:
        if not (folder / name).is_file():
            mistakes.add(name, 0, "", _("This file is missing in %(folder)s.") % {"folder": folder.name})
    known = (*REQUIRED, *OPTIONAL)
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.suffix.lower() in KINDS_OF_FILE and path.name not in known:
            message = _("A pack has no file of this name; nothing would read it.")
            mistakes.add(path.name, 0, "", message + did_you_mean(path.name, known))


def _yaml(folder: Path, name: str, mistakes: Mistakes) -> Document | None:
    return read_yaml(folder / name, mistakes) if (folder / name).is_file() else None


def _csv(path: Path, required: list[str], optional: list[str], mistakes: Mistakes) -> Document | None:
    table = read_csv(path, mistakes, tuple(required), tuple(optional)) if path.is_file() else None
    if table is not None:
        table.content = [without_empty(row) for row in table.content]
    return table


def _notices(document: Document | None, mistakes: Mistakes) -> dict[str, tuple[str, int]]:
    if document is None or not document.content:
        return {}
    if not isinstance(document.content, dict):
        mistakes.add(document.file, 1, "", _("There must be named values here (name: value)."))
        return {}
    found = {}
    for name, text in document.content.items():
        if isinstance(text, str):
            found[name] = (text, document.line((name,)))
        else:
            mistakes.add(document.file, document.line((name,)), name, _("There must be text here, not a list."))
    return found


def _read_people(contents: Contents, mistakes: Mistakes) -> None:
    document = _yaml(contents.folder, "people.yaml", mistakes)
    people = one_of(document, schema.PeopleEntry, mistakes) if document else None
    if document is not None and people is not None:
        contents.password = people.password
        contents.people = [(person, document.line(("accounts", place))) for place, person in enumerate(people.accounts)]
