"""Health files: opened, changed, advised on, and what was kept aside decided."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from linli.cases.commands import parse
from linli.clock import now
from linli.ids import case_code, uuid7
from linli.inserting import insert
from linli.people.actors import Actor
from linli.people.models import Account, Organisation
from linli.people.vault import blind_index, seal
from linli.places.models import Area

from ..access import check_physician, treats
from ..commands import AdviceText, Decision, PatientSheet
from ..doubts import ONE_NUMBER
from ..errors import HealthProblem, KnownAlready, NoSuchObservation, NoSuchPatient, NotYours
from ..models import Advice, Observation, ObservationState, Patient, Sex
from ..on_file import on_file
from .alerting import raise_alerts

# The letters of a card's number: 健康.
PREFIX = "JK"


class NotHere(HealthProblem):
    """An area, institution or physician of another district, or none."""

    code = "not_here"
    status = 422

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message, field=field)


def new_card() -> str:
    """A card's number that nobody has."""
    code = case_code(PREFIX)
    while Patient.objects.filter(code=code).exists():
        code = case_code(PREFIX)
    return code


def filled(row: Patient, command: PatientSheet) -> Patient:
    """The row with what the sheet says, sealed and findable."""
    read = command.identity
    born: date | None = read.born if read else command.born
    sex: Sex | None = read.sex if read else command.sex
    assert born is not None and sex is not None
    row.name_cipher = seal(command.name)
    row.id_number_cipher = seal(command.id_number) if command.id_number else b""
    row.id_number_index = blind_index(command.id_number) if command.id_number else ""
    row.phone_cipher = seal(command.phone) if command.phone else b""
    row.phone_index = blind_index(command.phone) if command.phone else ""
    row.birth_cipher, row.birth_year, row.sex = seal(born.isoformat()), born.year, sex
    row.area_id, row.organisation_id = command.area, command.organisation
    row.account = _account_of(row.phone_index)
    return row


def _account_of(phone_index: str) -> Account | None:
    return Account.objects.filter(phone_index=phone_index, kind="resident").first() if phone_index else None


@transaction.atomic
def open_file(actor: Actor, given: PatientSheet | dict[str, Any]) -> Patient:
    """A new person's health file, with a card's number. Raises NotYours, InvalidInput, NotHere, KnownAlready."""
    check_physician(actor)
    command = given if isinstance(given, PatientSheet) else parse(PatientSheet, given)
    _check_here(actor, command)
    row = Patient(id=uuid7(), district_id=actor.reach.district, code=new_card(), created_at=now())
    filled(row, command)
    row.physician = _physician(actor, command)
    _check_new(row)
    try:
        with transaction.atomic():
            insert([row])
    except IntegrityError:
        # A colleague opened it a moment ago.
        _check_new(row)
        raise
    on_file(actor, "health_file_opened", row)
    return row


def _check_new(row: Patient) -> None:
    if row.id_number_index:
        same = Patient.objects.filter(district=row.district_id, id_number_index=row.id_number_index)
        known = same.exclude(pk=row.pk).first()
        if known is not None:
            raise KnownAlready(known.code)


def _check_here(actor: Actor, command: PatientSheet) -> None:
    if command.organisation not in actor.reach.organisations:
        raise NotYours(_("You can open files at your own institution only."))
    if not command.area.startswith(actor.reach.district) or not Area.objects.filter(code=command.area).exists():
        raise NotHere("area", _("There is no such place in this district. Please choose one from the list."))


def _physician(actor: Actor, command: PatientSheet) -> Account | None:
    if not command.physician:
        return actor.account
    colleagues = physicians_of(command.organisation)
    found = next((one for one in colleagues if one.username == command.physician), None)
    if found is None:
        raise NotHere("physician", _("There is no such physician at this institution."))
    return found


def physicians_of(organisation: str) -> list[Account]:
    """Who holds the role there today, by name."""
    from linli.people.models import Position
    from linli.people.roles import Role

    held = Position.objects.today().filter(role=Role.PHYSICIAN, organisation=organisation, account__is_active=True)
    accounts = Account.objects.filter(pk__in=held.values("account"))
    return list(accounts.order_by("name", "pk"))


def of_desk(actor: Actor, code: str, *, lock: bool = False) -> Patient:
    """A file that this physician may open. Raises NotYours, NoSuchPatient."""
    check_physician(actor)
    rows = Patient.objects.select_related("organisation", "area", "physician", "account")
    if lock:
        rows = rows.select_for_update(of=("self",))
    row = rows.filter(district=actor.reach.district, code=code, erased_at=None).first()
    if row is None or not treats(actor, row):
        raise NoSuchPatient
    return row


@transaction.atomic
def change_file(actor: Actor, code: str, given: PatientSheet | dict[str, Any]) -> Patient:
    """Raises NotYours, NoSuchPatient, InvalidInput, NotHere, KnownAlready."""
    row = of_desk(actor, code, lock=True)
    command = given if isinstance(given, PatientSheet) else parse(PatientSheet, given)
    if command.organisation != row.organisation_id:
        _check_moves(actor, command)
    elif not Area.objects.filter(code=command.area, code__startswith=actor.reach.district).exists():
        raise NotHere("area", _("There is no such place in this district. Please choose one from the list."))
    filled(row, command)
    row.physician = _physician(actor, command)
    _check_new(row)
    row.save()
    on_file(actor, "health_file_changed", row)
    return row


def _check_moves(actor: Actor, command: PatientSheet) -> None:
    """Somebody moves to another institution of the district, which looks after them from then on."""
    unit = Organisation.objects.filter(code=command.organisation, district=actor.reach.district, kind="health").first()
    if unit is None:
        raise NotHere("organisation", _("There is no such health institution in this district."))


@transaction.atomic
def advise(actor: Actor, code: str, given: AdviceText | dict[str, Any]) -> Advice:
    """What the person reads with their next measurement. Raises NotYours, NoSuchPatient, InvalidInput."""
    row = of_desk(actor, code)
    command = given if isinstance(given, AdviceText) else parse(AdviceText, given)
    assert actor.account is not None
    unit = row.organisation_id if row.organisation_id in actor.reach.organisations else actor.organisation
    said = Advice(
        id=uuid7(), patient=row, text_cipher=seal(command.text), by=actor.account, organisation_id=unit, at=now()
    )  # fmt: skip
    insert([said])
    on_file(actor, "health_advised", row)
    return said


@transaction.atomic
def decide(actor: Actor, key: UUID, given: Decision | dict[str, Any]) -> Observation:
    """A value kept aside counts, or is taken as replaced. Raises NotYours, NoSuchObservation, InvalidInput."""
    check_physician(actor)
    command = given if isinstance(given, Decision) else parse(Decision, given)
    rows = Observation.objects.select_for_update(of=("self",)).select_related("patient", "point")
    row = rows.filter(pk=key, district=actor.reach.district, state=ObservationState.SUSPECT).first()
    if row is None or not (treats(actor, row.patient) or _at_own_point(actor, row)):
        raise NoSuchObservation
    if command.counts and row.doubt == ONE_NUMBER:
        raise NoSuchObservation
    row.state = ObservationState.FINAL if command.counts else ObservationState.REPLACED
    row.save(update_fields=["state"])
    on_file(actor, "health_value_decided", row.patient, {"counts": command.counts, "doubt": row.doubt})
    return row


def _at_own_point(actor: Actor, row: Observation) -> bool:
    return row.point is not None and row.point.organisation_id in actor.reach.organisations


__all__ = [
    "advise",
    "change_file",
    "decide",
    "filled",
    "new_card",
    "of_desk",
    "open_file",
    "physicians_of",
    "raise_alerts",
]
