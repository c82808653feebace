"""Hand in: hold the form and the documents against the service, find who looks at it first, open the case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from linli.cases.commands import parse
from linli.cases.errors import InvalidInput, NotYours
from linli.cases.file import CaseFile, digest
from linli.cases.models import Case, Channel, DeadlineKind, State
from linli.catalogue import queries as catalogue
from linli.catalogue.filled_form import filled
from linli.catalogue.guides import Guide, guide
from linli.clock import now
from linli.ids import case_code, new_receipt, receipt_digest, uuid7
from linli.people.actions import contact_for
from linli.people.actors import Actor
from linli.people.models import Account
from linli.places.queries import district_by
from linli.problem import Fault

from .. import commands as c
from ..errors import FormChanged, NotSignedIn
from ..file import ApplicationFile
from ..levels import chain_of
from ..lifecycle import WORKERS
from ..models import Application, Draft
from ..queries.documents import document_faults
from .deciding import grant_on_promise
from .forgetting import forget

CODE_TRIES = 3


@dataclass(frozen=True)
class HandedOver:
    """An application just opened. `receipt` is shown once, for who was helped at a counter; kept by nobody."""

    case: Case
    receipt: str


def may_help(actor: Actor, district: str = "") -> bool:
    """Whether this member of staff hands in for others at a counter; `district`: at one of that district."""
    here = not district or actor.reach.district == district
    return actor.kind == "staff" and actor.has(*WORKERS) and here


def check_may_help(actor: Actor, district: str) -> None:
    """Raises NotYours for staff who do not work on applications there."""
    if actor.kind == "staff" and not may_help(actor, district):
        raise NotYours(_("Apply for somebody"), _("staff who work on applications in this district"))


def hand_in(
    actor: Actor, given: c.HandIn | dict[str, Any], draft_id: UUID | None = None, consent: UUID | None = None
) -> HandedOver:
    """Open an application. Raises NotSignedIn, NotYours, NoSuchService, FormChanged, InvalidInput (every fault), NoLevel."""
    if actor.account is None:
        raise NotSignedIn
    command = given if isinstance(given, c.HandIn) else parse(c.HandIn, given)
    shown = guide(district_by(command.district).code, command.service)
    check_may_help(actor, shown.district)
    if command.version is not None and command.version != shown.version:
        raise FormChanged(shown.name, command.version, shown.version)
    answers = check_form(actor, shown, command.answers, command.documents, promise=command.promise)
    if actor.kind == "staff" and consent is None:
        message = _("To hand it in for somebody, please have them sign that they agree.")
        raise InvalidInput([Fault("consent", message)])
    chain = chain_of(shown.spec, shown.district, str(answers.get(shown.spec.area_field, "")))
    for tries_left in reversed(range(CODE_TRIES)):
        opened: ApplicationFile | None = None
        try:
            with transaction.atomic():
                opened, receipt = open_file(actor, command, shown, chain, answers, consent)
                opened.save()
                if draft_id:
                    forget(Draft.objects.filter(pk=draft_id))
            return HandedOver(opened.case, receipt)
        except IntegrityError:
            # One new code in many thousands is taken: another is drawn.
            taken = opened is not None and Case.objects.filter(code=opened.case.code).exists()
            if not taken or not tries_left:
                raise
    raise AssertionError("unreachable")


def check_form(
    actor: Actor, shown: Guide, given: Mapping[str, Any], documents: Mapping[str, list[UUID]], *, promise: bool = False,
    case: Case | None = None,
) -> dict[str, Any]:  # fmt: skip
    """The answers as they are kept. Raises InvalidInput with every fault of form and documents at once."""
    found = filled(shown.spec, shown.district, given)
    promised = promise and shown.spec.consent == "promise"
    faults = [*found.faults, *document_faults(actor, shown.spec, found.answers, documents, promised, case)]
    if promise and not promised:
        faults.append(Fault("promise", _("This service is not decided on a promise.")))
    if faults:
        raise InvalidInput(faults)
    return found.answers


def open_file(
    actor: Actor, command: c.HandIn, shown: Guide, chain: Mapping[str, str], answers: dict[str, Any],
    consent: UUID | None = None,
) -> tuple[ApplicationFile, str]:  # fmt: skip
    """The file of a new application, in memory, and its receipt."""
    receipt, spec = new_receipt(), shown.spec
    case = _row(actor, command, shown, chain)
    case.receipt_digest = receipt_digest(receipt)
    promised = command.promise and spec.consent == "promise"
    application = Application(
        case=case, promised=promised, helped_by=actor.account if actor.kind == "staff" else None, consent_id=consent,
        level_since=now(),
    )  # fmt: skip
    file = ApplicationFile(CaseFile(case, is_new=True), application)
    kept = file.keep(answers)
    file.file.rows.append(application)
    documents = file.hand_in(command.documents)
    file.file.start(DeadlineKind.ACCEPT, case.office_id, spec.accept)
    file.file.record(
        "handed_in", actor, channel=str(case.channel), service=spec.code, version=shown.version, answers=kept,
        documents=documents, promised=promised,
    )  # fmt: skip
    file.file.tell(case.office_id, "application_new", due=file.file.deadlines[0].due_at.isoformat())
    file.file.tell_reporter("application_received")
    if promised:
        grant_on_promise(Actor.system(), file)
    return file, receipt


def _row(actor: Actor, command: c.HandIn, shown: Guide, chain: Mapping[str, str]) -> Case:
    at, district = now(), district_by(shown.district)
    level, office = next(iter(chain.items()))
    by_staff = actor.kind == "staff"
    account = None if by_staff else actor.account
    return Case(
        id=uuid7(), code=case_code(district.prefix), district_id=shown.district, state=State.SUBMITTED,
        channel=Channel.DESK if by_staff else Channel.WEB, title=shown.name, text="", text_digest=digest(""),
        service_id=shown.id, level=level, clock_id=catalogue.clock(shown.district).id,
        # Of the district as a whole: who looks after an area has no part in it by that.
        area_id=shown.district, office_id=office, organisation_id=office,
        reporter_id=_contact(command, shown.district, account), account=account, created_at=at, updated_at=at,
    )  # fmt: skip


def _contact(command: c.HandIn, district: str, account: Account | None) -> UUID | None:
    details = command.contact
    if details is None or not (details.phone or details.name):
        return None
    return contact_for(district, phone=details.phone, name=details.name, account=account).pk
