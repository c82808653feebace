"""The yearly examination: that it was made, and what was found."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from linli.audit.actions import record
from linli.clock import day_text, now, today
from linli.people.actors import Actor
from linli.people.vault import seal
from linli.problem import Fault

from ..errors import NotTaken
from ..models import Examination
from ..queries.people import enrolment_of

LONGEST = 1000


@transaction.atomic
def note_examination(actor: Actor, key: UUID, given: Mapping[str, Any]) -> Examination:
    """The examination of a managed person, made `on` a day, with `findings`. Raises NoSuchEnrolment, NotTaken."""
    enrolment = enrolment_of(actor, key)
    typed, findings = str(given.get("on") or "").strip()[:20], str(given.get("findings") or "").strip()
    faults = []
    try:
        on = date.fromisoformat(typed) if typed else today()
    except ValueError:
        on = today()
        faults.append(Fault("on", _("“%(value)s” is no day; please give one such as 2026-11-24.") % {"value": typed}, typed))  # fmt: skip
    if not (today().replace(year=today().year - 3, day=1) <= on <= today()) and not faults:
        faults.append(Fault("on", _("%(day)s cannot be: an examination of the last three years is noted here.") % {"day": day_text(on)}, typed))  # fmt: skip
    if len(findings) > LONGEST:
        told = {"n": len(findings), "most": LONGEST}
        faults.append(
            Fault("findings", _("There are %(n)d characters; at most %(most)d fit. Please shorten it.") % told)
        )
    if faults:
        raise NotTaken(faults)
    row = Examination(
        district_id=enrolment.district_id, patient=enrolment.patient, on=on, organisation_id=enrolment.organisation_id,
        by=actor.account, recorded_at=now(), findings_cipher=seal(findings) if findings else b"",
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        message = _("The examination of %(day)s is noted already.")
        raise NotTaken([Fault("on", message % {"day": day_text(on)}, typed)]) from None
    record(actor, "followup_examined", district=row.district_id, subject=f"patient:{enrolment.patient.code}")
    return row
