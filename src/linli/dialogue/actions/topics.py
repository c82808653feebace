"""Opening and ending topics, and the secret ballot."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Case, F, Value, When
from django.utils.translation import gettext as _

from linli.clock import now
from linli.ids import case_code, uuid7
from linli.inserting import insert
from linli.notices.actions import Message, tell
from linli.people.actors import Actor
from linli.people.vault import blind_index
from linli.places.actions import bump_revision
from linli.places.models import District
from linli.places.queries import district_by
from linli.problem import Fault

from .. import commands as c
from ..access import organisation_of, speaker
from ..errors import AlreadyVoted, InvalidInput, NotNow, NotOpen
from ..models import Ballot, BallotOption, BallotTurn, Topic
from ..queries.topics import has_dialogue
from .recording import locked_topic, record

# The letters of a topic's number: 话题.
PREFIX = "HT"


@transaction.atomic
def open_topic(actor: Actor, given: c.OpenTopic | Mapping[str, Any]) -> Topic:
    """Ask everybody something. Raises NotYours, InvalidInput."""
    command = c.parse(c.OpenTopic, given)
    unit = organisation_of(actor, command.organisation)
    at = now()
    opens = max(command.opens_at, at) if command.opens_at else at
    faults = _faults(command)
    if command.closes_at <= opens:
        faults.append(Fault("closes_at", _("It would end before it begins. Please choose a later day."), str(command.closes_at)))  # fmt: skip
    if faults:
        raise InvalidInput(faults)
    row = Topic(
        id=uuid7(), district_id=actor.reach.district, code=case_code(PREFIX), organisation_id=unit, title=command.title,
        question=command.question, background=command.background, opens_at=opens, closes_at=command.closes_at,
        moderation=command.moderation, answer_days=command.answer_days, created_at=at,
    )  # fmt: skip
    if not has_dialogue(row.district_id):
        bump_revision(District.objects.get(pk=row.district_id))
    insert([row])
    if command.ballot:
        lay_ballot(row, command.ballot, command.choices)
    record(actor, "planned", row, closes=row.closes_at, ballot=bool(command.ballot))
    if row.has_begun:
        note_opening(row)
    return row


def _faults(command: c.OpenTopic) -> list[Fault]:
    choices = command.choices
    if not command.ballot and choices:
        return [Fault("ballot", _("Please write what is voted on, or leave out the answers."))]
    if command.ballot and not 2 <= len(choices) <= c.MOST_OPTIONS:
        told = {"most": c.MOST_OPTIONS, "n": len(choices)}
        return [Fault("options", _("A ballot has 2 to %(most)d answers, one a line; these are %(n)d.") % told)]
    if len(set(choices)) < len(choices):
        return [Fault("options", _("Two of the answers are the same. Please leave one out."))]
    if any(len(choice) > 80 for choice in choices):
        return [Fault("options", _("An answer has at most 80 characters."))]
    return []


def lay_ballot(row: Topic, question: str, choices: list[str]) -> None:
    ballot = Ballot(id=uuid7(), district_id=row.district_id, topic=row, question=question)
    options = [
        BallotOption(id=uuid7(), district_id=row.district_id, ballot=ballot, order=order, text=text)
        for order, text in enumerate(choices, 1)
    ]
    insert([ballot], options)


def note_opening(row: Topic) -> None:
    row.opened_at = now()
    row.save(update_fields=["opened_at"])
    record(Actor.system(), "opened", row)


def note_end(actor: Actor, row: Topic) -> None:
    """It is over: from now on the result of its ballot can be read, and what is still to be answered is told."""
    row.ended_at = now()
    row.save(update_fields=["ended_at", "closes_at"])
    record(actor, "ended", row)
    link = f"/desk/dialogue?topic={row.code}"
    told = {"title": row.title, "organisation": row.organisation_name}
    tell(
        [
            Message(
                key=f"topic:{row.pk}:ended", district=row.district_id, template="topic_ended", params=told, link=link,
                about=row.pk, organisation=row.organisation_id,
            )
        ]
    )  # fmt: skip


@transaction.atomic
def close_topic(actor: Actor, code: str) -> Topic:
    """End it now, before its time. Raises NoSuchTopic, NotYours, NotNow."""
    row = locked_topic(actor.reach.district, code)
    organisation_of(actor, row.organisation_id)
    if not row.is_open:
        raise NotNow(_("“%(title)s” is not open.") % {"title": row.title})
    row.closes_at = now()
    note_end(actor, row)
    return row


@transaction.atomic
def vote(actor: Actor, district: str, code: str, given: c.Vote | Mapping[str, Any]) -> None:
    """One vote a person, kept so that nobody can tell whose. Raises SignInFirst, NoSuchTopic, NotOpen, AlreadyVoted.

    Nothing is recorded, told or remembered of it but the two rows' worth of change below. Every option is written each
    time, so that no row's age or place in the file tells which was chosen.
    """
    account = speaker(actor)
    command = c.parse(c.Vote, given)
    row = locked_topic(district_by(district).code, code)
    if not row.is_open:
        raise NotOpen(_("The ballot on “%(title)s” is not open now.") % {"title": row.title})
    options = BallotOption.objects.filter(ballot__topic=row)
    ballot = options.filter(pk=command.option).values_list("ballot", flat=True).first()
    if ballot is None:
        raise InvalidInput([Fault("option", _("Please choose one of the answers."))])
    mark = blind_index(f"ballot {ballot} {account.pk}")
    if not insert([BallotTurn(mark=mark, district_id=row.district_id, ballot_id=ballot)], unless_there=True):
        raise AlreadyVoted
    chosen = Case(When(pk=command.option, then=Value(1)), default=Value(0))
    BallotOption.objects.filter(ballot=ballot).update(votes=F("votes") + chosen)
