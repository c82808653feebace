"""A herder's own milk: found by the phone that they sign in with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from linli.clock import today
from linli.people.actors import Actor

from ..errors import NotThere
from ..models import Household, Settlement, SettlementLine, SettlementState
from .settling import Statement, running, statements

MONTHS = 12


@dataclass(frozen=True)
class Milk:
    """A household as its herder sees it: the month chosen, the others beside it, what is not settled yet."""

    household: Household
    shown: Statement | None
    months: list[SettlementLine]
    open: Statement
    most: object

    @property
    def before(self) -> SettlementLine | None:
        """The line of the month before the one shown."""
        if self.shown is None:
            return None
        return next((one for one in self.months if one.settlement.month < self.shown.month), None)


def households_of(actor: Actor) -> list[Household]:
    """Those that have this person's phone."""
    account = actor.account
    if account is None or actor.kind != "resident" or not account.phone_index:
        return []
    return list(
        Household.objects.filter(phone_index=account.phone_index).select_related("area", "district").order_by("number")
    )


def mine(actor: Actor) -> tuple[str, str, int] | None:
    """For “Mine”: where it is, what it is called, how many months are settled; nothing for who has no household."""
    rows = households_of(actor)
    if not rows:
        return None
    released = {"settlement__state": SettlementState.RELEASED}
    return "/my/cooperative", _("My camel milk"), SettlementLine.objects.filter(household__in=rows, **released).count()


def own(actor: Actor, number: str) -> Household:
    """One of the person's households, the first without a number. Raises NotThere, also for those of others."""
    rows = households_of(actor)
    found = next((row for row in rows if not number or str(row.number) == number), None)
    if found is None:
        raise NotThere(_("your household"))
    return found


def own_settlement(household: Household, month: date) -> Settlement:
    """Raises NotThere for a month that is not released."""
    row = Settlement.objects.filter(district=household.district_id, month=month, state=SettlementState.RELEASED).first()
    if row is None or not row.lines.filter(household=household).exists():
        raise NotThere(_("the settlement of this month"))
    return row


def milk_of(household: Household, month: date | None) -> Milk:
    """The month asked for, else the newest one settled. Raises NotThere."""
    rows = household.lines.filter(settlement__state=SettlementState.RELEASED).select_related("settlement")
    months = list(rows.order_by("-settlement__month")[:MONTHS])
    shown = None
    if month is not None:
        shown = statements(own_settlement(household, month), [household.number])[0]
    elif months:
        shown = statements(months[0].settlement, [household.number])[0]
    most = max((one.gross for one in months), default=None)
    return Milk(household, shown, months, running(household, today().replace(day=1)), most)
