"""A person's own matters: those they are a party to and were asked about."""

from __future__ import annotations

from dataclasses import dataclass

from linli.ids import read_case_code
from linli.people.actors import Actor

from ..errors import NotThere
from ..models import BEFORE_THE_END, Answer, Matter, Party, State
from .file import File

MOST_LISTED = 30


@dataclass(frozen=True)
class Mine:
    """A matter as one of its parties sees it."""

    party: Party
    file: File

    @property
    def matter(self) -> Matter:
        return self.file.matter

    @property
    def path(self) -> str:
        return f"/my/mediation/{self.matter.code}"

    @property
    def others(self) -> list[Party]:
        return [one for one in self.file.parties if one.pk != self.party.pk]

    @property
    def may_answer(self) -> bool:
        return self.matter.state in BEFORE_THE_END

    @property
    def must_answer(self) -> bool:
        return self.may_answer and self.party.answer == Answer.WAITING

    @property
    def may_sign(self) -> bool:
        newest = self.file.newest
        if self.matter.state not in (State.TALKING, State.AGREED) or newest is None:
            return False
        return not newest.signed_by(self.party)

    @property
    def may_withdraw(self) -> bool:
        return self.party.brought and self.matter.state in BEFORE_THE_END

    @property
    def may_answer_court(self) -> bool:
        return self.matter.state in (State.NOT_AGREED, State.FOLLOWED_UP) and self.file.referral is not None


def _parties(actor: Actor) -> list[Party]:
    if actor.account is None or actor.kind != "resident":
        return []
    rows = Party.objects.filter(account=actor.account, left=False).exclude(asked_at=None)
    return list(rows.select_related("matter__team", "matter__kind").order_by("-matter__brought_at")[:MOST_LISTED])


def mine(actor: Actor) -> list[Mine]:
    """The newest first; one statement. For “my” page: those with `matter.is_open`."""
    return [Mine(one, File(one.matter)) for one in _parties(actor)]


def own_matter(actor: Actor, code: str) -> Mine:
    """Raises NotThere, also for those of others."""
    spelled = read_case_code(code)
    if spelled is None or actor.account is None or actor.kind != "resident":
        raise NotThere(code[:20])
    rows = Party.objects.filter(account=actor.account, left=False, matter__code=spelled).exclude(asked_at=None)
    party = rows.select_related("matter__team", "matter__kind").first()
    if party is None:
        raise NotThere(code[:20])
    return Mine(party, File(party.matter))
