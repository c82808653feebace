"""What a visit measured goes into the person's curve by the health room's one way in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from uuid import UUID

from linli.clock import LOCAL, now, today
from linli.health.actions import Measured, Taken, take_many
from linli.health.models import Alert, Patient, Quantity, Source
from linli.people.actors import Actor
from linli.problem import Fault, Problem

from ..errors import NotTaken
from ..forms import VisitSheet
from ..models import Visit

NOON = time(12)
_NUMBERS = {
    "pulse": Quantity.PULSE,
    "height": Quantity.HEIGHT,
    "weight": Quantity.WEIGHT,
    "waist": Quantity.WAIST,
    "fasting": Quantity.GLUCOSE_FASTING,
    "random": Quantity.GLUCOSE_RANDOM,
    "hba1c": Quantity.HBA1C,
}


@dataclass(frozen=True)
class Given:
    """The observations that were made, and what was kept aside, each in a sentence."""

    observations: tuple[UUID, ...] = ()
    asides: tuple[str, ...] = ()


def give_to_curve(actor: Actor, patient: Patient, visit: Visit, sheet: VisitSheet) -> Given:
    """Each value as an observation of source VISIT. Raises NotTaken with every value that nobody can have."""
    measured = list(measured_at(patient, visit, sheet))
    if not measured:
        return Given()
    answers = take_many(actor, measured, all_or_nothing=True)
    faults = [fault for one in answers if isinstance(one, Problem) for fault in _faults(one)]
    if faults:
        raise NotTaken(faults)
    taken = [one for one in answers if isinstance(one, Taken)]
    return Given(
        tuple(one.observation.pk for one in taken if one.is_news),
        tuple(one.advice for one in taken if one.answer == "suspect" and one.advice),
    )


def _faults(problem: Problem) -> tuple[Fault, ...]:
    return problem.faults or (Fault("", problem.message),)


def measured_at(patient: Patient, visit: Visit, sheet: VisitSheet) -> Iterator[Measured]:
    """`at`: now for a visit of today, noon of its day for one noted later."""
    at = now() if sheet.on == today() else datetime.combine(sheet.on, NOON, LOCAL)

    def one(name: str, quantity: Quantity, value: dict[str, Any], paths: dict[str, str]) -> Measured:
        return Measured(patient, quantity, value, at, Source.VISIT, identifier=f"visit:{visit.pk}:{name}", paths=paths)

    if sheet.pressure:
        upper, lower = sheet.pressure
        value = {"systolic": upper, "diastolic": lower, "readings": sheet.answers["readings"]}
        paths = {"systolic": "systolic1", "diastolic": "diastolic1", "readings": "systolic1"}
        yield one("pressure", Quantity.BLOOD_PRESSURE, value, paths)
    for name, quantity in _NUMBERS.items():
        if name in sheet.answers:
            yield one(name, quantity, {"value": sheet.answers[name]}, {"value": name})


def alert_of(visit: Visit) -> Alert | None:
    """The alert that an urgent value of this visit raised."""
    return Alert.objects.filter(observation__in=visit.observations, referral=None).order_by("raised_at").first()
