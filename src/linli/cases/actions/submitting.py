"""A need is raised: find where it is, who looks after it, and open the case."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction

from linli.catalogue import queries as catalogue
from linli.clock import now
from linli.ids import case_code, new_receipt, receipt_digest, uuid7
from linli.people import queries as people
from linli.people.actions import contact_for
from linli.people.actors import Actor
from linli.places import queries as places
from linli.places.errors import AmbiguousPlace, OutsideDistrict, UnknownPlace
from linli.places.models import District
from linli.places.queries import Located

from ..commands import BlowWhistle, Register, Submit, parse
from ..file import CaseFile, digest
from ..lifecycle import CASE_MOVES
from ..models import Attachment, Case, Channel, DeadlineKind
from ..privacy import title_of
from . import handling
from .door import act
from .papers import hand_over, named, photos_of_draft

CODE_TRIES = 3


@dataclass(frozen=True)
class Submitted:
    """A case just opened. `receipt` is shown once and kept by nobody else."""

    case: Case
    receipt: str
    candidates: tuple[Located, ...] = ()


def submit(actor: Actor, given: Submit | dict[str, object], draft_id: UUID | None = None) -> Submitted:
    """Open one case, with the photos of a draft. Raises InvalidInput, places' and people's errors; nothing is written then."""
    command = given if isinstance(given, Submit) else parse(Submit, given)
    return _opened(actor, command, draft_id)


def blow_on_the_spot(
    actor: Actor, report: Submit, category: str, whistle: BlowWhistle, draft_id: UUID | None = None
) -> Submitted:
    """A whistle for something seen on patrol: opens its own case, registers it and calls, in one go."""

    def register_and_call(file: CaseFile) -> None:
        handling.check_desk(actor, file.case)
        act(actor, file, CASE_MOVES["register"], Register(category=category))
        act(actor, file, CASE_MOVES["whistle"], whistle)

    return _opened(actor, report, draft_id, register_and_call)


def submit_many(actor: Actor, commands: Sequence[Submit]) -> list[CaseFile]:
    """Open many cases at once (an import, a year of history); the caller saves them with `save_all`."""
    return [_open(actor, command)[0] for command in commands]


def _opened(
    actor: Actor, command: Submit, draft_id: UUID | None, then: Callable[[CaseFile], None] = lambda file: None
) -> Submitted:
    """The case as it was opened and `then` gone on with, in one transaction."""
    for tries_left in reversed(range(CODE_TRIES)):
        file: CaseFile | None = None
        try:
            with transaction.atomic():
                photos = photos_of_draft(draft_id) if draft_id else []
                file, submitted = _open(actor, command, photos)
                then(file)
                file.save()
                if draft_id:
                    hand_over(draft_id, photos, file.case)
            return submitted
        except IntegrityError:
            # Among a million cases one new code in 27,000 is taken: another is drawn.
            taken = file is not None and Case.objects.filter(code=file.case.code).exists()
            if not taken or not tries_left:
                raise
    raise AssertionError("unreachable")


def _open(actor: Actor, command: Submit, photos: Sequence[Attachment] = ()) -> tuple[CaseFile, Submitted]:
    district = places.district_by(command.district)
    located, candidates = _place(command, district)
    category = _category(command, district.code)
    receipt = new_receipt()
    case = _row(actor, command, district, located, category)
    case.receipt_digest = receipt_digest(receipt)
    file = CaseFile(case, is_new=True)
    if command.channel != Channel.IMPORT:
        start_clock(file, category.clock_code if category else "")
    detail = {"files": named(photos)} if photos else {}
    file.record("submitted", actor, channel=str(command.channel), located=located.how if located else "", **detail)
    due = min((d.due_at for d in file.running(DeadlineKind.ACKNOWLEDGE)), default=now())
    file.tell(case.office_id, "new_case", due=due.isoformat())
    file.tell_reporter("case_received")
    return file, Submitted(case, receipt, candidates)


def _row(
    actor: Actor, command: Submit, district: District, located: Located | None, category: catalogue.CategoryCard | None
) -> Case:
    at = now()
    office = people.office_of(located.community) if located and located.community else None
    case = Case(
        id=uuid7(command.said_at), code=case_code(district.prefix), district_id=district.code, channel=command.channel,
        title=command.title or title_of(command.text), text=command.text, text_digest=digest(command.text),
        category_id=category.id if category else None, address=command.address,
        building_id=located.building if located else None, area_id=located.area if located else None,
        community=(located.community or "") if located else "", street=(located.street or "") if located else "",
        office_id=office or people.centre(district.code), reporter_id=_contact(actor, command, district),
        account_id=actor.account.pk if actor.account and actor.kind == "resident" else None,
        followers=command.votes, source=command.source, source_id=command.source_id,
        created_at=command.said_at or at, updated_at=at,
    )  # fmt: skip
    _take_position(case, command, located)
    return case


def start_clock(file: CaseFile, clock_code: str) -> None:
    """Begin the case's deadlines for its office by the category's clock; the case keeps that version.

    A case taken over from another register begins its clock when a desk takes it up.
    """
    clock = catalogue.clock(file.case.district_id, clock_code)
    file.case.clock_id = clock.id
    file.start_all(clock.case_terms(), file.case.office_id)


def _place(command: Submit, district: District) -> tuple[Located | None, tuple[Located, ...]]:
    """Where it is: the position if given, else the address, else a sure mention in the text; never a guess."""
    if command.location:
        return places.locate_point(command.location.lat, command.location.lon, district), ()
    if command.address:
        try:
            return places.locate_text(command.address, district), ()
        except AmbiguousPlace as several:
            found = _mentioned(command.text, district, several.candidates)
            return found, () if found else tuple(several.candidates)
        except UnknownPlace:
            return _mentioned(command.text, district), ()
        except OutsideDistrict:
            if command.channel == Channel.IMPORT:
                return None, ()
            raise
    if command.channel == Channel.IMPORT and district.name not in command.text:
        return None, ()
    return _mentioned(command.text, district), ()


def _mentioned(text: str, district: District, among: Sequence[Located] = ()) -> Located | None:
    try:
        located = places.locate_text(text, district)
    except (AmbiguousPlace, UnknownPlace, OutsideDistrict):
        return None
    return located if not among or located.community in {one.community for one in among} else None


def _take_position(case: Case, command: Submit, located: Located | None) -> None:
    if command.location:
        case.lat, case.lon, case.accuracy = command.location.lat, command.location.lon, command.location.accuracy
    elif located:
        case.lat, case.lon = located.lat, located.lon


def _category(command: Submit, district: str) -> catalogue.CategoryCard | None:
    if not command.category:
        return None
    return handling.known_category(district, command.category)


def _contact(actor: Actor, command: Submit, district: District) -> UUID | None:
    details = command.contact
    if details is None or not (details.phone or details.name):
        return actor.contact
    account = actor.account if actor.kind == "resident" else None
    return contact_for(district.code, phone=details.phone, name=details.name, account=account).pk
