"""Topics: opening one, changing its words, prolonging it, and ending it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from linli.clock import day_text, now
from linli.ids import case_code, uuid7
from linli.inserting import insert
from linli.notices.actions import Message, tell
from linli.people.actors import Actor
from linli.problem import Fault

from .. import commands as c
from ..access import organisation_of
from ..errors import InvalidInput, NotNow
from ..models import Topic
from .ballot import end_ballot, lay_again, lay_ballot
from .recording import locked_topic, note_dialogue, record

# The letters of a topic's number: 话题.
PREFIX = "HT"
# What can still be worded otherwise when people have begun to speak to it.
_WORDS = ("title", "question", "background")


@transaction.atomic
def open_topic(actor: Actor, given: c.OpenTopic | Mapping[str, Any]) -> Topic:
    """Ask everybody something. Raises NotYours, InvalidInput."""
    command = c.parse(c.OpenTopic, given)
    unit = organisation_of(actor, command.organisation)
    opens = _beginning(command)
    faults = _faults(command, opens)
    if Topic.objects.open().filter(district=actor.reach.district, organisation=unit, title=command.title).exists():
        faults.append(Fault("title", _("Your organisation asks this already. Please give this topic another title, or change the one that is there."), command.title))  # fmt: skip
    if faults:
        raise InvalidInput(faults)
    row = Topic(
        id=uuid7(), district_id=actor.reach.district, code=case_code(PREFIX), organisation_id=unit, title=command.title,
        question=command.question, background=command.background, opens_at=opens, closes_at=command.closes_at,
        moderation=command.moderation, answer_days=command.answer_days, created_at=now(),
    )  # fmt: skip
    note_dialogue(row.district_id)
    insert([row])
    if command.ballot:
        lay_ballot(row, command.ballot, command.choices)
    record(actor, "planned", row, closes=row.closes_at, ballot=bool(command.ballot))
    if row.has_begun:
        note_opening(row)
    return row


def _beginning(command: c.OpenTopic) -> datetime:
    """The day that is named; of one that has passed, and where none is: now."""
    at = now()
    return max(command.opens_at, at) if command.opens_at else at


def _faults(command: c.OpenTopic, opens: datetime) -> list[Fault]:
    choices = command.choices
    faults = []
    if command.closes_at <= opens:
        faults.append(Fault("closes_at", _("It would end before it begins. Please choose a later day."), str(command.closes_at)))  # fmt: skip
    if not command.ballot and choices:
        faults.append(Fault("ballot", _("Please write what is voted on, or leave out the answers.")))
    elif command.ballot and not 2 <= len(choices) <= c.MOST_OPTIONS:
        told = {"most": c.MOST_OPTIONS, "n": len(choices)}
        faults.append(Fault("options", _("A ballot has 2 to %(most)d answers, one a line; these are %(n)d.") % told))
    elif len(set(choices)) < len(choices):
        faults.append(Fault("options", _("Two of the answers are the same. Please leave one out.")))
    elif any(len(choice) > 80 for choice in choices):
        faults.append(Fault("options", _("An answer has at most 80 characters.")))
    return faults


@transaction.atomic
def rewrite_topic(actor: Actor, code: str, given: c.OpenTopic | Mapping[str, Any]) -> Topic:
    """All of a topic that has not begun, its ballot too. Raises NoSuchTopic, NotYours, NotNow, InvalidInput."""
    command = c.parse(c.OpenTopic, given)
    row = locked_topic(actor.reach.district, code)
    organisation_of(actor, row.organisation_id)
    if row.has_begun:
        raise NotNow(_("“%(title)s” has begun in the meantime: its words can be changed and it can be prolonged, no more.") % {"title": row.title})  # fmt: skip
    opens = _beginning(command)
    faults = _faults(command, opens)
    if faults:
        raise InvalidInput(faults)
    for name in (*_WORDS, "closes_at", "moderation", "answer_days"):
        setattr(row, name, getattr(command, name))
    row.opens_at, row.from_pack = opens, False
    row.save()
    lay_again(row, command.ballot, command.choices)
    record(actor, "rewritten", row, closes=row.closes_at, ballot=bool(command.ballot))
    if opens <= now():
        note_opening(row)
    return row


@transaction.atomic
def change_topic(actor: Actor, code: str, given: c.ChangeTopic | Mapping[str, Any]) -> Topic:
    """Other words, or a later end; everyone sees that, when, and what it was. One that is over so opens again: its ballot
    does not, for its result has been read. Raises NoSuchTopic, NotYours, NotNow, InvalidInput."""
    command = c.parse(c.ChangeTopic, given)
    row = locked_topic(actor.reach.district, code)
    organisation_of(actor, row.organisation_id)
    if not row.has_begun:
        raise NotNow(_("“%(title)s” has not begun yet: all of it can be changed.") % {"title": row.title})
    if command.closes_at < row.closes_at:
        last = day_text(row.closes_at.date())
        raise InvalidInput([Fault("closes_at", _("People were told that it is open until %(day)s. It can be prolonged, or ended now, but not shortened.") % {"day": last}, str(command.closes_at))])  # fmt: skip
    changed = {name: getattr(row, name) for name in _WORDS if getattr(row, name) != getattr(command, name)}
    for name in changed:
        setattr(row, name, getattr(command, name))
    longer = command.closes_at > row.closes_at
    if changed:
        record(actor, "changed", row, before=changed)
    if longer:
        _prolong(actor, row, command.closes_at)
    if changed or longer:
        row.changed_at = now()
    row.from_pack = False
    row.save()
    return row


def _prolong(actor: Actor, row: Topic, until: datetime) -> None:
    if until <= now():
        raise InvalidInput([Fault("closes_at", _("This day has passed. Please choose a later one."), str(until))])
    again = row.is_over
    if again and row.ended_at is None:
        note_end(Actor.system(), row)
    row.closes_at, row.ended_at = until, None
    record(actor, "reopened" if again else "prolonged", row, closes=until)


def note_opening(row: Topic) -> None:
    row.opened_at = now()
    row.save(update_fields=["opened_at"])
    record(Actor.system(), "opened", row)


def note_end(actor: Actor, row: Topic) -> None:
    """It is over: from now on the result of its ballot can be read, and what is still to be answered is told."""
    row.ended_at = now()
    row.save(update_fields=["ended_at", "closes_at", "from_pack"])
    end_ballot(row)
    record(actor, "ended", row)
    told = {"title": row.title, "organisation": row.organisation_name}
    tell(
        [
            Message(
                key=f"topic:{row.pk}:ended:{row.closes_at:%Y%m%d%H%M%S}", district=row.district_id, template="topic_ended",
                params=told, link=f"/desk/dialogue?topic={row.code}", about=row.pk, organisation=row.organisation_id,
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
    row.closes_at, row.from_pack = now(), False
    note_end(actor, row)
    return row
