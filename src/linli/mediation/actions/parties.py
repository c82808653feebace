"""Who is in it: added, asked, their word, a mediator who steps aside, a matter that is withdrawn."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from linli.cases.commands import parse
from linli.clock import now
from linli.ids import uuid7
from linli.people.actions import resident_with
from linli.people.actors import Actor

from .. import commands as c
from ..errors import AnsweredAlready, NobodyLeft, NotThere, SamePerson, TooFewParties, TooManyParties
from ..models import BEFORE_THE_END, SIDES, Answer, Matter, Party, Recusal, Session, State
from ..pointing import pointed
from ..sealing import close
from .book import written
from .bringing import added
from .files import as_party, by, everyone, moved, must_stand, present, record, settle_consent, the_party, work_on
from .telling import tell_parties, tell_team


@transaction.atomic
def add_party(actor: Actor, code: str, given: dict[str, Any]) -> Party:
    """Raises NotThere, NotNow, InvalidInput, SamePerson, TooManyParties."""
    matter = work_on(actor, code)
    command = parse(c.AddParty, given)
    must_stand(matter, _("Add a party"), *BEFORE_THE_END)
    if matter.parties.count() >= len(SIDES):
        raise TooManyParties(len(SIDES))
    account = resident_with(command.phone) if command.phone else None
    if account and matter.parties.filter(account=account, left=False).exists():
        raise SamePerson("phone")
    row = added(matter, command.name, account)
    settle_consent(matter)
    record(actor, matter, "party_added")
    return row


@transaction.atomic
def ask_party(actor: Actor, code: str, number: int) -> Party:
    """Tell a party that there is something, and ask whether they take part. Raises NotThere, NotNow, AnsweredAlready."""
    matter = work_on(actor, code)
    must_stand(matter, _("Ask a party"), *BEFORE_THE_END)
    party = the_party(matter, number)
    if party.asked_at is not None:
        raise AnsweredAlready(_("they were told and asked"))
    party.asked_at = now()
    party.save(update_fields=["asked_at"])
    tell_parties(matter, [party], "mediation_asked", "asked")
    record(actor, matter, "party_asked")
    return party


@transaction.atomic
def drop_party(actor: Actor, code: str, number: int) -> Party:
    """Go on without one who does not take part, where two are left. Raises NotThere, NotNow, TooFewParties."""
    matter = work_on(actor, code)
    must_stand(matter, _("Go on without a party"), *BEFORE_THE_END)
    party = the_party(matter, number)
    left = len(present(matter)) - 1
    if left < 2:
        raise TooFewParties(left)
    party.left = True
    party.save(update_fields=["left"])
    settle_consent(matter)
    record(actor, matter, "party_dropped")
    return party


@transaction.atomic
def answer(actor: Actor, code: str, agrees: bool) -> Matter:
    """A party's own word; it can be taken back until it is over. Raises NotThere, NotNow, AnsweredAlready."""
    matter, party = as_party(actor, code)
    _answered(matter, party, agrees, at_desk=False)
    tell_team(matter, "mediation_answered", f"answered-{party.pk}-{party.answer}-{now():%Y%m%d%H%M%S}")
    return matter


@transaction.atomic
def answer_of(actor: Actor, code: str, given: dict[str, Any]) -> Matter:
    """What a party said to a mediator. Raises NotThere, NotNow, AnsweredAlready, InvalidInput."""
    matter = work_on(actor, code)
    command = parse(c.AnswerOf, given)
    party = the_party(matter, command.party)
    if party.asked_at is None:
        party.asked_at = now()
        party.save(update_fields=["asked_at"])
    _answered(matter, party, command.agrees, at_desk=True)
    tell_parties(matter, [party], "mediation_noted", f"noted-{party.answer}-{now():%Y%m%d%H%M%S}")
    record(actor, matter, "answer_noted")
    return matter


def _answered(matter: Matter, party: Party, agrees: bool, *, at_desk: bool) -> None:
    must_stand(matter, _("Say whether you take part"), *BEFORE_THE_END)
    wanted = Answer.AGREED if agrees else Answer.DECLINED
    if party.answer == wanted:
        raise AnsweredAlready(party.answer_label)
    party.answer, party.answered_at, party.answered_at_desk = wanted, now(), at_desk
    party.save(update_fields=["answer", "answered_at", "answered_at_desk"])
    settle_consent(matter)


@transaction.atomic
def step_aside(actor: Actor, code: str, given: dict[str, Any]) -> Matter:
    """A mediator who has to do with a party closes the file to themselves. Raises NotThere, NobodyLeft, InvalidInput."""
    matter = work_on(actor, code)
    command = parse(c.Because, given)
    assert actor.account is not None, "who works on a file is signed in"
    _stepped_aside(matter, actor.account.pk, command.reason, None)
    record(actor, matter, "stepped_aside")
    return matter


@transaction.atomic
def ask_to_step_aside(actor: Actor, code: str, mediator: UUID, given: dict[str, Any]) -> Matter:
    """A party does not want one of them; that counts at once. Raises NotThere, NotNow, NobodyLeft, InvalidInput."""
    matter, party = as_party(actor, code)
    must_stand(matter, _("Ask a mediator to step aside"), *BEFORE_THE_END)
    command = parse(c.Because, given)
    if not matter.team.members.filter(account=mediator).exists():
        raise NotThere(_("mediator"))
    _stepped_aside(matter, mediator, command.reason, party)
    tell_team(matter, "mediation_changed", f"aside-{mediator}")
    return matter


def _stepped_aside(matter: Matter, account: UUID, reason: str, asked_by: Party | None) -> None:
    aside = set(matter.recusals.values_list("account", flat=True)) | {account}
    if not set(matter.team.members.values_list("account", flat=True)) - aside:
        raise NobodyLeft
    Recusal.objects.get_or_create(
        matter=matter,
        account_id=account,
        defaults={
            "id": uuid7(), "asked_by": asked_by, "at": now(), "reason_cipher": close(matter.key, pointed(reason, everyone(matter))),
        },
    )  # fmt: skip


@transaction.atomic
def withdraw(actor: Actor, code: str, given: dict[str, Any]) -> Matter:
    """Whoever brought it does not want it any more. Raises NotThere, NotNow, InvalidInput."""
    matter, party = as_party(actor, code)
    if not party.brought:
        raise NotThere(code[:20])
    command = parse(c.Because, given)
    _withdrawn(matter, command.reason, party.side)
    tell_team(matter, "mediation_changed", "withdrawn")
    return matter


@transaction.atomic
def withdraw_for(actor: Actor, code: str, given: dict[str, Any]) -> Matter:
    """One of the parties does not take part, or it is settled without the team. Raises NotThere, NotNow, InvalidInput."""
    matter = work_on(actor, code)
    command = parse(c.Because, given)
    _withdrawn(matter, command.reason, by(actor))
    record(actor, matter, "withdrawn")
    return matter


def _withdrawn(matter: Matter, reason: str, who: str) -> None:
    must_stand(matter, _("Withdraw the matter"), *BEFORE_THE_END)
    text = pointed(reason, everyone(matter))
    matter.reason_cipher, matter.ended_at = close(matter.key, text), now()
    moved(matter, State.WITHDRAWN, "reason_cipher", "ended_at")
    matter.sessions.filter(state="planned").update(state=Session.Kind.CANCELLED, ended_at=now())
    written(matter, who, _("Withdrawn: %(reason)s") % {"reason": text})
    tell_parties(matter, present(matter), "mediation_ended", "withdrawn")
