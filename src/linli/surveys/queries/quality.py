"""How good the interviews are: last digits of blood pressure, lengths, duplicates, positions, clocks, missing answers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log
from statistics import quantiles
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from scipy.special import chdtrc

from ..analysis.people import Person, people
from ..models import Submission, Survey
from ..xlsform.definition import ASKED, UNIT, definition_of

DOUBTS: dict[str, Promise] = {
    "unknown_unit": gettext_lazy("Number of nobody who was drawn"),
    "duplicate": gettext_lazy("Somebody interviewed before"),
    "other_interviewer": gettext_lazy("Somebody else was to visit"),
    "clock": gettext_lazy("Clock of the device was wrong"),
    "far": gettext_lazy("Far from the community or village"),
    "late": gettext_lazy("Came after the end"),
    "calculated": gettext_lazy("The device calculated otherwise"),
    "quick": gettext_lazy("Too quick"),
    "slow": gettext_lazy("Unusually long"),
    "copied": gettext_lazy("Same answers as another"),
}
READINGS = ("systolic", "diastolic")
# So few readings say nothing of digits.
_FEWEST = 50
# Nobody asks and measures all of it in less; a form of a few questions has its own lengths.
_STEP = 3.0


@dataclass(frozen=True)
class Digits:
    """Last digits of readings, of whom: how often each was written, and how far that is from one in ten each (χ², 9 degrees)."""

    who: str
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.counts)

    @property
    def chi_square(self) -> float:
        expected = self.total / 10
        return sum((one - expected) ** 2 / expected for one in self.counts)

    @property
    def p(self) -> float:
        return float(chdtrc(9, self.chi_square))

    @property
    def shares(self) -> list[float]:
        return [one / self.total for one in self.counts]

    @property
    def zero(self) -> float:
        return self.counts[0] / self.total

    @property
    def tone(self) -> str:
        """Of many readings the smallest preference is certain: what matters is how large it is."""
        return (
            "late" if self.p < 0.001 and self.zero > 0.2 else "wait" if self.p < 0.01 and self.zero > 0.13 else "good"
        )

    @property
    def reading(self) -> str:
        """In plain words."""
        told = {"share": f"{self.zero:.0%}"}
        if self.tone == "good":
            return _("%(share)s end in 0, about one in ten is expected: no preference to be seen.") % told
        if self.tone == "wait":
            return _("%(share)s end in 0 instead of 10%%: a slight preference for round numbers.") % told
        return (
            _(
                "%(share)s end in 0 instead of 10%%: readings are rounded. Please look at how they are taken, or give an electronic device."
            )
            % told
        )


@dataclass(frozen=True)
class Missing:
    """A question that not all of those asked answered."""

    label: str
    asked: int
    missing: int

    @property
    def share(self) -> float:
        return self.missing / self.asked


@dataclass(frozen=True)
class Quality:
    """`doubts`: by code how many interviews; `found` which; `limits`: shortest and longest usual length in minutes."""

    interviews: int
    digits: list[Digits]
    doubts: list[tuple[str, str, int]]
    found: dict[str, set[UUID]]
    missing: list[Missing]
    limits: tuple[float, float] | None
    middle: float | None


@dataclass(frozen=True)
class _Among:
    """What shows among all interviews, without opening any."""

    count: int
    found: dict[str, set[UUID]]
    lengths: list[int]
    limits: tuple[float, float] | None


def _among(survey: Survey) -> _Among:
    names = ("pk", "outcome", "seconds", "doubts", "answers_digest")
    rows = list(Submission.objects.filter(survey=survey, left_out=False).values_list(*names))
    found: dict[str, set[UUID]] = defaultdict(set)
    for key, _outcome, _seconds, doubts, _digest in rows:
        for one in doubts:
            found[one].add(key)
    done = [(key, seconds, digest) for key, outcome, seconds, _doubts, digest in rows if outcome == "done"]
    lengths = sorted(seconds for _key, seconds, _digest in done if seconds)
    limits = _limits(lengths)
    if limits:
        found["quick"] = {key for key, seconds, _digest in done if seconds and seconds < limits[0]}
        found["slow"] = {key for key, seconds, _digest in done if seconds and seconds > limits[1]}
    often = Counter(digest for _key, _seconds, digest in done)
    found["copied"] = {key for key, _seconds, digest in done if often[digest] > 1}
    return _Among(len(rows), dict(found), lengths, limits)


def quality(survey: Survey) -> Quality:
    among, those = _among(survey), people(survey)
    doubts = [(code, str(label), len(among.found[code])) for code, label in DOUBTS.items() if among.found.get(code)]
    middle = among.lengths[len(among.lengths) // 2] / 60 if among.lengths else None
    minutes = (among.limits[0] / 60, among.limits[1] / 60) if among.limits else None
    return Quality(among.count, digits(those), doubts, among.found, _missing(survey, those), minutes, middle)


def doubts_of(survey: Survey) -> dict[UUID, list[str]]:
    """Of each interview its doubts, those that only show among all of them too."""
    told: dict[UUID, list[str]] = defaultdict(list)
    for code, keys in _among(survey).found.items():
        for key in keys:
            told[key].append(code)
    return dict(told)


def _limits(seconds: Sequence[int]) -> tuple[float, float] | None:
    """Three quartile ranges beyond the quartiles, on the scale of logarithms: lengths are skewed."""
    if len(seconds) < 20:
        return None
    low, _middle, high = quantiles([log(one) for one in seconds], n=4)
    return exp(low - _STEP * (high - low)), exp(high + _STEP * (high - low))


def digits(those: Sequence[Person]) -> list[Digits]:
    """Of all readings, then of each interviewer who took enough of them."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for one in those:
        who = one.submission.by.name if one.submission.by_id and one.submission.by else ""
        for row in one.answers.get("reading", []):
            for name in READINGS:
                if value := str(row.get(name, "")):
                    counts[who][value[-1]] += 1
    whole = sum(counts.values(), Counter())
    told = [("", whole), *sorted(counts.items())] if len(counts) > 1 else [("", whole)]
    return [
        Digits(who, tuple(count[str(digit)] for digit in range(10)))
        for who, count in told
        if sum(count.values()) >= _FEWEST
    ]


def _missing(survey: Survey, those: Sequence[Person]) -> list[Missing]:
    """Questions that may be left empty, by how often they were."""
    asked: Counter[str] = Counter()
    empty: Counter[str] = Counter()
    labels: dict[str, str] = {}
    for form in survey.forms.all():
        definition = definition_of(form.definition)
        optional = [
            one for one in definition.questions if one.kind in ASKED and one.required is None and one.name != UNIT
        ]
        labels |= {one.name: one.label or one.name for one in optional if one.kind != "image"}
    for one in those:
        for name in labels:
            if name in one.answers:
                asked[name] += 1
                empty[name] += not one.answers[name]
    found = [Missing(labels[name], asked[name], empty[name]) for name in labels if empty[name]]
    return sorted(found, key=lambda one: -one.share)


__all__ = ["DOUBTS", "Digits", "Missing", "Quality", "digits", "doubts_of", "quality"]
