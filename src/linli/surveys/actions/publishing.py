"""Publishing the tables of a survey: worked out once more, small cells hidden, frozen with a digest."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from linli.clock import now
from linli.health.statistics.tables import UnfitTable
from linli.ids import uuid7
from linli.people.actors import Actor
from linli.people.models import Account

from ..access import check_may_direct
from ..analysis.estimating import IndicatorTable, suppressed, tables
from ..analysis.people import Visited, is_equal, visited
from ..analysis.weighting import Prepared, prepare
from ..errors import CannotEstimate, NotNow
from ..models import Publication, Survey, SurveyState
from ..queries.published import Fieldwork, Published, as_json
from ..sampling import digest
from .preparing import locked, record


def publish_tables(actor: Actor, code: str) -> Publication:
    """Raises NotYours, NoSuchSurvey, NotNow (interviews go on, or there are none), CannotEstimate."""
    check_may_direct(actor)
    with transaction.atomic():
        survey = locked(actor, code)
        row = keep_tables(survey, actor.account)
        record(actor, "published", survey, number=row.number, digest=row.digest)
    return row


def keep_tables(survey: Survey, by: Account | None) -> Publication:
    if survey.state != SurveyState.CLOSED:
        raise NotNow(_("The interviews go on; tables are published once they have ended."))
    made = as_json(worked_out(survey))
    number = survey.publications.count() + 1
    row = Publication(
        id=uuid7(), survey=survey, number=number, tables={**made, "number": number}, published_by=by, published_at=now()
    )
    row.digest = digest(row.tables)
    row.save(force_insert=True)
    return row


def worked_out(survey: Survey) -> Published:
    """Raises NotNow, CannotEstimate."""
    try:
        prepared = prepare(survey) if hasattr(survey, "sample") and survey.submissions.exists() else None
        if prepared is None or not prepared.people:
            raise NotNow(_("There are no interviews yet that could be counted."))
        found = tables(prepared)
    except UnfitTable as wrong:
        raise CannotEstimate(wrong) from None
    return _told(survey, prepared, [suppressed(one) for one in found])


def _told(survey: Survey, prepared: Prepared, found: list[IndicatorTable]) -> Published:
    form = survey.forms.get(current=True)
    named = {(one.rules, one.verified) for one in found if one.rules}
    return Published(
        survey.code, survey.title, survey.population, survey.synthetic, 0, None, survey.starts_on.isoformat(),
        survey.ends_on.isoformat(), survey.sample.digest, form.version, _fieldwork(visited(survey)), method_of(survey),
        weights_of(survey, prepared), survey.margins_source, round(prepared.total, 1), tuple(sorted(named)), tuple(found),
    )  # fmt: skip


def _fieldwork(standings: list[Visited]) -> Fieldwork:
    def total(name: str) -> int:
        return sum(getattr(one, name) for one in standings)

    ended = total("eligible") - total("waiting")
    return Fieldwork(
        len({one.cluster.stratum for one in standings}), len(standings), total("drawn"), total("done"), total("refused"),
        total("absent"), total("ineligible"), total("waiting"), total("done") / ended if ended else None,
    )  # fmt: skip


def method_of(survey: Survey) -> str:
    """How variance was worked out, in words."""
    if is_equal(survey):
        return _(
            "Clusters drawn with equal probability within strata, people within clusters; variance of both stages with finite population corrections (Taylor linearisation); intervals 95%, of shares on the scale of log odds."
        )
    return _(
        "Clusters drawn with probability proportional to size within strata; variance between clusters within strata (Taylor linearisation, as if drawn with replacement, which is cautious); intervals 95%, of shares on the scale of log odds."
    )


def weights_of(survey: Survey, prepared: Prepared) -> str:
    """How weights were made, in words."""
    steps = [_("the inverse of the probability to be drawn"), _("by the response within each cluster")]
    if prepared.fitted:
        steps.append(_("fitted to the population by sex and age (%(source)s)") % {"source": survey.margins_source})
    return "；".join(steps)


__all__ = ["keep_tables", "method_of", "publish_tables", "weights_of", "worked_out"]
