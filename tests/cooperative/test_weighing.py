"""Milk at the point: graded by the agreed price, or refused with the reason and nothing written."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from linli.cases.errors import InvalidInput
from linli.cooperative import actions, errors
from linli.cooperative.models import Collection, Weighing
from linli.places.models import District
from linli.problem import Problem
from tests.conftest import MovableClock
from tests.cooperative import town
from tests.cooperative.town import FIRST, OTHER_POINT, POINT, SECOND, actor, ticket, weigh


def day(point: str = POINT) -> Collection:
    return Collection.objects.get(point__code=point)


def test_milk_is_graded_by_fat_and_paid_to_the_cent(district: District) -> None:
    best, second = weigh(kg="6.05"), weigh(kg="3.01", fat="3.7", tag="A1")
    assert (best.grade.name, best.price, best.amount) == ("一级", 40, Decimal("242.00"))
    # 3.01 × 33.33 = 100.3233
    assert (second.grade.name, second.amount, second.camel.tag) == ("二级", Decimal("100.32"), "A1")
    assert (day().kg_taken, day().amount, day().tickets) == (Decimal("9.06"), Decimal("342.32"), 2)


@pytest.mark.parametrize(
    ("milk", "fault"),
    [
        ({"temperature": "10.1"}, "warm"),
        ({"density": "1.0279"}, "thin"),
        ({"density": "1.0451"}, "dense"),
        ({"fat": "3.49"}, "lean"),
        ({"temperature": "20", "density": "1.000"}, "warm"),
    ],
)
def test_milk_out_of_bounds_is_kept_on_record_and_costs_nothing(
    district: District, milk: dict[str, str], fault: str
) -> None:
    row = weigh(**milk)
    assert (row.grade, row.fault, row.price, row.amount) == (None, fault, 0, 0)
    assert row.fault_label and (day().kg_taken, day().kg_rejected) == (0, 6)


def test_on_the_very_bound_milk_is_taken(district: District) -> None:
    assert weigh(temperature="10.0", density="1.028", fat="4.5", kg="1").grade.rank == 1
    assert weigh(density="1.045", fat="3.5", kg="1").grade.rank == 2


@pytest.mark.parametrize(
    ("changed", "expected", "said"),
    [
        ({"tag": "A1", "kg": "900"}, errors.TooMuchFromOneCamel, "A1.*900.*15"),
        ({"kg": "900"}, errors.TooMuchOfAHousehold, "1001.*900.*3.*45"),
        ({"kg": "-1"}, InvalidInput, ""),
        ({"kg": "0"}, InvalidInput, ""),
        ({"kg": "NaN"}, InvalidInput, ""),
        ({"kg": "1.005"}, InvalidInput, ""),
        ({"temperature": "80"}, InvalidInput, ""),
        ({"density": "1.5"}, InvalidInput, ""),
        ({"fat": "90"}, InvalidInput, ""),
        ({"at": "2026-11-02T09:41"}, errors.InTheFuture, "2026-11-02 09:41"),
        ({"at": "2027-11-02T09:41"}, errors.InTheFuture, "2027"),
        ({"at": "2026-08-31T08:00"}, errors.NoPrice, "2026年8月31日"),
        ({"at": "2025-12-31T08:00"}, errors.NoMember, "1001"),
        ({"household": 4711}, errors.NotThere, "4711"),
        ({"household": None}, InvalidInput, ""),
        ({"household": None, "tag": "ZZ"}, errors.NotThere, "ZZ"),
        ({"tag": "B1"}, errors.CamelCannot, "1002"),
        ({"tag": "A4"}, errors.CamelCannot, "A4"),
        ({"tag": "A5"}, errors.CamelCannot, "A5"),
        ({"point": "nowhere"}, errors.NotThere, "nowhere"),
        ({"ticket": "票 1"}, InvalidInput, ""),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nothing(
    district: District, changed: dict[str, Any], expected: type[Problem], said: str
) -> None:
    with pytest.raises(expected, match=said or None):
        weigh(by="coop", **changed)
    assert not Weighing.objects.exists() and not Collection.objects.exists()


def test_what_one_camel_gives_in_a_day_is_counted_over_tickets_and_points(district: District) -> None:
    weigh(tag="A1", kg="9")
    weigh(by="coop", point=OTHER_POINT, tag="A1", kg="6", at="2026-11-02T08:30")
    with pytest.raises(errors.TooMuchFromOneCamel, match=r"15\.01"):
        weigh(tag="A1", kg="0.01")
    assert weigh(tag="A1", kg="15", at="2026-11-01T23:59").kg == 15
    weigh(kg="30")
    with pytest.raises(errors.TooMuchOfAHousehold, match=r"45\.01.*3.*45"):
        weigh(kg="0.01")


def test_a_sold_or_dead_camel_gives_no_milk_from_that_day_on(district: District) -> None:
    actions.end_camel(actor(), "A1", {"state": "sold", "on": "2026-11-02"})
    with pytest.raises(errors.CamelCannot, match=r"A1.*售出"):
        weigh(tag="A1")
    assert weigh(tag="A1", at="2026-11-01T08:00").camel.tag == "A1"
    with pytest.raises(errors.TooMuchOfAHousehold, match=r"2.*30"):
        weigh(kg="30.01")
    actions.end_camel(actor(), "B1", {"state": "dead", "on": "2026-11-01"})
    with pytest.raises(errors.TooMuchOfAHousehold):
        weigh(household=SECOND, kg="1")


def test_milk_is_not_taken_while_it_is_withheld(district: District) -> None:
    sheet = {"kind": "treatment", "on": "2026-10-30", "what": "土霉素", "withdrawal_days": 3}
    event = actions.note_health(actor(), "B1", {"key": "0192f0c0-0000-7000-8000-000000000001", **sheet})
    for whose in ({"tag": "B1"}, {}):
        with pytest.raises(errors.Withheld, match="2026年11月2日"):
            weigh(household=SECOND, **whose)
    assert weigh(household=SECOND, tag="B1", at="2026-10-29T08:00").kg == 6
    actions.note_health(actor(), "A1", {"key": "0192f0c0-0000-7000-8000-000000000002", **sheet})
    with pytest.raises(errors.TooMuchOfAHousehold, match=r"2.*30"):
        weigh(kg="30.01")
    actions.strike_health(actor(), event.pk, {"reason": "写错了耳标"})
    assert weigh(household=SECOND, tag="B1").kg == 6


def test_after_the_last_day_of_waiting_milk_is_taken_again(district: District, clock: MovableClock) -> None:
    sheet = {"kind": "treatment", "on": "2026-10-30", "what": "土霉素", "withdrawal_days": 3}
    actions.note_health(actor(), "B1", {"key": "0192f0c0-0000-7000-8000-000000000001", **sheet})
    clock.advance(days=1)
    assert weigh(household=SECOND, tag="B1", at="2026-11-03T08:00").kg == 6


def test_a_ticket_twice_is_one_and_with_other_words_refused(district: District) -> None:
    first = weigh(ticket="0815")
    assert weigh(ticket="0815") == first == weigh(by="coop", ticket="0815", kg="6.00")
    with pytest.raises(errors.TicketTaken, match=r"0815.*1001.*6.00"):
        weigh(ticket="0815", kg="7")
    with pytest.raises(errors.TicketTaken):
        weigh(ticket="0815", household=SECOND)
    assert weigh(by="coop", point=OTHER_POINT, ticket="0815", kg="7").pk != first.pk, "each point has its own tickets"
    assert Weighing.objects.count() == 2 and day().tickets == 1


def test_a_collector_weighs_at_the_own_point_only(district: District) -> None:
    with pytest.raises(errors.NotThere, match="xi"):
        weigh(point=OTHER_POINT)
    with pytest.raises(errors.NotYours):
        actions.weigh(actor("works"), ticket())


def test_a_wrong_ticket_is_voided_before_its_day_is_closed(district: District, clock: MovableClock) -> None:
    wrong, right = weigh(ticket="1", kg="8"), weigh(ticket="2")
    with pytest.raises(errors.NotYours):
        actions.void(actor("collector"), wrong.pk, {"reason": "写错"})
    actions.void(actor(), wrong.pk, {"reason": "写错了公斤"})
    assert (day().kg_taken, day().amount, day().tickets) == (6, 240, 1)
    assert weigh(ticket="1", kg="9").kg == 9, "its number is free again"
    with pytest.raises(errors.NotNow):
        actions.void(actor(), wrong.pk, {"reason": "再来"})
    clock.advance(days=1)
    assert actions.close_past_days() == 1
    with pytest.raises(errors.NotNow, match="入账"):
        actions.void(actor(), right.pk, {"reason": "太晚"})


def test_milk_that_is_in_a_lot_cannot_be_voided(district: District) -> None:
    row = weigh()
    town.lot({day().pk: "5"})
    with pytest.raises(errors.NotEnoughStock):
        actions.void(actor(), row.pk, {"reason": "写错"})


@pytest.mark.parametrize(
    "changed", [{"kg": 7}, {"amount": 1}, {"ticket": "x"}, {"price": 1}, {"fat": 9}, {"digest": "x"}, {"fault": "warm"}]
)
def test_the_database_itself_keeps_what_was_weighed(district: District, changed: dict[str, Any]) -> None:
    row = weigh()
    with pytest.raises(DatabaseError), transaction.atomic():
        Weighing.objects.filter(pk=row.pk).update(**changed)


def test_the_database_takes_no_milk_into_a_closed_day(district: District, clock: MovableClock) -> None:
    row = weigh()
    clock.advance(days=1)
    actions.close_past_days()
    row.pk, row.ticket = None, "past"
    row._state.adding = True
    with pytest.raises(DatabaseError, match="closed"), transaction.atomic():
        row.save(force_insert=True)
    late = weigh(at="2026-11-02T08:00")
    assert (late.collection.part, late.collection.closed_at) == (2, None), "what comes late makes a part of its own"


def test_the_database_refuses_a_second_ticket_of_a_number(district: District) -> None:
    row = weigh()
    row.pk = None
    row._state.adding = True
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_only_members_of_that_day_bring_milk(district: District) -> None:
    town.household(1003, joined_on="2026-11-01")
    town.camel("C1", household=1003)
    with pytest.raises(errors.NoMember):
        weigh(household=1003, at="2026-10-31T08:00")
    assert weigh(household=1003).household.number == 1003
    assert FIRST != 1003
