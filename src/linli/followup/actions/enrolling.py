"""Beginning and ending the management of a person for a condition."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from linli.audit.actions import record
from linli.clock import day_text, now, today
from linli.health.models import Patient
from linli.people.actors import Actor
from linli.people.models import Account
from linli.problem import Fault

from ..access import check_may_visit, patient_of
from ..errors import AlreadyManaged, Ended, NotTaken, TooYoung
from ..models import OPEN_REFERRALS, Condition, EndReason, Enrolment, Referral, ReferralState
from ..queries.norms import norm_of
from ..queries.people import age_on, enrolment_of, physicians_of
from .folding import locked, refold

EARLIEST = date(2009, 1, 1)  # when the national service began


def _day(given: Mapping[str, Any], name: str, faults: list[Fault], first: date) -> date:
    """A day of a form between `first` and today; what is wrong is added to `faults`."""
    typed = str(given.get(name) or "").strip()[:20]
    try:
        day = date.fromisoformat(typed) if typed else today()
    except ValueError:
        message = _("“%(value)s” is no day; please give one such as 2026-11-24.")
        faults.append(Fault(name, message % {"value": typed}, typed))
        return today()
    if not first <= day <= today():
        told = {"day": day_text(day), "first": day_text(first)}
        faults.append(Fault(name, _("%(day)s cannot be; a day from %(first)s until today is possible.") % told, typed))
    return day


@transaction.atomic
def enrol(actor: Actor, code: str, given: Mapping[str, Any]) -> Enrolment:
    """A person is visited for `condition` from `since` on, by `physician` (a username; nobody: the one who enrols).

    Raises NoSuchPerson, NotTaken, TooYoung, AlreadyManaged.
    """
    patient = patient_of(actor, code)
    faults: list[Fault] = []
    condition = str(given.get("condition") or "")
    if condition not in Condition.values:
        possible = "、".join(str(one.label) for one in Condition)
        faults.append(Fault("condition", _("Please choose what they are visited for: %(possible)s.") % {"possible": possible}))  # fmt: skip
    since = _day(given, "since", faults, max(EARLIEST, patient.born or EARLIEST))
    physician = _physician(actor, patient, str(given.get("physician") or ""), faults)
    if faults:
        raise NotTaken(faults)
    least, age = norm_of(patient.district_id).from_age, age_on(patient, since)
    if age < least:
        raise TooYoung(age, least)
    return enrolled(actor, patient, condition, since, physician)


def enrolled(actor: Actor, patient: Patient, condition: str, since: date, physician: Account | None) -> Enrolment:
    """The row, once everything was checked. Raises AlreadyManaged."""
    there = Enrolment.objects.filter(patient=patient, condition=condition, ended_on=None)
    row = Enrolment(
        district_id=patient.district_id, patient=patient, condition=condition, organisation_id=patient.organisation_id,
        physician=physician, since=since, created_at=now(), created_by=actor.account, is_demo=patient.is_demo,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        known = there.select_related("organisation").get()
        raise AlreadyManaged(str(Condition(condition).label), known.organisation.name, known.since) from None
    # An urgent value may have brought them here: its referral is followed with the others from now on.
    Referral.objects.filter(patient=patient, enrolment=None, state__in=OPEN_REFERRALS).update(enrolment=row)
    refold(row)
    _recorded(actor, "followup_enrolled", row)
    return row


def _physician(actor: Actor, patient: Patient, username: str, faults: list[Fault]) -> Account | None:
    if not username:
        return actor.account
    found = next((one for one in physicians_of(patient.organisation_id) if one.username == username), None)
    if found is None:
        message = _("“%(name)s” is no physician of this institution. Please choose one from the list.")
        faults.append(Fault("physician", message % {"name": username[:40]}, username[:40]))
    return found


@transaction.atomic
def end_enrolment(actor: Actor, key: UUID, given: Mapping[str, Any]) -> Enrolment:
    """Management ends, with its `reason` and the day `on`. Raises NoSuchEnrolment, NotTaken, Ended."""
    check_may_visit(actor)
    row = locked(enrolment_of(actor, key).pk)
    check_open(row)
    faults: list[Fault] = []
    reason = str(given.get("reason") or "")
    if reason not in EndReason.values:
        possible = "、".join(str(one.label) for one in EndReason)
        faults.append(Fault("reason", _("Please say why it ends: %(possible)s.") % {"possible": possible}))
    on = _day(given, "on", faults, max(row.since, row.last_on or row.since))
    if faults:
        raise NotTaken(faults)
    row.ended_on, row.end_reason = on, EndReason(reason)
    row.save(update_fields=["ended_on", "end_reason"])
    if reason in (EndReason.DIED, EndReason.MISTAKEN):
        still = Referral.objects.filter(enrolment=row, state__in=OPEN_REFERRALS)
        still.update(state=ReferralState.NOT_NEEDED, closed_at=now(), closed_by=actor.account)
    refold(row)
    _recorded(actor, "followup_ended", row)
    return row


@transaction.atomic
def hand_over(actor: Actor, key: UUID, username: str) -> Enrolment:
    """Another physician of the institution looks after them. Raises NoSuchEnrolment, Ended, NotTaken."""
    row = locked(enrolment_of(actor, key).pk)
    check_open(row)
    faults: list[Fault] = []
    found = _physician(actor, row.patient, username, faults)
    if faults:
        raise NotTaken(faults)
    row.physician = found
    row.save(update_fields=["physician"])
    _recorded(actor, "followup_handed_over", row)
    return row


def check_open(row: Enrolment) -> None:
    """Raises Ended."""
    if row.ended_on is not None:
        raise Ended(row.ended_on, str(EndReason(row.end_reason).label))


def _recorded(actor: Actor, kind: str, row: Enrolment) -> None:
    record(actor, kind, district=row.district_id, subject=f"patient:{row.patient.code}")
