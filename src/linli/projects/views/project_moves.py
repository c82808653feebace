"""The moves on a project and on what belongs to it: one table, from which the desk's forms are answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from linli.people.actors import Actor

from .. import actions
from .sending import Move

Given = dict[str, Any]


@dataclass(frozen=True)
class ProjectMove(Move):
    """`on_one`: on something that belongs to it; `by_key`: which has a key, and not a number of its own."""

    on_one: bool = False
    by_key: bool = False


def _milestone_done(actor: Actor, code: str, key: UUID, given: Given) -> object:
    picture = given.pop("picture", None)
    return actions.finish_milestone(actor, code, key, given, picture)


def _photo(actor: Actor, code: str, _about: str, given: Given) -> object:
    picture = given.pop("picture", None)
    return actions.add_photo(actor, code, given, picture)


def _money(actor: Actor, code: str, _about: str, given: Given) -> object:
    fund, _space, account = str(given["budget"]).partition(" ")
    return actions.plan_money(actor, code, {"fund": fund, "account": account, "amount": given["amount"]})


def _whole(do: Any) -> Any:
    """A move that needs nothing but the project."""
    return lambda actor, code, _about, _given: do(actor, code)


def _with(do: Any) -> Any:
    """One with fields."""
    return lambda actor, code, _about, given: do(actor, code, given)


def _one(do: Any) -> Any:
    """One on something that belongs to it, by its key."""
    return lambda actor, code, key, _given: do(actor, code, key)


def _one_with(do: Any) -> Any:
    return lambda actor, code, key, given: do(actor, code, key, given)


def _claim(do: Any) -> Any:
    """On a claim, by its number."""
    return lambda actor, _code, number, _given: do(actor, number)


def _claim_with(do: Any) -> Any:
    return lambda actor, _code, number, given: do(actor, number, given)


M = ProjectMove
MOVES: dict[str, ProjectMove] = {
    "open": M(_whole(actions.open_for_claims), (), _("Opened: everybody sees it, and parts can be claimed.")),
    "start": M(_whole(actions.start), (), _("Work begins.")),
    "ask": M(_whole(actions.ask_neighbours), (), _("Neighbours are asked. Please print the notice with the word for their doors.")),
    "conclude": M(_whole(actions.conclude), (), _("Accepted. Its demands are met; neighbours can say how satisfied they are.")),
    "put-right": M(_with(actions.back_to_work), ("reason",), _("Back to work. Neighbours are asked again afterwards.")),
    "evaluate": M(_with(actions.evaluate), ("summary",), _("Evaluated. The project is finished.")),
    "abandon": M(_with(actions.abandon), ("reason",), _("Given up. Claims and resources are free again, its demands open.")),
    "part": M(_with(actions.add_part), ("manner", "what", "amount", "unit"), _("Added: it can be claimed.")),
    "milestone": M(_with(actions.add_milestone), ("title", "due"), _("Planned.")),
    "photo": M(_photo, ("phase", "caption", "day"), _("The picture is on the page."), picture="picture"),
    "money": M(_money, ("budget", "amount"), _("Planned. It counts once who keeps the fund has agreed.")),
    "drop-part": M(_one(actions.drop_part), (), _("Taken out."), on_one=True, by_key=True),
    "drop-milestone": M(_one(actions.drop_milestone), (), _("Taken out."), on_one=True, by_key=True),
    "done": M(_milestone_done, ("day", "words"), _("Noted: everybody sees that it is done."), picture="picture", on_one=True, by_key=True),
    "drop-photo": M(_one(actions.drop_photo), (), _("Taken out."), on_one=True, by_key=True),
    "agree": M(_one(actions.agree_to_line), (), _("Agreed: payments are possible."), on_one=True, by_key=True),
    "drop-line": M(_one(actions.drop_line), (), _("Taken out."), on_one=True, by_key=True),
    "pay": M(
        _one_with(actions.ask_payment), ("paid_from", "amount", "purpose", "payee", "shown_as"),
        _("Asked for. A colleague releases it in the ledger."), on_one=True, by_key=True,
    ),
    "confirm": M(_claim(actions.confirm_claim), (), _("Confirmed."), on_one=True),
    "decline": M(_claim_with(actions.decline_claim), ("reason",), _("Declined: the part is free again."), on_one=True),
    "deliver": M(_claim_with(actions.deliver_claim), ("value",), _("Noted: it is there."), on_one=True),
    "give-back": M(_claim_with(actions.withdraw_claim), ("reason",), _("Given back: the part is free again."), on_one=True),
}  # fmt: skip
