"""A person's own curve: what was measured of one quantity, graded by the rule set in force, with the physician's advice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Q

from linli.clock import now
from linli.people.actors import Actor
from linli.people.models import AccountKind

from ..doubts import DOUBTS, ONE_NUMBER
from ..errors import NoSuchPatient
from ..limits import plain, pressure_text, unit_name
from ..models import Advice, Observation, ObservationState, Patient, Quantity
from ..rules import Band, RuleSet
from .bands import Scale, grader_of, pressure_rules, rule_set, rules_in_force, scales_of
from .privacy import Way, family_ways, own_files, way_to_key

# More than are told apart on a chart; the newest of the time that is looked at.
MOST = 400
ADVICE_SHOWN = 3
SHOWN_AT_ONCE = 10
PERIODS: dict[str, timedelta | None] = {
    "quarter": timedelta(days=92), "year": timedelta(days=366), "all": None,
}  # fmt: skip
# In which order quantities are offered.
ORDER = (
    Quantity.BLOOD_PRESSURE, Quantity.PULSE, Quantity.WEIGHT, Quantity.BMI, Quantity.WAIST, Quantity.GLUCOSE_FASTING,
    Quantity.GLUCOSE_RANDOM, Quantity.HBA1C, Quantity.OXYGEN, Quantity.TEMPERATURE, Quantity.HEIGHT,
)  # fmt: skip


@dataclass(frozen=True)
class Point:
    """One value as it is read: 138/86 or 72.5, its band, where and when it was measured."""

    at: datetime
    value: dict[str, Any]
    text: str
    band: Band | None
    where: str
    clock_trusted: bool
    urgent: bool
    why: str = ""


@dataclass(frozen=True)
class Offered:
    """A quantity of which there are values, with the last one."""

    quantity: str
    label: str
    count: int
    current: bool = False
    last: Point | None = None
    unit: str = ""


@dataclass(frozen=True)
class Curve:
    """A page of one quantity of one person. `points` newest first; `aside` are those that are to be measured again."""

    way: Way
    quantity: str
    label: str
    unit: str
    period: str
    points: list[Point]
    aside: list[Point]
    offered: list[Offered]
    scales: tuple[Scale, ...]
    rules: RuleSet | None
    pressure_rules: str
    in_force: str
    advice: list[Advice]
    has_older: bool

    @property
    def patient(self) -> Patient:
        return self.way.patient

    @property
    def last(self) -> Point | None:
        return self.points[0] if self.points else None

    @property
    def has_others(self) -> bool:
        return any(one.last is not None and not one.current for one in self.offered)

    @property
    def newest(self) -> list[Point]:
        """Those that the table shows at once; `earlier` are folded up."""
        return self.points[:SHOWN_AT_ONCE]

    @property
    def earlier(self) -> list[Point]:
        return self.points[SHOWN_AT_ONCE:]

    @property
    def is_graded_otherwise(self) -> bool:
        """Is another rule set looked at than the one in force?"""
        return self.pressure_rules != self.in_force

    @property
    def drawn(self) -> dict[str, Any]:
        """What the chart is made of, oldest first: the very figures of the table."""
        parts = [scale.part for scale in self.scales]
        return {
            "label": self.label, "unit": self.unit,
            "scales": [
                {
                    "name": scale.name, "least": scale.least, "most": scale.most,
                    "stripes": [[one.start, one.end, one.label, one.tone] for one in scale.stripes],
                }
                for scale in self.scales
            ],
            "points": [[one.at.isoformat(), *(one.value.get(part) for part in parts)] for one in reversed(self.points)],
        }  # fmt: skip


@dataclass(frozen=True)
class Files:
    """Whose curves may be opened: one's own, and those of the family."""

    own: list[Patient]
    family: list[Way]

    @property
    def ways(self) -> list[Way]:
        return [*(Way(one, "own") for one in self.own), *self.family]


def files_of(actor: Actor) -> Files:
    return Files(own_files(actor), family_ways(actor))


def has_health(actor: Actor) -> bool:
    """Is there any file to open, or to be confirmed, for who is signed in? One statement."""
    account = actor.account
    if account is None or account.kind != AccountKind.RESIDENT:
        return False
    theirs = Q(account=account)
    if account.phone_index:
        theirs |= Q(phone_index=account.phone_index) | Q(grants__phone_index=account.phone_index, grants__ended_at=None)
    return Patient.objects.filter(theirs, erased_at=None).exists()


def way_of(actor: Actor, files: Files, key: str) -> Way | None:
    """The file that is asked for, or the first one; None where there is none at all. Raises NoSuchPatient."""
    if not key:
        return next(iter(files.ways), None)
    try:
        return way_to_key(actor, UUID(key))
    except ValueError:
        raise NoSuchPatient from None


def curve(way: Way, quantity: str = "", period: str = "", graded_by: str = "") -> Curve:
    """One quantity, or the first of which there is anything."""
    patient = way.patient
    known = _counts(patient)
    chosen = quantity if quantity in known else next((str(one) for one in ORDER if one in known), ORDER[0].value)
    period = period if period in PERIODS else "year"
    in_force = rules_in_force(patient.district)
    pressure = graded_by if graded_by in pressure_rules() else in_force
    rows = Observation.objects.filter(patient=patient, quantity=chosen).select_related("point", "patient")
    span = PERIODS[period]
    final = rows.filter(state=ObservationState.FINAL)
    shown = final.filter(at__gte=now() - span) if span else final
    found = list(shown.order_by("-at", "-id")[: MOST + 1])
    points = [point_of(row, pressure) for row in found[:MOST]]
    aside = rows.filter(state=ObservationState.SUSPECT).order_by("-at")[:10]
    return Curve(
        way=way, quantity=chosen, label=str(Quantity(chosen).label), unit=unit_of(chosen, pressure), period=period,
        points=points, aside=[point_of(row, pressure) for row in aside],
        offered=_offered(patient, known, chosen, pressure), scales=scales_of(chosen, pressure, patient.sex),
        rules=rule_set(chosen, pressure), pressure_rules=pressure, in_force=in_force, advice=advice_of(patient),
        has_older=len(found) > MOST or final.count() > len(points),
    )  # fmt: skip


def unit_of(quantity: str, pressure: str) -> str:
    return unit_name(scales_of(quantity, pressure, "male")[0].unit)


def _counts(patient: Patient) -> dict[str, int]:
    rows = Observation.objects.filter(patient=patient, state__in=(ObservationState.FINAL, ObservationState.SUSPECT))
    return dict(rows.values_list("quantity").annotate(n=Count("id")).order_by())


def _offered(patient: Patient, known: dict[str, int], chosen: str, pressure: str) -> list[Offered]:
    """Each with its last value: the newest of every quantity in two statements."""
    final = Observation.objects.filter(patient=patient, state=ObservationState.FINAL)
    newest = final.values("quantity").annotate(last=Max("at")).values_list("last", flat=True)
    last: dict[str, Point] = {}
    for row in final.filter(at__in=list(newest)).select_related("point", "patient").order_by("at", "id"):
        last[row.quantity] = point_of(row, pressure)
    return [
        Offered(str(one), str(one.label), known[one], one == chosen, last.get(one), unit_of(one, pressure))
        for one in ORDER
        if one in known
    ]


def point_of(row: Observation, pressure: str) -> Point:
    """A value with its band; `row` with its point and patient."""
    value = row.value
    grader = grader_of(row.quantity, pressure, row.patient.sex) if row.doubt != ONE_NUMBER else None
    return Point(
        at=row.at, value=value, text=value_text(row.quantity, value), band=grader(value) if grader else None,
        where=row.point.name if row.point else "", clock_trusted=row.clock_trusted, urgent=row.urgent,
        why=str(DOUBTS.get(row.doubt, "")) if row.state == ObservationState.SUSPECT else "",
    )  # fmt: skip


def value_text(quantity: str, value: dict[str, Any]) -> str:
    """138/86, 72.5, 24.0."""
    if quantity == Quantity.BLOOD_PRESSURE:
        return pressure_text(value)
    return f"{value['value']:.1f}" if quantity == Quantity.BMI else plain(value["value"])


def advice_of(patient: Patient, most: int = ADVICE_SHOWN) -> list[Advice]:
    """What physicians said, the newest first."""
    rows = Advice.objects.filter(patient=patient).select_related("by", "organisation")
    return list(rows.order_by("-at")[:most])


@dataclass(frozen=True)
class Sheet:
    """All of a person's values of a year on paper: a table a quantity."""

    curve: Curve
    tables: Sequence[tuple[Offered, list[Point], RuleSet | None]]
    printed_at: datetime


def printed(way: Way, rows_each: int = 12) -> Sheet:
    """The newest values of every quantity there is."""
    first = curve(way, period="all")
    tables = []
    for one in first.offered:
        whole = first if one.quantity == first.quantity else curve(way, one.quantity, "all")
        tables.append((replace(one, current=False), whole.points[:rows_each], whole.rules))
    return Sheet(first, tables, now())
