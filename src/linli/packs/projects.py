"""projects.yaml of a pack: kinds of demands and the rule of their priority; for a demo also invented lists and projects.

kinds:
  - code: canteen                         # in the address of a list
    name: 助餐食堂
    urgent: false                         # of safety: counts in the priority
    needs:                                # what one of this kind usually lacks
      - {manner: space, amount: 80, what: 食堂用房}   # manner: space, money, goods, skill, time; unit only for goods
rules:
  - version: 2026-1                       # kept with every demand that was weighed by it
    since: 2026-01-01
    source: 三张清单联席会议
    points: {cases: 30, supports: 30, urgency: 20, waiting: 20}    # together 100
    full: {cases: 10, supports: 30, urgency: 1, waiting: 180}      # so much counts in full
demo:                                     # demo districts only: see packs/cuiping/projects.yaml
  projects: 208
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from pydantic import Field, StringConstraints, model_validator

from linli.catalogue.spec import Entry, OrganisationCode, Text, wrong
from linli.places.actions import Changes
from linli.places.models import District
from linli.projects import actions as projects

from .mistakes import Mistakes, did_you_mean
from .reading import Document, read_yaml
from .schema import AreaCode
from .validating import one_of
from .venues import PictureEntry, check_picture, stored_picture

if TYPE_CHECKING:
    from .contents import Contents
    from .names import AllNames

ROOM, FILE = "projects", "projects.yaml"
FILES = (FILE,)
Part = Literal["cases", "supports", "urgency", "waiting"]
Manner = Literal["space", "money", "goods", "skill", "time"]
Kind = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,19}$")]
Title = Annotated[Text, Field(max_length=40)]
Short = Annotated[str, StringConstraints(max_length=60)]
Unit = Annotated[str, StringConstraints(max_length=6)]
Days = Annotated[int, Field(ge=0, le=700)]
Amount = Annotated[Decimal, Field(gt=0, max_digits=12, decimal_places=2)]
Place = Annotated[str, StringConstraints(max_length=120)]


class NeedEntry(Entry):
    manner: Manner
    amount: Amount
    what: Title
    unit: Unit = ""


class KindEntry(Entry):
    """A kind of demand"""

    code: Kind
    name: Annotated[Text, Field(max_length=20)]
    urgent: bool = False
    needs: list[NeedEntry] = Field(default=[], max_length=8)


class RuleEntry(Entry):
    """The rule that demands are ordered by, in one version"""

    version: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z.-]{1,20}$")]
    since: date
    source: Annotated[Text, Field(max_length=120)]
    points: dict[Part, Annotated[float, Field(ge=0, le=100)]] = Field(min_length=4)
    full: dict[Part, Annotated[float, Field(gt=0)]] = Field(min_length=4)

    @model_validator(mode="after")
    def _is_a_hundred(self) -> RuleEntry:
        together = sum(self.points.values())
        if abs(together - 100) > 0.001:
            raise wrong(_("The points of a rule add up to 100, these to %(sum)g.") % {"sum": together})
        return self


class DemandEntry(Entry):
    """An invented demand"""

    kind: Kind
    title: Title
    text: Annotated[Text, Field(max_length=2000)]
    area: AreaCode
    households: Annotated[int, Field(ge=1, le=20_000)]
    supports: Annotated[int, Field(ge=0, le=5_000)]
    days_ago: Days
    source: Literal["meeting", "patrol", "typed"]
    place: Place = ""
    note: Annotated[str, StringConstraints(max_length=300)] = ""
    # Codes of categories: cases of the invented year that are of these, and of the same community, ask for it.
    cases: list[str] = []


class ResourceEntry(Entry):
    """An invented resource"""

    manner: Manner
    title: Title
    organisation: OrganisationCode
    amount: Amount
    serves: dict[Kind, Annotated[float, Field(gt=0, le=1)]] = Field(min_length=1)
    areas: list[AreaCode] = Field(min_length=1)
    days_ago: Days
    text: Annotated[str, StringConstraints(max_length=1000)] = ""
    team: Annotated[str, StringConstraints(max_length=40)] = ""
    asset: Annotated[str, StringConstraints(max_length=40)] = ""
    unit: Unit = ""
    places: Annotated[int, Field(ge=1, le=20)] = 1
    area: AreaCode | None = None
    address: Place = ""
    hours: Short = ""


class OfferEntry(Entry):
    """A kind of thing that invented firms and teams give"""

    manner: Manner
    title: Title
    serves: dict[Kind, Annotated[float, Field(gt=0, le=1)]] = Field(min_length=1)
    low: Annotated[int, Field(ge=1)]
    high: Annotated[int, Field(ge=2)]
    step: Annotated[int, Field(ge=1)] = 1
    text: Annotated[str, StringConstraints(max_length=300)] = ""
    unit: Unit = ""
    hours: Short = ""
    places: Annotated[int, Field(ge=1, le=20)] = 1

    @model_validator(mode="after")
    def _runs_forwards(self) -> OfferEntry:
        if self.low >= self.high:
            raise wrong(_("Each pair of numbers begins with the smaller one, above zero."))
        return self


class TemplateEntry(Entry):
    """How invented projects of one kind look; {road} and {community} stand for where they are"""

    kind: Kind
    title: Title
    demand: Title
    text: Annotated[Text, Field(max_length=300)]
    does: Annotated[Text, Field(max_length=300)]
    money: tuple[int, int]
    what: Title
    other: list[tuple[Manner, Title, Unit, int, int]] = Field(default=[], max_length=6)
    steps: list[Title] = Field(min_length=1, max_length=8)
    days: tuple[int, int]
    weight: Annotated[int, Field(ge=1, le=100)] = 1
    lead: OrganisationCode | None = None
    # How such a place looks without it and with it: drawn, and said so in `alt`.
    before: PictureEntry | None = None
    after: PictureEntry | None = None

    @model_validator(mode="after")
    def _runs_forwards(self) -> TemplateEntry:
        spans = [self.money, self.days, *((low, high) for _m, _w, _u, low, high in self.other)]
        if any(not 0 < low < high for low, high in spans):
            raise wrong(_("Each pair of numbers begins with the smaller one, above zero."))
        return self


class YearEntry(Entry):
    """What a demo invents"""

    demands: list[DemandEntry] = []
    resources: list[ResourceEntry] = []
    firms: list[Short] = []
    names: list[Annotated[Text, Field(max_length=20)]] = []
    offers: list[OfferEntry] = []
    offered: Annotated[int, Field(ge=0, le=1000)] = 0
    projects: Annotated[int, Field(ge=0, le=1000)] = 0
    waiting: Annotated[int, Field(ge=0, le=1000)] = 0
    templates: list[TemplateEntry] = []


class ProjectsEntry(Entry):
    """projects.yaml"""

    kinds: list[KindEntry] = []
    rules: list[RuleEntry] = []
    demo: YearEntry = YearEntry()


@dataclass
class Projects:
    """The file as it was read, with the lines of what is in it."""

    entry: ProjectsEntry = field(default_factory=ProjectsEntry)
    document: Document | None = None

    def line(self, *steps: str | int) -> int:
        return self.document.line(steps) if self.document else 0


def read(folder: Path, mistakes: Mistakes) -> Projects:
    document = read_yaml(folder / FILE, mistakes) if (folder / FILE).exists() else None
    entry = one_of(document, ProjectsEntry, mistakes) if document is not None else None
    return Projects(entry, document) if entry else Projects()


def check(contents: Contents, names: AllNames, mistakes: Mistakes) -> None:
    """Kinds and versions once, every name known, and invented things in a demo only."""
    found: Projects = contents.rooms[ROOM]
    _check_once(found, "kinds", [one.code for one in found.entry.kinds], mistakes)
    _check_once(found, "rules", [one.version for one in found.entry.rules], mistakes)
    year = found.entry.demo
    if year != YearEntry() and not contents.district.demo:
        message = _("Invented projects can only be given in the pack of a demo district (demo: true in district.yaml).")
        mistakes.add(FILE, found.line("demo"), "demo", message)
    kinds = {one.code for one in found.entry.kinds}
    teams, assets = contents.rooms["volunteers"], contents.rooms["assets"]
    known = {
        "team": {one.code for one in teams.entry.teams} if teams else set(),
        "asset": {one.code for one in assets.entry.assets} if assets else set(),
    }
    categories = {entry.code for entry, _line in contents.categories}
    for place, demand in enumerate(year.demands):
        line = found.line("demo", "demands", place)
        _check_kinds(line, "kind", [demand.kind], kinds, mistakes)
        names.divisions.must_hold(demand.area, FILE, line, "area")
        for code in demand.cases:
            _check_known(line, "cases", _("category"), code, categories, mistakes)
    for place, resource in enumerate(year.resources):
        line = found.line("demo", "resources", place)
        _check_kinds(line, "serves", resource.serves, kinds, mistakes)
        names.organisations.must_hold(resource.organisation, FILE, line, "organisation")
        _check_known(line, "team", _("team of volunteers"), resource.team, known["team"], mistakes)
        _check_known(line, "asset", _("asset"), resource.asset, known["asset"], mistakes)
        for area in (*resource.areas, *([resource.area] if resource.area else [])):
            names.divisions.must_hold(area, FILE, line, "areas")
    for place, offer in enumerate(year.offers):
        _check_kinds(found.line("demo", "offers", place), "serves", offer.serves, kinds, mistakes)
    for place, template in enumerate(year.templates):
        line = found.line("demo", "templates", place)
        _check_kinds(line, "kind", [template.kind], kinds, mistakes)
        if template.lead:
            names.organisations.must_hold(template.lead, FILE, line, "lead")
        for picture in filter(None, (template.before, template.after)):
            check_picture(contents.folder, picture.file, FILE, line, mistakes)


def _check_once(found: Projects, part: str, keys: Iterable[str], mistakes: Mistakes) -> None:
    first: dict[str, int] = {}
    for place, key in enumerate(keys):
        line = found.line(part, place)
        if key in first:
            told = {"key": key, "line": first[key]}
            mistakes.add(FILE, line, part, _("“%(key)s” is there twice; first in line %(line)d.") % told)
        first.setdefault(key, line)


def _check_kinds(line: int, path: str, given: Iterable[str], kinds: set[str], mistakes: Mistakes) -> None:
    for kind in given:
        if kind not in kinds:
            message = _("There is no kind of demand “%(kind)s”.") % {"kind": kind}
            mistakes.add(FILE, line, path, message + did_you_mean(kind, kinds))


def _check_known(line: int, path: str, kind: str, value: str, known: set[str], mistakes: Mistakes) -> None:
    if value and value not in known:
        message = _("There is no %(kind)s “%(value)s”.") % {"kind": kind, "value": value}
        mistakes.add(FILE, line, path, message + did_you_mean(value, known))


def kind_rows(entry: ProjectsEntry) -> list[projects.KindRow]:
    return [
        projects.KindRow(one.code, one.name, one.urgent, tuple(need.model_dump(mode="json") for need in one.needs))
        for one in entry.kinds
    ]


def rule_rows(entry: ProjectsEntry) -> list[projects.RuleRow]:
    return [
        projects.RuleRow(one.version, one.since, one.source, _by_name(one.points), _by_name(one.full))
        for one in entry.rules
    ]


def _by_name(given: Mapping[Part, float]) -> dict[str, float]:
    return {str(part): number for part, number in given.items()}


def _template(entry: TemplateEntry, folder: Path) -> projects.Template:
    shown = {
        phase: (*stored_picture(folder, one.file, "projects"), one.alt)
        for phase, one in (("before", entry.before), ("after", entry.after))
        if one
    }
    given = entry.model_dump(exclude={"before", "after"})
    return projects.Template(**{**given, "lead": entry.lead or "", "pictures": shown})


def year_row(year: YearEntry, folder: Path) -> projects.YearRow:
    return projects.YearRow(
        [projects.DemandRow(**one.model_dump(exclude={"cases"})) for one in year.demands],
        [projects.ResourceRow(**{**one.model_dump(), "area": one.area or ""}) for one in year.resources],
        [_template(one, folder) for one in year.templates],
        year.firms, year.names, [projects.OfferRow(**one.model_dump()) for one in year.offers], year.offered, year.projects, year.waiting,
    )  # fmt: skip


def join_cases(district: District, folder: Path) -> int:
    """Once a demo's year of cases is told: those that ask for its invented demands become part of them."""
    asked = {one.title: one.cases for one in read(folder, Mistakes()).entry.demo.demands if one.cases}
    return projects.join_demo_cases(district, asked)


def parts(district: District, contents: Contents) -> dict[str, Callable[[], Changes]]:
    entry = contents.rooms[ROOM].entry
    return {
        gettext_noop("Kinds of demands"): partial(projects.replace_kinds, district, kind_rows(entry)),
        gettext_noop("Rules of priority"): partial(projects.replace_rules, district, rule_rows(entry)),
        gettext_noop("Invented demands, resources and projects"): partial(projects.add_demo_year, district, year_row(entry.demo, contents.folder)),
    }  # fmt: skip
