"""What is agreed: its points, each version a row of its own that nobody can change, and the text that is signed."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from linli.cases.commands import parse
from linli.clock import now
from linli.ids import uuid7
from linli.people.actors import Actor

from .. import commands as c
from ..errors import SignedAlready
from ..models import Agreement, Matter, Party, Signature, State
from ..pointing import pointed
from ..sealing import close, commitment, open_
from .files import by, everyone, must_stand, present, record, work_on
from .sessions import check_consent
from .telling import tell_parties


@dataclass(frozen=True)
class AgreedPoint:
    """A numbered point as it stands in the text: names are pointers."""

    number: int
    text: str
    due: date | None


@transaction.atomic
def write_agreement(actor: Actor, code: str, given: dict[str, Any]) -> Agreement:
    """The next version; the parties are told that there is something to sign.

    Raises NotThere, InvalidInput, NotNow, NoConsentYet, SignedAlready: once somebody signed, only `anew`.
    """
    matter = work_on(actor, code)
    command = parse(c.WriteAgreement, given)
    must_stand(matter, _("Write the agreement"), State.TALKING, State.AGREED)
    check_consent(matter)
    last = newest(matter)
    signed = last.signatures.select_related("party").order_by("at").first() if last else None
    if signed is not None and not command.anew:
        raise SignedAlready(signed.party.side if signed.party else signed.mediator_name)
    row = _version(matter, last.version + 1 if last else 1, command, by(actor))
    tell_parties(matter, present(matter), "mediation_to_sign", f"sign-{row.version}")
    record(actor, matter, "agreement_written")
    return row


def newest(matter: Matter) -> Agreement | None:
    return matter.agreements.order_by("-version").first()


def _version(matter: Matter, version: int, command: c.WriteAgreement, who: str) -> Agreement:
    parties = everyone(matter)
    points = [
        {"n": number, "text": pointed(one.text, parties), "due": one.due.isoformat() if one.due else ""}
        for number, one in enumerate(command.points, 1)
    ]
    text = text_of(matter, version, points, [one for one in parties if not one.left])
    row = Agreement(
        id=uuid7(), matter=matter, version=version, body_cipher=close(matter.key, text), digest=digest_of(text),
        written_at=now(), by=who,
    )  # fmt: skip
    row.save(force_insert=True)
    return row


def text_of(matter: Matter, version: int, points: list[dict[str, Any]], parties: list[Party]) -> str:
    """What is signed, to the letter. A name stands in it as what only its key can confirm, so that it can be forgotten."""
    told = {
        "agreement": matter.code, "version": version, "team": matter.team.name, "kind": matter.kind.name,
        "parties": [{"side": one.side, "name": commitment(one.key, one.name)} for one in parties],
        "points": points, "once": secrets.token_hex(16),
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def points_of(matter: Matter, row: Agreement) -> list[AgreedPoint]:
    """Nothing once the matter's key is gone."""
    text = open_(matter.key, row.body_cipher)
    found = json.loads(text)["points"] if text else []
    return [
        AgreedPoint(int(one["n"]), str(one["text"]), date.fromisoformat(one["due"]) if one["due"] else None)
        for one in found
    ]


def is_whole(matter: Matter, row: Agreement) -> bool:
    """Whether the text is the one that was signed, and the names are those that stood under it, as far as they are known."""
    text = open_(matter.key, row.body_cipher)
    if not text:
        return True
    names = {one["side"]: one["name"] for one in json.loads(text)["parties"]}
    known = [one for one in everyone(matter) if one.name and one.side in names]
    same = all(commitment(one.key, one.name) == names[one.side] for one in known)
    signed = Signature.objects.filter(agreement=row).values_list("digest", flat=True)
    return same and digest_of(text) == row.digest and all(one == row.digest for one in signed)
