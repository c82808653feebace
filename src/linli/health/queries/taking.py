"""What taking a value asks: was it here before, and what was measured of this person last."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber

from linli.prepared import prepared

from ..doubts import Past
from ..models import Observation, ObservationState, Quantity

# Of each quantity of a person: enough for a run of digits and what was kept aside meanwhile.
_LAST = 5
_COLUMNS = ("patient_id", "id", "quantity", "at", "state", "doubt", "value_cipher", "derived_from")


def known_by_identifier(keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Observation]:
    """By district and identifier; one statement a district."""
    found: dict[tuple[str, str], Observation] = {}
    for district in {district for district, _identifier in keys}:
        wanted = [identifier for of, identifier in keys if of == district]
        rows: Sequence[Observation]
        if len(wanted) == 1:
            rows = _one_known(district=district, identifier=wanted[0])
        else:
            rows = list(Observation.objects.filter(district=district, identifier__in=wanted))
        found |= {(district, str(row.identifier)): row for row in rows}
    return found


@prepared
def _one_known(*, district: str, identifier: str) -> QuerySet[Observation]:
    return Observation.objects.filter(district=district, identifier=identifier)


# Which quantities are weighed with one.
_NEEDED = {
    Quantity.BLOOD_PRESSURE: {Quantity.BLOOD_PRESSURE},
    Quantity.WEIGHT: {Quantity.WEIGHT, Quantity.HEIGHT},
    Quantity.HEIGHT: {Quantity.WEIGHT, Quantity.HEIGHT, Quantity.BMI},
    Quantity.BMI: {Quantity.BMI},
}


def past_of(patients: Collection[UUID], quantities: Sequence[str]) -> dict[UUID, list[Past]]:
    """What counts or is kept aside of these people, the newest first; one statement."""
    needed = tuple(sorted({str(one) for quantity in quantities for one in _NEEDED[Quantity(quantity)]}))
    if len(patients) == 1:
        (patient,) = patients
        rows = _past_of_one(needed, patient=patient)
    else:
        rows = list(_newest(Observation.objects.filter(patient__in=patients), needed))
    found: dict[UUID, list[Past]] = {}
    for patient, key, quantity, at, state, doubt, cipher, derived in rows:
        one = Past(key, quantity, at, state, doubt, bytes(cipher), tuple(derived))
        found.setdefault(patient, []).append(one)
    return found


@prepared
def _past_of_one(needed: tuple[str, ...], *, patient: UUID) -> QuerySet[Observation, tuple]:
    return _newest(Observation.objects.filter(patient=patient), needed)


def _newest(rows: QuerySet[Observation], needed: tuple[str, ...]) -> QuerySet[Observation, tuple]:
    standing = (ObservationState.FINAL, ObservationState.SUSPECT)
    numbered = rows.filter(quantity__in=needed, state__in=standing).annotate(
        place=Window(RowNumber(), partition_by=[F("patient"), F("quantity")], order_by=F("at").desc())
    )
    return numbered.filter(place__lte=_LAST).order_by("-at").values_list(*_COLUMNS)
