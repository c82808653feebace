"""Proposing: to a topic or freely, published at once or after somebody has looked; and taking it back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from linli.catalogue import queries as catalogue
from linli.catalogue.working_time import Term, calendar_of
from linli.clock import day_text, now
from linli.ids import case_code, uuid7
from linli.inserting import insert
from linli.people import queries as people
from linli.people.actors import Actor
from linli.people.models import Account
from linli.people.vault import seal
from linli.places.models import District
from linli.places.queries import district_by
from linli.problem import Fault

from .. import commands as c
from ..access import speaker
from ..errors import InvalidInput, NoSuchProposal, NoSuchTopic, NotNow, NotOpen, TooMany
from ..models import Moderation, Proposal, ProposalState, Topic
from .recording import locked_proposal, note_dialogue, one_at_a_time, record
from .telling import tell_organisation

# The letters of a proposal's number: 建议.
PREFIX = "JY"
MOST_A_DAY = 5
A_DAY = timedelta(hours=24)
# Where a district's pack says nothing else.
FREE_ANSWER_DAYS = 15


@transaction.atomic
def propose(actor: Actor, given: c.Propose | Mapping[str, Any]) -> Proposal:
    """Put up a proposal. Raises SignInFirst, AsYourself, InvalidInput, NoSuchTopic, NotOpen, TooMany."""
    account = speaker(actor)
    command = c.parse(c.Propose, given)
    district = district_by(command.district)
    topic = _open_topic(district, command.topic) if command.topic else None
    one_at_a_time(account)
    _check_pace(account)
    note_dialogue(district.code)
    row = _row(command, district, topic, account)
    insert([row])
    record(actor, "submitted", row, topic=topic.code if topic else "", organisation=row.organisation_id or "")
    if moderation_of(row) == Moderation.AFTER:
        publish_row(Actor.system(), row)
    return row


def _open_topic(district: District, code: str) -> Topic:
    topic = Topic.objects.public().filter(district=district, code=code).first()
    if topic is None:
        raise NoSuchTopic(code)
    if not topic.is_open:
        raise NotOpen(
            _("“%(title)s” ended on %(day)s. You can still make a proposal of your own, without a topic.")
            % {"title": topic.title, "day": day_text(topic.closes_at.date())}
        )
    return topic


def _check_pace(account: Account) -> None:
    if Proposal.objects.filter(account=account, created_at__gt=now() - A_DAY).count() >= MOST_A_DAY:
        raise TooMany(_("You have made %(n)d proposals within 24 hours. Please go on tomorrow.") % {"n": MOST_A_DAY})


def _row(command: c.Propose, district: District, topic: Topic | None, account: Account) -> Proposal:
    category = catalogue.category(district.code, command.category) if command.category else None
    name = command.name or account.name
    return Proposal(
        id=uuid7(), district_id=district.code, code=case_code(PREFIX), topic=topic, category_id=category.id if category else None,
        organisation_id=topic.organisation_id if topic else _asked(command, district.code, category),
        title=command.title, text=command.text, place=command.place, account=account,
        name_cipher=seal(name) if name else b"", show_name=command.show_name and bool(name), created_at=now(),
    )  # fmt: skip


def _asked(command: c.Propose, district: str, category: catalogue.CategoryCard | None) -> str | None:
    """Who is named, or who leads the duty of the subject; else the centre says."""
    if command.organisation:
        card = people.organisations(district).get(command.organisation)
        if card is None or not card.active:
            raise InvalidInput([Fault("organisation", _("There is no such organisation in this district. Please choose one from the list, or leave it to us."), command.organisation)])  # fmt: skip
        return card.code
    holders = catalogue.duty_holders(category) if category else []
    return holders[0].organisation if holders else None


def moderation_of(row: Proposal) -> str:
    """As the topic has it; of free ones as the district's pack does, before unless it says otherwise."""
    if row.topic is not None:
        return row.topic.moderation
    return str(district_by(row.district_id).settings.get("free_proposals", Moderation.BEFORE))


def publish_row(actor: Actor, row: Proposal) -> None:
    """Everybody reads it from now, and its clock runs. The caller has locked it."""
    row.state, row.held_because = ProposalState.OPEN, ""
    if row.published_at is None:
        start_clock(row, now())
    row.version += 1
    row.save()
    record(actor, "published", row, due=row.due_at)
    tell_organisation(row, "proposal_new" if row.organisation_id else "proposal_unrouted", "new")


def start_clock(row: Proposal, at: datetime) -> None:
    days = (
        row.topic.answer_days
        if row.topic
        else district_by(row.district_id).settings.get("answer_days", FREE_ANSWER_DAYS)
    )
    calendar, term = calendar_of(row.district_id), Term.working_days(int(days))
    row.published_at, row.due_at = at, calendar.add(at, term)
    row.warn_at, row.escalate_at = calendar.warn_at(at, row.due_at, term), row.due_at


def stop_clock(row: Proposal) -> None:
    row.warn_at = row.escalate_at = None


@transaction.atomic
def withdraw(actor: Actor, code: str) -> Proposal:
    """The person takes their own back, until somebody stands behind it or it has an answer. Raises SignInFirst, NoSuchProposal, NotNow."""
    account = speaker(actor)
    row = locked_proposal(code)
    if row.account_id != account.pk:
        raise NoSuchProposal(code)
    if row.state not in (ProposalState.WAITING, ProposalState.OPEN) or row.answered_at:
        raise NotNow(_("It is “%(state)s” and cannot be withdrawn any more.") % {"state": row.state_label}, row.state)
    if row.supports:
        raise NotNow(_("%(n)d people stand behind it: it is theirs as well by now, so it stays. If something in it must not stand there, please say so in a comment, and we look at it.") % {"n": row.supports}, row.state)  # fmt: skip
    row.state, row.version = ProposalState.WITHDRAWN, row.version + 1
    stop_clock(row)
    row.save()
    record(actor, "withdrawn", row)
    return row
