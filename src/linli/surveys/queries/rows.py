"""The cleaned interviews as rows of a file: numbers of people, weights, answers; never a name."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from linli.health.statistics.tables import UnfitTable

from ..analysis.weighting import prepare
from ..errors import CannotEstimate, NotNow
from ..models import Survey
from ..xlsform.definition import definition_of
from .finding import current_form


def rows_of(survey: Survey) -> list[list[Any]]:
    """The head, then a row for each interview that counts. Raises NotNow, CannotEstimate."""
    form = current_form(survey)
    if form is None or not hasattr(survey, "sample") or not survey.submissions.exists():
        raise NotNow(_("There are no interviews yet that could be counted."))
    try:
        prepared = prepare(survey)
    except UnfitTable as wrong:
        raise CannotEstimate(wrong) from None
    definition = definition_of(form.definition)
    plain = [
        one.name
        for one in definition.questions
        if one.name not in definition.repeats and one.kind not in ("geopoint", "image")
    ]
    repeated = [(repeat, name) for name, repeat in definition.repeats.items()]
    weights = (
        prepared.sample.weighted.weights if prepared.sample.weighted else prepared.table.column("weight").to_pylist()
    )
    strata, clusters = (prepared.table.column(one).to_pylist() for one in ("stratum", "cluster"))
    head = ["synthetic", "stratum", "cluster", "base_weight", "weight", *plain]
    head += [f"{repeat}_{at + 1}_{name}" for at in range(3) for repeat, name in repeated]
    found: list[list[Any]] = [head]
    for at, one in enumerate(prepared.people):
        row = [int(survey.synthetic), strata[at], clusters[at], one.base, float(weights[at])]
        row += [one.answers.get(name, "") for name in plain]
        for place in range(3):
            for repeat, name in repeated:
                readings = one.answers.get(repeat, [])
                row.append(readings[place].get(name, "") if place < len(readings) else "")
        found.append(row)
    return found
