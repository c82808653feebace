"""Loading a pack: read all of it, check all of it, then change the database in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from functools import partial
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from linli.applications import actions as applications
from linli.appointments import actions as appointments
from linli.catalogue import actions as catalogue
from linli.community import actions as community
from linli.dialogue import actions as dialogue
from linli.followup import actions as followup
from linli.health import actions as health
from linli.notices.actions import replace_texts
from linli.people import actions as people
from linli.places import actions as places
from linli.places.actions import Changes
from linli.places.models import District, Level
from linli.portal import actions as portal
from linli.public_files import kept_by_nobody
from linli.search.actions import replace_synonyms
from linli.surveys import actions as surveys

from . import schema
from .articles import rows_of as article_rows
from .checking import check
from .contents import Contents, read
from .courses import course_parts
from .events import event_rows, item_rows, plan_rows
from .followup import demo_rows, estimate_rows, norm_row
from .health import patient_rows, point_rows
from .mistakes import Mistakes
from .policies import policy_row
from .registries import replace_registries
from .report import KindReport, Report
from .rooms import ROOMS
from .surveys import survey_rows
from .taken import check_taken, shared_above
from .topics import topic_rows
from .venues import venue_rows

Parts = dict[str, Callable[[], Changes]]


def load(folder: Path, dry_run: bool = False) -> Report:
    """Make a district what its pack says. Raises PackRefused with every mistake, and then changes nothing."""
    mistakes = Mistakes()
    contents = read(folder, mistakes)
    if contents is not None:
        check(contents, mistakes)
        check_taken(contents, mistakes)
    mistakes.raise_any()
    assert contents is not None, "a pack that cannot be read has mistakes"
    try:
        with transaction.atomic(), kept_by_nobody() if dry_run else nullcontext():
            report = _write(contents, dry_run)
            if dry_run:
                transaction.set_rollback(True)
    finally:
        places.forget()
    return report


def _write(contents: Contents, dry_run: bool) -> Report:
    entry = contents.district
    district, changes = places.replace_district(
        code=entry.code, slug=entry.slug, name=entry.name, city=entry.city, province=entry.province,
        prefix=entry.prefix, demo=entry.demo, settings=entry.settings,
    )  # fmt: skip
    report = Report(entry.code, entry.name, district.revision, dry_run)
    parts = {
        **_places(district, contents),
        **_people_and_catalogue(district, contents),
        **_venues(district, contents),
        **course_parts(district, contents),
        **{kind: part for room in ROOMS for kind, part in room.parts(district, contents).items()},
    }
    found = {kind: replace() for kind, replace in parts.items()}
    if any(found.values()):
        _let_go(parts, found)
    found = {gettext_noop("District"): changes} | found
    report.kinds = [
        KindReport(_(kind), tuple(changes.added), tuple(changes.changed), tuple(changes.removed))
        for kind, changes in found.items()
    ]
    if report.changed and not dry_run:
        report.revision = places.bump_revision(district)
    return report


def _let_go(parts: Parts, found: dict[str, Changes]) -> None:
    """Remove what the first round had to keep, because something that went later in it still referred to it."""
    while True:
        again = {kind: parts[kind]() for kind in ("Organisations", "Areas")}
        if not any(again.values()):
            return
        # An organisation that could not go was retired, and is told of already.
        found["Areas"].removed += again["Areas"].removed


def _places(district: District, contents: Contents) -> Parts:
    venues = list(venue_rows(contents))
    buildings = [places.BuildingRow(**entry.model_dump()) for entry, _line in contents.buildings]
    roads = [places.RoadRow(**entry.model_dump()) for entry, _line in contents.roads]
    return {
        gettext_noop("Areas"): partial(places.replace_areas, district, _area_rows(contents)),
        gettext_noop("Venues"): partial(places.replace_venues, district, venues),
        gettext_noop("Buildings"): partial(places.replace_buildings, district, buildings),
        gettext_noop("Roads"): partial(places.replace_roads, district, roads),
    }


def _people_and_catalogue(district: District, contents: Contents) -> Parts:
    """Each kind of thing after those it refers to."""
    units = [people.OrganisationRow(**entry.model_dump()) for entry in contents.all_organisations]
    clocks = [catalogue.ClockRow(one.code, one.name, one.note, one.spec) for one, _line in contents.clocks]
    answers = [catalogue.AnswerTemplateRow(**entry.model_dump()) for entry, _line in contents.answers]
    services = [
        catalogue.ServiceRow(spec.code, spec.name, spec.holder, spec.model_dump(mode="json"))
        for spec, _document in contents.services
    ]
    questions = [catalogue.QuestionRow(one.id, one.model_dump(mode="json")) for one, _line in contents.questions]
    rounds = [catalogue.PatrolDutyRow(one.code, one.name, tuple(one.what), one.every) for one, _line in contents.patrol]
    persons = [_person(entry) for entry, _line in contents.people]
    return {
        gettext_noop("Organisations"): partial(people.replace_organisations, district, units),
        gettext_noop("Clocks"): partial(catalogue.replace_clocks, district, clocks),
        gettext_noop("Categories"): partial(catalogue.replace_categories, district, list(_category_rows(contents))),
        gettext_noop("Duties"): partial(catalogue.replace_duties, district, list(_duty_rows(contents))),
        gettext_noop("Services"): partial(catalogue.replace_services, district, services),
        gettext_noop("Templates of papers"): partial(applications.replace_papers, district, dict(contents.papers)),
        gettext_noop("Questions"): partial(catalogue.replace_questions, district, questions),
        gettext_noop("Service halls"): partial(appointments.replace_halls, district, list(_hall_rows(contents))),
        gettext_noop("Topics"): partial(dialogue.replace_topics, district, list(topic_rows(contents))),
        gettext_noop("Channels"): partial(portal.replace_channels, district, list(_channel_rows(contents))),
        gettext_noop("Outlets"): partial(portal.replace_outlets, district, list(_outlet_rows(contents))),
        gettext_noop("Publishing figures"): partial(portal.replace_figures, district, list(_figure_rows(contents))),
        gettext_noop("Articles"): partial(portal.replace_articles, district, list(article_rows(contents))),
        gettext_noop("Subjects of policies"): partial(portal.replace_subjects, district, list(_subject_rows(contents))),
        gettext_noop("Policies"): partial(
            portal.replace_policies, district, [policy_row(*one) for one in contents.policies]
        ),
        gettext_noop("Words of one meaning"): partial(
            replace_synonyms, district, [words for words, _line in contents.synonyms]
        ),
        gettext_noop("Answer templates"): partial(catalogue.replace_answer_templates, district, answers),
        gettext_noop("Patrol duties"): partial(catalogue.replace_patrol_duties, district, rounds),
        gettext_noop("Notice texts"): partial(_notice_texts, district, contents),
        gettext_noop("People"): partial(people.replace_people, district, persons, contents.password),
    }


def _venues(district: District, contents: Contents) -> Parts:
    """What is looked at in the buildings, who answers for them (so after the people), and a demo's events."""
    return {
        gettext_noop("Safety lists"): partial(community.replace_safety_items, district, list(item_rows(contents))),
        gettext_noop("Safety of venues"): partial(community.replace_safety_plans, district, list(plan_rows(contents))),
        gettext_noop("Events"): partial(community.add_demo_events, district, list(event_rows(contents))),
        gettext_noop("Surveys"): partial(surveys.replace_surveys, district, list(survey_rows(contents))),
        gettext_noop("Registries"): partial(replace_registries, district, contents),
        gettext_noop("Health points"): partial(health.replace_points, district, list(point_rows(contents))),
        gettext_noop("Health files"): partial(health.add_demo_patients, district, list(patient_rows(contents))),
        gettext_noop("Norm of follow-up"): partial(followup.replace_norm, district, norm_row(contents)),
        gettext_noop("Estimates of patients"): partial(
            followup.replace_estimates, district, list(estimate_rows(contents))
        ),
        gettext_noop("Follow-up"): partial(followup.add_demo_enrolments, district, demo_rows(contents)),
    }


def _hall_rows(contents: Contents) -> Iterator[appointments.HallRow]:
    for entry, _line in contents.halls:
        yield appointments.HallRow(**{**entry.model_dump(), "hours": entry.by_weekday})


def _channel_rows(contents: Contents) -> Iterator[portal.ChannelRow]:
    for entry, _line in contents.channels:
        yield portal.ChannelRow(entry.code, entry.name, entry.intro, tuple(entry.services))


def _outlet_rows(contents: Contents) -> Iterator[portal.OutletRow]:
    for entry, _line in contents.outlets:
        yield portal.OutletRow(entry.code, entry.name, entry.level)


def _subject_rows(contents: Contents) -> Iterator[portal.SubjectRow]:
    for entry, _line in contents.subjects:
        yield portal.SubjectRow(entry.name, tuple(entry.words))


def _notice_texts(district: District, contents: Contents) -> Changes:
    texts = {name: text for name, (text, _line) in contents.notices.items()}
    return Changes(changed=replace_texts(district.code, texts))


def _figure_rows(contents: Contents) -> Iterator[portal.Figure]:
    for entry, _line in contents.publishing:
        yield portal.Figure(entry.outlet, entry.first, entry.items, entry.reads)


def _area_rows(contents: Contents) -> list[places.AreaRow]:
    known = {entry.code for entry, _line in contents.areas}
    shared = shared_above(contents)
    rows = [
        places.AreaRow(entry.code, entry.name, entry.level, _above(entry.code, known), entry.lat, entry.lon)
        for entry, _line in contents.areas
        if entry.code not in shared
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


def _category_rows(contents: Contents) -> Iterator[catalogue.CategoryRow]:
    urgent = {clock.code for clock, _line in contents.clocks if clock.emergency}
    for one, _line in contents.categories:
        yield catalogue.CategoryRow(
            one.code, one.level1, one.level2, one.level3, one.keywords, one.clock, one.clock in urgent
        )


def _duty_rows(contents: Contents) -> Iterator[catalogue.DutyRow]:
    """Who leads and who assists comes from the tree; what is to be done, from the nearest matter."""
    matters: dict[str, schema.DutyEntry] = {entry.matter: entry for entry, _line in contents.duties}
    for category, _line in contents.categories:
        matter = next((matters[path] for path in category.paths if path in matters), None)
        told = (matter.notes, "、".join(matter.basis), matter.checked) if matter else ("", "", False)
        yield catalogue.DutyRow(category.code, category.lead, True, *told)
        for assisting in category.assist:
            yield catalogue.DutyRow(category.code, assisting, False, *told)


def _person(entry: schema.PersonEntry) -> people.PersonRow:
    positions = tuple(people.PositionRow(**position.model_dump()) for position in entry.positions)
    return people.PersonRow(entry.name, entry.username, entry.phone, positions)
