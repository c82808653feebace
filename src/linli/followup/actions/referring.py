"""Sending people on: from a visit, because of an urgent value at a health point, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from linli.audit.actions import record
from linli.clock import LOCAL, now
from linli.health.models import Alert, AlertState, Quantity, Source
from linli.ids import uuid7
from linli.people.actors import Actor
from linli.people.vault import seal
from linli.problem import Fault

from ..errors import NotTaken, ReferralClosed
from ..forms import VisitSheet
from ..models import (
    OPEN_REFERRALS,
    Condition,
    Enrolment,
    Referral,
    ReferralReason,
    ReferralState,
    Visit,
)
from ..norm import Norm, Verdict
from ..queries.norms import norm_of
from ..queries.people import referral_of
from .curve import alert_of
from .folding import locked, refold

LONGEST_PLACE, LONGEST_WORD = 80, 300
ENDINGS = (ReferralState.DONE, ReferralState.NOT_GONE, ReferralState.NOT_NEEDED)
_GLUCOSE = (Quantity.GLUCOSE_FASTING, Quantity.GLUCOSE_RANDOM)


def refer_from_visit(
    actor: Actor, enrolment: Enrolment, visit: Visit, sheet: VisitSheet, verdict: Verdict, replaces: Visit | None
) -> Referral | None:  # fmt: skip
    """Who is sent on by rule or by the physician's choice; of a corrected visit the referral moves to the newer version."""
    there = Referral.objects.filter(visit=replaces).first() if replaces else None
    reason = (
        "" if sheet.refer == "no" else verdict.refer or (ReferralReason.OTHER.value if sheet.refer == "yes" else "")
    )
    if there is not None:
        return _moved(actor, there, visit, reason, sheet.refer_to)
    if not reason:
        return None
    row = Referral(
        id=uuid7(), district_id=visit.district_id, patient=enrolment.patient, enrolment=enrolment, visit=visit,
        alert=alert_of(visit), organisation_id=enrolment.organisation_id, reason=reason, urgent=verdict.urgent,
        made_at=now(), made_by=actor.account, due_on=visit.on + timedelta(days=norm_of(visit.district_id).soon_days),
    )  # fmt: skip
    _sent_to(row, sheet.refer_to)
    row.save(force_insert=True)
    return row


def _moved(actor: Actor, row: Referral, visit: Visit, reason: str, to: str) -> Referral:
    row.visit = visit
    if reason:
        row.reason = ReferralReason(reason)
    elif row.state == ReferralState.NEEDED:
        # The value that asked for it was written wrongly, and nobody was sent anywhere yet.
        row.state, row.closed_at, row.closed_by = ReferralState.NOT_NEEDED, now(), actor.account
    if to:
        _sent_to(row, to)
    row.save()
    return row


def _sent_to(row: Referral, to: str) -> None:
    if to:
        row.to_cipher, row.state, row.sent_at = seal(to[:LONGEST_PLACE]), ReferralState.SENT, now()


@transaction.atomic
def arrange_referral(actor: Actor, key: UUID, given: Mapping[str, Any]) -> Referral:
    """Say `to` where somebody is sent. Raises NoSuchReferral, ReferralClosed, NotTaken."""
    row = _open(actor, key)
    to = str(given.get("to") or "").strip()
    if not 2 <= len(to) <= LONGEST_PLACE:
        message = _("Please name the institution and department, in 2 to %(n)d characters.")
        raise NotTaken([Fault("to", message % {"n": LONGEST_PLACE}, to[:60])])
    _sent_to(row, to)
    row.save(update_fields=["to_cipher", "state", "sent_at"])
    record(actor, "followup_referred", district=row.district_id, subject=f"patient:{row.patient.code}")
    return row


@transaction.atomic
def close_referral(actor: Actor, key: UUID, given: Mapping[str, Any]) -> Referral:
    """Note what became of it: `state` (done, not_gone, not_needed) and `outcome`. Raises NoSuchReferral, ReferralClosed, NotTaken."""
    row = _open(actor, key)
    state, outcome = str(given.get("state") or ""), str(given.get("outcome") or "").strip()
    faults = []
    if state not in ENDINGS:
        possible = "、".join(str(one.label) for one in ENDINGS)
        faults.append(Fault("state", _("Please say what became of it: %(possible)s.") % {"possible": possible}, state[:40]))  # fmt: skip
    if not 2 <= len(outcome) <= LONGEST_WORD:
        message = _("Please note in 2 to %(n)d characters what was found there, or why they did not go.")
        faults.append(Fault("outcome", message % {"n": LONGEST_WORD}, outcome[:60]))
    if faults:
        raise NotTaken(faults)
    row.state, row.outcome_cipher = ReferralState(state), seal(outcome)
    row.closed_at, row.closed_by = now(), actor.account
    row.save(update_fields=["state", "outcome_cipher", "closed_at", "closed_by"])
    if row.enrolment_id:
        refold(locked(row.enrolment_id))
    record(actor, "followup_referral_closed", district=row.district_id, subject=f"patient:{row.patient.code}")
    return row


def _open(actor: Actor, key: UUID) -> Referral:
    row = Referral.objects.select_for_update(of=("self",)).select_related("patient").get(pk=referral_of(actor, key).pk)
    if row.state not in OPEN_REFERRALS:
        raise ReferralClosed(str(ReferralState(row.state).label))
    return row


def follow_alert(pk: UUID) -> bool:
    """An urgent value of a health point becomes a referral to be arranged, due in two weeks; False if it is one already."""
    rows = Alert.objects.select_for_update(of=("self",)).select_related("observation", "patient")
    alert = rows.filter(pk=pk, referral=None).exclude(state=AlertState.CLOSED).first()
    if alert is None:
        return False
    norm = norm_of(alert.district_id)
    reason = _reason(alert, norm)
    enrolment = _enrolment_for(alert, reason)
    raised = alert.raised_at.astimezone(LOCAL).date()
    Referral.objects.create(
        district_id=alert.district_id, patient=alert.patient, enrolment=enrolment, alert=alert, reason=reason, urgent=True,
        organisation_id=enrolment.organisation_id if enrolment else alert.organisation_id, made_at=alert.raised_at,
        due_on=raised + timedelta(days=norm.soon_days),
    )  # fmt: skip
    if enrolment is not None:
        refold(locked(enrolment.pk))
    return True


def _reason(alert: Alert, norm: Norm) -> ReferralReason:
    if alert.observation.quantity not in _GLUCOSE:
        return ReferralReason.URGENT_PRESSURE
    low = float(alert.observation.value.get("value", 0)) <= norm.urgent_glucose_low
    return ReferralReason.URGENT_LOW_GLUCOSE if low else ReferralReason.URGENT_HIGH_GLUCOSE


def _enrolment_for(alert: Alert, reason: ReferralReason) -> Enrolment | None:
    """The enrolment that the value speaks of, or another one of the person."""
    fitting = Condition.HYPERTENSION if reason == ReferralReason.URGENT_PRESSURE else Condition.T2DM
    rows = list(Enrolment.objects.filter(patient=alert.patient_id, ended_on=None))
    return next((row for row in rows if row.condition == fitting), rows[0] if rows else None)


# What `follow_alert` takes up: those of visits have their referral from the visit.
ALERTS = {
    "observation__quantity__in": (Quantity.BLOOD_PRESSURE, *_GLUCOSE),
    "observation__source__in": (Source.KIOSK, Source.FHIR, Source.CSV),
}
