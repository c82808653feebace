"""Prices: agreed by two, one a day, from the best grade down."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from linli.cases.errors import InvalidInput
from linli.cooperative import actions, errors
from linli.cooperative.models import PriceDay
from linli.ids import uuid7
from linli.places.models import District
from tests.cooperative.town import actor, agreed, price, weigh

NEXT = {"first": "2027-01-01", "last": "2027-03-31"}


def test_prices_count_once_a_second_person_confirmed(district: District) -> None:
    row = actions.propose_price(actor(), price(**NEXT))
    assert not PriceDay.objects.filter(day__year=2027).exists()
    with pytest.raises(errors.SamePerson):
        actions.agree_price(actor(), row.pk)
    with pytest.raises(errors.NotYours):
        actions.agree_price(actor("collector"), row.pk)
    assert actions.agree_price(actor("coop2"), row.pk).state == "agreed"
    assert PriceDay.objects.filter(agreement=row).count() == 90
    with pytest.raises(errors.NotNow):
        actions.agree_price(actor("coop2"), row.pk)


@pytest.mark.parametrize(
    "days", [("2026-12-31", "2027-01-31"), ("2026-08-01", "2026-09-01"), ("2026-10-01", "2026-10-01")]
)
def test_prices_never_overlap(district: District, days: tuple[str, str]) -> None:
    with pytest.raises(errors.PriceOverlaps, match=r"2026年(12月31|9月1|10月1)日"):
        actions.propose_price(actor(), price(first=days[0], last=days[1]))


def test_of_two_proposals_for_the_same_days_one_is_agreed(district: District) -> None:
    first, second = (actions.propose_price(actor(), price(**NEXT)) for _time in range(2))
    actions.agree_price(actor("coop2"), first.pk)
    with pytest.raises(errors.PriceOverlaps):
        actions.agree_price(actor("coop2"), second.pk)
    actions.refuse_price(actor("coop2"), second.pk, {"reason": "重复提出"})
    with pytest.raises(errors.NotNow):
        actions.refuse_price(actor("coop2"), second.pk, {"reason": "再来"})


def test_the_database_itself_refuses_a_second_price_of_a_day(district: District) -> None:
    one = PriceDay.objects.order_by("day").first()
    assert one is not None
    with pytest.raises(IntegrityError), transaction.atomic():
        PriceDay.objects.create(id=uuid7(), district=district, day=one.day, agreement=one.agreement)


GOOD = {"name": "一级", "fat_min": "4.5", "price": "40"}


@pytest.mark.parametrize(
    "changed",
    [
        {"last": "2026-12-31"},
        {"last": "2028-12-31"},
        {"first": "2030-01-01", "last": "2030-02-01"},
        {"density_min": "1.05"},
        {"density_min": "NaN"},
        {"temperature_max": "80"},
        {"grades": []},
        {"grades": [{**GOOD, "price": "0"}]},
        {"grades": [{**GOOD, "price": "-1"}]},
        {"grades": [GOOD, {"name": "二级", "fat_min": "4.5", "price": "30"}]},
        {"grades": [GOOD, {"name": "二级", "fat_min": "3.5", "price": "41"}]},
        {"decided": ""},
    ],
)
def test_what_is_no_price_is_refused(district: District, changed: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        actions.propose_price(actor(), price(**{**NEXT, **changed}))


def test_a_price_is_ended_early_but_not_before_its_milk(district: District) -> None:
    row = weigh(at="2026-10-20T08:00").grade.agreement
    for last in (date(2026, 10, 19), date(2026, 12, 31), date(2027, 1, 1)):
        with pytest.raises(errors.DayNotPossible):
            actions.end_price(actor(), row.pk, last)
    actions.end_price(actor(), row.pk, date(2026, 10, 31))
    with pytest.raises(errors.NoPrice, match="2026年11月1日"):
        weigh(at="2026-11-01T08:00")
    later = agreed(first="2026-11-01", last="2026-11-30", grades=[{**GOOD, "price": "50"}])
    assert weigh().grade.agreement == later
    with pytest.raises(errors.NotThere):
        actions.end_price(actor(), uuid4(), date(2026, 11, 2))
