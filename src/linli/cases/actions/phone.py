"""Looking at a reporter's number: allowed to who works on the case, and written down before it is shown."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from linli.audit.actions import record
from linli.people.actors import Actor
from linli.people.vault import unseal

from ..commands import Command, Reason, parse
from ..errors import NotYours
from ..lifecycle import Part
from ..models import Callout
from ..queries.case_page import case_for, may_see_phone


class LookAtPhone(Command):
    """Why the number is needed."""

    reason: Reason


@dataclass(frozen=True)
class Seen:
    """Shown once, kept nowhere."""

    name: str
    phone: str


@transaction.atomic
def look_at_phone(actor: Actor, code: str, reason: str) -> Seen:
    """Who reported the case, unmasked. Raises NoSuchCase, NotYours, InvalidInput."""
    case = case_for(actor, code)
    callouts = list(Callout.objects.filter(case=case))
    if not may_see_phone(actor, case, callouts):
        allowed = "、".join(
            str(part.value) for part in (Part.OFFICE, Part.GRID, Part.HANDLER, Part.CALLED, Part.CENTRE)
        )
        raise NotYours(_("See the telephone number"), allowed)
    command = parse(LookAtPhone, {"reason": reason})
    record(actor, "phone_seen", district=case.district_id, subject=case.code, data={"reason": command.reason})
    contact = case.reporter
    if contact is None:
        return Seen("", "")
    return Seen(_plain(contact.name_cipher), _plain(contact.phone_cipher))


def _plain(cipher: bytes | memoryview | None) -> str:
    return unseal(bytes(cipher)) if cipher else ""
