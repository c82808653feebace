"""The tables of a survey as they are now, worked out once for each change of its interviews."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.health.statistics.tables import UnfitTable

from ..analysis.estimating import BREAKDOWNS, Figure, IndicatorTable, label_of, table_from, table_json, tables
from ..analysis.weighting import prepare
from ..errors import CannotEstimate, NotNow
from ..models import Survey
from .published import Published

BY_LABELS: dict[str, Promise] = {
    "": gettext_lazy("All adults"), "sex": gettext_lazy("By sex"), "age_group": gettext_lazy("By age"), "area": gettext_lazy("By stratum"),
}  # fmt: skip
_LONELY: dict[str, Promise] = {
    "refuse": gettext_lazy("No figure: it is said which stratum it is"),
    "certainty": gettext_lazy("Nothing: the cluster was certain to be drawn"),
    "adjust": gettext_lazy("How far its cluster is from the mean of all"),
    "average": gettext_lazy("As much as the other strata on average"),
}
_KEPT = 24 * 3600


@dataclass(frozen=True)
class Weights:
    """How the weights are: their span, what they sum up to, by how much their inequality widens the variance."""

    people: int
    lowest: float
    highest: float
    total: float
    unequal: float
    fitted: bool
    provisional: int

    @property
    def are_equal(self) -> bool:
        return self.highest - self.lowest <= 1e-9 * self.highest


@dataclass(frozen=True)
class Line:
    """A figure with its group in words."""

    figure: Figure
    group: str


@dataclass(frozen=True)
class Shown:
    table: IndicatorTable
    lines: list[Line]


@dataclass(frozen=True)
class Analysis:
    weights: Weights
    topics: list[tuple[str, list[Shown]]]


def analysis(survey: Survey, by: str) -> Analysis:
    """Raises NotNow, CannotEstimate."""
    language = translation.get_language()
    key = f"survey-tables:{survey.pk}:{survey.revision}:{language}"
    kept = cache.get(key)
    if kept is None:
        kept = _worked_out(survey)
        cache.set(key, kept, _KEPT)
    weights, given = Weights(**kept["weights"]), [table_from(one) for one in kept["tables"]]
    topics: dict[str, list[Shown]] = {}
    for one in given:
        lines = [Line(figure, label_of(figure.by, figure.group)) for figure in one.of(by)]
        topics.setdefault(one.topic, []).append(Shown(one, lines))
    return Analysis(weights, list(topics.items()))


def _worked_out(survey: Survey) -> dict[str, Any]:
    if not hasattr(survey, "sample") or not survey.submissions.filter(outcome="done", left_out=False).exists():
        raise NotNow(_("There are no interviews yet that could be counted."))
    try:
        prepared = prepare(survey)
        found = tables(prepared, BREAKDOWNS)
    except UnfitTable as wrong:
        raise CannotEstimate(wrong) from None
    weights = {
        "people": len(prepared.people), "lowest": prepared.span[0], "highest": prepared.span[1], "total": prepared.total,
        "unequal": prepared.unequal, "fitted": prepared.fitted, "provisional": prepared.provisional,
    }  # fmt: skip
    return {"weights": weights, "tables": [table_json(one) for one in found]}


def lonely_choices(survey: Survey) -> list[tuple[str, str, bool]]:
    """Value, words, whether it is chosen."""
    return [(name, str(label), name == survey.lonely) for name, label in _LONELY.items()]


def table_rows(found: Published) -> Iterator[list[Any]]:
    """The published tables as rows of a file, said to be synthetic on the first line where they are."""
    if found.synthetic:
        yield [_("Synthetic data: the people are invented. These figures say nothing about any real population.")]
    yield [f"{found.title} · {found.population} · {found.number} · {found.digest}"]
    yield [found.method]
    yield [found.weights]
    yield [
        _("Subject area"), _("Indicator"), _("Definition"), _("Unit"), _("By"), _("Which group"), _("Value"), _("from"), _("to"), "SE", _("People asked"),
        _("Design effect"), _("Hidden, fewer than 5"), _("Rules"), _("Source was read"),
    ]  # fmt: skip
    for table in found.tables:
        for one in table.figures:
            factor = 100 if table.unit == "%" else 1
            numbers = [
                None if value is None else round(value * factor, 4)
                for value in (one.value, one.low, one.high, one.error)
            ]
            yield [
                table.topic, table.label, table.definition, table.unit, one.by, label_of(one.by, one.group), *numbers, one.count,
                round(one.effect, 3) if one.effect is not None else "", _("yes") if one.hidden else "", table.rules,
                _("yes") if table.verified else _("no"),
            ]  # fmt: skip
