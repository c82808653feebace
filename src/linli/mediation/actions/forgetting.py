"""Forgetting a person: their key goes, and with it their name and signature wherever they lie; the books stay whole."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from linli.clock import now
from linli.people.queries import Person

from ..models import BEFORE_THE_END, Matter, Party, Session, SigningCode, State
from .files import present
from .telling import tell_parties


@transaction.atomic
def forget_person(person: Person) -> int:
    """Of someone who is being erased; returns how many matters they were in.

    What points to them reads 甲方 from then on. Once nobody in a matter is known any more, its key goes too, and nobody
    reads a word of it. The digests of book and agreement are over what cannot be read, and stay as they were.
    """
    keys = list(Party.objects.filter(account__in=person.accounts).order_by("matter").values_list("matter", flat=True))
    for matter in _locked(set(keys)):
        _forget(matter, person)
    return len(set(keys))


def _forget(matter: Matter, person: Person) -> None:
    theirs = list(matter.parties.filter(account__in=person.accounts))
    SigningCode.objects.filter(party__in=theirs).delete()
    for party in theirs:
        party.key, party.name_cipher, party.account = b"", b"", None
        party.save(update_fields=["key", "name_cipher", "account"])
        if party.brought:
            matter.story_cipher = b""
    if matter.state in BEFORE_THE_END:
        matter.state, matter.ended_at = State.WITHDRAWN, now()
        matter.sessions.filter(state="planned").update(state=Session.Kind.CANCELLED, ended_at=now())
    if not any(bytes(party.key) for party in matter.parties.all()):
        matter.key = b""
        matter.story_cipher = matter.reason_cipher = matter.follow_up_cipher = b""
        matter.sessions.update(notes_cipher=b"")
    matter.save()
    if matter.state == State.WITHDRAWN:
        others = [one for one in present(matter) if one.account_id]
        tell_parties(matter, others, "mediation_ended", "forgotten")


def _locked(keys: set[UUID]) -> list[Matter]:
    """In one order, so that two who are forgotten at once never wait for each other."""
    rows = Matter.objects.select_for_update(of=("self",)).select_related("team")
    return list(rows.filter(pk__in=keys).order_by("pk"))
