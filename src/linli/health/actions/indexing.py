"""The body mass index: always worked out here from weight and height, never taken from a device."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson

from linli.ids import uuid7
from linli.people.vault import seal_bytes

from ..commands import Measured
from ..doubts import Past
from ..errors import IndexAlone
from ..models import Observation, ObservationState, Quantity
from ..rules import bmi

# A weight this long before a height still goes with it.
SAME_VISIT = timedelta(hours=12)
# An adult's height of so long ago still counts; a child's of this day only.
HEIGHT_HOLDS = timedelta(days=3 * 366)
ADULT = 18


@dataclass(frozen=True)
class Index:
    row: Observation
    replaces: frozenset[UUID]


def derive_index(row: Observation, value: Mapping[str, Any], past: Sequence[Past]) -> Index | None:
    """From a weight and the height known, or from a height and the weight of the same visit; None where one is missing."""
    if row.quantity == Quantity.WEIGHT:
        height = _newest(past, Quantity.HEIGHT)
        if height is None or abs(row.at - height.at) > _height_holds(row):
            return None
        return Index(_row(row, value["value"], height.value["value"], [row.pk, height.id]), frozenset())
    if row.quantity != Quantity.HEIGHT:
        return None
    weight = _newest(past, Quantity.WEIGHT)
    if weight is None or abs(row.at - weight.at) > SAME_VISIT:
        return None
    stale = {one.id for one in past if one.quantity == Quantity.BMI and str(weight.id) in one.derived_from}
    return Index(_row(row, weight.value["value"], value["value"], [weight.id, row.pk]), frozenset(stale))


def _height_holds(row: Observation) -> timedelta:
    return HEIGHT_HOLDS if row.at.year - row.patient.birth_year >= ADULT else SAME_VISIT


def _newest(past: Sequence[Past], quantity: str) -> Past | None:
    return next((one for one in past if one.quantity == quantity and one.state == ObservationState.FINAL), None)


def _row(row: Observation, weight: float, height: float, sources: list[UUID]) -> Observation:
    return Observation(
        id=uuid7(), district_id=row.district_id, patient=row.patient, point=row.point, device=row.device,
        quantity=Quantity.BMI, at=row.at, received_at=row.received_at, clock_trusted=row.clock_trusted,
        value_cipher=seal_bytes(orjson.dumps({"value": bmi(weight, height)})), source=row.source, identifier=None,
        body_digest="", derived_from=[str(one) for one in sources],
    )  # fmt: skip


def index_asked_for(one: Measured, past: Sequence[Past]) -> Observation:
    """A device sends an index: the one worked out here that day is answered, whatever it says. Raises IndexAlone."""
    day = [
        known
        for known in past
        if known.quantity == Quantity.BMI
        and known.state == ObservationState.FINAL
        and abs(known.at - one.at) <= SAME_VISIT
    ]
    if not day:
        raise IndexAlone
    found = Observation.objects.filter(pk=day[0].id).first()
    if found is None:
        raise IndexAlone
    return found
