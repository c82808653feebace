"""Who might have to be visited: measured high on different days, and not enrolled. A suggestion, never a diagnosis."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from linli.clock import LOCAL, now, today
from linli.health import rules
from linli.health.models import Observation, ObservationState, Patient, Quantity
from linli.people.actors import Actor
from linli.people.vault import mask_name

from ..access import may_visit
from ..models import Condition, Enrolment
from .norms import norm_of
from .people import age_on

LOOKED_BACK = timedelta(days=365)
# Unsealing is the cost: the newest readings of an institution, as many as a second or two allow.
READ_AT_MOST = 20_000
LISTED = 100
# On so many different days.
DAYS = {Condition.HYPERTENSION: 3, Condition.T2DM: 2}
_QUANTITIES = {
    Quantity.BLOOD_PRESSURE: Condition.HYPERTENSION,
    Quantity.GLUCOSE_FASTING: Condition.T2DM,
}


@dataclass(frozen=True)
class Candidate:
    """Somebody whose values were at the level of a condition on these days, the newest first, each as it was measured."""

    patient: Patient
    condition: Condition
    name: str
    age: int
    days: tuple[tuple[date, str], ...]


def _high(row: Observation) -> str:
    """The value in words where it is at the level of the condition; otherwise nothing."""
    value = row.value
    if row.quantity == Quantity.BLOOD_PRESSURE:
        upper, lower = float(value["systolic"]), float(value["diastolic"])
        return f"{upper:g}/{lower:g}" if rules.blood_pressure(upper, lower).raised else ""
    glucose = float(value["value"])
    return f"{glucose:g} mmol/L" if rules.glucose_fasting(glucose).code == "diabetes_level" else ""


def candidates(actor: Actor) -> list[Candidate]:
    """People of the physician's institutions, those with the most days first; three statements."""
    if not may_visit(actor):
        return []
    managed = set(Enrolment.objects.filter(district=actor.reach.district, ended_on=None).values_list("patient_id", "condition"))  # fmt: skip
    rows = Observation.objects.filter(
        district=actor.reach.district, patient__organisation__in=actor.reach.organisations, patient__erased_at=None,
        quantity__in=_QUANTITIES, state=ObservationState.FINAL, at__gte=now() - LOOKED_BACK,
    )  # fmt: skip
    days: dict[tuple[UUID, Condition], dict[date, str]] = defaultdict(dict)
    for row in rows.order_by("-at")[:READ_AT_MOST]:
        key = (row.patient_id, _QUANTITIES[Quantity(row.quantity)])
        if key in managed:
            continue
        if said := _high(row):
            days[key].setdefault(row.at.astimezone(LOCAL).date(), said)
    found = {key: tuple(sorted(on.items(), reverse=True)) for key, on in days.items() if len(on) >= DAYS[key[1]]}
    first = sorted(found, key=lambda key: (-len(found[key]), found[key][0][0]))[:LISTED]
    people = Patient.objects.select_related("area").in_bulk({patient for patient, _condition in first})
    least = norm_of(actor.reach.district).from_age
    made = [
        Candidate(
            people[patient], condition, mask_name(people[patient].name), age_on(people[patient], today()),
            found[patient, condition],
        )
        for patient, condition in first
    ]  # fmt: skip
    return [one for one in made if one.age >= least]
