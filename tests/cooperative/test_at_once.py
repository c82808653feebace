"""Many at the same moment: stock never below zero, a ticket once, a camel's day within bounds, a month settled once."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from linli.cooperative import actions
from linli.cooperative.errors import (
    NotEnoughStock,
    NotInOrder,
    PriceOverlaps,
    SettledAlready,
    TicketTaken,
    TooMuchFromOneCamel,
)
from linli.cooperative.models import Collection, Lot, PriceDay, Settlement, Weighing
from linli.cooperative.queries import whole
from linli.places.models import District
from tests.conftest import MovableClock
from tests.cooperative import town
from tests.cooperative.town import OTHER_POINT, SECOND, actor, at_once, lot, price, ticket, weigh


@pytest.fixture
def busy(transactional_db: None, clock: MovableClock) -> District:
    """As `district`, with real transactions."""
    return town.district()


def test_eight_want_the_same_stock(busy: District) -> None:
    weigh(kg="20")
    key = Collection.objects.get().pk
    heard = Counter(
        type(one) if isinstance(one, Lot) else one for one in at_once(*(lambda: lot({key: "6"}) for _n in range(8)))
    )
    assert heard == {Lot: 3, NotEnoughStock: 5}
    assert Collection.objects.get().left == 2 and list(whole.faults()) == []


def test_one_ticket_from_two_devices_is_one(busy: District) -> None:
    given = ticket(ticket="77")
    heard = at_once(*(lambda: actions.weigh(actor("collector"), given, "point").pk for _n in range(4)))
    assert len(set(heard)) == 1 and Weighing.objects.count() == 1 and Collection.objects.get().tickets == 1
    others = at_once(
        *(
            lambda kg=kg: actions.weigh(actor("collector"), {**given, "ticket": "78", "kg": kg}, "point").kg
            for kg in (1, 2, 3)
        )
    )
    assert Counter(one if isinstance(one, type) else "taken" for one in others) == {"taken": 1, TicketTaken: 2}


def test_a_camel_gives_no_more_at_two_points_at_once(busy: District) -> None:
    def go(point: str) -> object:
        return actions.weigh(actor(), ticket(point=point, household=SECOND, tag="B1", kg="9"), "point").kg

    heard = Counter(
        one if isinstance(one, type) else "taken"
        for one in at_once(*(lambda p=p: go(p) for p in (town.POINT, OTHER_POINT) * 2))
    )
    assert heard == {"taken": 1, TooMuchFromOneCamel: 3}


def test_a_month_drawn_up_by_two_at_once_is_there_once(busy: District) -> None:
    weigh(at="2026-10-05T08:00")
    heard = at_once(
        *(lambda who=who: str(actions.draw_up(actor(who), date(2026, 10, 1))) for who in ("coop", "coop2") * 2)
    )
    assert Counter(heard)["2026-10"] == 1 and set(heard) <= {"2026-10", SettledAlready, NotInOrder}
    assert Settlement.objects.count() == 1


def test_two_prices_agreed_at_once_never_overlap(busy: District) -> None:
    spans = (("2027-01-01", "2027-02-28"), ("2027-02-01", "2027-03-31"))
    keys = [actions.propose_price(actor(), price(first=first, last=last)).pk for first, last in spans]
    heard = at_once(*(lambda key=key: actions.agree_price(actor("coop2"), key).state for key in keys))
    assert Counter(heard) == {"agreed": 1, PriceOverlaps: 1}
    assert PriceDay.objects.filter(day__year=2027, day__month=2).count() == 28
