"""Claims: somebody takes on so much of a part; who answers for the project confirms it and notes that it was delivered.

Each begins by locking the project and the part, so whoever comes at the same moment stands in line behind; and the
database itself refuses more than the part needs.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from linli.cases.errors import InvalidInput
from linli.clock import now
from linli.ids import case_code, uuid7
from linli.people.actors import Actor
from linli.people.queries import organisations
from linli.people.vault import seal
from linli.problem import Fault

from .. import commands as c
from ..access import answers_for, check_answers, check_may_run, gives, keeps, resident, works_for
from ..errors import MoreThanNeeded, NotNow, NotYours, SignInFirst
from ..models import (
    LIVE,
    BudgetLine,
    Claim,
    ClaimState,
    Giver,
    Manner,
    Match,
    MatchState,
    Part,
    Project,
    ProjectState,
    Resource,
    ResourceState,
)
from ..queries.teams import led_by
from .money import received
from .pairing import give_back, take
from .projects import CLAIM_PREFIX, line_of
from .recording import locked_claim, locked_part, locked_project, locked_resource, record


@transaction.atomic
def add_part(actor: Actor, code: str, given: dict[str, Any]) -> Part:
    """Something else that the project needs. Raises InvalidInput, NotThere, NotYours, NotNow."""
    command = c.parse(c.NeedSheet, given)
    row = locked_project(code, actor.reach.district)
    check_may_run(actor, row)
    if row.state not in (ProjectState.DRAFT, ProjectState.OPEN, ProjectState.UNDER_WAY):
        raise NotNow(_("Add a part"), row.state_label)
    part = Part.objects.create(id=uuid7(), district_id=row.district_id, project=row, **command.model_dump())
    record(actor, "part_added", row, what=part.what, amount=str(part.amount), unit=str(part.unit_label))
    return part


@transaction.atomic
def drop_part(actor: Actor, code: str, key: UUID) -> None:
    """A part that nobody has claimed. Raises NotThere, NotYours, NotNow."""
    row = locked_project(code, actor.reach.district)
    check_may_run(actor, row)
    part = locked_part(row, key)
    if part.claims.exists() or row.state not in LIVE:
        raise NotNow(_("Take the part out"), _("claimed") if part.claims.exists() else row.state_label)
    part.delete()
    record(actor, "part_dropped", row, what=part.what)


@transaction.atomic
def claim(actor: Actor, code: str, key: UUID, given: dict[str, Any]) -> Claim:
    """So much of a part: by staff for their organisation or a team of it, by a team's leader, by a resident.

    Raises InvalidInput, SignInFirst, NotThere, NotYours, NotNow, MoreThanNeeded, NotEnoughLeft.
    """
    command = c.parse(c.ClaimSheet, given)
    row = locked_project(code)
    part = locked_part(row, key)
    if not row.takes_claims:
        raise NotNow(_("Claim a part"), row.state_label)
    made = _made(actor, row, part, command)
    if part.left < made.amount:
        raise MoreThanNeeded(part.what, part.left, made.amount, str(part.unit_label))
    if command.resource:
        made.resource = _drawn_from(actor, command.resource, part)
        take(made.resource, made)
    Part.objects.filter(pk=part.pk).update(claimed=F("claimed") + made.amount)
    made.save(force_insert=True)
    told: dict[str, Any] = {
        "what": part.what,
        "amount": str(made.amount),
        "unit": str(part.unit_label),
        "by": made.claimer_name,
    }
    record(actor, "part_claimed", row, **told)
    return made


def _made(actor: Actor, row: Project, part: Part, command: c.ClaimSheet) -> Claim:
    """By whom it is. Raises SignInFirst, NotYours, InvalidInput."""
    made = Claim(
        id=uuid7(), district_id=row.district_id, code=case_code(CLAIM_PREFIX), project=row, part=part, amount=command.amount,
        value=command.value if part.manner != Manner.MONEY else command.amount, words=command.words, created_at=now(),
    )  # fmt: skip
    if actor.account is None:
        raise SignInFirst
    team = next((one for one in led_by(actor, row.district_id) if one.code == command.team), None)
    if command.team and team is None:
        raise NotYours(_("Only who leads a team claims in its name."))
    if team is not None:
        made.claimer, made.team_id, made.claimer_name = Giver.TEAM, team.id, team.name
        made.organisation_id = team.organisation or None
        made.account = actor.account if actor.kind == "resident" else None
    elif actor.is_staff:
        _by_organisation(actor, row, made, command.organisation or actor.organisation)
    else:
        if not command.name:
            raise InvalidInput([Fault("name", _("Please say your name: only who answers for the project reads it."))])
        made.claimer, made.account, made.name_cipher = Giver.RESIDENT, resident(actor), seal(command.name)
    return made


def _by_organisation(actor: Actor, row: Project, made: Claim, code: str) -> None:
    if row.district_id != actor.reach.district or not works_for(actor, code):
        raise NotYours(_("You can claim for the organisation you work for only."))
    card = organisations(row.district_id)[code]
    made.claimer, made.organisation_id, made.claimer_name = Giver.ORGANISATION, code, card.short or card.name


def _drawn_from(actor: Actor, code: str, part: Part) -> Resource:
    """What they have on the list, of the same manner. Raises NotThere, NotYours, NotNow, InvalidInput."""
    resource = locked_resource(code, part.district_id)
    if not gives(actor, resource):
        raise NotYours(_("This is offered by somebody else."))
    if resource.state != ResourceState.LISTED:
        raise NotNow(_("Claim a part"), resource.state_label)
    if resource.manner != part.manner:
        raise InvalidInput([Fault("resource", _("What you offered is of another kind than what is needed here."), code)])  # fmt: skip
    return resource


@transaction.atomic
def confirm_claim(actor: Actor, code: str) -> Claim:
    """Who answers for the project takes it up. Raises NotThere, NotYours, NotNow."""
    row, part, made = locked_claim(code)
    check_answers(actor, row)
    if made.state != ClaimState.ASKED or row.state not in LIVE:
        raise NotNow(_("Confirm the claim"), made.state_label if made.state != ClaimState.ASKED else row.state_label)
    made.state, made.confirmed_at = ClaimState.CONFIRMED, now()
    made.save(update_fields=["state", "confirmed_at"])
    line_of(made)
    record(actor, "claim_confirmed", row, what=part.what, by=made.claimer_name)
    return made


@transaction.atomic
def decline_claim(actor: Actor, code: str, given: dict[str, Any]) -> Claim:
    """Not taken up, and why: the part is free again. Raises InvalidInput, NotThere, NotYours, NotNow."""
    command = c.parse(c.Because, given)
    row, part, made = locked_claim(code)
    check_answers(actor, row)
    if made.state != ClaimState.ASKED:
        raise NotNow(_("Decline the claim"), made.state_label)
    _let_go(part, made, ClaimState.DECLINED, command.reason)
    record(actor, "claim_declined", row, what=part.what, by=made.claimer_name)
    return made


@transaction.atomic
def withdraw_claim(actor: Actor, code: str, given: dict[str, Any]) -> Claim:
    """Who took it on gives it back, until it is delivered. Raises InvalidInput, NotThere, NotYours, NotNow."""
    command = c.parse(c.Because, given)
    row, part, made = locked_claim(code)
    if not is_theirs(actor, made) and not answers_for(actor, row):
        raise NotYours(_("A claim is given back by who made it."))
    if made.state not in (ClaimState.ASKED, ClaimState.CONFIRMED) or row.state not in LIVE:
        raise NotNow(_("Give the claim back"), made.state_label if row.state in LIVE else row.state_label)
    _let_go(part, made, ClaimState.WITHDRAWN, command.reason)
    record(actor, "claim_withdrawn", row, what=part.what, by=made.claimer_name, reason=command.reason)
    return made


def is_theirs(actor: Actor, made: Claim) -> bool:
    own = actor.account is not None and actor.kind == "resident" and made.account_id == actor.account.pk
    return own or works_for(actor, made.organisation_id)


def _let_go(part: Part, made: Claim, state: ClaimState, reason: str) -> None:
    BudgetLine.objects.filter(claim=made).delete()
    Part.objects.filter(pk=part.pk).update(claimed=F("claimed") - made.amount)
    give_back(made)
    if made.match_id:
        Match.objects.filter(pk=made.match_id).update(state=MatchState.ENDED)
    made.state, made.reason = state, reason
    made.save(update_fields=["state", "reason"])


@transaction.atomic
def deliver_claim(actor: Actor, code: str, given: dict[str, Any] | None = None) -> Claim:
    """It is there. Money is posted in the ledger in the same moment; `value`: what something in kind is worth.

    Raises InvalidInput, NotThere, NotYours, NotNow, or what the ledger refuses.
    """
    row, part, made = locked_claim(code)
    check_answers(actor, row)
    if made.state != ClaimState.CONFIRMED or row.state not in (ProjectState.OPEN, ProjectState.UNDER_WAY, ProjectState.ASKED):  # fmt: skip
        raise NotNow(_("Note that it was delivered"), made.state_label if made.state != ClaimState.CONFIRMED else row.state_label)  # fmt: skip
    made.project = row
    if part.manner == Manner.MONEY:
        made.entry = received(actor, made)
    elif given and given.get("value"):
        made.value = c.parse(c.ClaimSheet, {"amount": made.amount, "value": given["value"]}).value
        BudgetLine.objects.filter(claim=made).update(amount=made.value)
    made.state, made.delivered_at = ClaimState.DELIVERED, now()
    made.save(update_fields=["state", "delivered_at", "entry", "value"])
    Part.objects.filter(pk=part.pk).update(delivered=F("delivered") + made.amount)
    told: dict[str, Any] = {
        "what": part.what,
        "amount": str(made.amount),
        "unit": str(part.unit_label),
        "by": made.claimer_name,
    }
    record(actor, "claim_delivered", row, **told, entry=made.entry.number if made.entry else None)
    return made


def may_see_name(actor: Actor, made: Claim) -> bool:
    """Who answers for the project, and its community, read a resident's name."""
    return answers_for(actor, made.project) or keeps(actor, made.project.area_id) or is_theirs(actor, made)
