"""The course of a project: opened from demands, open for claims, under way, the neighbours asked, accepted; or given up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from linli.clock import now
from linli.ids import case_code, new_receipt, uuid7
from linli.ledger.actions import reverse
from linli.people.actors import Actor
from linli.places.models import Area

from .. import commands as c
from ..access import check_answers, check_keeps, check_may_run
from ..errors import MoneyIsOnTheWay, NotNow, NotReady, OthersDemand, VoteNotPassed
from ..models import (
    HOLDING,
    LIVE,
    TO_BE_MATCHED,
    BudgetLine,
    Claim,
    ClaimState,
    Demand,
    DemandState,
    LineKind,
    Manner,
    Match,
    MatchState,
    Part,
    Project,
    ProjectState,
)
from .money import counted_on
from .pairing import give_back
from .recording import locked_demands, locked_project, organisation_of, record

# The letters of a project's number, and of a claim's: 项目, 认领.
PREFIX, CLAIM_PREFIX = "XM", "RL"
S = ProjectState


@transaction.atomic
def open_project(actor: Actor, given: dict[str, Any]) -> Project:
    """A plan for one demand or several: what they lack becomes its parts, what is accepted for them is claimed already.

    Raises InvalidInput (a responsible organisation is among what must be given), NotThere, NotYours, OthersDemand.
    """
    command = c.parse(c.ProjectSheet, given)
    demands = locked_demands(command.demands, actor.reach.district)
    for one in demands:
        check_keeps(actor, one.area_id)
        if one.state not in TO_BE_MATCHED:
            raise OthersDemand(one.title, one.state_label)
    unit = organisation_of(actor.reach.district, command.organisation)
    row = Project(
        id=uuid7(), district_id=actor.reach.district, code=case_code(PREFIX), title=command.title, text=command.text,
        kind=demands[0].kind, area=_area(demands), place=command.place, organisation=unit, first=command.first,
        last=command.last, door_code=new_receipt()[:4], votes_needed=command.votes_needed,
        share_needed=Decimal(command.percent_needed) / 100, created_at=now(),
    )  # fmt: skip
    row.save(force_insert=True)
    for one in demands:
        _take_in(actor, row, one)
    record(actor, "project_planned", row, demands=[one.code for one in demands], organisation=unit.code)
    return row


def _area(demands: Sequence[Demand]) -> Area:
    """The smallest area that holds them all."""
    codes = [one.area_id for one in demands]
    for length in (12, 9, 6):
        if len({code[:length] for code in codes}) == 1 and all(len(code) >= length for code in codes):
            return Area.objects.get(code=codes[0][:length])
    return Area.objects.get(code=codes[0][:6])


def _take_in(actor: Actor, row: Project, demand: Demand) -> None:
    demand.project, demand.state = row, DemandState.IN_PROJECT
    demand.save(update_fields=["project", "state"])
    demand.matches.filter(state=MatchState.PROPOSED).delete()
    accepted = {one.need_id: one for one in demand.matches.filter(state=MatchState.ACCEPTED).select_related("resource")}
    for need in demand.needs.filter(met=False):
        part = Part(
            id=uuid7(), district_id=row.district_id, project=row, need=need, manner=need.manner, what=need.what,
            amount=need.amount, unit=need.unit,
        )  # fmt: skip
        part.save(force_insert=True)
        if need.pk in accepted:
            _claimed_by_match(part, accepted[need.pk])
    record(actor, "demand_in_project", demand, project=row.code, title=row.title)


def _claimed_by_match(part: Part, match: Match) -> None:
    """What was accepted for the need is taken on by who gives it: nothing is taken from the resource twice."""
    resource = match.resource
    claim = Claim(
        id=uuid7(), district_id=part.district_id, code=case_code(CLAIM_PREFIX), project=part.project, part=part,
        claimer=resource.giver, claimer_name=resource.giver_name, organisation_id=resource.organisation_id,
        team_id=resource.team_id, account_id=resource.account_id, name_cipher=resource.name_cipher, resource=resource,
        match=match, amount=match.amount, state=ClaimState.CONFIRMED, created_at=now(), confirmed_at=now(),
    )  # fmt: skip
    claim.save(force_insert=True)
    part.claimed = match.amount
    part.save(update_fields=["claimed"])
    line_of(claim)


def line_of(claim: Claim) -> BudgetLine:
    """A confirmed claim as a source of the project's budget: money as a gift, anything else with its value."""
    money = claim.part.manner == Manner.MONEY
    return BudgetLine.objects.create(
        id=uuid7(), district_id=claim.district_id, project_id=claim.project_id, claim=claim, name=claim.part.what,
        kind=LineKind.GIFT if money else LineKind.IN_KIND, amount=claim.amount if money else claim.value, agreed_at=now(),
    )  # fmt: skip


def _moved(actor: Actor, row: Project, state: str, kind: str, *fields: str, **told: Any) -> Project:
    row.state = state
    row.save(update_fields=["state", *fields])
    record(actor, kind, row, **told)
    return row


def _expect(row: Project, what: str, *states: str) -> None:
    if row.state not in states:
        raise NotNow(what, row.state_label)


@transaction.atomic
def open_for_claims(actor: Actor, code: str) -> Project:
    """Public from now on; parts can be claimed. Raises NotThere, NotYours, NotNow, NotReady."""
    row = locked_project(code, actor.reach.district)
    check_may_run(actor, row)
    _expect(row, _("Open the project"), S.DRAFT)
    if not row.parts.exists() or not row.milestones.exists():
        raise NotReady(_("Before it is opened a project needs at least one part that can be claimed and one milestone."))  # fmt: skip
    row.opened_at = now()
    return _moved(actor, row, S.OPEN, "project_opened", "opened_at")


@transaction.atomic
def start(actor: Actor, code: str) -> Project:
    """Work begins. Raises NotThere, NotYours, NotNow."""
    row = locked_project(code, actor.reach.district)
    check_answers(actor, row)
    _expect(row, _("Begin the work"), S.OPEN)
    return _moved(actor, row, S.UNDER_WAY, "project_started")


@transaction.atomic
def ask_neighbours(actor: Actor, code: str) -> Project:
    """All is done: neighbours look at it and vote. Raises NotThere, NotYours, NotNow, NotReady."""
    row = locked_project(code, actor.reach.district)
    check_may_run(actor, row)
    _expect(row, _("Ask the neighbours"), S.UNDER_WAY)
    late = row.milestones.filter(done_on=None).order_by("due").first()
    if late is not None:
        raise NotReady(_("The milestone “%(title)s” is not done yet. Please note it first.") % {"title": late.title})
    row.round += 1
    row.votes_for = row.votes_against = 0
    row.asked_at = now()
    return _moved(actor, row, S.ASKED, "project_asked", "round", "votes_for", "votes_against", "asked_at", round=row.round)  # fmt: skip


@transaction.atomic
def conclude(actor: Actor, code: str) -> Project:
    """The second step: enough neighbours accept it, so the community closes the acceptance and its demands are met.

    Raises NotThere, NotYours, NotNow, VoteNotPassed.
    """
    row = locked_project(code, actor.reach.district)
    check_keeps(actor, row.area_id)
    _expect(row, _("Close the acceptance"), S.ASKED)
    if not row.vote_passes:
        raise VoteNotPassed(row.votes, row.votes_needed, row.share_for, float(row.share_needed))
    row.accepted_at = now()
    for demand in _demands(row):
        demand.state, demand.met_at = DemandState.MET, now()
        demand.save(update_fields=["state", "met_at"])
        record(actor, "demand_met", demand, project=row.code)
    told = {"votes": row.votes, "for": row.votes_for}
    return _moved(actor, row, S.ACCEPTED, "project_accepted", "accepted_at", **told)


@transaction.atomic
def back_to_work(actor: Actor, code: str, given: dict[str, Any]) -> Project:
    """Neighbours found something missing: it is put right, and they are asked again. Raises InvalidInput, NotThere, NotYours, NotNow."""
    command = c.parse(c.Because, given)
    row = locked_project(code, actor.reach.district)
    check_may_run(actor, row)
    _expect(row, _("Put it right"), S.ASKED)
    told = {"reason": command.reason, "votes": row.votes, "for": row.votes_for}
    return _moved(actor, row, S.UNDER_WAY, "project_put_right", **told)


@transaction.atomic
def evaluate(actor: Actor, code: str, given: dict[str, Any]) -> Project:
    """What neighbours say of it is summed up, and it is finished. Raises InvalidInput, NotThere, NotYours, NotNow, NotReady."""
    command = c.parse(c.Summary, given)
    row = locked_project(code, actor.reach.district)
    check_may_run(actor, row)
    _expect(row, _("Finish the evaluation"), S.ACCEPTED)
    if not row.ratings:
        raise NotReady(_("No neighbour has said yet how satisfied they are. Please wait for the first word."))
    row.summary, row.ended_at = command.summary, now()
    return _moved(actor, row, S.EVALUATED, "project_evaluated", "summary", "ended_at", ratings=row.ratings)


@transaction.atomic
def abandon(actor: Actor, code: str, given: dict[str, Any]) -> Project:
    """Given up, and why: claims and resources are free again, gifts that arrived are booked back, demands are open again.

    Raises InvalidInput, NotThere, NotYours, NotNow, MoneyIsOnTheWay, or what the ledger refuses.
    """
    command = c.parse(c.Because, given)
    row = locked_project(code, actor.reach.district)
    check_may_run(actor, row)
    _expect(row, _("Give the project up"), *LIVE)
    paid = sum((counted_on(line) for line in row.lines.all()), Decimal(0))
    if paid:
        raise MoneyIsOnTheWay(paid)
    at = now()
    for claim in row.claims.filter(state__in=HOLDING).select_related("part", "entry").order_by("pk"):
        _free(actor, claim, command.reason)
    for demand in _demands(row):
        _set_free(actor, demand, row, at)
    row.reason, row.ended_at = command.reason, at
    return _moved(actor, row, S.ABANDONED, "project_abandoned", "reason", "ended_at", reason=command.reason)


def _demands(row: Project) -> list[Demand]:
    codes = list(Demand.objects.filter(project=row).order_by("pk").values_list("code", flat=True))
    return locked_demands(codes) if codes else []


def _free(actor: Actor, claim: Claim, reason: str) -> None:
    """A claim of a project that is given up."""
    if claim.entry is not None:
        reverse(actor, claim.district_id, claim.entry.number, reason)
    if claim.match_id:
        Match.objects.filter(pk=claim.match_id).update(state=MatchState.ENDED)
    give_back(claim)
    BudgetLine.objects.filter(claim=claim).delete()
    part = claim.part
    part.claimed -= claim.amount
    if claim.state == ClaimState.DELIVERED:
        part.delivered -= claim.amount
    part.save(update_fields=["claimed", "delivered"])
    claim.state, claim.reason = ClaimState.WITHDRAWN, reason
    claim.save(update_fields=["state", "reason"])


def _set_free(actor: Actor, demand: Demand, row: Project, at: datetime) -> None:
    demand.state, demand.project = DemandState.OPEN, None
    demand.save(update_fields=["state", "project"])
    record(actor, "demand_free_again", demand, at, project=row.code)
