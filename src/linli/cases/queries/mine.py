"""“Mine”: the cases of a resident's account, of a browser's receipts, and those followed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q

from linli.people.actors import Actor
from linli.subqueries import keys_of_any

from ..access import is_proved_by
from ..file import digest
from ..models import Case, Follow
from . import keyset
from .public import Row

PAGE = 20
MOST_FOLLOWED = 20


@dataclass(frozen=True)
class Mine:
    """Three lists, the newest first; only the account's has further pages."""

    own: list[Row]
    held: list[Row]
    followed: list[Row]
    newer: str = ""
    older: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.own or self.held or self.followed)


def mine(actor: Actor, receipts: Mapping[str, str], device: str = "", after: str = "", before: str = "") -> Mine:
    """At most four statements; `receipts` are the codes and marks that the browser holds.

    Staff have their cases at the desk; here they find what they reported themselves.
    """
    own, newer, older = _of_account(actor, after, before)
    followed = [Row(case, case.public_title) for case in _followed(actor, device)]
    return Mine(_rows(own), _rows(_held(actor, receipts)), followed, newer, older)


def _rows(cases: list[Case]) -> list[Row]:
    return [Row(case, case.title) for case in cases]


def _held(actor: Actor, receipts: Mapping[str, str]) -> list[Case]:
    """Cases of this browser that are not the account's anyway."""
    if not receipts:
        return []
    known = Case.objects.filter(code__in=receipts).defer("text").order_by("-id")
    if actor.account is not None:
        known = known.exclude(account=actor.account).exclude(reporter__account=actor.account)
    return [case for case in known if is_proved_by(receipts[case.code], case.receipt_digest)]


def _of_account(actor: Actor, after: str, before: str) -> tuple[list[Case], str, str]:
    if actor.account is None:
        return [], "", ""
    order = ["-id"]
    own = [Case.objects.filter(account=actor.account)]
    if actor.kind == "resident":
        own.append(Case.objects.filter(reporter__account=actor.account))
    rows = Case.objects.filter(pk__in=keys_of_any(part.values("pk") for part in own)).defer("text")
    cursor = keyset.Cursor.read(before or after)
    if cursor:
        rows = rows.filter(keyset.before(cursor, order) if before else keyset.after(cursor, order))
    page, more_before, more_after = keyset.paged(rows, order, bool(cursor and before), PAGE)
    more_before = more_before or bool(cursor and after and page)
    newer = keyset.cursor_of(page[0], order) if page and more_before else ""
    older = keyset.cursor_of(page[-1], order) if page and more_after else ""
    return page, newer, older


def _followed(actor: Actor, device: str) -> list[Case]:
    follows = Follow.objects.order_by("-id").values("case_id")
    parts = [follows.filter(account=actor.account)] if actor.kind == "resident" else []
    if device:
        # Said in the words of the index: a follow without a device has none.
        parts.append(follows.filter(~Q(device_digest=""), device_digest=digest(device)))
    keys = keys_of_any(part[:MOST_FOLLOWED] for part in parts)
    return list(Case.objects.public().filter(pk__in=keys).defer("text").order_by("-id")[:MOST_FOLLOWED])
