"""Noting a visit, and correcting one: the rules judge it, the curve gets its values, the next one becomes due."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import orjson
from django.db import transaction
from django.utils.translation import gettext as _

from linli.audit.actions import record
from linli.clock import day_text, now
from linli.health.actions import count_no_more
from linli.health.models import Patient
from linli.ids import uuid7
from linli.people.actors import Actor
from linli.people.vault import seal_bytes
from linli.problem import Fault

from ..errors import CorrectedAlready, NotTaken, SameDay
from ..forms import FORM_VERSION, VisitSheet, read_sheet
from ..models import Classed, DueReason, Enrolment, Visit
from ..norm import Norm, Seen, Verdict, judge
from ..queries.norms import norm_of
from ..queries.people import age_on, enrolment_of, visit_of
from .curve import give_to_curve
from .enrolling import check_open
from .folding import before, locked, refold
from .referring import refer_from_visit


@dataclass(frozen=True)
class Noted:
    """A visit that was kept. `asides`: values kept aside in the curve, each with what to do."""

    visit: Visit
    asides: tuple[str, ...] = ()


def seen_in(sheet: VisitSheet, condition: str, patient: Patient) -> Seen:
    """What a sheet says to the rules."""
    upper, lower = sheet.pressure or (None, None)
    answers = sheet.answers
    return Seen(
        condition, age_on(patient, sheet.on), upper, lower, fasting=answers.get("fasting"),
        random=answers.get("random"), adverse=answers.get("adverse") == "yes",
        complication=answers.get("complication") == "yes", lost=sheet.lost,
    )  # fmt: skip


def judged(enrolment: Enrolment, sheet: VisitSheet) -> Verdict:
    """What the norm in force makes of a sheet, kept or not."""
    norm = norm_of(enrolment.district_id)
    misses, adverse = before(enrolment, Visit(on=sheet.on), norm)
    return judge(sheet.on, seen_in(sheet, enrolment.condition, enrolment.patient), misses, adverse, norm)


@transaction.atomic
def record_visit(actor: Actor, key: UUID, given: Mapping[str, Any]) -> Noted:
    """Note a visit of an enrolment. Raises NoSuchEnrolment, Ended, NotTaken (every fault), SameDay, and what `take` does."""
    enrolment = locked(enrolment_of(actor, key).pk)
    check_open(enrolment)
    sheet, verdict = _checked(enrolment, given)
    if Visit.objects.filter(enrolment=enrolment, on=sheet.on, replaced_at=None).exists():
        raise SameDay(sheet.on)
    return written(actor, enrolment, sheet, verdict)


@transaction.atomic
def correct_visit(actor: Actor, key: UUID, given: Mapping[str, Any]) -> Noted:
    """A newer version of a visit takes its place; the earlier one stays. Raises NoSuchVisit, CorrectedAlready, NotTaken, SameDay."""
    there = visit_of(actor, key)
    enrolment = locked(there.enrolment_id)
    there.refresh_from_db()
    if there.replaced_at is not None:
        raise CorrectedAlready
    sheet, verdict = _checked(enrolment, given)
    others = Visit.objects.filter(enrolment=enrolment, on=sheet.on, replaced_at=None).exclude(pk=there.pk)
    if others.exists():
        raise SameDay(sheet.on)
    there.replaced_at = now()
    there.save(update_fields=["replaced_at"])
    count_no_more(map(UUID, there.observations))
    return written(actor, enrolment, sheet, verdict, there)


def _checked(enrolment: Enrolment, given: Mapping[str, Any]) -> tuple[VisitSheet, Verdict]:
    sheet, faults = read_sheet(enrolment.condition, given, enrolment.since)
    norm = norm_of(enrolment.district_id)
    verdict = judged(enrolment, sheet)
    faults += _faults_of_choices(sheet, verdict, norm, sure=not faults)
    if faults:
        raise NotTaken(faults)
    return sheet, verdict


def _faults_of_choices(sheet: VisitSheet, verdict: Verdict, norm: Norm, *, sure: bool) -> list[Fault]:
    """What the physician chose against the rule needs a word. `sure`: nothing else is wrong, so that the verdict stands."""
    faults = []
    if sheet.classed and sheet.classed != verdict.classed and len(sheet.class_word) < 2 and sure:
        told = {"class": str(Classed(verdict.classed).label)}
        faults.append(Fault("class_word", _("By the rule it is “%(class)s”. Please say in a word why you class it otherwise.") % told))  # fmt: skip
    if sheet.refer == "no" and verdict.refer and len(sheet.refer_word) < 2 and sure:
        faults.append(Fault("refer_word", _("By the rule this person is sent on. Please say in a word why not.")))
    due = sheet.next_due
    if due is not None and due <= sheet.on:
        faults.append(Fault("next_due", _("The next visit must lie after this one."), due.isoformat()))
    elif due is not None and due > verdict.due and sure:
        told = {"day": day_text(verdict.due), "norm": norm.version}
        faults.append(Fault("next_due", _("By the norm (%(norm)s) the next visit is due by %(day)s at the latest; earlier is fine.") % told, due.isoformat()))  # fmt: skip
    return faults


def written(
    actor: Actor, enrolment: Enrolment, sheet: VisitSheet, verdict: Verdict, replaces: Visit | None = None
) -> Noted:  # fmt: skip
    """The row of a sheet that was checked, in a transaction that holds the enrolment."""
    answers = {**sheet.answers, "class_word": sheet.class_word, "refer_word": sheet.refer_word}
    visit = Visit(
        id=uuid7(), district_id=enrolment.district_id, enrolment=enrolment, kind=sheet.kind, on=sheet.on, form_version=FORM_VERSION,
        norm_version=norm_of(enrolment.district_id).version, answers_cipher=seal_bytes(orjson.dumps(answers)),
        control=verdict.control, computed=verdict.classed, classed=sheet.classed or verdict.classed,
        reasons=list(verdict.reasons), urgent=verdict.urgent, **_next(sheet, verdict), by=actor.account,
        organisation_id=enrolment.organisation_id, recorded_at=now(), replaces=replaces,
    )  # fmt: skip
    given = give_to_curve(actor, enrolment.patient, visit, sheet)
    visit.observations = [str(one) for one in given.observations]
    visit.save(force_insert=True)
    refer_from_visit(actor, enrolment, visit, sheet, verdict, replaces)
    refold(enrolment)
    kind = "followup_corrected" if replaces else "followup_visited"
    record(actor, kind, district=enrolment.district_id, subject=f"patient:{enrolment.patient.code}")
    return Noted(visit, given.asides)


def _next(sheet: VisitSheet, verdict: Verdict) -> dict[str, date | str]:
    if sheet.next_due is None or sheet.next_due == verdict.due:
        return {"next_due": verdict.due, "next_reason": verdict.due_reason}
    return {
        "next_due": sheet.next_due,
        "next_reason": verdict.due_reason if verdict.due_reason != DueReason.REGULAR else DueReason.CHOSEN,
    }
