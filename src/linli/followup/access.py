"""Who may see and write what of follow-up: physicians their institution's people, disease control only the numbers."""

from __future__ import annotations

from django.db.models import QuerySet

from linli.health.access import is_epidemiologist, is_physician
from linli.health.models import Patient
from linli.people.actors import Actor

from .errors import NoSuchPerson, NotYours
from .models import Enrolment, Referral


def may_visit(actor: Actor) -> bool:
    return is_physician(actor) and bool(actor.reach.district)


def may_count(actor: Actor) -> bool:
    """Sees the rates: physicians of their institution, disease control of all."""
    return may_visit(actor) or is_epidemiologist(actor)


def check_may_visit(actor: Actor) -> None:
    """Raises NotYours."""
    if not may_visit(actor):
        raise NotYours


def enrolments_of(actor: Actor) -> QuerySet[Enrolment]:
    """Those of the institutions that a physician works at; nobody's for anybody else."""
    if not may_visit(actor):
        return Enrolment.objects.none()
    return Enrolment.objects.filter(district=actor.reach.district, organisation__in=actor.reach.organisations)


def referrals_of(actor: Actor) -> QuerySet[Referral]:
    if not may_visit(actor):
        return Referral.objects.none()
    return Referral.objects.filter(district=actor.reach.district, organisation__in=actor.reach.organisations)


def patient_of(actor: Actor, code: str) -> Patient:
    """Somebody whom the physician's institution looks after. Raises NoSuchPerson."""
    if not may_visit(actor):
        raise NoSuchPerson
    rows = Patient.objects.filter(district=actor.reach.district, organisation__in=actor.reach.organisations)
    found = rows.select_related("organisation", "area").filter(code=code.strip().upper(), erased_at=None).first()
    if found is None:
        raise NoSuchPerson
    return found
