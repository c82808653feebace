"""Values that count no more, because what they were measured for says otherwise now."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from ..models import Observation, ObservationState


def count_no_more(observations: Iterable[UUID]) -> int:
    """Of a visit that was corrected: the correction's values take their place; returns how many there were."""
    theirs = Observation.objects.filter(pk__in=list(observations)).exclude(state=ObservationState.DELETED)
    return theirs.update(state=ObservationState.REPLACED)
