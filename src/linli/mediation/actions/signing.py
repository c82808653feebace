"""Signing on the screen: by hand, or by typing one's name with a code sent to one's telephone. Each once a version."""

from __future__ import annotations

import json
import secrets
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from linli.cases.commands import parse
from linli.clock import now, today
from linli.ids import uuid7
from linli.inserting import insert
from linli.notices.actions import send_code
from linli.people.actors import Actor
from linli.people.vault import blind_index
from linli.problem import Problem

from .. import commands as c
from ..errors import (
    AnotherName,
    NoAgreementYet,
    NoTelephone,
    NothingDrawn,
    SignedOnce,
    TextChanged,
    TooSoon,
    WrongCode,
)
from ..models import Agreement, How, Matter, Party, Signature, SigningCode, State
from ..sealing import close
from .agreeing import newest, points_of
from .book import written
from .files import as_party, by, everyone, moved, must_stand, present, record, the_party, work_on
from .telling import tell_parties, tell_team

CODE_LASTS, BETWEEN_CODES, CODE_TRIES = timedelta(minutes=10), timedelta(seconds=60), 5
FOLLOW_UP_AFTER = timedelta(days=30)


@transaction.atomic
def send_signing_code(actor: Actor, code: str) -> None:
    """To one's own telephone. Raises NotThere, NotNow, NoAgreementYet, NoTelephone, TooSoon, SignedOnce."""
    matter, party = as_party(actor, code)
    _send(matter, party)


@transaction.atomic
def send_signing_code_to(actor: Actor, code: str, number: int) -> None:
    """To a party who sits at the team's table. Raises the same."""
    matter = work_on(actor, code)
    _send(matter, the_party(matter, number))
    record(actor, matter, "code_sent")


def _send(matter: Matter, party: Party) -> None:
    row = _to_sign(matter)
    if row.signatures.filter(party=party).exists():
        raise SignedOnce
    if party.account is None or not party.account.phone:
        raise NoTelephone
    at = now()
    last = SigningCode.objects.filter(agreement=row, party=party).order_by("-sent_at").first()
    if last and at - last.sent_at < BETWEEN_CODES:
        raise TooSoon((last.sent_at + BETWEEN_CODES - at).seconds + 1)
    number = f"{secrets.randbelow(1_000_000):06d}"
    sent = SigningCode(id=uuid7(), agreement=row, party=party, sent_at=at, expires_at=at + CODE_LASTS)
    sent.digest = blind_index(f"{sent.pk} {number}")
    sent.save(force_insert=True)
    SigningCode.objects.filter(agreement=row, party=party, used=False).exclude(pk=sent.pk).update(used=True)
    send_code(phone=party.account.phone, code=number, key=f"mediation {sent.pk}")


def sign(actor: Actor, code: str, given: dict[str, Any]) -> Matter:
    """A party, on their own screen.

    Raises NotThere, InvalidInput, NotNow, NoAgreementYet, TextChanged, SignedOnce, NothingDrawn, AnotherName, WrongCode.
    """
    command = parse(c.Sign, given)
    with transaction.atomic():
        matter, party = as_party(actor, code)
        wrong = _sign_party(matter, party, command, "")
    return _or_raise(matter, wrong)


def sign_at_table(actor: Actor, code: str, number: int, given: dict[str, Any]) -> Matter:
    """A party, on the screen that a mediator hands over, who thereby stands witness. Raises the same."""
    command = parse(c.Sign, given)
    with transaction.atomic():
        matter = work_on(actor, code)
        wrong = _sign_party(matter, the_party(matter, number), command, by(actor))
        if wrong is None:
            record(actor, matter, "party_signed")
    return _or_raise(matter, wrong)


def _or_raise(matter: Matter, wrong: Problem | None) -> Matter:
    """A code that was tried counts as tried: so it is told after the transaction, not out of it."""
    if wrong is not None:
        raise wrong
    return matter


@transaction.atomic
def sign_as_mediator(actor: Actor, code: str, given: dict[str, Any]) -> Matter:
    """Raises NotThere, InvalidInput, NotNow, NoAgreementYet, TextChanged, SignedOnce, NothingDrawn, AnotherName."""
    command = parse(c.Sign, given)
    matter = work_on(actor, code)
    row = _to_sign(matter)
    _check_text(row, command)
    assert actor.account is not None, "who works on a file is signed in"
    how = _how(command, actor.name, How.DECLARED)
    strokes = close(matter.key, json.dumps(command.strokes)) if how == How.DRAWN else b""
    signed = Signature(
        id=uuid7(), agreement=row, mediator=actor.account.pk, mediator_name=by(actor), how=how, strokes_cipher=strokes,
        digest=command.digest, at=now(),
    )  # fmt: skip
    _keep(signed)
    _settle(matter, row)
    record(actor, matter, "mediator_signed")
    return matter


def _to_sign(matter: Matter) -> Agreement:
    must_stand(matter, _("Sign the agreement"), State.TALKING, State.AGREED)
    row = newest(matter)
    if row is None:
        raise NoAgreementYet
    return row


def _check_text(row: Agreement, command: c.Sign) -> None:
    if command.digest != row.digest:
        raise TextChanged


def _how(command: c.Sign, name: str, typed: How) -> How:
    """Raises NothingDrawn, AnotherName."""
    if command.is_drawn:
        if not command.says_something:
            raise NothingDrawn
        return How.DRAWN
    if not command.name:
        raise NothingDrawn
    if command.name != name:
        raise AnotherName
    return typed


def _sign_party(matter: Matter, party: Party, command: c.Sign, witness: str) -> Problem | None:
    row = _to_sign(matter)
    _check_text(row, command)
    if row.signatures.filter(party=party).exists():
        raise SignedOnce
    how = _how(command, party.name, How.TYPED)
    if how == How.TYPED:
        wrong = _try_code(row, party, command.code)
        if wrong is not None:
            return wrong
    strokes = close(party.key, json.dumps(command.strokes)) if how == How.DRAWN else b""
    signed = Signature(
        id=uuid7(), agreement=row, party=party, how=how, strokes_cipher=strokes, digest=command.digest, witness=witness, at=now()
    )  # fmt: skip
    _keep(signed)
    _settle(matter, row)
    return None


def _try_code(row: Agreement, party: Party, given: str) -> WrongCode | None:
    rows = SigningCode.objects.select_for_update().filter(agreement=row, party=party, used=False, expires_at__gt=now())
    sent = rows.filter(tries__lt=CODE_TRIES).order_by("-sent_at").first()
    if sent is None:
        return WrongCode(0)
    if secrets.compare_digest(sent.digest, blind_index(f"{sent.pk} {given.strip()}")):
        sent.used = True
        sent.save(update_fields=["used"])
        return None
    sent.tries += 1
    sent.save(update_fields=["tries"])
    return WrongCode(CODE_TRIES - sent.tries)


def _keep(signed: Signature) -> None:
    """Raises SignedOnce: also of two requests at the same moment one is kept."""
    if not insert([signed], unless_there=True):
        raise SignedOnce


def _settle(matter: Matter, row: Agreement) -> None:
    """Once every party and a mediator signed this version, it is agreed, and the clock for the follow-up runs."""
    there = {one.pk for one in present(matter)}
    signed = list(row.signatures.values_list("party", "mediator"))
    if there - {party for party, _mediator in signed} or not any(mediator for _party, mediator in signed):
        return
    matter.settled, matter.agreed_at = row.version, now()
    matter.follow_up_on, matter.follow_up_told_at = today() + FOLLOW_UP_AFTER, None
    moved(matter, State.AGREED, "settled", "agreed_at", "follow_up_on", "follow_up_told_at")
    parties = everyone(matter)
    points = "\n".join(f"{one.number}. {one.text}" for one in points_of(matter, row))
    told = {"version": row.version, "digest": row.digest[:16]}
    head = _("Agreement signed by all, version %(version)d, digest %(digest)s:") % told
    written(matter, matter.team.name, f"{head}\n{points}")
    tell_parties(matter, [one for one in parties if not one.left], "mediation_agreed", f"agreed-{row.version}")
    tell_team(matter, "mediation_agreed", f"agreed-{row.version}")
