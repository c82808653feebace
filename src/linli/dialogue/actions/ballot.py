"""The secret ballot: laid out with its topic, one vote a person, ended once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from linli.clock import now
from linli.ids import uuid7
from linli.inserting import insert
from linli.people.actors import Actor
from linli.people.vault import blind_index
from linli.places.queries import district_by
from linli.problem import Fault

from .. import commands as c
from ..access import speaker
from ..errors import AlreadyVoted, InvalidInput, NotOpen
from ..models import Ballot, BallotOption, BallotTurn, Topic
from .recording import locked_topic


def lay_ballot(row: Topic, question: str, choices: list[str]) -> None:
    ballot = Ballot(id=uuid7(), district_id=row.district_id, topic=row, question=question)
    ballot.counts = [0] * len(choices)
    options = [
        BallotOption(id=uuid7(), district_id=row.district_id, ballot=ballot, order=order, text=text)
        for order, text in enumerate(choices, 1)
    ]
    insert([ballot], options)


def lay_again(row: Topic, question: str, choices: list[str]) -> None:
    """Another one, or none, in the place of a ballot that has not begun."""
    Ballot.objects.filter(topic=row).delete()
    if question:
        lay_ballot(row, question, choices)


@transaction.atomic
def vote(actor: Actor, district: str, code: str, given: c.Vote | Mapping[str, Any]) -> None:
    """One vote a person, kept so that nobody can tell whose. Raises SignInFirst, NoSuchTopic, NotOpen, AlreadyVoted.

    Nothing is recorded, told or remembered of it but two rows: the mark of who has voted, and all counts sealed anew.
    Whatever is chosen, the same statements are sent, with values as long.
    """
    account = speaker(actor)
    command = c.parse(c.Vote, given)
    row = locked_topic(district_by(district).code, code)
    ballot = Ballot.objects.select_for_update().filter(topic=row).first()
    if ballot is None or ballot.ended_at or not row.is_open:
        raise NotOpen(_("The ballot on “%(title)s” is not open now.") % {"title": row.title})
    options = list(ballot.options.order_by("order").values_list("pk", flat=True))
    if command.option not in options:
        raise InvalidInput([Fault("option", _("Please choose one of the answers."))])
    mark = blind_index(f"ballot {ballot.pk} {account.pk}")
    if not insert([BallotTurn(mark=mark, district_id=row.district_id, ballot=ballot)], unless_there=True):
        raise AlreadyVoted
    ballot.counts = [count + (key == command.option) for key, count in zip(options, ballot.counts, strict=True)]
    ballot.save(update_fields=["sealed"])


def end_ballot(row: Topic) -> None:
    """For ever: its result can be read from now, so nobody may add to it. Who has voted is of no use any more, and goes."""
    ended = Ballot.objects.filter(topic=row, ended_at=None).update(ended_at=now())
    if ended:
        BallotTurn.objects.filter(ballot__topic=row).delete()
