"""How it ends: not agreed, followed up after thirty days, handed to the court, closed."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from linli.cases.commands import parse
from linli.clock import day_text, now, today
from linli.ids import uuid7
from linli.people.actors import Actor

from .. import commands as c
from ..errors import AnsweredAlready, NotNow, NotToCourt
from ..models import Kept, Matter, Party, Referral, State
from ..pointing import pointed
from ..sealing import close
from .book import written
from .files import as_party, by, everyone, moved, must_stand, present, record, the_party, work_on
from .telling import tell_parties, tell_team


@transaction.atomic
def end_without(actor: Actor, code: str, given: dict[str, Any]) -> Matter:
    """They did not come together. Raises NotThere, NotNow, InvalidInput."""
    matter = work_on(actor, code)
    command = parse(c.Because, given)
    must_stand(matter, _("End it without an agreement"), State.TALKING)
    if matter.sessions.filter(state="planned").exists():
        raise NotNow(_("End it without an agreement"), _("a session is planned; hold it or call it off first"))
    text = pointed(command.reason, everyone(matter))
    matter.reason_cipher, matter.ended_at = close(matter.key, text), now()
    moved(matter, State.NOT_AGREED, "reason_cipher", "ended_at")
    written(matter, by(actor), _("Not agreed: %(reason)s") % {"reason": text})
    tell_parties(matter, present(matter), "mediation_ended", "not-agreed")
    record(actor, matter, "not_agreed")
    return matter


@transaction.atomic
def follow_up(actor: Actor, code: str, given: dict[str, Any]) -> Matter:
    """Whether it was kept, and what comes next; before its day only if it was not. Raises NotThere, NotNow, InvalidInput."""
    matter = work_on(actor, code)
    command = parse(c.FollowUp, given)
    must_stand(matter, _("Follow it up"), State.AGREED)
    if command.kept == "kept" and matter.follow_up_on and today() < matter.follow_up_on:
        told = {"day": day_text(matter.follow_up_on)}
        raise NotNow(_("Follow it up"), _("whether it was kept is asked on %(day)s") % told)
    text = pointed(command.notes, everyone(matter))
    matter.kept, matter.followed_up_at, matter.follow_up_cipher = command.kept, now(), close(matter.key, text)
    fields = ["kept", "followed_up_at", "follow_up_cipher"]
    if command.next == "again":
        moved(matter, State.TALKING, *fields)
    elif command.next == "court":
        moved(matter, State.FOLLOWED_UP, *fields)
    else:
        matter.ended_at = now()
        moved(matter, State.CLOSED, *fields, "ended_at")
    said = _("Followed up: %(kept)s. %(notes)s") % {"kept": Kept(command.kept).label, "notes": text}
    written(matter, by(actor), said.strip())
    tell_parties(matter, present(matter), "mediation_changed", f"followed-up-{now():%Y%m%d%H%M%S}")
    record(actor, matter, "followed_up")
    return matter


@transaction.atomic
def prepare_referral(actor: Actor, code: str, given: dict[str, Any]) -> Referral:
    """Write what the court would read; a changed summary asks everybody again. Raises NotThere, NotNow, InvalidInput."""
    matter = work_on(actor, code)
    command = parse(c.Refer, given)
    must_stand(matter, _("Prepare what goes to the court"), State.NOT_AGREED, State.FOLLOWED_UP)
    summary = close(matter.key, pointed(command.summary, everyone(matter)))
    row = Referral.objects.filter(matter=matter).first() or Referral(id=uuid7(), matter=matter)
    row.court, row.summary_cipher, row.by, row.written_at = command.court, summary, by(actor), now()
    row.save()
    matter.parties.update(to_court=None, to_court_at=None)
    tell_parties(matter, present(matter), "mediation_court_asked", f"court-{now():%Y%m%d%H%M%S}")
    record(actor, matter, "referral_prepared")
    return row


@transaction.atomic
def answer_to_court(actor: Actor, code: str, agrees: bool) -> Matter:
    """A party's word on handing the summary over. Raises NotThere, NotNow, AnsweredAlready."""
    matter, party = as_party(actor, code)
    _court_answer(matter, party, agrees)
    tell_team(matter, "mediation_answered", f"court-{party.pk}-{now():%Y%m%d%H%M%S}")
    return matter


@transaction.atomic
def answer_to_court_of(actor: Actor, code: str, given: dict[str, Any]) -> Matter:
    """The same, as a party told a mediator. Raises NotThere, NotNow, AnsweredAlready, InvalidInput."""
    matter = work_on(actor, code)
    command = parse(c.AnswerOf, given)
    party = the_party(matter, command.party)
    _court_answer(matter, party, command.agrees)
    tell_parties(matter, [party], "mediation_noted", f"court-noted-{now():%Y%m%d%H%M%S}")
    record(actor, matter, "court_answer_noted")
    return matter


def _court_answer(matter: Matter, party: Party, agrees: bool) -> None:
    must_stand(matter, _("Answer on the court"), State.NOT_AGREED, State.FOLLOWED_UP)
    if not Referral.objects.filter(matter=matter).exists():
        raise NotNow(_("Answer on the court"), _("the team has not written the summary yet"))
    if party.to_court == agrees:
        raise AnsweredAlready(_("agrees") if agrees else _("does not agree"))
    party.to_court, party.to_court_at = agrees, now()
    party.save(update_fields=["to_court", "to_court_at"])


@transaction.atomic
def refer(actor: Actor, code: str) -> Matter:
    """Hand the summary to the court, everybody having agreed. Raises NotThere, NotNow, NotToCourt."""
    matter = work_on(actor, code)
    must_stand(matter, _("Hand it to the court"), State.NOT_AGREED, State.FOLLOWED_UP)
    row = Referral.objects.filter(matter=matter).first()
    if row is None:
        raise NotNow(_("Hand it to the court"), _("the team has not written the summary yet"))
    waiting = [one.side for one in present(matter) if one.to_court is not True]
    if waiting:
        raise NotToCourt("、".join(waiting))
    row.handed_at = matter.ended_at = now()
    row.save(update_fields=["handed_at"])
    moved(matter, State.REFERRED, "ended_at")
    written(matter, by(actor), _("Handed to: %(court)s; all parties agreed.") % {"court": row.court})
    tell_parties(matter, present(matter), "mediation_ended", "referred")
    record(actor, matter, "referred")
    return matter


@transaction.atomic
def close_matter(actor: Actor, code: str) -> Matter:
    """Nothing more is done here. Raises NotThere, NotNow."""
    matter = work_on(actor, code)
    must_stand(matter, _("Close it"), State.NOT_AGREED, State.FOLLOWED_UP)
    matter.ended_at = now()
    moved(matter, State.CLOSED, "ended_at")
    written(matter, by(actor), _("Closed."))
    tell_parties(matter, present(matter), "mediation_ended", "closed")
    record(actor, matter, "closed")
    return matter
