"""What a physician sees: urgent values first, what is to be decided, today's visitors, their people, one person's file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.db.models import Q, QuerySet

from linli.clock import LOCAL, today
from linli.ids import read_case_code
from linli.people.actors import Actor
from linli.people.errors import InvalidPhone
from linli.people.vault import blind_index, mask_phone, normal_phone, unseal
from linli.places.models import District

from ..access import check_physician
from ..actions.alerting import alerts_of
from ..actions.filing import of_desk
from ..doubts import DOUBTS, ONE_NUMBER
from ..errors import HealthProblem
from ..identity import read_id_number
from ..limits import LIMITS, plain, pressure_text, unit_name
from ..models import Advice, Alert, AlertState, Observation, ObservationState, Patient, Quantity
from ..on_file import on_file
from ..rules import Band
from .bands import grader_of, rules_in_force

PAGE = 50
MOST_OPEN, MOST_VISITS, MOST_VALUES = 60, 200, 60
# A name is looked for by reading through as many of one's own people.
MOST_READ = 20_000
# So long a list that is looked at again and again is one look on record.
_ONE_LOOK = 3600
# In which order a file shows what was measured.
ORDER = (
    Quantity.BLOOD_PRESSURE, Quantity.PULSE, Quantity.WEIGHT, Quantity.BMI, Quantity.WAIST, Quantity.GLUCOSE_FASTING,
    Quantity.GLUCOSE_RANDOM, Quantity.HBA1C, Quantity.OXYGEN, Quantity.TEMPERATURE, Quantity.HEIGHT,
)  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """A value as it is read at the desk."""

    row: Observation
    text: str
    unit: str
    band: Band | None
    doubt: str
    readings: tuple[str, ...] = ()
    said_at: datetime | None = None


def text_of(quantity: str, value: dict[str, Any]) -> str:
    """138/86, or 72.5."""
    if quantity == Quantity.BLOOD_PRESSURE:
        return pressure_text(value)
    number = value["value"]
    return f"{number:.1f}" if quantity == Quantity.BMI else plain(number)


def shown(row: Observation, rules: str, sex: str) -> Shown:
    value = row.value
    grade: Callable[[dict[str, float]], Band] | None = grader_of(row.quantity, rules, sex)
    unit = next(iter(LIMITS[row.quantity].values())).unit
    readings = tuple(f"{plain(upper)}/{plain(lower)}" for upper, lower in value.get("readings", ()))
    said = value.get("said_at")
    return Shown(
        row, text_of(row.quantity, value), unit_name(unit), grade(value) if grade and row.doubt != ONE_NUMBER else None,
        str(DOUBTS.get(row.doubt, "")), readings, datetime.fromisoformat(said) if said else None,
    )  # fmt: skip


@dataclass(frozen=True)
class AlertLine:
    alert: Alert
    value: Shown

    @property
    def outcome(self) -> str:
        """What became of it, once somebody wrote that down."""
        return unseal(self.alert.outcome_cipher)

    @property
    def tone(self) -> str:
        return {AlertState.OPEN: "late", AlertState.SEEN: "wait"}.get(AlertState(self.alert.state), "good")


@dataclass(frozen=True)
class Desk:
    """A physician's first page. `visitors`: the newest value of each person who measured today."""

    alerts: list[AlertLine]
    aside: list[Shown]
    visitors: list[Shown]
    people: int


def desk(actor: Actor, district: District) -> Desk:
    """Five statements; each person whose values it shows is on record as looked at. Raises NotYours."""
    check_physician(actor)
    rules = rules_in_force(district)
    standing = Alert.objects.filter(alerts_of(actor), district=district).exclude(state=AlertState.CLOSED)
    rows = standing.select_related("observation", "patient", "observation__point", "seen_by")
    alerts = [
        AlertLine(row, _of(row.observation, row.patient, rules)) for row in rows.order_by("raised_at", "id")[:MOST_OPEN]
    ]
    seen_here = Q(patient__organisation__in=actor.reach.organisations) | Q(
        point__organisation__in=actor.reach.organisations
    )
    values = Observation.objects.filter(seen_here, district=district, patient__erased_at=None)
    values = values.select_related("patient", "point")
    aside = [
        _of(row, row.patient, rules)
        for row in values.filter(state=ObservationState.SUSPECT).order_by("-at", "-id")[:MOST_OPEN]
    ]
    begin = datetime.combine(today(), time(), LOCAL)
    todays = values.filter(at__gte=begin, state=ObservationState.FINAL, quantity=Quantity.BLOOD_PRESSURE)
    visitors: dict[UUID, Shown] = {}
    for row in todays.order_by("-at", "-id")[:MOST_VISITS]:
        visitors.setdefault(row.patient_id, _of(row, row.patient, rules))
    _looked_at(actor, [*(line.value for line in alerts), *aside, *visitors.values()])
    people = Patient.objects.filter(organisation__in=actor.reach.organisations, erased_at=None).count()
    return Desk(alerts, aside, list(visitors.values()), people)


def _of(row: Observation, patient: Patient, rules: str) -> Shown:
    row.patient = patient
    return shown(row, rules, patient.sex)


def _looked_at(actor: Actor, values: Iterable[Shown]) -> None:
    """On record once an hour a person: a list that renews itself is not a new look each time."""
    patients = {one.row.patient.code: one.row.patient for one in values}
    for code, patient in patients.items():
        key = f"health-look:{actor.account.pk if actor.account else ''}:{code}"
        if cache.add(key, True, _ONE_LOOK):
            on_file(actor, "health_seen", patient, {"how": "list"})


@dataclass(frozen=True)
class Panel:
    people: list[Patient]
    older: UUID | None
    text: str


def panel(actor: Actor, text: str = "", before: UUID | None = None) -> Panel:
    """The people an institution looks after, a page of them; or those whom a name, card, telephone or identity number
    leads to. Raises NotYours."""
    check_physician(actor)
    own = Q(organisation__in=actor.reach.organisations) | Q(physician=actor.account)
    rows = Patient.objects.filter(own, district=actor.reach.district, erased_at=None)
    rows = rows.select_related("organisation", "physician", "area").order_by("-id")
    wanted = text.strip()
    if wanted:
        return Panel(_found(rows, wanted), None, wanted)
    if before is not None:
        rows = rows.filter(id__lt=before)
    found = list(rows[: PAGE + 1])
    return Panel(found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None, "")


def _found(rows: QuerySet[Patient], text: str) -> list[Patient]:
    """By the index where the text is a whole number; else by reading through the names, or the ends of telephones."""
    if code := read_case_code(text if text.upper().startswith("JK") else f"JK{text}"):
        return list(rows.filter(code=code))
    try:
        return list(rows.filter(id_number_index=blind_index(read_id_number(text).text)))
    except HealthProblem:
        pass
    try:
        return list(rows.filter(phone_index=blind_index(normal_phone(text)))[:PAGE])
    except InvalidPhone:
        pass
    ends = text if text.isdigit() and len(text) == 4 else ""
    found = []
    for row in rows[:MOST_READ].iterator(chunk_size=2000):
        if row.phone.endswith(ends) if ends else text in row.name:
            found.append(row)
            if len(found) == PAGE:
                break
    return found


@dataclass
class File:
    """One person's file."""

    patient: Patient
    groups: list[tuple[str, str, list[Shown]]] = field(default_factory=list)
    alerts: list[AlertLine] = field(default_factory=list)
    aside: list[Shown] = field(default_factory=list)
    advice: list[Advice] = field(default_factory=list)

    @property
    def masked_phone(self) -> str:
        return mask_phone(self.patient.phone)

    @property
    def closed(self) -> list[AlertLine]:
        """Urgent values of which it is known what became of them."""
        return [one for one in self.alerts if one.alert.state == AlertState.CLOSED]


def file_of(actor: Actor, code: str, district: District) -> File:
    """Everything measured of one person, newest first by quantity; on record as a look. Raises NotYours, NoSuchPatient."""
    patient = of_desk(actor, code)
    on_file(actor, "health_seen", patient, {"how": "page"})
    rules = rules_in_force(district)
    found = File(patient)
    rows = Observation.objects.filter(patient=patient).select_related("point").order_by("-at", "-id")
    for quantity in ORDER:
        # Each by the index of the curve.
        listed = list(rows.filter(quantity=quantity, state=ObservationState.FINAL)[:MOST_VALUES])
        if listed:
            label = str(Quantity(quantity).label)
            found.groups.append((quantity, label, [_of(row, patient, rules) for row in listed]))
    aside = rows.filter(state=ObservationState.SUSPECT)[:MOST_OPEN]
    found.aside = [_of(row, patient, rules) for row in aside]
    alerts = Alert.objects.filter(patient=patient).select_related(
        "observation", "observation__point", "seen_by", "closed_by"
    )
    found.alerts = [AlertLine(row, _of(row.observation, patient, rules)) for row in alerts.order_by("-raised_at")[:10]]
    found.advice = list(Advice.objects.filter(patient=patient).select_related("by").order_by("-at")[:5])
    return found
