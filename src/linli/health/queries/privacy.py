"""Which way leads somebody to a person's health: it is their own, they treat them, or were let by them; and who has looked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from linli.audit.models import AuditEntry
from linli.audit.words import kind_name
from linli.clock import today
from linli.people.actors import Actor
from linli.people.models import AccountKind
from linli.people.queries import organisations

from ..access import treats
from ..errors import NoSuchPatient
from ..models import Grant, Patient

OWN, TREATS, FAMILY = "own", "treats", "family"
LOOKS_SHOWN = 200


@dataclass(frozen=True)
class Way:
    """How somebody comes to a file. `grant` is what lets a member of the family."""

    patient: Patient
    how: str
    grant: Grant | None = None

    @property
    def is_own(self) -> bool:
        return self.how == OWN


@dataclass(frozen=True)
class Look:
    """Somebody looked at, or did something with, a file: what, who, for whom they work."""

    at: datetime
    what: str
    who: str
    organisation: str
    own: bool


def standing_grants() -> QuerySet[Grant]:
    """Those that let somebody look today."""
    return Grant.objects.filter(Q(until=None) | Q(until__gte=today()), ended_at=None, patient__erased_at=None)


def own_files(actor: Actor) -> list[Patient]:
    """The files that were found to be of who is signed in, a district after the other."""
    if actor.account is None or actor.account.kind != AccountKind.RESIDENT:
        return []
    return list(Patient.objects.filter(account=actor.account, erased_at=None).order_by("id"))


def unlinked_files(actor: Actor) -> list[Patient]:
    """Files with this telephone that are nobody's yet: theirs to confirm with a date of birth, for numbers change hands."""
    account = actor.account
    if account is None or account.kind != AccountKind.RESIDENT or not account.phone_index:
        return []
    found = Patient.objects.filter(phone_index=account.phone_index, account=None, erased_at=None)
    return list(found.order_by("id"))


def family_ways(actor: Actor) -> list[Way]:
    """The files that others let who is signed in look at."""
    account = actor.account
    if account is None or account.kind != AccountKind.RESIDENT or not account.phone_index:
        return []
    grants = standing_grants().filter(phone_index=account.phone_index).select_related("patient").order_by("given_at")
    return [Way(grant.patient, FAMILY, grant) for grant in grants if grant.patient.account_id != account.pk]


def way_to(actor: Actor, patient: Patient | None) -> Way:
    """Raises NoSuchPatient, which says no more to who may not look than to who guesses."""
    if patient is None or patient.erased_at is not None:
        raise NoSuchPatient
    account = actor.account
    if account is not None and account.kind == AccountKind.RESIDENT:
        if patient.account_id == account.pk:
            return Way(patient, OWN)
        letting = standing_grants().filter(patient=patient, phone_index=account.phone_index).first()
        if account.phone_index and letting is not None:
            return Way(patient, FAMILY, letting)
    elif treats(actor, patient):
        return Way(patient, TREATS)
    raise NoSuchPatient


def way_to_code(actor: Actor, code: str) -> Way:
    """By the number on the card. Raises NoSuchPatient."""
    return way_to(actor, Patient.objects.filter(code=code.strip().upper()).first())


def way_to_key(actor: Actor, key: UUID) -> Way:
    """By the key of the file. Raises NoSuchPatient."""
    return way_to(actor, Patient.objects.filter(pk=key).first())


def grants_of(patient: Patient) -> list[Grant]:
    """Whom they let look, the newest first; those that have ended too, for a year."""
    return list(patient.grants.order_by("-given_at")[:50])


def looks_at_file(patient: Patient) -> list[Look]:
    """Who looked at the file and when, newest first."""
    rows = AuditEntry.objects.filter(
        kind__startswith="health_", district=patient.district_id, subject=f"patient:{patient.code}"
    ).order_by("-at", "-id")[:LOOKS_SHOWN]
    called = {str(grant.pk): grant.called for grant in patient.grants.all()}
    return [_look(patient, row, called) for row in rows]


def _look(patient: Patient, row: AuditEntry, called: dict[str, str]) -> Look:
    own = row.actor_id is not None and row.actor_id == patient.account_id
    organisation = ""
    if row.organisation:
        card = organisations(patient.district_id).get(row.organisation)
        organisation = card.name if card else ""
    if own:
        who = _("You yourself")
    elif row.actor_kind == "resident":
        who = called.get(str(row.data.get("grant", "")), "") or _("Somebody you let")
    else:
        who = row.actor_name or organisation
    return Look(row.at, kind_name(row.kind), who, organisation, own)
