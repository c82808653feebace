"""The one table of moves on an application: from, to, who may, what it needs. Buttons, API and docs are drawn from it."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.cases import commands as of_cases
from linli.cases.lifecycle import Move, Part, move
from linli.cases.models import Case, Channel, State
from linli.catalogue.guides import version_of
from linli.people.actors import Actor
from linli.people.roles import Role

from . import commands as c
from .levels import installation_of

S = State
_IN_REVIEW = (S.ACCEPTED, S.UNDER_REVIEW)
_DECIDED = (S.GRANTED, S.REFUSED, S.DELIVERED, S.VERIFYING)
_OPEN = (S.SUBMITTED, S.RETURNED, S.CONSULTING, S.VERIFYING, *_IN_REVIEW)
P = Part

APPLICATION_MOVES: dict[str, Move] = {
    one.name: one
    for one in (
        move("accept", _("Accept"), [S.SUBMITTED], S.ACCEPTED, {P.REVIEWER}, c.Accept),
        move("return", _("Return for correction"), [S.SUBMITTED, *_IN_REVIEW], S.RETURNED, {P.REVIEWER}, c.Return),
        move("correct", _("Correct"), [S.RETURNED], None, {P.APPLICANT, P.COUNTER}, c.Correct),
        move("recommend", _("Recommend"), _IN_REVIEW, S.UNDER_REVIEW, {P.REVIEWER}, c.Recommend),
        move("report_up", _("Agree and report up"), _IN_REVIEW, S.UNDER_REVIEW, {P.REVIEWER}, c.ReportUp),
        move("hand_down", _("Give back to the level below"), [S.UNDER_REVIEW], S.UNDER_REVIEW, {P.REVIEWER}, c.HandDown),
        move("consult", _("Ask the experts"), _IN_REVIEW, S.CONSULTING, {P.REVIEWER}, c.Consult),
        move("consulted", _("The experts have answered"), [S.CONSULTING], S.UNDER_REVIEW, {P.REVIEWER}, c.Consulted),
        move("grant", _("Grant"), _IN_REVIEW, S.GRANTED, {P.DECIDER}, c.Grant),
        move("refuse", _("Refuse the application"), _IN_REVIEW, S.REFUSED, {P.DECIDER}, c.Refuse),
        move("verify", _("The promise holds"), [S.VERIFYING], S.GRANTED, {P.DECIDER}, c.Verify),
        move("revoke", _("Revoke"), [S.VERIFYING, S.GRANTED, S.DELIVERED], S.CLOSED, {P.DECIDER}, c.Revoke),
        move("deliver", _("Delivered"), [S.GRANTED, S.REFUSED], S.DELIVERED, {P.APPLICANT, P.REVIEWER, P.COUNTER}, c.Deliver),
        move("decline", _("Not for us to accept"), [S.SUBMITTED], S.DECLINED, {P.REVIEWER}, of_cases.Decline),
        move("withdraw", _("Withdraw"), [S.SUBMITTED, S.RETURNED, S.CONSULTING, *_IN_REVIEW], S.WITHDRAWN,
             {P.APPLICANT}, of_cases.Withdraw),
        move("rate", _("Rate"), _DECIDED, None, {P.APPLICANT}, c.RateApplication),
        move("urge", _("Urge"), _OPEN, None, {P.SUPERVISOR, P.CENTRE}, of_cases.Urge),
        move("note", _("Internal note"), S.values, None, {P.STAFF}, of_cases.Note, internal=True),
    )
}  # fmt: skip

# Who works on applications, at the organisation that has one.
WORKERS = (Role.COMMUNITY_WORKER, Role.STREET_OFFICER, Role.DEPARTMENT_HANDLER)


def parts_of(actor: Actor, case: Case) -> frozenset[Part]:
    """Every part the actor has in this application. Needs no SQL beyond the actor's reach."""
    if actor.kind == "system":
        return frozenset({P.ANYONE, P.CLOCK})
    parts = {P.ANYONE}
    own = actor.account is not None and actor.kind == "resident" and actor.account.pk == case.account_id
    if own or actor.receipt_for == case.pk:
        parts.add(P.APPLICANT)
    if actor.kind != "staff" or actor.reach.district != case.district_id:
        return frozenset(parts)
    works = actor.has(*WORKERS)
    if works and case.channel == Channel.DESK and case.office_id in actor.reach.organisations:
        parts.add(P.COUNTER)
    # What was handed over to another installation lies there.
    here = not installation_of(case.district_id, case.organisation_id)
    if works and here and case.organisation_id in actor.reach.organisations:
        parts.add(P.REVIEWER)
        if case.service_id and case.level == version_of(case.service_id).spec.chain[-1]:
            parts.add(P.DECIDER)
    if actor.has(Role.DISPATCHER):
        parts.add(P.CENTRE)
    if actor.has(Role.SUPERVISOR):
        parts.add(P.SUPERVISOR)
    if works or parts & {P.CENTRE, P.SUPERVISOR}:
        parts.add(P.STAFF)
    return frozenset(parts)


def offered(actor: Actor, case: Case) -> list[Move]:
    """The moves this actor can make on this application now, in the table's order."""
    parts = parts_of(actor, case)
    return [
        m for m in APPLICATION_MOVES.values() if case.state in m.starts and parts & m.who and not hindrance(m, case)
    ]


def hindrance(rule: Move, case: Case) -> str:
    """How a case is, where that stands against a move and the table alone does not say so; or nothing.

    There must be a level above or below, and one rates once.
    """
    if rule.name == "rate" and case.score is not None:
        return gettext("rated already")
    chain = version_of(case.service_id).spec.chain if case.service_id else []
    if rule.name == "report_up" and chain and case.level == chain[-1]:
        return gettext("at the last level")
    if rule.name == "hand_down" and chain and case.level == chain[0] and not case.source:
        return gettext("at the first level")
    return ""
