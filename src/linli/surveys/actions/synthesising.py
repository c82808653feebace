"""The demo's interviews: invented people put to the drawn sample in one go, sealed like any others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

import numpy as np
import orjson
from django.utils.translation import gettext as _

from linli.clock import LOCAL
from linli.ids import uuid7
from linli.inserting import insert
from linli.people.models import Account
from linli.people.vault import seal_bytes

from ..errors import NotNow
from ..models import Cluster, Form, Source, Submission, Survey, SurveyState, Unit
from ..sampling import digest
from ..synthetic import Place, adults
from ..times import Times
from ..xlsform.definition import Definition, definition_of
from ..xlsform.instances import written
from .doubting import FAR, metres_from
from .submitting import answers_digest

# How the others' visits ended: refused, not met, moved away.
_ELSE = (("refused", 0.60), ("absent", 0.32), ("ineligible", 0.08))
# What one in so many interviewers makes of a reading.
_ROUNDING = (0.03, 0.05, 0.02, 0.22, 0.04)
_DAY_BEGINS, _DAY_MINUTES = time(8, 30), 9 * 60


@dataclass(frozen=True)
class _Visit:
    """One visit to be told: who, by whom, when it began and how long it took."""

    unit: Unit
    cluster: Cluster
    by: Account | None
    began: datetime
    seconds: int
    outcome: str
    answers: dict[str, Any]


def synthesise(survey: Survey, interviews: int, seed: int, interviewers: Sequence[Account]) -> int:
    """Exactly so many interviews, the other drawn people with how their visit ended; returns how many rows were written.

    Only for a survey that says that it is synthetic, and only once. Raises NotNow.
    """
    if not survey.synthetic or survey.submissions.exists():
        raise NotNow(_("Only a survey that says it is invented takes invented interviews, and only once."))
    form = survey.forms.get(current=True)
    units = list(Unit.objects.filter(survey=survey).select_related("cluster").order_by("code"))
    if interviews > len(units):
        raise NotNow(_("%(n)d interviews need at least as many drawn people; these are %(there)d.") % {"n": interviews, "there": len(units)})  # fmt: skip
    visits = _visits(survey, units, interviews, seed, interviewers)
    definition = definition_of(form.definition)
    rows = [_row(survey, form, definition, one, seed, at) for at, one in enumerate(visits)]
    insert(rows)
    _visit(visits)
    survey.state, survey.revision = SurveyState.CLOSED, survey.revision + 1
    survey.save(update_fields=["state", "revision"])
    return len(rows)


def _visit(visits: Sequence[_Visit]) -> None:
    """How each of the drawn stands now: a statement for all who stand alike."""
    alike: dict[tuple[str, Account | None], list[UUID]] = defaultdict(list)
    for one in visits:
        alike[one.outcome, one.by].append(one.unit.pk)
    for (outcome, by), keys in alike.items():
        for first in range(0, len(keys), 500):
            Unit.objects.filter(pk__in=keys[first : first + 500]).update(state=outcome, interviewer=by)


def _visits(
    survey: Survey, units: list[Unit], interviews: int, seed: int, interviewers: Sequence[Account]
) -> list[_Visit]:
    draw = np.random.default_rng([seed, 1])
    outcomes = _outcomes(units, interviews, draw)
    staff = [interviewers[one.cluster.number % len(interviewers)] if interviewers else None for one in units]
    likes = {one: _ROUNDING[at % len(_ROUNDING)] for at, one in enumerate(interviewers)}
    towns = {one.cluster.stratum for one in units if one.cluster.stratum.endswith(("村", "镇", "乡", "农村"))}
    done = [at for at, one in enumerate(outcomes) if one == "done"]
    places = [
        Place(
            units[at].cluster.number, units[at].cluster.stratum in towns, _liking(likes, staff[at]),
            units[at].cluster.lat, units[at].cluster.lon,
        )
        for at in done
    ]  # fmt: skip
    told = dict(zip(done, adults(places, _shares(survey), seed), strict=True))
    starts, lengths = _when(survey, units, draw)
    return [
        _Visit(
            unit,
            unit.cluster,
            staff[at],
            starts[at],
            lengths[at] if outcomes[at] == "done" else 120 + at % 200,
            outcomes[at],
            told.get(at, {"outcome": outcomes[at]}),
        )
        for at, unit in enumerate(units)
    ]


def _liking(likes: dict[Account, float], by: Account | None) -> float:
    """How much whoever takes the reading likes round numbers."""
    return likes.get(by, _ROUNDING[0]) if by else _ROUNDING[0]


def _shares(survey: Survey) -> dict[str, float]:
    counts: dict[str, float] = survey.margins.get("sex*age") or {"male|18-29": 1, "female|50-59": 1}
    return counts


def _outcomes(units: list[Unit], interviews: int, draw: np.random.Generator) -> list[str]:
    """Who was not interviewed: more in some clusters than in others."""
    numbers = np.array([one.cluster.number for one in units])
    reluctance = draw.gamma(4, 0.25, numbers.max() + 1)[numbers]
    missed = draw.choice(len(units), len(units) - interviews, replace=False, p=reluctance / reluctance.sum())
    outcomes = ["done"] * len(units)
    for at in missed:
        outcomes[at] = str(draw.choice([name for name, _share in _ELSE], p=[share for _name, share in _ELSE]))
    return outcomes


def _when(survey: Survey, units: list[Unit], draw: np.random.Generator) -> tuple[list[datetime], list[int]]:
    """A cluster is worked through within a few days of the survey's weeks; a few interviews are too quick to be true."""
    days = max((survey.ends_on - survey.starts_on).days, 1)
    clusters = max(one.cluster.number for one in units)
    starts, lengths = [], []
    for unit in units:
        first = (unit.cluster.number - 1) * max(days - 4, 0) // clusters
        day = survey.starts_on + timedelta(days=first + int(draw.integers(0, min(4, days))))
        begins = datetime.combine(day, _DAY_BEGINS, LOCAL) + timedelta(minutes=int(draw.integers(0, _DAY_MINUTES)))
        starts.append(begins.astimezone(UTC))
        quick = draw.random() < 0.004
        lengths.append(int(draw.integers(170, 380) if quick else np.exp(draw.normal(7.36, 0.24))))
    return starts, lengths


def _row(survey: Survey, form: Form, definition: Definition, visit: _Visit, seed: int, at: int) -> Submission:
    ended = visit.began + timedelta(seconds=visit.seconds)
    answers = {
        "start": _said(visit.began), "end": _said(ended), "today": f"{visit.began.astimezone(LOCAL):%Y-%m-%d}",
        "deviceid": f"demo-{visit.cluster.number % 5}", "unit": visit.unit.code, **visit.answers,
    }  # fmt: skip
    instance = f"uuid:{UUID(int=int(digest([survey.code, seed, at])[:32], 16), version=4)}"
    received = ended + timedelta(minutes=20)
    times = Times(visit.began, ended, visit.seconds, None, True, ("start", "end", "today", "deviceid"))
    metres = metres_from(visit.cluster, answers)
    return Submission(
        id=uuid7(received), district_id=survey.district_id, survey=survey, form=form, unit=visit.unit, instance_id=instance,
        body_digest=digest([form.form_id, form.version, answers]), answers_digest=answers_digest(answers, times),
        xml_cipher=seal_bytes(written(definition, answers, instance)), answers_cipher=seal_bytes(orjson.dumps(answers)),
        outcome=visit.outcome, source=Source.SYNTHETIC, by=visit.by, received_at=received, started_at=visit.began,
        ended_at=ended, seconds=visit.seconds, metres_away=metres, doubts=["far"] if metres and metres > FAR else [],
    )  # fmt: skip


def _said(at: datetime) -> str:
    return at.astimezone(LOCAL).isoformat(timespec="milliseconds")
