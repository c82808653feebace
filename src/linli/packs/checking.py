"""What the files of a pack say of one another: every name used must be known, every code given once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any

from django.utils.translation import gettext as _

from linli.notices import texts

from .cells import check_cells
from .contents import Contents, Listed
from .mistakes import Mistakes, did_you_mean

LONGEST_NOTICE = 200
LENGTHS = {"province": 2, "city": 4, "district": 6, "street": 9, "community": 12}


def check(contents: Contents, mistakes: Mistakes) -> None:
    """Add a mistake for everything that does not fit together."""
    _check_once(contents, mistakes)
    _check_places(contents, mistakes)
    _check_organisations(contents, mistakes)
    _check_categories(contents, mistakes)
    _check_matters(contents, mistakes)
    _check_notices(contents, mistakes)
    _check_people(contents, mistakes)


def _check_once(contents: Contents, mistakes: Mistakes) -> None:
    def by_code(entry: Any) -> str:
        return str(entry.code)

    once: list[tuple[str, str, Listed[Any], Callable[[Any], str]]] = [
        ("areas.csv", "code", contents.areas, by_code),
        ("organisations.yaml", "code", contents.organisations, by_code),
        ("clocks.yaml", "code", contents.clocks, by_code),
        ("categories.csv", "code", contents.categories, by_code),
        ("categories.csv", "level3", contents.categories, lambda entry: str(entry.path)),
        ("duties.yaml", "matter", contents.duties, lambda entry: str(entry.matter)),
        ("answers.yaml", "code", contents.answers, by_code),
        ("patrol.yaml", "code", contents.patrol, by_code),
        ("buildings.yaml", "name", contents.buildings, lambda entry: f"{entry.name} {entry.parent or ''}".strip()),
        ("people.yaml", "username", contents.people, lambda entry: entry.username or ""),
    ]
    for file, path, listed, key_of in once:
        first: dict[str, int] = {}
        for entry, line in listed:
            key = key_of(entry)
            if key and first.setdefault(key, line) != line:
                message = _("“%(key)s” is there twice; first in line %(line)d.") % {"key": key, "line": first[key]}
                mistakes.add(file, line, path, message)


def _check_places(contents: Contents, mistakes: Mistakes) -> None:
    known, code = {entry.code for entry, _line in contents.areas}, contents.district.code
    for entry, line in contents.areas:
        if LENGTHS[entry.level] != len(entry.code):
            message = _("“%(value)s” has %(length)d digits; the code of a %(level)s has %(wanted)d.")
            told = {
                "value": entry.code,
                "length": len(entry.code),
                "level": entry.level,
                "wanted": LENGTHS[entry.level],
            }
            mistakes.add("areas.csv", line, "code", message % told)
        elif len(entry.code) > 6 and not entry.code.startswith(code):
            message = _("“%(value)s” does not begin with the district's code %(code)s.")
            mistakes.add("areas.csv", line, "code", message % {"value": entry.code, "code": code})
        elif len(entry.code) == 12:
            _must_know(mistakes, "areas.csv", line, "code", _("street"), entry.code[:9], known)
    communities = {area for area in known if len(area) == 12}
    check_cells("cells.geojson", contents.cells, communities, mistakes)
    listed: list[tuple[str, Listed[Any]]] = [
        ("venues.yaml", contents.venues), ("buildings.yaml", contents.buildings), ("roads.csv", contents.roads)
    ]  # fmt: skip
    for file, entries in listed:
        for entry, line in entries:
            _must_know(mistakes, file, line, "area", _("area"), entry.area, known)
            if (entry.lat is None) != (entry.lon is None):
                mistakes.add(file, line, "lat", _("Latitude and longitude come together, or neither."))
    estates = {entry.name for entry, _line in contents.buildings if entry.parent is None}
    for building, line in contents.buildings:
        if building.parent:
            _must_know(mistakes, "buildings.yaml", line, "parent", _("estate"), building.parent, estates)


def _check_organisations(contents: Contents, mistakes: Mistakes) -> None:
    code, known = contents.district.code, contents.organisation_codes
    for entry, line in contents.organisations:
        if not entry.code.startswith(code):
            message = _("“%(value)s” does not begin with the district's code %(code)s.")
            mistakes.add("organisations.yaml", line, "code", message % {"value": entry.code, "code": code})
        if entry.parent:
            _must_know(mistakes, "organisations.yaml", line, "parent", _("organisation"), entry.parent, known)
        if entry.area:
            _must_know(mistakes, "organisations.yaml", line, "area", _("area"), entry.area, contents.area_codes)
    if f"{code}-center" not in known:
        message = _("The district centre %(code)s is missing: it rules on refusals and takes what has no place.")
        mistakes.add("organisations.yaml", 1, "", message % {"code": f"{code}-center"})


def _check_categories(contents: Contents, mistakes: Mistakes) -> None:
    clocks = {entry.code for entry, _line in contents.clocks}
    branches: dict[str, str] = {}
    for entry, line in contents.categories:
        _must_know(mistakes, "categories.csv", line, "clock", _("clock"), entry.clock, clocks)
        _must_know(mistakes, "categories.csv", line, "lead", _("organisation"), entry.lead, contents.organisation_codes)
        for assisting in entry.assist:
            _must_know(
                mistakes, "categories.csv", line, "assist", _("organisation"), assisting, contents.organisation_codes
            )
        if entry.lead in entry.assist:
            message = _("“%(value)s” leads already; please take it out of assist.") % {"value": entry.lead}
            mistakes.add("categories.csv", line, "assist", message)
        for column, code, path in (
            ("level1", entry.code[:2], entry.paths[2]),
            ("level2", entry.code[:4], entry.paths[1]),
        ):
            if branches.setdefault(code, path) != path:
                message = _("Code %(code)s is “%(first)s” further up, and “%(value)s” here.")
                told = message % {"code": code, "first": branches[code], "value": path}
                mistakes.add("categories.csv", line, column, told)
    if "5310" not in clocks:
        mistakes.add("clocks.yaml", 1, "", _("Clock 5310 is missing; a case without a category runs on it."))


def _check_matters(contents: Contents, mistakes: Mistakes) -> None:
    paths = {path for entry, _line in contents.categories for path in entry.paths}
    for entry, line in contents.duties:
        _must_know(mistakes, "duties.yaml", line, "matter", _("category"), entry.matter, paths)
    for answer, line in contents.answers:
        if answer.category:
            _must_know(mistakes, "answers.yaml", line, "category", _("category"), answer.category, paths)


def _check_notices(contents: Contents, mistakes: Mistakes) -> None:
    for name, (text, line) in contents.notices.items():
        _must_know(mistakes, "notices.yaml", line, name, _("notice"), name, texts.DEFAULTS)
        if not text.strip() or len(text) > LONGEST_NOTICE:
            message = _("A notice has 1 to %(limit)d characters; this has %(length)d.")
            mistakes.add("notices.yaml", line, name, message % {"limit": LONGEST_NOTICE, "length": len(text)})
        for part in texts.unknown_parts(text):
            _must_know(mistakes, "notices.yaml", line, name, _("part of a notice"), part, texts.PARTS)


def _check_people(contents: Contents, mistakes: Mistakes) -> None:
    if contents.people and not contents.district.demo:
        message = _("Accounts can only be given in the pack of a demo district (demo: true in district.yaml).")
        mistakes.add("people.yaml", 1, "", message)
    buildings = {entry.name for entry, _line in contents.buildings}
    known: dict[str, tuple[str, Collection[str]]] = {
        "organisation": (_("organisation"), contents.organisation_codes),
        "area": (_("area"), contents.area_codes),
        "building": (_("building"), buildings),
    }
    for person, line in contents.people:
        for position in person.positions:
            for path, (kind, values) in known.items():
                value = getattr(position, path)
                if value:
                    _must_know(mistakes, "people.yaml", line, path, kind, value, values)


def _must_know(
    mistakes: Mistakes, file: str, line: int, path: str, kind: str, value: str, known: Iterable[str]
) -> None:
    if value not in known:
        message = _("There is no %(kind)s “%(value)s”.") % {"kind": kind, "value": value}
        mistakes.add(file, line, path, message + did_you_mean(value, known))
