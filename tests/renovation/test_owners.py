"""Who owns several units is one owner: told once, votes once, counted once by head and with all areas."""

from __future__ import annotations

from decimal import Decimal

import pytest

from linli.notices.models import Delivery, Notice
from linli.people.models import Contact
from linli.places.models import District
from linli.renovation import actions
from linli.renovation.errors import VotedAlready
from linli.renovation.models import Ballot, Tally, Vote
from linli.renovation.queries.mine import own_in
from linli.renovation.queries.voting import standing
from linli.renovation.queries.voting import vote as shown_vote
from linli.renovation.queries.whole import faults
from tests.conftest import MovableClock
from tests.factories import CODE, actor
from tests.renovation import town
from tests.renovation.town import FRONT, LANE, ONE, TWO, cast, phone, resident, signed_in

XU, HE = "许某", "何某"


def line(place: str, number: str, area: str, owner: str, telephone: str) -> str:
    return f"{place},{number},{area},{owner},{telephone}"


@pytest.fixture
def held(district: District) -> Vote:
    """The whole of 林家巷: 许某 has 101, 102 and 201 by one number, 何某 has 103 by the same; the others are not known."""
    rows = [
        line(ONE, "101", "80", XU, phone(1)), line(ONE, "102", "90", XU, phone(1)), line(ONE, "103", "70", HE, phone(1)),
        line(ONE, "104", "60", XU, ""), line(ONE, "105", "60", XU, ""), line(ONE, "106", "60", "", phone(2)),
        line(TWO, "201", "100", XU, phone(1)), line(TWO, "202", "90", "", ""), line(TWO, "203", "90", "", phone(2)),
    ]  # fmt: skip
    actions.import_roll(actor("here"), LANE, town.table(*rows))
    return town.vote(house="")


def test_an_owner_of_three_units_is_one_of_seven(held: Vote) -> None:
    assert (held.units, held.area) == (7, Decimal("700.00")), "a name alone is nobody, and a number neither"
    of_one, of_two = standing(shown_vote(CODE, held.code)).houses
    assert (of_one.units, of_two.units) == (5, 2), "201 is counted where the owner's first unit is"


def test_who_votes_for_one_unit_votes_for_all_of_theirs(held: Vote, clock: MovableClock) -> None:
    theirs, other = own_in(resident(1), held)
    assert (theirs.all.places, theirs.all.area) == (f"{ONE} 101、{ONE} 102、{TWO} 201", Decimal("270.00"))
    assert other.all.places == f"{ONE} 103", "who only shares the number votes by themselves"
    browser = signed_in(resident(1))
    given = {"choice": "y", "sure": "yes"}
    page = browser.get(f"{FRONT}/votes/{held.code}").content.decode()
    assert f"{ONE} 101、{ONE} 102、{TWO} 201" in page and "计 270.00 ㎡" in page
    assert browser.post(f"{FRONT}/votes/{held.code}/cast/{theirs.unit.pk}", given).status_code == 302
    assert sorted(Ballot.objects.values_list("unit__unit", flat=True)) == ["101", "102", "201"]
    shown = standing(shown_vote(CODE, held.code))
    assert (shown.voted, shown.voted_area) == (1, Decimal("270.00"))
    clock.set(clock.now.replace(month=11, day=21))
    result = actions.close_vote(actor("here"), held.code)
    counted = standing(shown_vote(CODE, held.code)).counted
    assert counted is not None and (counted.yes, counted.yes_area, counted.units) == (1, Decimal("270.00"), 7)
    assert [(one.yes, one.yes_area) for one in Tally.objects.filter(result=result).order_by("house__position")] == [
        (1, Decimal("170.00")),
        (0, Decimal("100.00")),
    ]
    assert list(faults()) == []


def test_the_letter_of_any_of_their_units_is_the_one_vote(held: Vote) -> None:
    _vote, letters = actions.print_letters(actor("here"), held.code, None)
    codes = {one.unit.unit: one.code for one in letters}
    given = {"choice": "n", "sure": True}
    actions.cast_with_code(CODE, held.code, codes["201"], given)
    for number in ("101", "102"):
        with pytest.raises(VotedAlready):
            actions.cast_with_code(CODE, held.code, codes[number], given | {"choice": "y"})
    actions.cast_with_code(CODE, held.code, codes["103"], given)
    assert Ballot.objects.count() == 4


def test_a_house_where_only_area_voted_tells_nothing_by_itself(held: Vote, clock: MovableClock) -> None:
    """Its one ballot is of an owner who is counted in the other house: the area alone would tell how."""
    theirs, other = own_in(resident(1), held)
    for one in (theirs, other):
        actions.cast(resident(1), CODE, held.code, one.unit.pk, {"choice": "y", "sure": True})
    clock.set(clock.now.replace(month=11, day=21))
    actions.close_vote(actor("here"), held.code)
    assert [one.hidden for one in standing(shown_vote(CODE, held.code)).houses] == [True, True]


def test_owners_are_told_once_that_a_vote_is_open(district: District) -> None:
    town.roll()
    known = resident(1)
    assert known.account is not None
    held = town.vote()
    told = Notice.objects.filter(template="renovation_vote")
    assert told.filter(account=known.account).count() == 1 and told.count() == 6
    text = told.get(account=known.account).text
    assert text == f"{ONE}业主表决“改水方案”开始了，请您在11月20日23:59前到页面上投票；投出后不能改。"
    assert told.get(account=known.account).link == f"{FRONT}/votes/{held.code}"
    assert Delivery.objects.filter(notice__in=told).count() == 6, "and by text message"
    assert sorted(one.phone for one in Contact.objects.all()) == [phone(number) for number in range(2, 7)]
    cast(held, 1)
    town.vote(title="另一件事")
    assert told.count() == 12 and Contact.objects.count() == 5, "the numbers are kept once"


def test_who_has_several_units_is_told_once(held: Vote) -> None:
    assert Notice.objects.filter(template="renovation_vote").count() == 2
