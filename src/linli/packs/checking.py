"""What the files of a pack say of one another: every name used must be known, every code given once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from linli.catalogue.queries import ORDINARY_CLOCK
from linli.notices.actions import check_text
from linli.places.models import Level
from linli.problem import Problem

from .articles import check_articles
from .cells import check_cells
from .contents import CODE_LENGTHS, Contents, Listed
from .courses import check_courses
from .events import check_events, check_safety
from .followup import check_followup
from .halls import check_halls
from .health import check_health
from .mistakes import Mistakes
from .names import AllNames
from .policies import check_policies
from .portal import check_portal
from .questions import check_questions
from .registries import check_registries
from .rooms import ROOMS
from .schema import PersonEntry
from .services import check_services
from .surveys import check_surveys
from .topics import check_topics
from .venues import check_venues


def check(contents: Contents, mistakes: Mistakes) -> None:
    """Add a mistake for everything that does not fit together."""
    names = AllNames(contents, mistakes)
    _check_once(contents, mistakes)
    _check_areas(contents, names, mistakes)
    _check_what_stands_there(contents, names, mistakes)
    _check_organisations(contents, names, mistakes)
    _check_categories(contents, names, mistakes)
    _check_matters(contents, names)
    check_services(contents.services, names.organisations, names.papers, mistakes)
    check_halls(contents, names)
    check_venues(contents, names, mistakes)
    check_topics(contents, names, mistakes)
    check_safety(contents, names, mistakes)
    check_events(contents, names, mistakes)
    check_courses(contents, names, mistakes)
    check_health(contents, names, mistakes)
    check_followup(contents, names, mistakes)
    check_surveys(contents, mistakes)
    check_registries(contents, mistakes)
    check_portal(contents, names, mistakes)
    check_articles(contents, names, mistakes)
    check_policies(contents, names, mistakes)
    for room in ROOMS:
        room.check(contents, names, mistakes)
    check_questions(contents.questions, contents.services, mistakes)
    _check_notices(contents, mistakes)
    _check_people(contents, names, mistakes)


def _check_once(contents: Contents, mistakes: Mistakes) -> None:
    def by_code(entry: Any) -> str:
        return str(entry.code)

    def by_place(entry: Any) -> str:
        return f"{entry.name} {entry.area}"

    once: list[tuple[str, str, Listed[Any], Callable[[Any], str]]] = [
        ("areas.csv", "code", contents.areas, by_code),
        ("venues.yaml", "name", contents.venues, by_place),
        ("venues.yaml", "code", contents.venues, lambda one: one.code or ""),
        ("events.yaml", "code", contents.events, by_code),
        ("buildings.yaml", "name", contents.buildings, by_place),
        ("buildings.yaml", "name", contents.buildings, lambda one: one.name if one.kind == "estate" else ""),
        ("roads.csv", "name", contents.roads, by_place),
        ("organisations.yaml", "code", contents.organisations, by_code),
        ("clocks.yaml", "code", contents.clocks, by_code),
        ("categories.csv", "code", contents.categories, by_code),
        ("categories.csv", "level3", contents.categories, lambda one: str(one.path)),
        ("duties.yaml", "matter", contents.duties, lambda one: str(one.matter)),
        ("answers.yaml", "code", contents.answers, by_code),
        ("patrol.yaml", "code", contents.patrol, by_code),
        ("halls.yaml", "code", contents.halls, by_code),
        ("topics.yaml", "code", contents.topics, by_code),
        ("health_points.yaml", "code", contents.health_points, by_code),
        ("patients.yaml", "name", contents.patients, lambda one: f"{one.name} {one.born}"),
        ("channels.yaml", "code", contents.channels, by_code),
        ("outlets.yaml", "code", contents.outlets, by_code),
        ("subjects.yaml", "name", contents.subjects, lambda one: str(one.name)),
        ("questions.yaml", "id", contents.questions, lambda one: str(one.id)),
        ("people.yaml", "name", contents.people, _who),
    ]
    for file, path, listed, key_of in once:
        first: dict[str, int] = {}
        for entry, line in listed:
            key = key_of(entry)
            if key and key in first:
                message = _("“%(key)s” is there twice; first in line %(line)d.") % {"key": key, "line": first[key]}
                mistakes.add(file, line, path, message)
            first.setdefault(key, line)


def _who(person: PersonEntry) -> str:
    """People without an account can share a name, if they look after different buildings."""
    return person.username or " ".join([person.name, *sorted(held.building or "" for held in person.positions)])


def _check_areas(contents: Contents, names: AllNames, mistakes: Mistakes) -> None:
    code = contents.district.code
    for entry, line in contents.areas:
        if CODE_LENGTHS[entry.level] != len(entry.code):
            message = _("“%(value)s” has %(length)d digits; the code of this level (%(level)s) has %(wanted)d.")
            told = {
                "value": entry.code,
                "length": len(entry.code),
                "level": Level(entry.level).label,
                "wanted": CODE_LENGTHS[entry.level],
            }
            mistakes.add("areas.csv", line, "code", message % told)
        elif not (entry.code.startswith(code) or code.startswith(entry.code)):
            message = _("“%(value)s” does not begin with the district's code %(code)s.")
            mistakes.add("areas.csv", line, "code", message % {"value": entry.code, "code": code})
        elif len(entry.code) == CODE_LENGTHS[Level.COMMUNITY]:
            names.streets.must_hold(entry.code[:9], "areas.csv", line, "code")
        _check_position(entry, "areas.csv", line, mistakes)
    if not names.divisions.doubtful and code not in names.divisions.known:
        mistakes.add("areas.csv", 1, "", _("The district %(code)s itself must be in this list.") % {"code": code})
    communities = None if names.communities.doubtful else names.communities.known
    check_cells("cells.geojson", contents.cells, communities, mistakes)


def _check_what_stands_there(contents: Contents, names: AllNames, mistakes: Mistakes) -> None:
    for file, listed in (("venues.yaml", contents.venues), ("roads.csv", contents.roads)):
        for entry, line in listed:
            names.divisions.must_hold(entry.area, file, line, "area")
            _check_position(entry, file, line, mistakes)
    for building, line in contents.buildings:
        names.communities.must_hold(building.area, "buildings.yaml", line, "area")
        _check_position(building, "buildings.yaml", line, mistakes)
        if building.parent and building.kind == "estate":
            mistakes.add("buildings.yaml", line, "parent", _("An estate cannot stand in another."))
        elif building.parent:
            names.estates.must_hold(building.parent, "buildings.yaml", line, "parent")


def _check_position(entry: Any, file: str, line: int, mistakes: Mistakes) -> None:
    if (entry.lat is None) != (entry.lon is None):
        mistakes.add(file, line, "lat", _("Latitude and longitude come together, or neither."))


def _check_organisations(contents: Contents, names: AllNames, mistakes: Mistakes) -> None:
    code, file = contents.district.code, "organisations.yaml"
    above = {entry.code: entry.parent for entry in contents.all_organisations}
    for entry, line in contents.organisations:
        if not entry.code.startswith(code):
            message = _("“%(value)s” does not begin with the district's code %(code)s.")
            mistakes.add(file, line, "code", message % {"value": entry.code, "code": code})
        if entry.parent:
            names.organisations.must_hold(entry.parent, file, line, "parent")
        if entry.area:
            names.areas.must_hold(entry.area, file, line, "area")
        if _leads_to_itself(entry.code, above):
            mistakes.add(file, line, "parent", _("The organisations above this one lead back to itself."))
    centres = [line for entry, line in contents.organisations if entry.kind == "centre"]
    if not names.organisations.doubtful and not centres:
        message = _("The district centre (kind: centre) is missing: it rules on refusals and takes what has no place.")
        mistakes.add(file, 1, "", message)
    for line in centres[1:]:
        message = _("A district has one centre (kind: centre); the first is in line %(line)d.")
        mistakes.add(file, line, "kind", message % {"line": centres[0]})


def _leads_to_itself(code: str, above: dict[str, str | None]) -> bool:
    seen: set[str] = set()
    at = above.get(code)
    while at and at not in seen:
        seen.add(at)
        at = above.get(at)
    return code in seen


def _check_categories(contents: Contents, names: AllNames, mistakes: Mistakes) -> None:
    file = "categories.csv"
    branches: dict[str, str] = {}
    for entry, line in contents.categories:
        names.clocks.must_hold(entry.clock, file, line, "clock")
        names.organisations.must_hold(entry.lead, file, line, "lead")
        for assisting in entry.assist:
            names.organisations.must_hold(assisting, file, line, "assist")
        if entry.lead in entry.assist:
            message = _("“%(value)s” leads already; please take it out of assist.") % {"value": entry.lead}
            mistakes.add(file, line, "assist", message)
        _leaf, branch, root = entry.paths
        for column, code, path in (("level1", entry.code[:2], root), ("level2", entry.code[:4], branch)):
            if branches.setdefault(code, path) != path:
                message = _("Code %(code)s is “%(first)s” further up, and “%(value)s” here.")
                told = {"code": code, "first": branches[code], "value": path}
                mistakes.add(file, line, column, message % told)
    if not names.clocks.doubtful and ORDINARY_CLOCK not in names.clocks.known:
        mistakes.add("clocks.yaml", 1, "", _("Clock 5310 is missing; a case without a category runs on it."))


def _check_matters(contents: Contents, names: AllNames) -> None:
    for entry, line in contents.duties:
        names.categories.must_hold(entry.matter, "duties.yaml", line, "matter")
    for answer, line in contents.answers:
        if answer.category:
            names.categories.must_hold(answer.category, "answers.yaml", line, "category")


def _check_notices(contents: Contents, mistakes: Mistakes) -> None:
    for name, (text, line) in contents.notices.items():
        try:
            check_text(name, text)
        except Problem as wrong:
            mistakes.add("notices.yaml", line, name, wrong.message)


def _check_people(contents: Contents, names: AllNames, mistakes: Mistakes) -> None:
    file = "people.yaml"
    if contents.people and not contents.district.demo:
        message = _("Accounts can only be given in the pack of a demo district (demo: true in district.yaml).")
        mistakes.add(file, 1, "", message)
    called = Counter(entry.name for entry, _line in contents.buildings)
    elsewhere = {entry.code for entry, _line in contents.organisations if entry.installation}
    for person, line in contents.people:
        for held in person.positions:
            if held.organisation:
                names.organisations.must_hold(held.organisation, file, line, "organisation")
            if held.organisation in elsewhere:
                message = _("“%(value)s” works on an installation of its own; its people sign in there.")
                mistakes.add(file, line, "organisation", message % {"value": held.organisation})
            if held.area:
                names.areas.must_hold(held.area, file, line, "area")
            if held.building:
                names.buildings.must_hold(held.building, file, line, "building")
                if called[held.building] > 1:
                    message = _("More than one building is called “%(value)s”; please give each its own name.")
                    mistakes.add(file, line, "building", message % {"value": held.building})
