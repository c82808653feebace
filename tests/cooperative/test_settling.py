"""A month: days into the ledger, drawn up by one, released by another, to the cent and once; corrected by what comes later."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.cases.errors import InvalidInput
from linli.cooperative import accounts, actions, errors
from linli.cooperative.models import Collection, Delivery, Settlement, SettlementLine
from linli.cooperative.queries import settling, whole
from linli.ledger.errors import NotEnough
from linli.ledger.models import Entry, LedgerAccount
from linli.ledger.queries import whole as book
from linli.ledger.queries.balances import balance_of
from linli.people.actors import Actor
from linli.places.models import District
from tests.conftest import MovableClock
from tests.cooperative import town
from tests.cooperative.town import CODE, FIRST, SECOND, actor, delivery, settled, weigh

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)


def stands(code: str) -> Decimal:
    return balance_of(LedgerAccount.objects.get(code=code))


def line(row: Settlement, number: int = FIRST) -> SettlementLine:
    return row.lines.get(household__number=number)


def whole_and_sound() -> None:
    assert list(whole.faults()) == [] and list(book.faults()) == []


def test_a_month_is_settled_to_the_cent(district: District) -> None:
    weigh(at="2026-10-05T08:00", kg="6")
    weigh(at="2026-10-06T08:00", kg="3.01", fat="3.7")
    weigh(at="2026-10-06T09:00", kg="5", temperature="12")
    weigh(at="2026-10-07T08:00", household=SECOND, kg="10")
    delivery(amount="120")
    delivery(amount="30.50", kind="vet", what="驱虫药", on="2026-10-20")
    delivery(amount="99", on="2026-11-01")
    row = settled()
    one, two = line(row), line(row, SECOND)
    assert (one.days, one.kg, one.kg_rejected) == (2, Decimal("9.01"), 5)
    assert (one.gross, one.feed, one.vet, one.net) == (Decimal("340.32"), 120, Decimal("30.50"), Decimal("189.82"))
    assert (two.gross, two.net) == (400, 400)
    assert (row.gross, row.deductions, row.net, row.paid) == (
        Decimal("740.32"), Decimal("150.50"), Decimal("589.82"), Decimal("589.82"),
    )  # fmt: skip
    assert stands(accounts.MILK) == 0 and stands(accounts.BOUGHT) == Decimal("740.32")
    assert stands(accounts.BANK) == town.OPENED - row.paid
    assert (stands(accounts.FEED), stands(accounts.VET)) == (120, Decimal("30.50"))
    assert Entry.objects.filter(key=f"milk:2026-10:{FIRST}").count() == 1
    whole_and_sound()


def test_each_day_is_closed_into_the_ledger_once(district: District, clock: MovableClock) -> None:
    weigh(kg="6")
    assert actions.close_past_days() == 0, "today is still open"
    assert stands(accounts.MILK) == 0
    clock.advance(days=1)
    assert (actions.close_past_days(), actions.close_past_days()) == (1, 0)
    assert stands(accounts.MILK) == 240 == whole.owed(CODE)
    weigh(kg="1")
    clock.advance(days=1)
    assert actions.close_past_days() == 1, "what came late is a part of its own"
    assert stands(accounts.MILK) == 280
    whole_and_sound()


def test_who_drew_it_up_does_not_release_it(district: District) -> None:
    weigh(at="2026-10-05T08:00")
    row = actions.draw_up(actor(), OCTOBER)
    with pytest.raises(errors.SamePerson):
        actions.release(actor(), row.pk)
    with pytest.raises(errors.NotYours):
        actions.release(actor("collector"), row.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Settlement.objects.filter(pk=row.pk).update(state="released", decided_by=row.drawn_by, decided_at=row.drawn_at)
    assert actions.release(actor("coop2"), row.pk).state == "released"
    with pytest.raises(errors.NotNow):
        actions.release(actor("coop2"), row.pk)


def test_a_month_is_settled_once_in_order_and_when_it_is_over(district: District, clock: MovableClock) -> None:
    weigh(at="2026-10-05T08:00")
    weigh(at="2026-09-05T08:00")
    with pytest.raises(errors.MonthOpen, match="2026年11月30日"):
        actions.draw_up(actor(), NOVEMBER)
    with pytest.raises(errors.NothingToSettle):
        actions.draw_up(actor(), date(2026, 8, 1))
    row = actions.draw_up(actor(), OCTOBER)
    with pytest.raises(errors.SettledAlready, match="2026-10"):
        actions.draw_up(actor("coop2"), OCTOBER)
    with pytest.raises(errors.NotInOrder, match="2026-10"):
        actions.draw_up(actor(), date(2026, 9, 1))
    assert line(row).days == 2, "what lay before and was not settled is settled with it"
    actions.release(actor("coop2"), row.pk)
    with pytest.raises(errors.SettledAlready):
        actions.draw_up(actor(), OCTOBER)


def test_withdrawn_it_is_drawn_up_anew(district: District) -> None:
    weigh(at="2026-10-05T08:00")
    delivery()
    row = actions.draw_up(actor(), OCTOBER)
    with pytest.raises(errors.NotNow):
        actions.strike_delivery(actor(), Delivery.objects.get().pk, {"reason": "写错"})
    actions.withdraw(actor("coop2"), row.pk, {"reason": "饲料记错了"})
    actions.strike_delivery(actor(), Delivery.objects.get().pk, {"reason": "写错"})
    again = settled()
    assert (line(again).feed, line(again).net) == (0, 240) and row.lines.count() == 1
    whole_and_sound()


def test_who_took_more_than_they_brought_owes_it_on(district: District, clock: MovableClock) -> None:
    weigh(at="2026-10-05T08:00", kg="1")
    delivery(amount="100")
    row = settled()
    assert (line(row).net, line(row).paid, row.paid) == (-60, 0, 0)
    assert stands(accounts.MILK) == -60 == whole.owed(CODE)
    weigh(kg="10")
    clock.advance(days=30)
    later = settled("2026-11")
    assert (line(later).brought, line(later).net) == (-60, 340)
    assert stands(accounts.MILK) == 0
    whole_and_sound()


def test_a_settled_month_is_put_right_with_the_next(district: District, clock: MovableClock) -> None:
    weigh(at="2026-10-05T08:00")
    row = settled()
    given_ = {"key": uuid4(), "household": FIRST, "amount": "-12.34", "reason": "十月二十日一票重复"}
    actions.adjust(actor(), row.pk, given_)
    actions.adjust(actor(), row.pk, given_)
    for amount in ("0", "1.001", "NaN"):
        with pytest.raises(InvalidInput):
            actions.adjust(actor(), row.pk, {**given_, "key": uuid4(), "amount": amount})
    with pytest.raises(errors.NotThere):
        actions.adjust(actor(), row.pk, {**given_, "key": uuid4(), "household": 4711})
    weigh(kg="1")
    clock.advance(days=30)
    later = settled("2026-11")
    assert (line(later).adjustment, line(later).net) == (Decimal("-12.34"), Decimal("27.66"))
    assert line(row).net == 240, "the settled month stays as it is"
    with pytest.raises(errors.NotNow):
        actions.adjust(
            actor(), actions.withdraw(actor(), _drawn(clock).pk, {"reason": "试试"}).pk, {**given_, "key": uuid4()}
        )
    whole_and_sound()


def _drawn(clock: MovableClock) -> Settlement:
    weigh(kg="1", at="2026-12-01T08:00")
    clock.advance(days=31)
    return actions.draw_up(actor(), date(2026, 12, 1))


def test_milk_that_comes_after_its_month_was_settled_is_settled_with_the_next(
    district: District, clock: MovableClock
) -> None:
    weigh(at="2026-10-05T08:00")
    first = settled()
    weigh(at="2026-10-05T09:00", kg="2")
    assert (line(first).net, whole.owed(CODE)) == (240, 0)
    clock.advance(days=30)
    assert line(settled("2026-11")).net == 80
    whole_and_sound()


def test_without_the_money_nothing_is_released(district: District) -> None:
    from linli.ledger.actions import post
    from linli.ledger.commands import transfer

    weigh(at="2026-10-05T08:00")
    row = actions.draw_up(actor(), OCTOBER)
    left = town.OPENED - 239
    post(
        Actor.system(),
        CODE,
        transfer("gone", OCTOBER, "别处用了", debit="equity:shares", credit=accounts.BANK, amount=left),
    )
    with pytest.raises(NotEnough, match=r"239.*240"):
        actions.release(actor("coop2"), row.pk)
    assert Settlement.objects.get().state == "drawn" and not Entry.objects.filter(key__startswith="milk:").exists()


def test_the_database_itself_keeps_a_line_as_it_is(district: District) -> None:
    weigh(at="2026-10-05T08:00")
    row = settled()
    for change in (lambda: row.lines.update(net=1), lambda: row.lines.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    wrong = line(row)
    wrong.pk, wrong.household_id, wrong.net = uuid4(), town.household(1009).pk, Decimal("1.00")
    with pytest.raises(IntegrityError, match="adds_up"), transaction.atomic():
        wrong.save(force_insert=True)


def test_verify_finds_what_was_changed_past_the_room(district: District, clock: MovableClock) -> None:
    weigh(at="2026-10-05T08:00")
    settled()
    day = Collection.objects.get()
    Collection.objects.filter(pk=day.pk).update(amount=1)
    assert any("对不上" in told for told in whole.faults())
    Collection.objects.filter(pk=day.pk).update(amount=day.amount)
    Settlement.objects.update(gross=1)
    assert any("2026-10" in told for told in whole.faults())
    Settlement.objects.update(gross=240)
    Collection.objects.update(settlement=None)
    assert any("应付农户" in told for told in whole.faults())


def test_a_statement_says_days_grades_and_the_entry(district: District) -> None:
    weigh(at="2026-10-05T08:00", kg="6")
    weigh(at="2026-10-05T18:00", kg="2")
    weigh(at="2026-10-06T08:00", kg="3", fat="3.7")
    weigh(at="2026-10-06T09:00", kg="5", temperature="12")
    delivery()
    (shown,) = settling.statements(settled(), [FIRST])
    assert [(row.day.day, row.grade, row.kg) for row in shown.rows] == [(5, "一级", 8), (6, "二级", 3), (6, "", 5)]
    assert (shown.kg, shown.kg_rejected, shown.gross, shown.days) == (11, 5, Decimal("419.99"), 2)
    assert shown.entry == str(Entry.objects.get(key=f"milk:2026-10:{FIRST}")) and len(shown.deliveries) == 1


amounts = st.decimals(min_value="0.01", max_value="999.99", places=2)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    milk=st.lists(st.tuples(st.sampled_from((FIRST, SECOND)), st.decimals(min_value="0.01", max_value="5", places=2)), min_size=1, max_size=3),
    off=st.lists(st.tuples(st.sampled_from((FIRST, SECOND)), st.sampled_from(("feed", "vet")), amounts), max_size=3),
)  # fmt: skip
def test_nets_and_deductions_are_the_gross_to_the_cent(
    district: District, milk: list[tuple[int, Decimal]], off: list[tuple[int, str, Decimal]]
) -> None:
    with transaction.atomic():
        for number, kg in milk:
            weigh(at="2026-10-05T08:00", household=number, kg=kg, fat="3.7")
        for number, kind, amount in off:
            delivery(household=number, kind=kind, amount=amount)
        row = settled()
        lines = list(row.lines.all())
        assert sum(one.net for one in lines) + sum(one.deductions for one in lines) == row.gross
        assert row.gross == sum(
            (kg * Decimal("33.33")).quantize(Decimal("0.01"), "ROUND_HALF_UP") for _number, kg in milk
        )
        assert sum(one.paid + one.carried for one in lines) == row.net
        assert stands(accounts.MILK) == sum(one.carried for one in lines) == whole.owed(CODE)
        transaction.set_rollback(True)
