"""The health room's small district, and people who are visited there."""

from __future__ import annotations

from datetime import date
from typing import Any

from linli.followup import actions
from linli.followup.models import Enrolment, Visit
from linli.health.models import Patient
from linli.people.models import Account
from linli.people.vault import blind_index
from tests import factories
from tests.factories import actor
from tests.health.town import CDC, CLINIC, STATION, district, patient, pressure, signed_in

__all__ = [
    "CDC", "CLINIC", "STATION", "actor", "district", "enrol", "form", "patient", "pressure", "resident_of", "sheet", "signed_in",
    "visit",
]  # fmt: skip


def enrol(who: Patient | None = None, condition: str = "hypertension", by: str = "doctor", **given: Any) -> Enrolment:
    """张国强 of 1950, or somebody else, from the beginning of the year on."""
    who = who or patient()
    return actions.enrol(actor(by), who.code, {"condition": condition, "since": "2026-01-01", **given})


def sheet(upper: int | None = 128, lower: int | None = 78, **changed: Any) -> dict[str, Any]:
    """What a physician writes of somebody who is well, or what is given instead."""
    given: dict[str, Any] = {
        "kind": "clinic", "on": "2026-11-02", "symptoms": [], "adherence": "regular", "adverse": "no", "complication": "no"
    }  # fmt: skip
    if upper is not None and lower is not None:
        given |= {"systolic1": str(upper), "diastolic1": str(lower)}
    return {**given, **changed}


def visit(row: Enrolment, upper: int | None = 128, lower: int | None = 78, by: str = "doctor", **changed: Any) -> Visit:
    return actions.record_visit(actor(by), row.pk, sheet(upper, lower, **changed)).visit


def form(upper: int = 128, lower: int = 78, **changed: Any) -> dict[str, Any]:
    """The same as a browser sends it."""
    return {**sheet(upper, lower), "do": "save", **changed}


def resident_of(who: Patient) -> Account:
    """The account that the person signs in with, linked to their file."""
    account = Account.objects.filter(phone_index=blind_index(who.phone)).first() or factories.resident(who.phone)
    Patient.objects.filter(pk=who.pk).update(account=account)
    who.account = account
    return account


def day(text: str) -> date:
    return date.fromisoformat(text)
