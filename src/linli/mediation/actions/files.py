"""Taking a matter in hand: locked, by who may work on it or is a party to it; and what every change leaves behind."""

from __future__ import annotations

from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.clock import now
from linli.ids import read_case_code
from linli.people.actors import Actor

from ..access import check_may_work
from ..errors import NotNow, NotThere
from ..models import Answer, Matter, Party, State


def work_on(actor: Actor, code: str) -> Matter:
    """A file of the actor's team, nobody else changing it until the transaction ends. Raises NotThere."""
    row = _locked(code)
    check_may_work(actor, row)
    return row


def as_party(actor: Actor, code: str) -> tuple[Matter, Party]:
    """A matter that the actor is a party to and was asked about, locked. Raises NotThere."""
    if actor.account is None or actor.kind != "resident":
        raise NotThere(code[:20])
    row = _locked(code)
    party = row.parties.filter(account=actor.account, left=False).exclude(asked_at=None).first()
    if party is None:
        raise NotThere(code[:20])
    return row, party


def _locked(code: str) -> Matter:
    spelled = read_case_code(code)
    rows = Matter.objects.select_for_update(of=("self",)).select_related("team", "kind")
    row = rows.filter(code=spelled).first() if spelled else None
    if row is None:
        raise NotThere(code[:20])
    return row


def present(matter: Matter) -> list[Party]:
    """Its parties in their order, without who left."""
    return list(matter.parties.filter(left=False).order_by("number"))


def everyone(matter: Matter) -> list[Party]:
    """Those who left, too: texts point to them."""
    return list(matter.parties.order_by("number"))


def the_party(matter: Matter, number: int) -> Party:
    """Raises NotThere."""
    row = matter.parties.filter(number=number, left=False).first()
    if row is None:
        raise NotThere(_("party"))
    return row


def must_stand(matter: Matter, what: str, *states: State) -> None:
    """Raises NotNow, naming what was wanted."""
    if matter.state not in states:
        raise NotNow(what, matter.state_label)


def moved(matter: Matter, state: State, *fields: str) -> None:
    """Save a new state; the moments of it are set by their names."""
    matter.state = state
    matter.save(update_fields=["state", *fields])


def settle_consent(matter: Matter) -> None:
    """Before the first session a matter stands by what its parties say."""
    if matter.state not in (State.BROUGHT, State.WILLING):
        return
    there = present(matter)
    willing = len(there) >= 2 and all(one.answer == Answer.AGREED for one in there)
    if willing and matter.state == State.BROUGHT:
        matter.willing_at = now()
        moved(matter, State.WILLING, "willing_at")
    elif not willing and matter.state == State.WILLING:
        moved(matter, State.BROUGHT)


def record(actor: Actor, matter: Matter, what: str) -> None:
    """On the audit's record: who did what to which file, without a word of it."""
    audit.record(
        actor, "mediation_changed", district=matter.district_id, subject=matter.subject, data={"what": what}
    )  # fmt: skip


def by(actor: Actor) -> str:
    return actor.name[:40]
