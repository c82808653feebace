"""A key is given to an interviewer for one tablet, used, and ended."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from linli import clock
from linli.audit.actions import record
from linli.people.actors import Actor
from linli.people.vault import seal

from ..errors import NoInterviewer, NoName, NotYours, WrongDays
from ..models import Key
from ..queries import at_interviews, interviewers_for, key_for
from ..signing_in import digest_of, new_token, token_index

LONGEST_DAYS = 365
# A tablet that works all day says what its clock is every so often, and need not be noted each time.
_NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class Issued:
    """A new key, with its token, which is shown once."""

    key: Key
    token: str


@transaction.atomic
def issue(actor: Actor, person: str, name: str, days: str) -> Issued:
    """Raises NotYours, NoInterviewer, NoName, WrongDays."""
    if not at_interviews(actor):
        raise NotYours
    account = next((one for one in interviewers_for(actor) if str(one.pk) == person), None)
    if account is None:
        raise NoInterviewer
    name = " ".join(name.split())
    if not 1 <= len(name) <= 40:
        raise NoName
    if not days.isascii() or not days.isdigit() or not 1 <= int(days[:9]) <= LONGEST_DAYS:
        raise WrongDays(days)
    token, username, at = new_token(), f"tablet-{secrets.token_hex(4)}", clock.now()
    key = Key.objects.create(
        district_id=actor.reach.district, account=account, issued_by=actor.account, name=name, username=username,
        token_index=token_index(token), digest_cipher=seal(digest_of(username, token)), created_at=at,
        ends_at=at + timedelta(days=int(days)),
    )  # fmt: skip
    record(actor, "odk_key_issued", district=actor.reach.district, subject=username)
    return Issued(key, token)


@transaction.atomic
def end(actor: Actor, key: UUID) -> None:
    """The tablet is signed out from now on; ending it again changes nothing. Raises NotYours."""
    found = key_for(actor, key)
    if found is None:
        raise NotYours
    if Key.objects.filter(pk=found.pk, ended_at=None).update(ended_at=clock.now()):
        record(actor, "odk_key_ended", district=actor.reach.district, subject=found.username)


def note_use(key: Key, clock_says: datetime | None) -> None:
    """When it was used, and by how much the tablet's clock is off."""
    at = clock.now()
    off = round((clock_says - at).total_seconds()) if clock_says else key.clock_off
    if key.used_at is None or at - key.used_at >= _NOTED_EVERY or off != key.clock_off:
        Key.objects.filter(pk=key.pk).update(used_at=at, clock_off=off)
