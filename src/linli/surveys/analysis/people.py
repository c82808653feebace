"""The table of those interviewed: one row a person, with where they were drawn, their base weight and their answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from typing import Any

from ..ages import group_of
from ..models import Cluster, Correction, Outcome, Submission, Survey, Unit, UnitKind, UnitState
from ..queries.answers import corrected
from ..sampling import Method
from ..xlsform.definition import ADULTS, Definition, definition_of
from ..xlsform.evaluating import number


@dataclass(frozen=True)
class Person:
    """One counted interview. `base`: the inverse of the probability to be drawn, of a household by its adults."""

    submission: Submission
    unit: Unit
    answers: dict[str, Any]
    base: float
    sex: str
    age: int | None
    age_group: str


@dataclass(frozen=True)
class Visited:
    """How a cluster's people stand."""

    cluster: Cluster
    drawn: int
    done: int
    refused: int
    absent: int
    ineligible: int
    waiting: int

    @property
    def eligible(self) -> int:
        return self.drawn - self.ineligible

    @property
    def response(self) -> float | None:
        """Interviewed by eligible among those whose visit has ended."""
        ended = self.eligible - self.waiting
        return self.done / ended if ended else None


def visited(survey: Survey) -> list[Visited]:
    """By cluster, in the sample's order."""
    counts: dict[Any, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for cluster, state in Unit.objects.filter(survey=survey).values_list("cluster", "state"):
        counts[cluster][state] += 1
    rows = Cluster.objects.filter(sample__survey=survey).select_related("sample").order_by("number")
    return [_visited(one, counts[one.pk]) for one in rows]


def _visited(cluster: Cluster, counts: dict[str, int]) -> Visited:
    of = UnitState
    return Visited(
        cluster, sum(counts.values()), counts[of.DONE], counts[of.REFUSED], counts[of.ABSENT], counts[of.INELIGIBLE],
        counts[of.WAITING],
    )  # fmt: skip


def people(survey: Survey) -> list[Person]:
    """Everybody with an interview that counts, once: of two for one person the first. Corrections included."""
    return list(_people(survey))


def _people(survey: Survey) -> Iterator[Person]:
    sample = getattr(survey, "sample", None)
    if sample is None:
        return
    rows = Submission.objects.filter(survey=survey, outcome=Outcome.DONE, left_out=False, unit__isnull=False)
    corrections: dict[Any, list[Correction]] = defaultdict(list)
    for one in Correction.objects.filter(submission__survey=survey).exclude(path="").order_by("at", "id"):
        corrections[one.submission_id].append(one)
    units = {one.pk: one for one in Unit.objects.filter(survey=survey).defer("name_cipher", "address_cipher")}
    clusters = {one.pk: one for one in Cluster.objects.filter(sample=sample)}
    weights = {key: float(one.weight) for key, one in clusters.items()}
    definitions: dict[Any, Definition] = {one.pk: definition_of(one.definition) for one in survey.forms.all()}
    seen: set[Any] = set()
    for row in rows.select_related("by").defer("xml_cipher").order_by("received_at", "id").iterator(2000):
        assert row.unit_id is not None, "filtered so"
        if row.unit_id in seen:
            continue
        seen.add(row.unit_id)
        unit = units[row.unit_id]
        unit.cluster = clusters[unit.cluster_id]
        answers = corrected(row, definitions[row.form_id], corrections.get(row.pk, ()))
        base = weights[unit.cluster_id] * (_adults(answers) if sample.kind == UnitKind.HOUSEHOLD else 1)
        yield _person(row, unit, answers, base)


def _adults(answers: dict[str, Any]) -> float:
    """How many adults one was taken of; a household that does not say has one."""
    found = number(str(answers.get(ADULTS, "")))
    return found if isfinite(found) and found >= 1 else 1.0


def _person(row: Submission, unit: Unit, answers: dict[str, Any], base: float) -> Person:
    age = number(str(answers.get("age", "")))
    known = int(age) if isfinite(age) else None
    return Person(
        row, unit, answers, base, str(answers.get("sex", "")), known, group_of(known) if known is not None else ""
    )


def is_equal(survey: Survey) -> bool:
    """Whether each cluster of a stratum was as likely to be drawn: then the finite population counts."""
    return bool(survey.sample.plan["method"] == Method.EQUAL)
