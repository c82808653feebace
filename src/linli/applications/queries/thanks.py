"""Letters of thanks as everyone reads them, the newest first, and who may take one down."""

from __future__ import annotations

from dataclasses import dataclass

from linli.cases.models import Case
from linli.cases.queries import keyset
from linli.catalogue.guides import guides
from linli.people.actors import Actor
from linli.people.roles import Role

from ..models import Commendation

PAGE = 20
_NEWEST = ["-published_at", "-id"]


@dataclass(frozen=True)
class Letter:
    """One letter, and whether this reader may take it down."""

    letter: Commendation
    may_take_down: bool


@dataclass(frozen=True)
class ThanksPage:
    """A page of letters; `newer` and `older` are the places of the pages beside it, `write` the service one writes by."""

    letters: list[Letter]
    newer: str
    older: str
    write: str


def thanks_page(actor: Actor, district: str, older: str = "", newer: str = "") -> ThanksPage:
    """One statement, whichever page it is."""
    rows = Commendation.objects.filter(district=district, taken_down_at=None).select_related("case")
    cursor = keyset.Cursor.read(newer or older)
    if cursor is not None and cursor.at is None:
        cursor = None
    if cursor:
        rows = rows.filter(keyset.before(cursor, _NEWEST) if newer else keyset.after(cursor, _NEWEST))
    page, more_before, more_after = keyset.paged(rows, _NEWEST, bool(newer and cursor), PAGE)
    more_before = more_before or bool(older and cursor and page)
    write = next((one.code for one in guides(district).values() if one.spec.kind == "commendation"), "")
    return ThanksPage(
        [Letter(one, may_take_down(actor, one.case)) for one in page],
        keyset.cursor_of(page[0], _NEWEST) if more_before and page else "",
        keyset.cursor_of(page[-1], _NEWEST) if more_after and page else "",
        write,
    )


def may_take_down(actor: Actor, case: Case) -> bool:
    """Whoever wrote it, and the staff of the organisation that passed it on."""
    if actor.kind == "resident":
        return actor.account is not None and actor.account.pk == case.account_id
    return (
        actor.kind == "staff"
        and actor.reach.district == case.district_id
        and case.organisation_id in actor.reach.organisations
        and not actor.has(Role.AUDITOR)
    )
