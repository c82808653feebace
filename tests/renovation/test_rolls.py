"""The roll: one household at a time or a whole table, every mistake by its line, and nothing half written."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from linli.audit.models import AuditEntry
from linli.cases.errors import InvalidInput
from linli.places.models import District
from linli.renovation import actions
from linli.renovation.errors import NotThere, RollRefused, Unfit, VoteIsOpen
from linli.renovation.models import Household
from tests.factories import actor
from tests.renovation import town
from tests.renovation.town import BACK, LANE, ONE, TWO, at, line, table


def refused(*lines: str, head: str = town.HEAD) -> tuple[tuple[int, str], ...]:
    """The mistakes of a table, of which nothing is taken."""
    before = Household.objects.count()
    with pytest.raises(RollRefused) as told:
        actions.import_roll(actor("here"), LANE, table(*lines, head=head))
    assert Household.objects.count() == before, "nothing half written"
    return told.value.mistakes


def test_a_table_is_taken_and_taken_again_corrects(district: District) -> None:
    assert actions.import_roll(actor("here"), LANE, table(line(ONE, "101", "78.50", 1), line(ONE, "102", "1 "))) == 2
    body = table("1幢,101,80㎡,某某,138-0000-0002", head="楼栋，房号，面积，业主，电话".replace("，", ","))
    assert actions.import_roll(actor("street"), LANE, body) == 1
    row = Household.objects.get(unit="101")
    assert (row.area, row.masked_owner, row.masked_phone) == (Decimal("80.00"), "某*", "138****0002")
    assert b"\xe6\x9f\x90" not in bytes(row.owner_cipher), "sealed"
    assert Household.objects.count() == 2, "who is not named stays"
    assert AuditEntry.objects.filter(kind="roll_changed").count() == 2


def test_a_table_from_a_spreadsheet_of_windows(district: District) -> None:
    body = table(line(ONE, "101"), "", line(TWO, "201")).decode().replace("\n", "\r\n").encode("gb18030")
    assert actions.import_roll(actor("here"), LANE, body) == 2


def test_a_unit_twice_is_named_with_both_lines(district: District) -> None:
    heard = refused(line(ONE, "101"), line(ONE, "102"), line(ONE, "101"))
    assert len(heard) == 1 and heard[0][0] == 4 and "101" in heard[0][1] and "2" in heard[0][1]


@pytest.mark.parametrize("area", ["-3", "0", "abc", "", "1e9", "78.505", "NaN", "100000"])
def test_an_area_that_none_is(district: District, area: str) -> None:
    assert [number for number, _words in refused(line(ONE, "101"), line(ONE, "102", area))] == [3]


def test_more_area_than_the_building_and_the_estate_have(district: District) -> None:
    words = " ".join(text for _line, text in refused(*(line(ONE, str(n), "90.00") for n in range(101, 107))))
    assert "540.00" in words and "500.00" in words
    actions.import_roll(actor("here"), LANE, table(line(ONE, "101", "450.00")))
    assert refused(line(ONE, "102", "50.01")), "with who is on the roll already"
    actions.import_roll(actor("here"), LANE, table(line(ONE, "102", "50.00")))


def test_more_units_than_the_building_has_households(district: District) -> None:
    assert "7" in refused(*(line(ONE, str(n), "10.00") for n in range(101, 108)))[0][1]


def test_every_mistake_is_named_at_once(district: District) -> None:
    heard = refused("9幢,101,80,,", line(ONE, ""), line(ONE, "103", "x"), f"{ONE},104,80,,123", f"{ONE},105,80,,,,多")
    assert [number for number, _words in heard] == [2, 3, 4, 5, 6]


def test_what_is_no_table_is_told_so(district: District) -> None:
    assert refused(head="楼栋,房号")[0][0] == 1
    assert refused(head=town.HEAD)
    for body in (b"", b"\x89PNG\r\n\0\0", b"\xff\xfe\xff", b"x" * 2_000_001):
        with pytest.raises(RollRefused):
            actions.import_roll(actor("here"), LANE, body)


def test_one_household_by_hand(district: District) -> None:
    given = {"house": str(at().pk), "unit": "101", "area": "80", "owner": "某某", "phone": "13800000001"}
    actions.put_household(actor("here"), LANE, given)
    actions.put_household(actor("here"), LANE, given | {"area": "81.5"})
    assert Household.objects.get().area == Decimal("81.50")
    with pytest.raises(InvalidInput):
        actions.put_household(actor("here"), LANE, given | {"phone": "0831-1234567"})
    with pytest.raises(RollRefused):
        actions.put_household(actor("here"), LANE, given | {"unit": "102", "area": "480"})
    with pytest.raises(NotThere):
        actions.put_household(actor("here"), LANE, given | {"house": str(at("后街大院").pk)})
    with pytest.raises(NotThere):
        actions.put_household(actor("here"), BACK, given)


def test_the_roll_stands_still_while_it_is_voted_by(district: District) -> None:
    town.roll()
    held = town.vote()
    for change in (
        lambda: actions.import_roll(actor("here"), LANE, table(line(TWO, "201", "50.00"))),
        lambda: actions.strike_household(actor("here"), LANE, town.home(1).pk),
    ):
        with pytest.raises(VoteIsOpen):
            change()
    actions.call_off(actor("here"), held.code, {"reason": "名册有误"})
    actions.import_roll(actor("here"), LANE, table(line(TWO, "201", "50.00")))
    with pytest.raises(Unfit):
        actions.strike_household(actor("here"), LANE, town.home(1).pk)
    actions.strike_household(actor("here"), LANE, Household.objects.get(unit="202").pk)
    assert Household.objects.count() == 8


def test_a_look_at_the_roll_is_on_the_record(district: District) -> None:
    town.roll()
    _estate, rows = actions.see_roll(actor("here"), LANE)
    assert len(rows) == 9 and rows[0].masked_phone == "138****0001"
    assert AuditEntry.objects.filter(kind="owners_seen").count() == 1
    with pytest.raises(NotThere):
        actions.see_roll(actor("elsewhere"), LANE)


def test_the_database_refuses_a_unit_twice_and_no_area(district: District) -> None:
    town.roll()
    row = town.home(1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Household.objects.create(district=district, house=row.house, unit=row.unit, area=1, changed_at=row.changed_at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Household.objects.filter(pk=row.pk).update(area=0)
