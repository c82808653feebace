"""Drawing the sample, once: clusters and people stored with their probabilities, and who visits them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from linli.cases.commands import parse
from linli.clock import now
from linli.ids import uuid7
from linli.inserting import insert
from linli.people.actors import Actor
from linli.people.models import Account, Position, Role
from linli.people.vault import seal
from linli.places.models import Area

from .. import commands as c
from .. import frames, sampling
from ..access import check_may_direct
from ..codes import unit_code
from ..errors import CannotDraw, NotNow, SurveyProblem
from ..models import Cluster, Sample, Survey, Unit
from ..sampling import Drawn, FrameUnit, ImpossibleDesign, Plan, Take
from .preparing import locked, record

MOST_UNITS = 100_000


def plan_from(command: c.DrawSample) -> Plan:
    takes = tuple(Take(name, clusters, each) for name, clusters, each in command.takes)
    return Plan(takes, command.seed, command.method, command.order, command.within)


def drawn_by(frame: Sequence[FrameUnit], plan: Plan) -> list[Drawn]:
    """What would be drawn; nothing is stored. Raises CannotDraw, NotNow."""
    if sum(take.clusters * take.each for take in plan.takes) > MOST_UNITS:
        raise NotNow(_("At most %(n)d people can be drawn at once.") % {"n": MOST_UNITS})
    try:
        return sampling.draw(frame, plan)
    except ImpossibleDesign as wrong:
        raise CannotDraw(wrong) from None


@transaction.atomic
def draw_sample(actor: Actor, code: str, frame: Sequence[FrameUnit], given: c.DrawSample | dict[str, Any]) -> Sample:
    """Draw and keep it for good. Raises NotYours, NoSuchSurvey, InvalidInput, CannotDraw, NotNow: it was drawn before."""
    check_may_direct(actor)
    command = given if isinstance(given, c.DrawSample) else parse(c.DrawSample, given)
    survey = locked(actor, code)
    if hasattr(survey, "sample"):
        raise NotNow(_("The sample of this survey is drawn, and stays as it is."))
    row = keep_sample(survey, frame, plan_from(command), command.kind, actor.account)
    record(actor, "drawn", survey, seed=row.seed, digest=row.digest)
    return row


def keep_sample(survey: Survey, frame: Sequence[FrameUnit], plan: Plan, kind: str, by: Account | None) -> Sample:
    """Its rows. Raises CannotDraw, NotNow."""
    drawn = drawn_by(frame, plan)
    rows = sampling.frame_json(frame)
    sample = Sample(
        id=uuid7(), survey=survey, kind=kind, plan=sampling.plan_json(plan), frame=rows, seed=plan.seed,
        frame_digest=sampling.digest(rows), digest=sampling.sample_digest(frame, plan, drawn), drawn_by=by, drawn_at=now(),
    )  # fmt: skip
    areas = set(Area.objects.filter(district=survey.district_id).values_list("code", flat=True))
    clusters = [_cluster(sample, number, one, areas) for number, one in enumerate(drawn, 1)]
    units = [
        Unit(
            id=uuid7(), district_id=survey.district_id, survey=survey, cluster=cluster, serial=serial,
            code=unit_code(cluster.number, serial),
        )
        for cluster, one in zip(clusters, drawn, strict=True)
        for serial in one.numbers
    ]  # fmt: skip
    insert([sample], clusters, units)
    return sample


def _cluster(sample: Sample, number: int, one: Drawn, areas: set[str]) -> Cluster:
    unit = one.unit
    return Cluster(
        id=uuid7(), sample=sample, number=number, code=unit.code, name=unit.name, stratum=unit.stratum, size=unit.size,
        listed=unit.length, probability=str(one.probability), within=str(one.within), certain=one.certain,
        stratum_clusters=one.stratum_clusters, area_id=unit.code if unit.code in areas else None, lat=unit.lat, lon=unit.lon,
    )  # fmt: skip


@transaction.atomic
def assign(actor: Actor, code: str, cluster: UUID, interviewers: Sequence[str]) -> int:
    """Give a cluster's people to one or several interviewers by username, in even parts in the list's order; to nobody, if
    none is named. What was sent already stays with who sent it. Raises NotYours, NoSuchSurvey, NotNow."""
    check_may_direct(actor)
    survey = locked(actor, code)
    units = list(Unit.objects.filter(survey=survey, cluster=cluster).order_by("serial"))
    if not units:
        raise NotNow(_("There is no such cluster in this sample."))
    known = {one.username: one for one in interviewers_of(actor.reach.district)}
    unknown = [one for one in interviewers if one not in known]
    if unknown:
        raise SurveyProblem(
            _("“%(name)s” is no interviewer of the district.") % {"name": unknown[0][:40]}, field="interviewers"
        )
    for at, unit in enumerate(units):
        unit.interviewer = known[interviewers[at * len(interviewers) // len(units)]] if interviewers else None
    Unit.objects.bulk_update(units, ["interviewer"], batch_size=200)
    record(actor, "assigned", survey, cluster=units[0].cluster.code, to=list(interviewers))
    return len(units)


def interviewers_of(district: str) -> list[Account]:
    """Who may be sent to interview, by name."""
    held = Position.objects.today().filter(role=Role.INTERVIEWER, account__district=district, account__is_active=True)
    return list(Account.objects.filter(pk__in=held.values("account")).order_by("name", "username"))


@transaction.atomic
def name_units(actor: Actor, code: str, cluster: UUID, body: bytes) -> int:
    """Names and addresses of a cluster's list, kept sealed for those that were drawn; returns of how many.

    Raises NotYours, NoSuchSurvey, NotNow, WrongFile.
    """
    check_may_direct(actor)
    survey = locked(actor, code)
    given = frames.people(body)
    units = list(Unit.objects.filter(survey=survey, cluster=cluster).order_by("serial"))
    if not units:
        raise NotNow(_("There is no such cluster in this sample."))
    named = [one for one in units if one.serial in given]
    for one in named:
        name, address = given[one.serial]
        one.name_cipher, one.address_cipher = seal(name), seal(address)
    Unit.objects.bulk_update(named, ["name_cipher", "address_cipher"], batch_size=200)
    record(actor, "list_put", survey, cluster=units[0].cluster.code, people=len(named))
    return len(named)
