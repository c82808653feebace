"""An application that another installation reported up: taken in here, corrected, ended, and closed when all is told.

The desk's moves on it are those on any other; what they give is told back by who listens to `across.changed`.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from linli.cases import commands as of_cases
from linli.cases.actions import handling
from linli.cases.errors import InvalidInput, NoSuchCase
from linli.cases.file import CaseFile, digest
from linli.cases.intake import Taken, take_in
from linli.cases.models import Case, Channel, DeadlineKind, State
from linli.catalogue import queries as catalogue
from linli.catalogue.filled_form import filled
from linli.catalogue.guides import Guide, guides, version_of
from linli.clock import now
from linli.ids import case_code, uuid7
from linli.people.actors import Actor
from linli.places.queries import district_by, districts
from linli.problem import Fault

from .. import sealed_files
from ..across import MOST_BYTES, Contents, CorrectedBelow, EndedBelow, ReportedUp, SentDocument, SentPage
from ..errors import NoServiceHere, NotAcross, TooMuchToSend
from ..file import ApplicationFile
from ..levels import chain_of
from ..models import Application, Document, HandedIn, Opinion, Page
from .folder import page_row
from .reviewing import due_of

# What a level below may hand up again.
_OVER = (State.DECLINED, State.WITHDRAWN)


@transaction.atomic
def take_reported(source: str, district: str, given: ReportedUp) -> Case:
    """Open it here, or take it up again where it was handed down before. `district`: the one of ours that looks at what
    comes from there, where more than one could. Raises NoServiceHere, NoLevel, NotAcross, InvalidInput, NotTaken."""
    shown = _service(district, given)
    answers = _answers(shown, given.contents)
    known = _from(source, given.case, shown.district)
    if known is not None and not (known.is_open or known.state in _OVER):
        raise NotAcross(known.code, known.state_label)
    chain = chain_of(shown.spec, shown.district, str(answers.get(shown.spec.area_field, "")))
    file = _again(known, shown) if known is not None else _new(source, given, shown, chain[given.level])
    file.give_to(given.level, chain[given.level])
    kept = file.keep(answers)
    with sealed_files.written_files() as written:
        documents = _exchange(file, given.contents.documents, written)
        _clock(file, given, chain[given.level])
        _opinions(file, given)
        file.file.record(
            "handed_in", Actor.system(), channel=str(Channel.IMPORT), service=shown.code, version=shown.version,
            answers=kept, documents=documents, name=given.organisation,
        )  # fmt: skip
        file.file.tell(chain[given.level], "application_for_review", due=due_of(file))
        file.save()
    return file.case


def _service(district: str, given: ReportedUp) -> Guide:
    here = [district] if district else [one.code for one in districts()]
    known = [one for code in here if (one := guides(code).get(given.service))]
    found = [one for one in known if one.spec.chain[0] == given.level]
    if len(found) != 1:
        raise NoServiceHere(given.service_name, str(given.level.label), len(found))
    return found[0]


def _from(source: str, code: str, district: str = "") -> Case | None:
    """The application that came from there under that code, its row locked."""
    cases = Case.objects.applications().filter(~Q(source=""), source=source, source_id=code)
    mine = cases.filter(district_id=district) if district else cases
    return mine.select_for_update(of=("self",)).first()


def _known(source: str, code: str) -> Case:
    found = _from(source, code)
    if found is None:
        raise NoSuchCase(code)
    return found


def _new(source: str, given: ReportedUp, shown: Guide, organisation: str) -> ApplicationFile:
    at, district = now(), district_by(shown.district)
    case = Case(
        id=uuid7(), code=case_code(district.prefix), district_id=shown.district, state=State.UNDER_REVIEW,
        channel=Channel.IMPORT, title=shown.name, text="", text_digest=digest(""), service_id=shown.id,
        clock_id=catalogue.clock(shown.district).id, area_id=shown.district, office_id=organisation,
        source=source, source_id=given.case, created_at=at, updated_at=at, registered_at=at,
    )  # fmt: skip
    application = Application(case=case, level_since=at)
    file = ApplicationFile(CaseFile(case, is_new=True), application)
    file.file.rows.append(application)
    return file


def _again(case: Case, shown: Guide) -> ApplicationFile:
    file = ApplicationFile.load(case)
    case.state, case.closed_at, case.came_from, case.service_id = State.UNDER_REVIEW, None, "", shown.id
    file.file.cancel()
    return file


def _clock(file: ApplicationFile, given: ReportedUp, organisation: str) -> None:
    """The days that were promised below; what is left of them."""
    term, due = f"{max(given.promised, 1)}个工作日", given.due
    file.file.start(DeadlineKind.DECIDE, organisation, term, due=due)


def _opinions(file: ApplicationFile, given: ReportedUp) -> None:
    """What was found below, each once. The rows name our office, as they must one of ours; the words name theirs."""
    known = {one.at for one in file.opinions}
    for one in given.opinions:
        if one.at not in known:
            opinion = Opinion(
                id=uuid7(), case=file.case, level=one.level, organisation_id=file.case.office_id,
                name=f"{one.name} · {one.organisation}"[:40], verdict=one.verdict, checks=one.checks,
                text=one.text, at=one.at,
            )  # fmt: skip
            file.opinions.append(opinion)
            file.file.rows.append(opinion)


@transaction.atomic
def take_corrected(source: str, given: CorrectedBelow) -> Case:
    """What was returned comes back. Raises NoSuchCase, NotAcross, InvalidInput, NotTaken."""
    case = _known(source, given.case)
    if case.state != State.RETURNED:
        raise NotAcross(case.code, case.state_label)
    file = ApplicationFile.load(case)
    assert case.service_id is not None
    answers = _answers(version_of(case.service_id), given.contents)
    case.state, case.came_from = State(case.came_from or State.UNDER_REVIEW), ""
    file.application.level_since = now()
    kept = file.keep(answers)
    with sealed_files.written_files() as written:
        documents = _exchange(file, given.contents.documents, written)
        file.run_on()
        file.file.record("corrected", Actor.system(), answers=kept, documents=documents)
        file.file.tell(case.organisation_id, "application_corrected")
        file.save()
    return case


@transaction.atomic
def take_ended(source: str, given: EndedBelow) -> Case:
    """Nothing is left to decide. Raises NoSuchCase, NotAcross (it was decided here)."""
    case = _known(source, given.case)
    if case.state in _OVER:
        return case
    if not case.is_open:
        raise NotAcross(case.code, case.state_label)
    file = ApplicationFile.load(case)
    case.state = State.WITHDRAWN
    handling.withdraw(Actor.system(), file.file, of_cases.Withdraw(reason=given.reason))
    file.save()
    return case


@transaction.atomic
def told_below(key: UUID) -> None:
    """The decision has arrived there, and is handed over there: nothing is left to do here."""
    case = Case.objects.select_for_update(of=("self",)).get(pk=key)
    if case.state not in (State.GRANTED, State.REFUSED):
        return
    file = ApplicationFile.load(case)
    case.state, case.closed_at = State.DELIVERED, now()
    file.file.record("delivered", Actor.system(), how="across")
    file.save()


# What was handed in


def _answers(shown: Guide, contents: Contents) -> dict[str, Any]:
    """The answers as this side's form keeps them: it must be the same form. An area is one of theirs, kept in words.

    Raises InvalidInput with everything that does not fit.
    """
    spec, given = shown.spec, contents.answers
    areas = {one.id for group in spec.form for one in group.fields if one.kind == "area"}
    found = filled(spec, shown.district, given)
    faults = [fault for fault in found.faults if fault.field not in areas]
    asked = {one.id for one in spec.materials_for(found.answers)}
    unknown = {one.material: one.name for one in contents.documents if one.material not in asked}
    message = _("“%(name)s” is not asked for here.")
    faults += [Fault(f"material.{key}", message % {"name": name}) for key, name in unknown.items()]
    if faults:
        raise InvalidInput(faults)
    return found.answers | {key: contents.places.get(key, str(given[key])[:120]) for key in areas & given.keys()}


def _exchange(
    file: ApplicationFile, documents: list[SentDocument], written: list[sealed_files.Path]
) -> list[dict[str, str]]:
    """What is no longer handed in is marked as replaced, and stays to be compared; returns what is new."""
    held = {_likeness(one): one for one in _held(file.case)}
    wanted = {(one.material, *(page.sha256 for page in one.pages)): one for one in documents}
    gone = [one.pk for likeness, one in held.items() if likeness not in wanted]
    HandedIn.objects.filter(pk__in=gone).update(replaced_at=now())
    fresh: dict[str, list[UUID]] = {}
    taken = _pages([page for likeness, one in wanted.items() if likeness not in held for page in one.pages])
    samples = {one.id: one.sample for one in file.spec.materials_for(file.answers)}
    for likeness, one in wanted.items():
        if likeness not in held:
            row = _keep(file.case.district_id, one, samples[one.material], taken, written)
            fresh.setdefault(one.material, []).append(row.pk)
    return file.hand_in(fresh)


def _held(case: Case) -> list[HandedIn]:
    held = HandedIn.objects.filter(case=case, replaced_at=None).select_related("document")
    return list(held.prefetch_related("document__pages"))


def _likeness(held: HandedIn) -> tuple[str, ...]:
    pages = sorted(held.document.pages.all(), key=lambda page: page.number)
    return held.material, *(page.sha256 for page in pages)


def _pages(pages: list[SentPage]) -> dict[str, Taken]:
    """Each page's file by its digest, looked at like any that somebody sends. Kept are the bytes as they came, so that
    both sides hold the same. Raises InvalidInput, NotTaken, TooMuchToSend."""
    bodies = {page.sha256: _body(page) for page in pages}
    size = sum(map(len, bodies.values()))
    if size > MOST_BYTES:
        raise TooMuchToSend(size, MOST_BYTES)
    by_digest = {page.sha256: page for page in pages}
    found: dict[str, Taken] = {}
    for key, page in by_digest.items():
        looked_at = take_in([SimpleUploadedFile(page.name, bodies[key])])[0]
        if looked_at.media_type != page.media_type:
            raise InvalidInput([_unfit(page, _("“%(name)s” is not what it is said to be."))])
        found[key] = Taken(looked_at.name, page.media_type, bodies[key], looked_at.thumbnail)
    return found


def _body(page: SentPage) -> bytes:
    try:
        body = base64.b64decode(page.content, validate=True)
    except (binascii.Error, ValueError):
        body = b""
    if hashlib.sha256(body).hexdigest() != page.sha256:
        raise InvalidInput([_unfit(page, _("“%(name)s” did not arrive as it was sent."))])
    return body


def _unfit(page: SentPage, message: str) -> Fault:
    return Fault("documents", message % {"name": page.name}, page.name)


def _keep(
    district: str, sent: SentDocument, sample: str, taken: Mapping[str, Taken], written: list[sealed_files.Path]
) -> Document:
    """In nobody's folder here: it lies with the application alone."""
    row = Document.objects.create(
        id=uuid7(), district_id=district, name=sent.name, sample=sample, issued_by=sent.issued_by,
        valid_until=sent.valid_until, created_at=now(),
    )  # fmt: skip
    Page.objects.bulk_create(
        [page_row(row, number, taken[page.sha256], written) for number, page in enumerate(sent.pages, 1)]
    )
    return row
