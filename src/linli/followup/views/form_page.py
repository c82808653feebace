"""The form of a visit as a page draws it: its fields with what was typed, what is wrong, and what was said last time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from linli.cases.sheet import Sheet
from linli.clock import today

from ..actions import judged
from ..forms import GROUPS, PARTS, READINGS, Part, VisitSheet, parts_of, read_sheet, symptoms_of
from ..models import Classed, DueReason, Enrolment, ReferralReason, Visit, VisitKind
from ..norm import Verdict

# More choices than these are a list that opens.
MOST_SHOWN = 4
# What stays as it was until somebody says otherwise.
TAKEN_OVER = ("medicines", "height", "smoking", "drinking", "exercise", "minutes", "salt", "staple")


@dataclass(frozen=True)
class Chosen:
    code: str
    label: str
    checked: bool


@dataclass(frozen=True)
class Shown:
    """One field. `last`: what was said at the visit before, in words."""

    part: Part
    value: str
    faults: tuple[str, ...]
    choices: tuple[Chosen, ...] = ()
    last: str = ""

    @property
    def as_list(self) -> bool:
        return len(self.choices) > MOST_SHOWN

    @property
    def is_number(self) -> bool:
        return self.part.kind in ("number", "whole")


@dataclass(frozen=True)
class Reading:
    """One reading of blood pressure."""

    number: int
    systolic: str
    diastolic: str
    faults: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    name: str
    label: str
    fields: tuple[Shown, ...]


@dataclass(frozen=True)
class Judged:
    """What the rules make of what is written so far, in words; `sure` only where nothing is wrong with it."""

    verdict: Verdict | None
    sure: bool

    @property
    def class_label(self) -> str:
        return str(Classed(self.verdict.classed).label) if self.verdict else ""

    @property
    def why_soon(self) -> str:
        return str(DueReason(self.verdict.due_reason).label) if self.verdict else ""

    @property
    def refer_label(self) -> str:
        return str(ReferralReason(self.verdict.refer).label) if self.verdict and self.verdict.refer else ""

    @property
    def reasons(self) -> list[str]:
        return [reason_word(code) for code in self.verdict.reasons] if self.verdict else []


def reason_word(code: str) -> str:
    """What a code of a verdict says."""
    from django.utils.translation import gettext as _

    if code in ReferralReason.values:
        return str(ReferralReason(code).label)
    words = {
        "lost": _("nobody was met: counts as not controlled"),
        "not_measured": _("what the aim is about was not measured"),
        "above_aim": _("the aim was not reached"),
    }
    return words.get(code, code)


@dataclass(frozen=True)
class VisitForm:
    """Everything that the template of the form needs."""

    sheet: Sheet
    kinds: tuple[Chosen, ...]
    symptoms: tuple[Chosen, ...]
    readings: tuple[Reading, ...]
    groups: tuple[Group, ...]
    classes: tuple[Chosen, ...]
    judged: Judged
    last: Visit | None


def given_by(posted: QueryDict) -> dict[str, Any]:
    """What a form sent, complaints as a list."""
    return {**posted.dict(), "symptoms": posted.getlist("symptoms")}


def begun_from(last: Visit | None) -> dict[str, Any]:
    """A form nobody has filled in yet: today, at the clinic, and what stays the same from visit to visit."""
    answers = last.answers if last else {}
    taken = {name: str(answers[name]) for name in TAKEN_OVER if name in answers}
    return {"on": today().isoformat(), "kind": VisitKind.CLINIC.value, "adverse": "no", "complication": "no", **taken}


def written_in(visit: Visit) -> dict[str, Any]:
    """A visit as it was filled in, to be corrected."""
    answers = visit.answers
    found = {name: str(value) for name, value in answers.items() if name not in ("readings", "symptoms")}
    for number, (upper, lower) in enumerate(answers.get("readings", []), 1):
        found |= {f"systolic{number}": str(upper), f"diastolic{number}": str(lower)}
    referral = getattr(visit, "referral", None)
    return {
        **found, "symptoms": answers.get("symptoms", []), "kind": visit.kind, "on": visit.on.isoformat(),
        "classed": visit.classed if visit.classed != visit.computed else "", "refer_to": referral.to if referral else "",
    }  # fmt: skip


def judged_so_far(enrolment: Enrolment, given: Mapping[str, Any]) -> Judged:
    """The verdict on what is written, as far as it can be read."""
    sheet, faults = read_sheet(enrolment.condition, given, enrolment.since)
    measured = {"systolic1", "fasting", "random"}
    if not sheet.kind or (not sheet.lost and not _says_anything(sheet)):
        return Judged(None, False)
    sure = not any(fault.field in measured or fault.field.startswith(("systolic", "diastolic")) for fault in faults)
    return Judged(judged(enrolment, sheet), sure)


def _says_anything(sheet: VisitSheet) -> bool:
    return bool(sheet.answers.get("readings") or {"fasting", "random"} & sheet.answers.keys())


def form_of(enrolment: Enrolment, given: Mapping[str, Any], sheet: Sheet, last: Visit | None) -> VisitForm:
    """The form for an enrolment's condition. `given`: what was typed, or what it begins with."""
    before = last.answers if last else {}

    def shown(part: Part) -> Shown:
        value = str(given.get(part.name) or "")
        faults = tuple(sheet.faults.get(part.name, ()))
        choices = tuple(Chosen(code, str(label), code == value) for code, label in part.choices)
        return Shown(part, value, faults, choices, _last_time(part, before))

    parts = parts_of(enrolment.condition)
    groups = tuple(
        Group(name, str(label), tuple(shown(part) for part in parts if part.group == name))
        for name, label in GROUPS.items()
    )
    chosen = given.get("symptoms") or []
    return VisitForm(
        sheet,
        tuple(Chosen(one.value, str(one.label), one.value == given.get("kind")) for one in VisitKind),
        tuple(Chosen(code, str(label), code in chosen) for code, label in symptoms_of(enrolment.condition)),
        tuple(_reading(number, given, sheet) for number in range(1, READINGS + 1)), groups,
        tuple(Chosen(one.value, str(one.label), one.value == given.get("classed")) for one in Classed),
        judged_so_far(enrolment, given), last,
    )  # fmt: skip


def _reading(number: int, given: Mapping[str, Any], sheet: Sheet) -> Reading:
    names = f"systolic{number}", f"diastolic{number}"
    upper, lower = (str(given.get(name) or "") for name in names)
    return Reading(number, upper, lower, tuple(fault for name in names for fault in sheet.faults.get(name, ())))


def _last_time(part: Part, answers: Mapping[str, Any]) -> str:
    value = answers.get(part.name)
    if value in (None, "") or part.kind in ("words", "lines") or part.name in TAKEN_OVER:
        return ""
    return str(dict(part.choices).get(str(value), value))


def labels() -> dict[str, str]:
    return {part.name: str(part.label) for part in PARTS}
