"""Looks put on record, all that is kept of a person handed to them, and a person's health data wiped."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from linli.audit.actions import record
from linli.clock import now
from linli.people.actors import Actor
from linli.people.models import Account
from linli.people.queries import Person
from linli.people.vault import seal_bytes

from ..errors import NoSuchPatient
from ..models import Advice, Alert, AlertState, Grant, Observation, ObservationState, Patient
from ..on_file import on_file
from ..queries.privacy import Way


def look(actor: Actor, way: Way, how: str = "page") -> None:
    """Before anything is shown: who looks at whose file, unless it is their own. `how`: page, print."""
    if way.is_own:
        return
    told = {"how": how} | ({"grant": str(way.grant.pk)} if way.grant else {})
    patient = way.patient
    on_file(actor, "health_seen", patient, told)


def taken_along(actor: Actor, way: Way) -> None:
    """They took all that is kept of them along; nobody else may. Raises NoSuchPatient."""
    if not way.is_own:
        raise NoSuchPatient
    patient = way.patient
    on_file(actor, "health_exported", patient)


@dataclass(frozen=True)
class Forgotten:
    """The files that were, or are to be, wiped, and those that share a telephone, so that it is not known whose they are."""

    wiped: tuple[Patient, ...]
    shared: tuple[Patient, ...]


def files_of_person(person: Person) -> Forgotten:
    """What erasing them would wipe: the file that was found to be theirs, or has their telephone.

    Where a number leads to several files of a district, as to a father's and a son's, none is touched by it: each is
    erased by its card (`erase_file`).
    """
    theirs = Q(account__in=person.accounts) | Q(phone_index__in=_indexes(person), account=None)
    by_district: dict[str, list[Patient]] = defaultdict(list)
    for row in Patient.objects.filter(theirs, erased_at=None).order_by("id"):
        by_district[row.district_id].append(row)
    return Forgotten(
        tuple(rows[0] for rows in by_district.values() if len(rows) == 1),
        tuple(row for rows in by_district.values() if len(rows) > 1 for row in rows),
    )


def _indexes(person: Person) -> set[str]:
    accounts = Account.objects.filter(pk__in=person.accounts).exclude(phone_index="")
    return set(accounts.values_list("phone_index", flat=True))


@transaction.atomic
def forget_person(person: Person) -> Forgotten:
    """Wipe the health file of who is being erased, and what others let them see."""
    grants = Grant.objects.filter(phone_index__in=_indexes(person))
    grants.update(phone_cipher=b"", phone_index="", called="", ended_at=now())
    found = files_of_person(person)
    for row in found.wiped:
        _wipe(row)
    return found


@transaction.atomic
def erase_file(actor: Actor, code: str) -> Patient:
    """Wipe one file by the number on its card: for the installation's administrator. Raises NoSuchPatient."""
    if actor.kind != "system":
        raise NoSuchPatient
    row = Patient.objects.select_for_update().filter(code=code.strip().upper(), erased_at=None).first()
    if row is None:
        raise NoSuchPatient
    _wipe(row)
    record(actor, "person_erased", district=row.district_id, data={"health_files": 1})
    return row


def _wipe(row: Patient) -> None:
    """Name, numbers, dates and values go; that there was a file and how much was measured where stays, as a count."""
    at = now()
    empty = seal_bytes(b"{}")
    Observation.objects.filter(patient=row).update(
        value_cipher=empty, state=ObservationState.DELETED, identifier=None, body_digest="", doubt="", urgent=False
    )
    Alert.objects.filter(patient=row).update(outcome_cipher=b"")
    Alert.objects.filter(patient=row).exclude(state=AlertState.CLOSED).update(state=AlertState.CLOSED, closed_at=at)
    Advice.objects.filter(patient=row).delete()
    Grant.objects.filter(patient=row).delete()
    for name in ("name_cipher", "id_number_cipher", "phone_cipher", "birth_cipher"):
        setattr(row, name, b"")
    row.id_number_index = row.phone_index = ""
    row.account = row.physician = None
    row.birth_year, row.erased_at = 0, at
    row.save()
