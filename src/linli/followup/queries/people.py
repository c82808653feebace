"""One managed person: the visits, referrals and examinations, and how old they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from linli.clock import today
from linli.health.models import Patient
from linli.people.actors import Actor
from linli.people.models import Account, Position
from linli.people.roles import Role

from ..access import enrolments_of, referrals_of
from ..errors import NoSuchEnrolment, NoSuchReferral, NoSuchVisit
from ..forms import PARTS, VisitSheet, symptoms_of
from ..models import Enrolment, Examination, Referral, Visit
from ..norm import Norm, aim
from .norms import norm_of

LISTED = 60


def age_on(patient: Patient, day: date) -> int:
    """Whole years; from the birth year alone where the day is not known."""
    born = patient.born
    if born is None:
        return day.year - patient.birth_year
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


@dataclass(frozen=True)
class Answer:
    """One answer as it is read: its name and its words."""

    name: str
    text: str


@dataclass(frozen=True)
class Told:
    """A visit as a page tells it, with its earlier versions, newest first."""

    visit: Visit
    answers: tuple[Answer, ...]
    headline: str
    earlier: tuple[Told, ...] = ()

    @property
    def word(self) -> str:
        answers = self.visit.answers
        return str(answers.get("class_word") or answers.get("word") or "")


@dataclass(frozen=True)
class Person:
    """A managed person as the physician sees them."""

    enrolment: Enrolment
    norm: Norm
    visits: tuple[Told, ...]
    referrals: tuple[Referral, ...]
    examinations: tuple[Examination, ...]
    others: tuple[Enrolment, ...]

    @property
    def age(self) -> int:
        return age_on(self.enrolment.patient, today())

    @property
    def aim(self) -> tuple[float, float]:
        return aim(self.age, self.norm)

    @property
    def examined(self) -> Examination | None:
        """The newest examination."""
        return self.examinations[0] if self.examinations else None


def enrolment_of(actor: Actor, key: UUID) -> Enrolment:
    """Raises NoSuchEnrolment."""
    rows = enrolments_of(actor).select_related("patient__area", "organisation", "physician")
    found = rows.filter(pk=key, patient__erased_at=None).first()
    if found is None:
        raise NoSuchEnrolment
    return found


def visit_of(actor: Actor, key: UUID) -> Visit:
    """Raises NoSuchVisit."""
    rows = Visit.objects.filter(pk=key, enrolment__in=enrolments_of(actor), enrolment__patient__erased_at=None)
    found = rows.select_related("enrolment__patient", "enrolment__organisation", "by").first()
    if found is None:
        raise NoSuchVisit
    return found


def referral_of(actor: Actor, key: UUID) -> Referral:
    """Raises NoSuchReferral."""
    rows = referrals_of(actor).select_related("patient", "enrolment", "visit", "alert")
    found = rows.filter(pk=key, patient__erased_at=None).first()
    if found is None:
        raise NoSuchReferral
    return found


def person(enrolment: Enrolment) -> Person:
    """Everything of one managed person; four statements."""
    rows = Visit.objects.filter(enrolment=enrolment).select_related("by", "organisation").order_by("-on", "-id")
    visits = list(rows[:LISTED])
    referrals = Referral.objects.filter(patient=enrolment.patient_id, organisation=enrolment.organisation_id)
    exams = Examination.objects.filter(patient=enrolment.patient_id).select_related("organisation").order_by("-on")
    others = Enrolment.objects.filter(patient=enrolment.patient_id, organisation=enrolment.organisation_id)
    return Person(
        enrolment, norm_of(enrolment.district_id), _told(enrolment.condition, visits),
        tuple(referrals.select_related("made_by").order_by("-made_at")[:LISTED]), tuple(exams[:LISTED]),
        tuple(others.exclude(pk=enrolment.pk).order_by("-since")),
    )  # fmt: skip


def _told(condition: str, visits: list[Visit]) -> tuple[Told, ...]:
    """Those that count, each with what it corrected."""
    by_key = {visit.pk: visit for visit in visits}

    def earlier(visit: Visit) -> tuple[Told, ...]:
        before = by_key.get(visit.replaces_id) if visit.replaces_id else None
        return (told(condition, before), *earlier(before)) if before else ()

    return tuple(
        Told(visit, *_words(condition, visit), earlier(visit)) for visit in visits if visit.replaced_at is None
    )


def told(condition: str, visit: Visit) -> Told:
    return Told(visit, *_words(condition, visit))


def _words(condition: str, visit: Visit) -> tuple[tuple[Answer, ...], str]:
    """The answers in the order of the form, and the measured values in a line."""
    answers = visit.answers
    said, measured = [], []
    sheet = VisitSheet(visit.kind, visit.on, answers)
    if sheet.pressure:
        upper, lower = sheet.pressure
        measured.append(f"{upper:g}/{lower:g} mmHg")
    for part in PARTS:
        value = answers.get(part.name)
        if value in (None, ""):
            continue
        shown = str(dict(part.choices).get(str(value), value)) if part.choices else f"{value} {part.unit}".strip()
        said.append(Answer(str(part.label), shown))
        if part.name in ("fasting", "random", "hba1c"):
            measured.append(shown)
    labels = dict(symptoms_of(condition))
    if chosen := [str(labels[code]) for code in answers.get("symptoms", ()) if code in labels]:
        said.insert(0, Answer("", "、".join(chosen)))
    return tuple(said), " · ".join(measured)


def physicians_of(organisation: str) -> list[Account]:
    """Who can be named as somebody's physician there."""
    held = Position.objects.today().filter(organisation=organisation, role=Role.PHYSICIAN, account__is_active=True)
    return list(Account.objects.filter(pk__in=held.values("account_id")).order_by("name", "username"))
