"""The one table of moves: from, to, who may, what it needs. Buttons, API and docs are drawn from it."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.people.actors import Actor
from linli.people.models import OrganisationKind
from linli.people.roles import Role

from . import commands as c
from .models import OPEN_STATES, Callout, CalloutState, Case, State, Whistle


class Part(enum.Enum):
    """What an actor is to a case."""

    ANYONE = _("anyone")
    REPORTER = _("the reporter (with the receipt)")
    OFFICE = _("the community or street that holds the case")
    GRID = _("the grid officer of the place")
    HANDLER = _("the organisation it is assigned to")
    CALLED = _("the department called")
    CENTRE = _("the district centre")
    SUPERVISOR = _("the supervisor")
    STAFF = _("staff who see the case")
    CLOCK = _("the clock")
    # Of applications alone.
    APPLICANT = _("the applicant")
    COUNTER = _("the counter it was handed in at")
    REVIEWER = _("the level that has it now")
    DECIDER = _("the last level")


@dataclass(frozen=True)
class Move:
    """`to` None: the state stays. `main` moves are offered as buttons in the order of the table."""

    name: str
    label: Promise | str
    starts: frozenset[str]
    to: str | None
    who: frozenset[Part]
    command: type[c.Command]
    internal: bool = False

    @property
    def who_text(self) -> str:
        return "、".join(str(part.value) for part in Part if part in self.who)


def move(
    name: str, label: Promise | str, starts: Iterable[str], to: str | None, who: set[Part], command: type[c.Command],
    *, internal: bool = False,
) -> Move:  # fmt: skip
    return Move(name, label, frozenset(starts), to, frozenset(who), command, internal)


S = State
_DESK = {Part.OFFICE, Part.CENTRE}
_BEFORE_ANSWER = (S.SUBMITTED, S.REGISTERED, S.ASSIGNED, S.IN_PROGRESS, S.REOPENED)
_TAKEN_UP = (S.REGISTERED, S.ASSIGNED, S.IN_PROGRESS, S.REOPENED)

CASE_MOVES: dict[str, Move] = {
    one.name: one
    for one in (
        move("register", _("Register"), [S.SUBMITTED], S.REGISTERED, _DESK, c.Register),
        move("locate", _("Say where it is"), _BEFORE_ANSWER, None, _DESK, c.Locate),
        move("whistle", _("Blow the whistle"), _TAKEN_UP, S.IN_PROGRESS, _DESK, c.BlowWhistle),
        move("assign", _("Assign"), [S.REGISTERED, S.REOPENED, S.ASSIGNED], S.ASSIGNED, _DESK, c.Assign),
        move("start", _("Start work"), [S.ASSIGNED], S.IN_PROGRESS, {Part.HANDLER}, c.Start),
        move("hand_back", _("Not our matter"), [S.ASSIGNED], S.REGISTERED, {Part.HANDLER}, c.HandBack),
        move("answer", _("Answer"), _TAKEN_UP, S.ANSWERED, {*_DESK, Part.HANDLER}, c.Answer),
        move("close", _("Confirm on site and close"), [S.ANSWERED], S.CLOSED, {*_DESK, Part.GRID}, c.Close),
        move("ask", _("Ask the resident"), _BEFORE_ANSWER, S.RETURNED, {*_DESK, Part.HANDLER}, c.Ask),
        move("reply", _("Reply"), [S.RETURNED], None, {Part.REPORTER, *_DESK}, c.Reply),
        move("classify", _("Change the category"), _TAKEN_UP, None, _DESK, c.Classify),
        move("transfer", _("Transfer"), _BEFORE_ANSWER, S.SUBMITTED, _DESK, c.Transfer),
        move("decline", _("Decline"), [S.SUBMITTED, S.REGISTERED, S.REOPENED], S.DECLINED, _DESK, c.Decline),
        move("merge", _("Merge"), [S.SUBMITTED, S.REGISTERED, S.ASSIGNED, S.REOPENED], S.MERGED, _DESK, c.Merge),
        move("withdraw", _("Withdraw"), [S.SUBMITTED, S.REGISTERED, S.ASSIGNED, S.IN_PROGRESS, S.RETURNED],
              S.WITHDRAWN, {Part.REPORTER}, c.Withdraw),
        move("rate", _("Rate"), [S.CLOSED], None, {Part.REPORTER}, c.Rate),
        move("reopen", _("Reopen"), [S.CLOSED], S.REOPENED, {Part.REPORTER, *_DESK, Part.SUPERVISOR}, c.Reopen),
        move("urge", _("Urge"), OPEN_STATES, None, {Part.SUPERVISOR, Part.CENTRE}, c.Urge),
        move("note", _("Internal note"), S.values, None, {Part.STAFF}, c.Note, internal=True),
        move("follow", _("Follow"), OPEN_STATES, None, {Part.ANYONE}, c.FollowCase),
    )
}  # fmt: skip

CS = CalloutState
CALLOUT_MOVES: dict[str, Move] = {
    one.name: one
    for one in (
        move("acknowledge", _("Acknowledge"), [CS.CALLED], CS.ACKNOWLEDGED, {Part.CALLED}, c.Acknowledge),
        move("report-in", _("Report in"), [CS.CALLED, CS.ACKNOWLEDGED], CS.REPORTED_IN, {Part.CALLED}, c.ReportIn),
        move("arrive", _("Arrived on site"), [CS.REPORTED_IN], CS.ARRIVED, {Part.CALLED}, c.Arrive),
        move("finish", _("Finished"), [CS.ARRIVED], CS.FINISHED, {Part.CALLED}, c.Finish),
        move("refuse", _("Refuse"), [CS.CALLED, CS.ACKNOWLEDGED], CS.REFUSED, {Part.CALLED}, c.Refuse),
        move("overrule", _("Overrule: it must come"), [CS.REFUSED], CS.CALLED, {Part.CENTRE}, c.Rule),
        move("uphold", _("Uphold the refusal"), [CS.REFUSED], CS.RELEASED, {Part.CENTRE}, c.Rule),
    )
}

CONFIRM = move("confirm", _("Confirm on site"), ["open"], None, {*_DESK, Part.GRID}, c.Confirm)

K = OrganisationKind
# The kinds of organisation that a move may name, in the order that the desk's forms offer them.
MAY_NAME: dict[str, tuple[OrganisationKind, ...]] = {
    "assign": (K.DEPARTMENT, K.STREET, K.ENTERPRISE, K.SOCIAL),
    "transfer": (K.CENTRE, K.STREET, K.COMMUNITY),
    "hand_back": (K.DEPARTMENT, K.STREET, K.ENTERPRISE, K.CENTRE),
    "whistle": (K.DEPARTMENT, K.ENTERPRISE, K.SOCIAL),
}

_OFFICE_ROLES = (Role.COMMUNITY_WORKER, Role.STREET_OFFICER, Role.DISPATCHER)


def parts_of(actor: Actor, case: Case, callout: Callout | None = None) -> frozenset[Part]:
    """Every part the actor has in this case. Needs no SQL beyond the actor's reach."""
    parts = {Part.ANYONE}
    if actor.kind == "system":
        return frozenset({Part.ANYONE, Part.CLOCK})
    account_id = actor.account.pk if actor.account else None
    if actor.receipt_for == case.pk or (account_id and account_id == case.account_id):
        parts.add(Part.REPORTER)
    if actor.kind != "staff" or actor.reach.district != case.district_id:
        return frozenset(parts)
    reach = actor.reach
    if actor.has(*_OFFICE_ROLES) and case.office_id in reach.organisations:
        parts.add(Part.OFFICE)
    if actor.has(Role.STREET_OFFICER) and case.street and case.street in reach.streets:
        parts.add(Part.OFFICE)
    if actor.has(Role.GRID_OFFICER) and (case.area_id in reach.cells or case.community in reach.communities):
        parts.add(Part.GRID)
    if actor.has(Role.DEPARTMENT_HANDLER) and case.organisation_id in reach.organisations:
        parts.add(Part.HANDLER)
    if callout and actor.has(Role.DEPARTMENT_HANDLER) and callout.organisation_id in reach.organisations:
        parts.add(Part.CALLED)
    if actor.has(Role.STREET_OFFICER) and case.organisation_id in reach.organisations:
        parts.add(Part.HANDLER)
    if actor.has(Role.DISPATCHER):
        parts.add(Part.CENTRE)
    if actor.has(Role.SUPERVISOR):
        parts.add(Part.SUPERVISOR)
    if not actor.has(Role.AUDITOR, Role.ADMINISTRATOR):
        parts.add(Part.STAFF)
    return frozenset(parts)


def offered(actor: Actor, case: Case) -> list[Move]:
    """The moves this actor can make on this request now, in the table's order."""
    if case.is_application:
        return []
    parts = parts_of(actor, case)
    moves = [m for m in CASE_MOVES.values() if case.state in m.starts and parts & m.who]
    refused = {"reopen": not may_reopen(parts, case), "follow": not may_follow(parts, case)}
    return [m for m in moves if not refused.get(m.name)]


def offered_on(actor: Actor, case: Case, callout: Callout) -> list[Move]:
    """The moves this actor can make on this callout now."""
    parts = parts_of(actor, case, callout)
    moves = [m for m in CALLOUT_MOVES.values() if callout.state in m.starts and parts & m.who]
    return [m for m in moves if m.name != "refuse" or callout.may_refuse]


def confirmable(actor: Actor, case: Case, callouts: Iterable[Callout]) -> list[Whistle]:
    """The whistles that wait for this actor to confirm them on site: every department is done. Callouts of the case, with theirs."""
    if not parts_of(actor, case) & CONFIRM.who:
        return []
    pending = {callout.whistle_id for callout in callouts if not callout.has_ended}
    whistles = {callout.whistle_id: callout.whistle for callout in callouts}
    return [one for one in whistles.values() if one.confirmed_at is None and one.pk not in pending]


def may_reopen(parts: frozenset[Part], case: Case) -> bool:
    """The reporter may reopen once without asking; after that the desk or the supervisor does."""
    return case.reopened == 0 or bool(parts - {Part.REPORTER, Part.ANYONE, Part.STAFF})


def may_follow(parts: frozenset[Part], case: Case) -> bool:
    """Everyone may follow what everyone sees; what is not published, only who sees it."""
    return case.published or parts != {Part.ANYONE}


def states_text(states: Iterable[str], kind: type[State] | type[CalloutState] = State) -> str:
    return "、".join(str(kind(s).label) for s in kind.values if s in set(states))
