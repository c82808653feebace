"""Forgetting a person whose health file is erased: what was said and found goes, the numbers of the rates stay."""

from __future__ import annotations

from django.db import transaction

from linli.clock import now, today
from linli.health.models import Patient

from ..models import OPEN_REFERRALS, EndReason, Enrolment, Examination, Referral, ReferralState, Visit


@transaction.atomic
def forget_patient(patient: Patient) -> int:
    """Empty the sealed answers, findings and words, and end what is open; returns how many visits were emptied."""
    Enrolment.objects.filter(patient=patient, ended_on=None).update(
        ended_on=today(), end_reason=EndReason.REFUSED, next_due=None, physician=None
    )
    still = Referral.objects.filter(patient=patient, state__in=OPEN_REFERRALS)
    still.update(state=ReferralState.NOT_NEEDED, closed_at=now())
    Referral.objects.filter(patient=patient).update(to_cipher=b"", outcome_cipher=b"")
    Examination.objects.filter(patient=patient).update(findings_cipher=b"")
    return Visit.objects.filter(enrolment__patient=patient).update(answers_cipher=b"", observations=[], reasons=[])
