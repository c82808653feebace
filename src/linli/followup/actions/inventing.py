"""A demo's invented follow-up: enrolments, visits and examinations of its invented patients, the same each time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from statistics import fmean
from typing import Any

import orjson
from django.db import transaction

from linli.clock import LOCAL, now, today
from linli.health.actions import take_many
from linli.health.models import Observation, ObservationState, Patient, Quantity
from linli.ids import uuid7
from linli.people.actors import Actor
from linli.people.vault import seal, seal_bytes
from linli.places.actions import Changes
from linli.places.models import District

from ..forms import FORM_VERSION, VisitSheet
from ..models import Condition, Enrolment, Examination, Referral, ReferralReason, ReferralState, Visit, VisitKind
from ..norm import Verdict, judge, months_after
from ..queries.norms import norm_of
from ..queries.people import age_on
from .curve import measured_at
from .folding import refold
from .visiting import seen_in

LONGEST_AGO = 30  # months
_SAID = {
    Condition.HYPERTENSION: (
        "氨氯地平 每日1次 每次5mg",
        "厄贝沙坦 每日1次 每次150mg",
        "硝苯地平控释片 每日1次 每次30mg",
    ),
    Condition.T2DM: ("二甲双胍 每日2次 每次0.5g", "格列美脲 每日1次 每次2mg", "阿卡波糖 每日3次 每次50mg"),
}
_AGREED = ("少放盐，每天走半小时", "按时吃药，每周量两次", "主食减一两，饭后散步", "戒烟，先减到每天五支")


@dataclass(frozen=True)
class DemoRow:
    """What share of the invented patients, of the age the norm is for, is visited for a condition."""

    condition: str
    share: float


@transaction.atomic
def add_demo_enrolments(district: District, rows: list[DemoRow]) -> Changes:
    """Invented enrolments of invented patients who have none; on demo districts only. What became of them since stays."""
    changes = Changes()
    if not district.demo or not rows:
        return changes
    known = set(Enrolment.objects.filter(district=district).values_list("patient_id", flat=True))
    patients = Patient.objects.filter(district=district, is_demo=True, erased_at=None).order_by("id")
    for patient in patients.select_related("organisation"):
        if patient.pk in known or age_on(patient, today()) < norm_of(district.code).from_age + 2:
            continue
        source, usual = Random(f"{district.code}:{patient.birth_year}:{patient.name}"), _usual(patient)
        chosen = [row.condition for row in rows if source.random() < row.share * usual.weight(row.condition)]
        for condition in chosen:
            _invented(source, patient, Condition(condition), usual)
        if chosen:
            changes.added.append(patient.code)
    return changes


@dataclass(frozen=True)
class _Usual:
    """What a health point measures with somebody, on average; nothing where it never did."""

    upper: float = 136
    lower: float = 83
    fasting: float = 0
    kilograms: float = 67

    def weight(self, condition: str) -> float:
        """How much more, or less, than others they are likely to have it."""
        if condition == Condition.T2DM:
            return 2.5 if self.fasting >= 6.5 else 0.6
        return 1.5 if self.upper >= 135 else 0.5


def _usual(patient: Patient) -> _Usual:
    rows = Observation.objects.filter(patient=patient, state=ObservationState.FINAL).order_by("-at")
    pressures = [row.value for row in rows.filter(quantity=Quantity.BLOOD_PRESSURE)[:10]]
    glucose = [float(row.value["value"]) for row in rows.filter(quantity=Quantity.GLUCOSE_FASTING)[:5]]
    weighed = [float(row.value["value"]) for row in rows.filter(quantity=Quantity.WEIGHT)[:5]]
    fasting, kilograms = fmean(glucose) if glucose else _Usual.fasting, fmean(weighed) if weighed else _Usual.kilograms
    if not pressures:
        return _Usual(fasting=fasting, kilograms=kilograms)
    upper, lower = (fmean(one[part] for one in pressures) for part in ("systolic", "diastolic"))
    return _Usual(upper, lower, fasting, kilograms)


def _invented(source: Random, patient: Patient, condition: Condition, usual: _Usual) -> None:
    since = months_after(today(), -source.randint(2, LONGEST_AGO)) - timedelta(days=source.randint(0, 25))
    row = Enrolment.objects.create(
        district_id=patient.district_id, patient=patient, condition=condition, organisation_id=patient.organisation_id,
        physician_id=patient.physician_id, since=since, is_demo=True, created_at=now(),
    )  # fmt: skip
    visits = list(_visits(source, row, usual))
    Visit.objects.bulk_create([visit for visit, _sheet in visits])
    given = [one for visit, sheet in visits for one in measured_at(patient, visit, sheet)]
    if given:
        take_many(Actor.system(), given)
    _sent_on(row, [visit for visit, _sheet in visits])
    if source.random() < 0.7:
        day = today() - timedelta(days=source.randint(20, 330))
        if day >= since and not patient.examinations.filter(on=day).exists():
            Examination.objects.create(
                district_id=row.district_id, patient=patient, on=day, organisation_id=row.organisation_id,
                recorded_at=now(), findings_cipher=seal("心电图、肝肾功能、血脂已查"),
            )  # fmt: skip
    refold(row)


def _visits(source: Random, row: Enrolment, usual: _Usual) -> Iterator[tuple[Visit, VisitSheet]]:
    """From the first on, each about when the one before made it due; now and then one is late, and some stop coming."""
    norm, patient = norm_of(row.district_id), row.patient
    level, steady, stops = source.gauss(0, 1), source.random(), source.random() < 0.2
    on, misses, adverse = row.since + timedelta(days=source.randint(0, 10)), 0, False
    last_day = today() - timedelta(days=source.randint(60, 200)) if stops else today()
    while on <= last_day:
        sheet = _sheet(source, row.condition, on, level, usual)
        verdict = judge(on, seen_in(sheet, row.condition, patient), misses, adverse, norm)
        yield _visit(row, sheet, verdict), sheet
        misses = misses + 1 if verdict.control == "no" and not sheet.lost else 0
        adverse = sheet.answers.get("adverse") == "yes"
        # Who is looked after gets better, by and by.
        level -= 0.25 if verdict.control == "no" else -0.05
        on = verdict.due + timedelta(days=source.randint(-9, 2) if steady < 0.65 else source.randint(-3, 45))


def _sheet(source: Random, condition: str, on: date, level: float, usual: _Usual) -> VisitSheet:
    if source.random() < 0.02:
        return VisitSheet(VisitKind.LOST, on, {"word": "两次上门家中无人，电话未接"})
    upper = round(source.gauss(usual.upper + 5 * level, 5))
    lower = min(round(source.gauss(usual.lower + 3 * level, 3)), upper - 25)
    answers: dict[str, Any] = {
        "readings": [[upper + 3, lower + 2], [upper, lower]], "symptoms": [], "weight": round(source.gauss(usual.kilograms, 0.8), 1),
        "smoking": source.choice([0, 0, 0, 5, 10]), "exercise": source.randint(0, 7), "minutes": source.choice([20, 30, 40]),
        "adherence": source.choice(["regular"] * 4 + ["now_and_then"]), "adverse": "no", "complication": "no",
        "medicines": source.choice(_SAID[Condition(condition)]), "agreed": source.choice(_AGREED),
    }  # fmt: skip
    if condition == Condition.T2DM:
        answers |= {
            "fasting": round(max(4.2, source.gauss((usual.fasting or 6.7) + 0.5 * level, 0.5)), 1), "foot_pulse": "normal",
            "hypoglycaemia": "none",
        }  # fmt: skip
    else:
        answers["salt"] = source.choice(["light", "middle", "heavy"])
    kind = source.choice([VisitKind.CLINIC] * 6 + [VisitKind.HOME] * 3 + [VisitKind.PHONE])
    return VisitSheet(kind, on, answers)


def _visit(row: Enrolment, sheet: VisitSheet, verdict: Verdict) -> Visit:
    return Visit(
        id=uuid7(), district_id=row.district_id, enrolment=row, kind=sheet.kind, on=sheet.on, form_version=FORM_VERSION,
        norm_version=norm_of(row.district_id).version, answers_cipher=seal_bytes(orjson.dumps(dict(sheet.answers))),
        control=verdict.control, computed=verdict.classed, classed=verdict.classed, reasons=list(verdict.reasons),
        urgent=verdict.urgent, next_due=verdict.due, next_reason=verdict.due_reason, by_id=row.physician_id,
        organisation_id=row.organisation_id, recorded_at=datetime.combine(sheet.on, time(16, 30), LOCAL),
    )  # fmt: skip


def _sent_on(row: Enrolment, visits: list[Visit]) -> None:
    """The newest visit's referral is still open where the rule asks for one."""
    last = max(visits, key=lambda visit: visit.on, default=None)
    if last is None or not {"twice", "urgent_pressure", "urgent_high", "urgent_low"} & set(last.reasons):
        return
    reason = next(one for one in last.reasons if one in ReferralReason.values)
    Referral.objects.create(
        district_id=row.district_id, patient=row.patient, enrolment=row, visit=last, organisation_id=row.organisation_id,
        reason=reason, urgent=last.urgent, state=ReferralState.SENT, to_cipher=seal("区人民医院 心内科"),
        made_at=last.recorded_at, made_by_id=row.physician_id, sent_at=last.recorded_at,
        due_on=last.on + timedelta(days=norm_of(row.district_id).soon_days),
    )  # fmt: skip
