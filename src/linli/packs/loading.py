"""Loading a pack: read all of it, check all of it, then change the database in one transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from linli.catalogue import actions as catalogue
from linli.notices.actions import replace_texts
from linli.people import actions as people
from linli.places import actions as places
from linli.places.actions import Changes
from linli.places.models import District, Level

from . import schema
from .checking import check
from .contents import Contents, read
from .mistakes import Mistakes
from .report import KindReport, Report


def load(folder: Path, dry_run: bool = False) -> Report:
    """Make a district what its pack says. Raises PackRefused with every mistake, and then changes nothing."""
    mistakes = Mistakes()
    contents = read(folder, mistakes)
    if contents is not None:
        check(contents, mistakes)
    mistakes.raise_any()
    assert contents is not None, "a pack that cannot be read has mistakes"
    with transaction.atomic():
        report = _write(contents, dry_run)
        if dry_run:
            transaction.set_rollback(True)
    places.forget()
    return report


def _write(contents: Contents, dry_run: bool) -> Report:
    entry = contents.district
    district, changes = places.replace_district(
        code=entry.code,
        slug=entry.slug,
        name=entry.name,
        city=entry.city,
        province=entry.province,
        prefix=entry.prefix,
        demo=entry.demo,
        settings=entry.settings,
    )
    report = Report(entry.code, entry.name, district.revision, dry_run)
    report.kinds.append(_told(_("District"), changes))
    report.kinds += [_told(kind, changed) for kind, changed in _parts(district, contents)]
    if report.changed:
        report.revision = places.bump_revision(district)
    return report


def _parts(district: District, contents: Contents) -> Iterator[tuple[str, Changes]]:
    """Each kind of thing after those it refers to."""
    yield _("Areas"), places.replace_areas(district, _area_rows(contents))
    yield _("Venues"), places.replace_venues(district, [_venue(entry) for entry, _line in contents.venues])
    yield _("Buildings"), places.replace_buildings(district, [_building(entry) for entry, _line in contents.buildings])
    yield (
        _("Roads"),
        places.replace_roads(district, [places.RoadRow(**entry.model_dump()) for entry, _l in contents.roads]),
    )
    units = [people.OrganisationRow(**entry.model_dump()) for entry in contents.all_organisations]
    yield _("Organisations"), people.replace_organisations(district, units)
    yield (
        _("Clocks"),
        catalogue.replace_clocks(
            district, [catalogue.ClockRow(one.code, one.name, one.note, one.spec) for one, _line in contents.clocks]
        ),
    )
    yield (
        _("Categories"),
        catalogue.replace_categories(district, [_category(entry) for entry, _l in contents.categories]),
    )
    yield _("Duties"), catalogue.replace_duties(district, list(_duty_rows(contents)))
    answers = [catalogue.AnswerTemplateRow(**entry.model_dump()) for entry, _line in contents.answers]
    yield _("Answer templates"), catalogue.replace_answer_templates(district, answers)
    rounds = [catalogue.PatrolDutyRow(one.code, one.name, tuple(one.what), one.every) for one, _l in contents.patrol]
    yield _("Patrol duties"), catalogue.replace_patrol_duties(district, rounds)
    texts = {name: text for name, (text, _line) in contents.notices.items()}
    yield _("Notice texts"), Changes(changed=replace_texts(district.code, texts))
    if contents.people:
        persons = [_person(entry) for entry, _line in contents.people]
        yield _("People"), people.replace_people(district, persons, contents.password)


def _told(kind: str, changes: Changes) -> KindReport:
    return KindReport(kind, tuple(changes.added), tuple(changes.changed), tuple(changes.removed))


def _area_rows(contents: Contents) -> list[places.AreaRow]:
    known = {entry.code for entry, _line in contents.areas}
    rows = [
        places.AreaRow(entry.code, entry.name, entry.level, _above(entry.code, known), entry.lat, entry.lon)
        for entry, _line in contents.areas
    ]
    for cell in contents.cells:
        middle = cell.shape.representative_point()
        lat, lon = round(middle.y, 6), round(middle.x, 6)
        rows.append(
            places.AreaRow(cell.code, cell.name, Level.GRID, cell.code[:12], lat, lon, cell.schematic, cell.wkt)
        )
    return rows


def _above(code: str, known: set[str]) -> str | None:
    """The code of the area that one lies in: the longest known prefix."""
    return next((code[:n] for n in (12, 9, 6, 4, 2) if n < len(code) and code[:n] in known), None)


def _venue(entry: schema.VenueEntry) -> places.VenueRow:
    return places.VenueRow(**entry.model_dump())


def _building(entry: schema.BuildingEntry) -> places.BuildingRow:
    return places.BuildingRow(**entry.model_dump())


def _category(entry: schema.CategoryEntry) -> catalogue.CategoryRow:
    return catalogue.CategoryRow(
        entry.code, entry.level1, entry.level2, entry.level3, entry.keywords, entry.clock, entry.clock == "emergency"
    )


def _duty_rows(contents: Contents) -> Iterator[catalogue.DutyRow]:
    """Who leads and who assists comes from the tree; what is to be done, from the nearest matter."""
    matters: dict[str, schema.DutyEntry] = {entry.matter: entry for entry, _line in contents.duties}
    parts: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for category, _line in contents.categories:
        parts[category.code] = [(category.lead, True), *((unit, False) for unit in category.assist)]
        matter = next((matters[path] for path in category.paths if path in matters), None)
        for unit, leads in parts[category.code]:
            if matter is None:
                yield catalogue.DutyRow(category.code, unit, leads)
            else:
                yield catalogue.DutyRow(
                    category.code, unit, leads, matter.notes, "、".join(matter.basis), matter.checked
                )


def _person(entry: schema.PersonEntry) -> people.PersonRow:
    positions = tuple(people.PositionRow(**position.model_dump()) for position in entry.positions)
    return people.PersonRow(entry.name, entry.username, entry.phone, positions)
