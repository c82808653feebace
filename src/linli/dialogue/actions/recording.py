"""One event a change, chained to the one before; and rows locked while they change."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from linli.audit.actions import STREAMS
from linli.audit.chain import Head, link
from linli.clock import now
from linli.ids import read_case_code
from linli.inserting import insert
from linli.people.actors import Actor
from linli.people.models import Account
from linli.places.actions import bump_revision
from linli.places.models import District

from ..errors import NoSuchMeeting, NoSuchProposal, NoSuchTopic
from ..models import DialogueEvent, Meeting, Proposal, Topic
from ..queries.topics import has_dialogue

Row = Topic | Proposal | Meeting


def note_dialogue(district: str) -> None:
    """Before the first topic or proposal of a district: pages keep in memory whether there is any, and ask again now."""
    if not has_dialogue(district):
        bump_revision(District.objects.get(pk=district))


def one_at_a_time(account: Account) -> None:
    """Of what one person sends in many requests at once, each sees the one before, so that a day's limit holds."""
    Account.objects.select_for_update(no_key=True).filter(pk=account.pk).values_list("pk", flat=True).first()


def record(actor: Actor, kind: str, row: Row, at: datetime | None = None, **told: Any) -> DialogueEvent:
    """Append one event to the stream of a row that the caller has locked, or just made. Never personal data."""
    rows = DialogueEvent.objects.filter(stream=row.pk).order_by("-seq")
    last = rows.values_list("seq", "digest").first()
    account = actor.account
    event = DialogueEvent(
        stream=row.pk, at=at or now(), kind=kind, about=row._meta.model_name or "", actor_kind=actor.kind,
        actor_id=account.pk if account else STREAMS.get(actor.kind), actor_name=actor.name if actor.is_staff else "",
        organisation=actor.organisation, district=row.district_id, data=told,
    )  # fmt: skip
    link(Head(*last) if last else None, event)
    insert([event])
    return event


def locked_proposal(code: str) -> Proposal:
    """Raises NoSuchProposal."""
    spelled = read_case_code(code)
    rows = Proposal.objects.select_for_update(of=("self",)).select_related("topic")
    row = rows.filter(code=spelled).first() if spelled else None
    if row is None:
        raise NoSuchProposal(code)
    return row


def locked_topic(district: str, code: str) -> Topic:
    """Raises NoSuchTopic."""
    row = Topic.objects.select_for_update().filter(district=district, code=code, active=True).first()
    if row is None:
        raise NoSuchTopic(code)
    return row


def locked_meeting(code: str) -> Meeting:
    """Raises NoSuchMeeting."""
    spelled = read_case_code(code)
    row = Meeting.objects.select_for_update().filter(code=spelled).first() if spelled else None
    if row is None:
        raise NoSuchMeeting(code)
    return row
