"""The one way in for a measured value: kiosk, FHIR, tables and visits all give it to `take` or `take_many`.

Three answers: *impossible* is refused (422, every fault at once), *suspect* is kept aside and asks to measure again,
*urgent* is taken and told to the physician at once. What came before is answered as it was, and nothing is stored.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson
from django.db import transaction
from django.utils.translation import gettext as _

from linli.clock import now
from linli.ids import uuid7
from linli.inserting import insert
from linli.people.actors import Actor
from linli.people.vault import blind_index, seal_bytes

from ..access import check_may_take
from ..commands import Measured
from ..doubts import COMPARED_QUANTITIES, DOUBTS, ONE_NUMBER, Past, doubt_about, doubted, is_urgent
from ..errors import HealthProblem, Impossible, SameIdOtherBody, WasDeleted
from ..limits import ValueFault, faults_of_value
from ..models import Alert, Observation, ObservationState, Quantity
from ..queries.taking import known_by_identifier, past_of
from .alerting import raise_alerts
from .indexing import derive_index, index_asked_for

FUTURE = timedelta(minutes=5)
# A clock off by more than this is put right; by more than FUTURE it is not trusted.
DRIFT = 60.0
NO_CLOCK_BEFORE = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Taken:
    """`answer`: accepted, suspect or urgent. `is_news`: False if it was there already and nothing was stored.

    `advice`: what the person is to be told, if anything. `index`: the body mass index that was worked out from it.
    """

    observation: Observation
    answer: str
    is_news: bool = True
    advice: str = ""
    index: Observation | None = None


def take(actor: Actor, measured: Measured) -> Taken:
    """Put one value. Four statements at most.

    Raises Impossible (422, faults with path, value, limits, advice), IndexAlone (422), SameIdOtherBody (409, naming the
    field), WasDeleted (410), NoSuchPatient (404).
    """
    answer = take_many(actor, [measured])[0]
    if isinstance(answer, HealthProblem):
        raise answer
    return answer


@transaction.atomic
def take_many(
    actor: Actor, given: Sequence[Measured], *, all_or_nothing: bool = False
) -> list[Taken | HealthProblem]:  # fmt: skip
    """The same for many with the same checks and no more statements; answers in the order given, a problem in its place.

    Values of one person are weighed in the order of their times, so that they speak for each other.
    `all_or_nothing`: one problem, and nothing is stored.
    """
    batch = _Batch(actor, now(), [_normal(one) for one in given])
    for place in batch.order():
        batch.weigh(place)
    problems = any(isinstance(one, HealthProblem) for one in batch.answers.values())
    if not (all_or_nothing and problems):
        batch.store()
    return [batch.answers[place] for place in range(len(given))]


def _number(given: Any) -> Any:
    if isinstance(given, Decimal):
        given = float(given)
    return int(given) if isinstance(given, float) and given.is_integer() else given


def _normal(measured: Measured) -> Measured:
    """Whole numbers as such, so that 138 and 138.0 are one body; an identifier and a digest where there are none."""
    value = {key: _number(one) for key, one in measured.value.items() if key != "readings"}
    if "readings" in measured.value:
        readings = measured.value["readings"]
        is_list = isinstance(readings, list | tuple)
        value["readings"] = [
            [_number(number) for number in one] if isinstance(one, list | tuple) else one for one in readings
        ] if is_list else readings  # fmt: skip
    at = measured.at.astimezone(UTC) if measured.at.tzinfo else measured.at
    said = [
        measured.patient.code,
        measured.quantity,
        {key: str(one) for key, one in sorted(value.items())},
        at.isoformat(),
    ]
    body = orjson.dumps(said)
    sender = measured.device.code if measured.device else measured.source
    return Measured(
        measured.patient, measured.quantity, value, at, measured.source, measured.device,
        measured.point or (measured.device.point if measured.device else None),
        measured.identifier or f"auto:{blind_index(f'{sender} {body.decode()}')}",
        measured.body_digest or blind_index(body.decode()), measured.clock_ahead, measured.paths, measured.absent,
    )  # fmt: skip


@dataclass
class _Batch:
    """What came in together, weighed one after the other, stored at once."""

    actor: Actor
    received: datetime
    given: list[Measured]
    answers: dict[int, Taken | HealthProblem] = field(default_factory=dict)
    rows: dict[int, Observation] = field(default_factory=dict)
    replaced: set[UUID] = field(default_factory=set)
    indexes: dict[int, Observation] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.known = known_by_identifier([(one.patient.district_id, one.identifier) for one in self.given])
        asked = {*COMPARED_QUANTITIES, Quantity.BMI}
        compared = [one for one in self.given if one.quantity in asked]
        self.past: dict[UUID, list[Past]] = defaultdict(list)
        if compared:
            quantities = sorted({one.quantity for one in compared})
            self.past |= past_of({one.patient.pk for one in compared}, quantities)

    def order(self) -> list[int]:
        """By time; a height before the weight of the same moment, for the index needs both."""

        def key(place: int) -> tuple[float, bool, int]:
            one = self.given[place]
            return (one.at.timestamp(), one.quantity != Quantity.HEIGHT, place)

        return sorted(range(len(self.given)), key=key)

    def weigh(self, place: int) -> None:
        try:
            self.answers[place] = self._weighed(place, self.given[place])
        except HealthProblem as problem:
            self.answers[place] = problem

    def _weighed(self, place: int, one: Measured) -> Taken:
        check_may_take(self.actor, one.patient)
        _check_possible(one)
        there = self.known.get((one.patient.district_id, one.identifier))
        if there is not None:
            return _as_before(there, one)
        past = self.past[one.patient.pk]
        if one.quantity == Quantity.BMI:
            return Taken(index_asked_for(one, past), "accepted", is_news=False)
        row = self._row(one, past)
        self.rows[place] = self.known[one.patient.district_id, one.identifier] = row
        index = derive_index(row, one.value, past) if row.state == ObservationState.FINAL else None
        if index is not None:
            self.indexes[place] = index.row
            self.replaced |= index.replaces
        for new in (row, *([index.row] if index else [])):
            _keep_newest_first(past, _as_past(new))
        return _taken(row, index.row if index else None)

    def _row(self, one: Measured, past: list[Past]) -> Observation:
        at, trusted, doubt = _time(one, self.received)
        urgent = is_urgent(one.quantity, one.value)
        if one.absent:
            doubt = ONE_NUMBER
        doubt = doubt or doubt_about(one.quantity, one.value, at, past, one.patient.birth_year)
        aside = bool(doubt) and (doubt in ("clock", ONE_NUMBER) or not urgent)
        if not aside:
            # What was measured again takes the place of what was kept aside.
            self.replaced |= {before.id for before in doubted(one.quantity, at, past)}
        value = dict(one.value) if at == one.at else {**one.value, "said_at": one.at.isoformat()}
        return Observation(
            id=uuid7(), district_id=one.patient.district_id, patient=one.patient, point=one.point, device=one.device,
            quantity=one.quantity, at=at, received_at=self.received, clock_trusted=trusted,
            value_cipher=seal_bytes(orjson.dumps(value)), doubt=doubt, urgent=urgent, source=one.source,
            state=ObservationState.SUSPECT if aside else ObservationState.FINAL, identifier=one.identifier,
            body_digest=one.body_digest, derived_from=[],
        )  # fmt: skip

    def store(self) -> None:
        """Rows, what they replace, alerts and notices: a statement each, and only where there are any."""
        rows = list(self.rows.values())
        if rows and insert(rows, unless_there=True) < len(rows):
            self._give_way()
            rows = list(self.rows.values())
        fresh = {row.pk for row in rows}
        derived = [index for place, index in self.indexes.items() if place in self.rows]
        insert(derived)
        if gone := self.replaced:
            Observation.objects.filter(pk__in=gone).update(state=ObservationState.REPLACED)
        raise_alerts([row for row in rows if row.urgent and row.pk in fresh])

    def _give_way(self) -> None:
        """Another process stored some of them a moment ago: theirs stay, ours are answered as they stand."""
        keys = [row.pk for row in self.rows.values()]
        written = set(Observation.objects.filter(pk__in=keys).values_list("pk", flat=True))
        lost = {place: row for place, row in self.rows.items() if row.pk not in written}
        theirs = known_by_identifier([(row.district_id, str(row.identifier)) for row in lost.values()])
        for place, row in lost.items():
            del self.rows[place]
            try:
                self.answers[place] = _as_before(theirs[row.district_id, str(row.identifier)], self.given[place])
            except HealthProblem as problem:
                self.answers[place] = problem


def _check_possible(one: Measured) -> None:
    """Raises Impossible with every fault of value and time."""
    faults: list[ValueFault] = faults_of_value(one.quantity, one.value, one.paths, one.absent)
    path = one.paths.get("at", "at")
    if one.at.tzinfo is None:
        message = _("The time has no zone; please give it as 2026-11-24T14:30:00+08:00.")
        faults.append(ValueFault(path, message, one.at.isoformat(), "no_zone"))
    elif one.at >= NO_CLOCK_BEFORE and one.at.year < one.patient.birth_year:
        message = _("The time (%(year)d) lies before the year of birth. Is it the right person?")
        faults.append(ValueFault(path, message % {"year": one.at.year}, one.at.isoformat(), "before_birth"))
    if faults:
        raise Impossible(faults)


def _time(one: Measured, received: datetime) -> tuple[datetime, bool, str]:
    """When it was by our clock, whether that can be trusted, and `clock` where it cannot be told at all."""
    at, trusted = one.at, True
    if one.clock_ahead is not None and abs(one.clock_ahead) > DRIFT:
        at -= timedelta(seconds=one.clock_ahead)
        trusted = abs(one.clock_ahead) <= FUTURE.total_seconds()
    if at > received + FUTURE or at < NO_CLOCK_BEFORE:
        return received, False, "clock"
    return at, trusted, ""


def _as_past(row: Observation) -> Past:
    return Past(
        row.pk, row.quantity, row.at, row.state, row.doubt, bytes(row.value_cipher), tuple(row.derived_from)
    )  # fmt: skip


def _keep_newest_first(past: list[Past], one: Past) -> None:
    past.insert(next((place for place, known in enumerate(past) if known.at <= one.at), len(past)), one)


def _taken(row: Observation, index: Observation | None = None, *, is_news: bool = True) -> Taken:
    if row.urgent:
        advice = _("Please stay seated and rest. The physician is being told.")
        return Taken(row, "urgent", is_news, advice, index)
    if row.state == ObservationState.SUSPECT:
        return Taken(row, "suspect", is_news, str(DOUBTS[row.doubt]), index)
    return Taken(row, "accepted", is_news, "", index)


def _as_before(there: Observation, one: Measured) -> Taken:
    """What came before with this identifier. Raises WasDeleted, SameIdOtherBody naming the first field that differs."""
    if there.state == ObservationState.DELETED:
        raise WasDeleted
    if there.body_digest != one.body_digest and (other := _other_field(there, one)):
        raise SameIdOtherBody(other)
    return _taken(there, is_news=False)


def _other_field(there: Observation, one: Measured) -> str:
    if there.patient_id != one.patient.pk:
        return one.paths.get("patient", "patient")
    if there.quantity != one.quantity:
        return one.paths.get("quantity", "quantity")
    kept = there.value
    said = kept.pop("said_at", there.at.isoformat())
    if datetime.fromisoformat(said) != one.at:
        return one.paths.get("at", "at")
    return next((one.paths.get(key, key) for key in _keys(kept, one.value) if kept.get(key) != one.value.get(key)), "")


def _keys(first: Mapping[str, Any], second: Mapping[str, Any]) -> Iterable[str]:
    return dict.fromkeys([*first, *second])


__all__ = ["Alert", "Measured", "Taken", "take", "take_many"]
