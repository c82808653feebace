"""What was published of a survey: typed aggregates, small cells hidden, for bulletins and whoever does research. Never rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from linli.people.actors import Actor

from ..analysis.estimating import Figure, IndicatorTable, label_of, table_from, table_json
from ..models import Publication, Survey, SurveyState


@dataclass(frozen=True)
class Fieldwork:
    """How the sample came out."""

    strata: int
    clusters: int
    drawn: int
    done: int
    refused: int
    absent: int
    ineligible: int
    waiting: int
    # Interviewed by eligible.
    response: float | None


@dataclass(frozen=True)
class Published:
    """Frozen as it was published. `tables` in the questionnaire's order; `rules` name each set used and whether it was read in
    its source; `method` and `weights` say in words how figures were made; `synthetic`: the people are invented, to be said
    wherever a figure of it stands. `digest`: of all of it, with which it can be named for ever."""

    survey: str
    title: str
    population: str
    synthetic: bool
    number: int
    at: datetime | None
    starts_on: str
    ends_on: str
    sample_digest: str
    form_version: str
    fieldwork: Fieldwork
    method: str
    weights: str
    population_source: str
    population_total: float
    rules: tuple[tuple[str, bool], ...]
    tables: tuple[IndicatorTable, ...]
    digest: str = ""

    def table(self, code: str) -> IndicatorTable | None:
        return next((one for one in self.tables if one.code == code), None)


def as_json(found: Published) -> dict[str, Any]:
    made = asdict(found)
    made["tables"] = [table_json(one) for one in found.tables]
    return {**made, "at": None, "digest": ""}


def _of(row: Publication) -> Published:
    given = {**row.tables, "at": row.published_at, "digest": row.digest}
    given["fieldwork"] = Fieldwork(**given["fieldwork"])
    given["tables"] = tuple(table_from(one) for one in given["tables"])
    given["rules"] = tuple((name, bool(verified)) for name, verified in given["rules"])
    return Published(**given)


def published(survey: Survey) -> Published | None:
    """The newest tables of a survey; None where nothing was published."""
    row = Publication.objects.filter(survey=survey).order_by("-number").first()
    return _of(row) if row else None


def published_number(survey: Survey, number: int) -> Published | None:
    """An earlier one, as a bulletin names it."""
    row = Publication.objects.filter(survey=survey, number=number).first()
    return _of(row) if row else None


def surveys_published(district: str) -> Sequence[Survey]:
    """The surveys of a district of which tables were published, the newest first."""
    keys = Publication.objects.filter(survey__district=district).values("survey")
    return list(Survey.objects.filter(pk__in=keys).order_by("-starts_on", "code"))


def surveys_closed(actor: Actor) -> Sequence[Survey]:
    """Those of the actor's district whose interviews have ended."""
    return list(Survey.objects.filter(district=actor.reach.district, state=SurveyState.CLOSED).order_by("-starts_on"))


__all__ = [
    "Fieldwork",
    "Figure",
    "IndicatorTable",
    "Published",
    "label_of",
    "published",
    "published_number",
    "surveys_closed",
    "surveys_published",
]
