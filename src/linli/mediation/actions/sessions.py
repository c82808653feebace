"""Sitting down together: planned once everybody agreed to, held with who was there, called off."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from linli.cases.commands import parse
from linli.clock import moment_text, now
from linli.ids import uuid7
from linli.people.actors import Actor

from .. import commands as c
from ..errors import BadMoment, NoConsentYet, NotNow, NotThere, TooFewParties
from ..models import Answer, Matter, Session, State
from ..pointing import pointed
from ..sealing import close
from .book import written
from .files import by, everyone, moved, must_stand, present, record, work_on
from .telling import tell_parties


def check_consent(matter: Matter) -> None:
    """Raises TooFewParties, NoConsentYet."""
    there = present(matter)
    if len(there) < 2:
        raise TooFewParties(len(there))
    waiting = [one.side for one in there if one.answer != Answer.AGREED]
    if waiting:
        raise NoConsentYet("、".join(waiting))


@transaction.atomic
def plan_session(actor: Actor, code: str, given: dict[str, Any]) -> Session:
    """Raises NotThere, InvalidInput, NoConsentYet, TooFewParties, NotNow, BadMoment."""
    matter = work_on(actor, code)
    command = parse(c.PlanSession, given)
    must_stand(matter, _("Plan a session"), State.BROUGHT, State.WILLING, State.TALKING)
    check_consent(matter)
    if not c.in_time(command.begins_at):
        raise BadMoment(command.begins_at, _("A session is planned for a time to come, within half a year."))
    if _planned(matter):
        raise NotNow(_("Plan a session"), _("another one is planned; hold it or call it off first"))
    row = Session(id=uuid7(), matter=matter, begins_at=command.begins_at, place=command.place)
    row.save(force_insert=True)
    due = row.begins_at.isoformat()
    tell_parties(matter, present(matter), "mediation_session", f"session-{row.pk}", due, row.place)
    record(actor, matter, "session_planned")
    return row


def _planned(matter: Matter) -> Session | None:
    return matter.sessions.filter(state=Session.Kind.PLANNED).first()


@transaction.atomic
def cancel_session(actor: Actor, code: str) -> Session:
    """The parties are told. Raises NotThere, NotNow."""
    matter = work_on(actor, code)
    row = _planned(matter)
    if row is None:
        raise NotNow(_("Call the session off"), _("no session is planned"))
    row.state, row.ended_at = Session.Kind.CANCELLED, now()
    row.save(update_fields=["state", "ended_at"])
    due = row.begins_at.isoformat()
    tell_parties(matter, present(matter), "mediation_session_off", f"off-{row.pk}", due, row.place)
    record(actor, matter, "session_cancelled")
    return row


@transaction.atomic
def hold_session(actor: Actor, code: str, given: dict[str, Any]) -> Session:
    """Note who was there and what was said; it stands in the book from then on.

    Raises NotThere, InvalidInput, NotNow, NoConsentYet, BadMoment.
    """
    matter = work_on(actor, code)
    command = parse(c.HoldSession, given)
    must_stand(matter, _("Note a session"), State.WILLING, State.TALKING)
    check_consent(matter)
    row = _planned(matter)
    if row is None:
        raise NotNow(_("Note a session"), _("no session is planned"))
    if now() < row.begins_at:
        raise BadMoment(row.begins_at, _("It has not begun yet; what was said is noted afterwards."))
    known = {one.number: one for one in present(matter)}
    there = sorted(set(command.there))
    if not set(there) <= known.keys():
        raise NotThere(_("party"))
    notes = pointed(command.notes, everyone(matter))
    row.state, row.ended_at, row.parties_there, row.mediators_there = Session.Kind.HELD, now(), there, [by(actor)]
    row.notes_cipher = close(matter.key, notes)
    row.save(update_fields=["state", "ended_at", "parties_there", "mediators_there", "notes_cipher"])
    if matter.state == State.WILLING:
        moved(matter, State.TALKING)
    sides = "、".join(known[number].side for number in there)
    told = {
        "at": moment_text(row.begins_at),
        "place": row.place,
        "who": sides,
        "by": by(actor),
    }
    head = _("Session %(at)s, %(place)s. There: %(who)s; mediator: %(by)s.") % told
    written(matter, by(actor), f"{head}\n{notes}")
    record(actor, matter, "session_held")
    return row
