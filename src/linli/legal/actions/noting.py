"""What the lawyer writes down for who asked, and every look at it; legal aid, proposed and agreed to."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.cases.commands import parse
from linli.clock import now
from linli.ids import uuid7
from linli.people.actors import Actor
from linli.people.vault import seal

from .. import commands as c
from ..access import check_advises, check_runs
from ..errors import AnsweredAlready, NotBegunYet, NoteClosed, NotNow, NotThere
from ..models import ARRIVES, Aid, AidState, Consultation, Note, State
from ..queries.mine import NOTE_SEEN, own
from .booking import known
from .telling import tell_owner

CHANGES_FOR = timedelta(days=7)


@transaction.atomic
def see_consultation(actor: Actor, code: str) -> Consultation:
    """The lawyer opens one of theirs: name, question, notes; on the record first. Raises NotThere."""
    row = known(actor, code)
    check_advises(actor, row)
    audit.record(actor, NOTE_SEEN, district=row.district_id, subject=row.subject)
    return row


@transaction.atomic
def write_note(actor: Actor, code: str, given: dict[str, Any]) -> Note:
    """By the lawyer who advised; that somebody was there follows from it.

    Raises NotThere (also to every other lawyer), InvalidInput, NotNow, NotBegunYet, NoteClosed.
    """
    row = known(actor, code)
    check_advises(actor, row)
    command = parse(c.WriteNote, given)
    if row.state == State.CANCELLED:
        raise NotNow(_("Write the notes"), row.state_label)
    if now() < row.begins_at - ARRIVES:
        raise NotBegunYet(row.begins_at)
    note = Note.objects.filter(consultation=row).first()
    if note is not None and now() > note.written_at + CHANGES_FOR:
        raise NoteClosed(CHANGES_FOR.days)
    body = {"asked": command.asked, "explained": command.explained, "law": command.law, "next": command.next}
    sealed = seal(json.dumps(body, ensure_ascii=False))
    if note is None:
        note = Note(id=uuid7(), consultation=row, body_cipher=sealed, written_at=now())
        note.save(force_insert=True)
        tell_owner(row, "legal_noted", "noted")
    else:
        note.body_cipher, note.changed_at = sealed, now()
        note.save(update_fields=["body_cipher", "changed_at"])
    if row.state != State.CAME:
        row.state, row.ended_at = State.CAME, now()
        row.save(update_fields=["state", "ended_at"])
    audit.record(actor, "legal_note_written", district=row.district_id, subject=row.subject)
    return note


@transaction.atomic
def propose_aid(actor: Actor, code: str, given: dict[str, Any]) -> Aid:
    """The lawyer thinks that legal aid could help; the resident is asked. Raises NotThere, InvalidInput, NotNow."""
    row = known(actor, code)
    check_advises(actor, row)
    command = parse(c.ProposeAid, given)
    if row.state != State.CAME:
        raise NotNow(_("Propose legal aid"), row.state_label)
    if row.account_id is None:
        raise NotNow(_("Propose legal aid"), _("nobody can agree, for there is no telephone number"))
    aid = Aid.objects.filter(consultation=row).first()
    if aid is not None:
        raise AnsweredAlready(aid.state_label)
    aid = Aid(id=uuid7(), consultation=row, reason_cipher=seal(command.reason), proposed_at=now())
    aid.save(force_insert=True)
    tell_owner(row, "legal_aid_asked", "aid")
    audit.record(actor, "legal_aid_proposed", district=row.district_id, subject=row.subject)
    return aid


@transaction.atomic
def answer_aid(actor: Actor, code: str, agrees: bool) -> Aid:
    """The resident's word: only then does the bureau learn of it. Raises NotThere, AnsweredAlready."""
    row = own(actor, code).row
    aid = Aid.objects.select_for_update().filter(consultation=row).first()
    if aid is None:
        raise NotThere(code[:20])
    if aid.state != AidState.PROPOSED:
        raise AnsweredAlready(aid.state_label)
    aid.state = AidState.AGREED if agrees else AidState.DECLINED
    if agrees:
        aid.agreed_at = now()
    else:
        aid.ended_at = now()
    aid.save(update_fields=["state", "agreed_at", "ended_at"])
    return aid


@transaction.atomic
def see_aids(actor: Actor) -> None:
    """The bureau opens its list of who agreed: on the record first. Raises NotYours."""
    check_runs(actor)
    waiting = Aid.objects.filter(consultation__district=actor.reach.district, state=AidState.AGREED)
    for code in waiting.values_list("consultation__code", flat=True):
        audit.record(actor, "legal_aid_seen", district=actor.reach.district, subject=f"legal:{code}")


@transaction.atomic
def decide_aid(actor: Actor, code: str, given: dict[str, Any]) -> Aid:
    """The bureau's word, told to the resident. Raises NotYours, NotThere, InvalidInput, AnsweredAlready."""
    check_runs(actor)
    row = known(actor, code)
    aid = Aid.objects.select_for_update().filter(consultation=row).exclude(agreed_at=None).first()
    if aid is None:
        raise NotThere(code[:20])
    command = parse(c.AnswerAid, given)
    if aid.state != AidState.AGREED:
        raise AnsweredAlready(aid.state_label)
    aid.state = AidState.TAKEN if command.taken else AidState.REFUSED
    aid.answer_cipher, aid.ended_at = seal(command.answer), now()
    aid.save(update_fields=["state", "answer_cipher", "ended_at"])
    tell_owner(row, "legal_aid_answered", "aid-answered")
    audit.record(actor, "legal_aid_decided", district=row.district_id, subject=row.subject)
    return aid
