"""What somebody sees of their own follow-up, and what other rooms may ask of a person's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from linli.clock import today
from linli.health.models import Patient
from linli.people.actors import Actor
from linli.people.models import Account

from ..models import Enrolment, Visit
from ..norm import Norm, aim
from .norms import norm_of
from .people import age_on

SHOWN = 6


@dataclass(frozen=True)
class Own:
    """One of somebody's own enrolments: the aim in numbers, the newest visits with their answers."""

    enrolment: Enrolment
    visits: Sequence[Visit]
    norm: Norm

    @property
    def aim(self) -> tuple[float, float]:
        return aim(age_on(self.enrolment.patient, today()), self.norm)

    @property
    def days_left(self) -> int:
        return (self.enrolment.next_due - today()).days if self.enrolment.next_due else 0


def next_of(patient: Patient) -> date | None:
    """The day by which the next visit of a person is due, for whichever condition; None where none is."""
    rows = Enrolment.objects.filter(patient=patient, ended_on=None, next_due__isnull=False)
    return rows.order_by("next_due").values_list("next_due", flat=True).first()


def has_own(account: Account | None) -> bool:
    """Whether somebody who is signed in is visited; one statement."""
    if account is None or account.kind != "resident":
        return False
    return Enrolment.objects.filter(patient__account=account, patient__erased_at=None, ended_on=None).exists()


def own_enrolments(actor: Actor) -> list[Own]:
    """Of the files that are linked to who is signed in; two statements."""
    if actor.account is None or actor.kind != "resident":
        return []
    rows = Enrolment.objects.filter(patient__account=actor.account, patient__erased_at=None, ended_on=None)
    found = list(rows.select_related("patient", "organisation", "physician").order_by("condition", "id"))
    visits = Visit.objects.filter(enrolment__in=found, replaced_at=None).order_by("-on", "-id")
    by: dict[object, list[Visit]] = {}
    for visit in visits:
        by.setdefault(visit.enrolment_id, []).append(visit)
    return [Own(one, by.get(one.pk, [])[:SHOWN], norm_of(one.district_id)) for one in found]
