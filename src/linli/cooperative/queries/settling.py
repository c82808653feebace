"""Settlements at the desk, and a household's statement of a month: days, grades, what was taken off, and the entry in the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _

from linli.ledger.models import Entry
from linli.people.actors import Actor

from ..access import check_manages
from ..actions.settling import cents, entry_key
from ..errors import NotThere
from ..models import Adjustment, Delivery, Household, Settlement, SettlementLine, SettlementState, Weighing
from .herd import Page, page_of

NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class Row:
    """A day's milk of one grade (nothing: sent back)."""

    day: date
    grade: str
    price: Decimal
    kg: Decimal
    amount: Decimal
    tickets: int

    @property
    def sent_back(self) -> bool:
        return not self.grade


@dataclass
class Statement:
    """`line` is None of a month that is not settled yet: then only what was weighed and delivered so far."""

    household: Household
    month: date
    line: SettlementLine | None = None
    rows: list[Row] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    adjustments: list[Adjustment] = field(default_factory=list)
    entry: str = ""

    @property
    def kg(self) -> Decimal:
        return sum((row.kg for row in self.rows if not row.sent_back), NOTHING)

    @property
    def kg_rejected(self) -> Decimal:
        return sum((row.kg for row in self.rows if row.sent_back), NOTHING)

    @property
    def gross(self) -> Decimal:
        return sum((row.amount for row in self.rows), NOTHING)

    @property
    def days(self) -> int:
        return len({row.day for row in self.rows})

    @property
    def by_grade(self) -> list[Row]:
        """Each grade and price together."""
        sums: dict[tuple[str, Decimal], Row] = {}
        for row in self.rows:
            key = (row.grade, row.price)
            old = sums.get(key, Row(self.month, row.grade, row.price, NOTHING, NOTHING, 0))
            sums[key] = Row(
                self.month, row.grade, row.price, old.kg + row.kg, old.amount + row.amount, old.tickets + row.tickets
            )
        return sorted(sums.values(), key=lambda one: -one.price)


def settlements(actor: Actor) -> list[Settlement]:
    """The newest first."""
    district = check_manages(actor).district_id
    rows = Settlement.objects.filter(district=district).select_related("drawn_by", "decided_by")
    return list(rows.order_by("-month", "-id")[:36])


def settlement(actor: Actor, key: UUID) -> Settlement:
    """Raises NotYours, NotThere."""
    district = check_manages(actor).district_id
    row = Settlement.objects.select_related("drawn_by", "decided_by").filter(pk=key, district=district).first()
    if row is None:
        raise NotThere(_("the settlement"))
    return row


def lines(row: Settlement, after: int = 0, number: int | None = None) -> Page[SettlementLine]:
    """By the number of the household."""
    rows = row.lines.select_related("household__area").order_by("household__number")
    rows = rows.filter(household__number=number) if number is not None else rows.filter(household__number__gt=after)
    found = page_of(rows, "pk")
    return Page(found.rows, str(found.rows[-1].household.number) if found.after else "")


def corrections(row: Settlement) -> list[Adjustment]:
    return list(row.corrections.select_related("household", "settlement").order_by("-id"))


def statements(row: Settlement, numbers: Iterable[int] = ()) -> list[Statement]:
    """Of all its households, or of these, by number: six statements however many there are."""
    asked = row.lines.select_related("household__area").order_by("household__number")
    if numbers := list(numbers):
        asked = asked.filter(household__number__in=numbers)
    found = {one.household_id: Statement(one.household, row.month, one) for one in asked}
    milk = Weighing.objects.filter(collection__settlement=row, voided_at=None)
    few = {"household__in": list(found)} if numbers else {}
    _add_rows(found, milk.filter(**few) if few else milk)
    for delivery in row.deliveries.filter(**few).order_by("on", "id"):
        found[delivery.household_id].deliveries.append(delivery)
    for adjustment in row.taken_up.filter(**few).select_related("corrects").order_by("id"):
        found[adjustment.household_id].adjustments.append(adjustment)
    if row.state == SettlementState.RELEASED:
        _add_entries(row, list(found.values()))
    return list(found.values())


def _add_rows(found: dict[UUID, Statement], milk: object) -> None:
    assert hasattr(milk, "values")
    sums = milk.values("household", "collection__day", "grade__name", "price").annotate(
        weighed=Sum("kg"), worth=Sum("amount"), tickets=Count("id")
    )
    for one in sums.order_by("collection__day", "-price"):
        row = Row(
            one["collection__day"], one["grade__name"] or "", one["price"], cents(one["weighed"]), cents(one["worth"]),
            one["tickets"],
        )  # fmt: skip
        found[one["household"]].rows.append(row)


def _add_entries(row: Settlement, some: Sequence[Statement]) -> None:
    keys = {entry_key(row.month, one.household.number): one for one in some}
    entries = Entry.objects.filter(district=row.district_id, key__in=list(keys)).values_list("key", "number")
    for key, number in entries:
        keys[key].entry = f"{number:06d}"


def running(household: Household, month: date) -> Statement:
    """What is not settled yet: milk and deliveries so far."""
    found = Statement(household, month)
    milk = Weighing.objects.filter(household=household, voided_at=None)
    # What is drawn up but not released is still open to its household.
    open_ = Q(collection__settlement=None) | Q(collection__settlement__state=SettlementState.DRAWN)
    _add_rows({household.pk: found}, milk.filter(open_))
    unsettled = Q(settlement=None) | Q(settlement__state=SettlementState.DRAWN)
    found.deliveries = list(household.deliveries.filter(unsettled, struck="").order_by("on", "id"))
    return found
