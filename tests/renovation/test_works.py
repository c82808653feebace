"""Works at buildings: planned, moved on, accepted; faults that stand in the way; money; what is told and rated."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from linli.cases.errors import InvalidInput
from linli.ledger import actions as ledger
from linli.ledger.commands import Asked
from linli.ledger.errors import NotYourFund, OverTheCeiling
from linli.ledger.errors import SamePerson as SamePayer
from linli.ledger.models import Payment
from linli.people import queries as people
from linli.places.models import District
from linli.renovation import actions
from linli.renovation.errors import (
    FaultsOpen,
    NotPossible,
    NotThere,
    NotYetDone,
    NotYours,
    PaymentTaken,
    RatedAlready,
    SignInFirst,
    TooManyPlanned,
    Unfit,
)
from linli.renovation.models import Fault, HouseWork, WeekNote, WorkEvent
from linli.renovation.queries import desk_door, has_renovation, to_do
from linli.renovation.queries.matrix import matrix
from linli.renovation.queries.money import sums
from tests.conftest import MovableClock
from tests.factories import CODE, actor
from tests.renovation import town
from tests.renovation.town import (
    BACK,
    BANK,
    BUILDER,
    DRAINS,
    EXPENSE,
    FUND,
    LANE,
    ONE,
    TWO,
    WATER,
    at,
    estate,
    fault,
    finished,
    mend,
    move,
)


def plan(work: str = WATER, place: str = ONE, **changed: str) -> HouseWork:
    given = {
        "house": str(at(place).pk), "work": work, "planned_from": "2026-11-10", "planned_until": "2026-12-20",
        "contractor": BUILDER, "planned_amount": "120,000.00", **changed,
    }  # fmt: skip
    return actions.plan(actor("here"), LANE, given)


def test_a_work_goes_from_plan_to_acceptance(district: District, clock: MovableClock) -> None:
    row = plan()
    assert (row.state, row.planned_amount, row.contractor_id) == ("planned", Decimal("120000.00"), BUILDER)
    move(WATER, "under_way")
    clock.advance(days=9)
    move(WATER, "done")
    row = actions.accept(actor("street"), LANE, at().pk, WATER, "通水合格")
    assert row.state == "accepted" and row.accepted_on and row.accepted_on.isoformat() == "2026-11-11"
    told = list(WorkEvent.objects.order_by("at", "id").values_list("was", "became", "note"))
    assert told[-1] == ("done", "accepted", "通水合格") and [one[1] for one in told] == [
        "planned",
        "under_way",
        "done",
        "accepted",
    ]
    with pytest.raises(NotPossible, match=r"stays so|不再改动|报修"):
        move(WATER, "under_way", by="works")


def test_moves_that_skip_or_go_where_nobody_goes_are_refused(district: District) -> None:
    for state in ("done", "accepted"):
        with pytest.raises(NotPossible):
            move(WATER, state, by="works")
    with pytest.raises(InvalidInput):
        move(WATER, "finished")
    with pytest.raises(NotThere):
        move("nothing", "planned")
    with pytest.raises(NotThere):
        actions.move(actor("elsewhere"), LANE, {"house": str(at().pk), "work": WATER, "state": "planned"})
    assert not HouseWork.objects.exists() and not WorkEvent.objects.exists()


def test_going_back_takes_the_days_back(district: District) -> None:
    finished()
    row = move(WATER, "under_way")
    assert row.done_on is None and row.started_on is not None


def test_a_matrix_is_saved_whole_or_not_at_all(district: District) -> None:
    one, two = str(at(ONE).pk), str(at(TWO).pk)
    cells = [
        {"house": one, "work": WATER, "state": "under_way"},
        {"house": two, "work": WATER, "state": "planned"},
        {"house": two, "work": DRAINS, "state": "not_planned"},
    ]
    assert actions.move_many(actor("here"), LANE, cells) == 2
    with pytest.raises(NotPossible):
        actions.move_many(actor("here"), LANE, [cells[0] | {"state": "done"}, cells[1] | {"state": "accepted"}])
    shown = matrix(estate())
    cell = shown.cell(at(ONE).pk, WATER)
    assert cell is not None and cell.state == "under_way"
    assert (shown.meant, shown.finished, shown.state) == (2, 0, "under_way")


def test_the_community_does_not_accept_its_own_works(district: District) -> None:
    finished()
    with pytest.raises(NotYours):
        move(WATER, "accepted", by="here")
    assert move(WATER, "accepted", by="works").state == "accepted"


def test_nothing_is_accepted_while_a_fault_of_it_is_open(district: District) -> None:
    finished()
    finished(DRAINS)
    case = fault()
    with pytest.raises(FaultsOpen, match=case.code):
        move(WATER, "accepted", by="works")
    assert move(DRAINS, "accepted", by="works").state == "accepted", "another work's fault is none of its"
    mend(case, "not_solved")
    with pytest.raises(FaultsOpen):
        move(WATER, "accepted", by="works")
    again = fault(text="接头还在漏水")
    mend(again)
    with pytest.raises(FaultsOpen, match=case.code):
        move(WATER, "accepted", by="works")
    Fault.objects.filter(case=case).update(case=again)
    assert move(WATER, "accepted", by="works").state == "accepted", "the case's end counts at once, before any round"


def test_a_fault_follows_its_case(district: District) -> None:
    case = fault()
    row = Fault.objects.get()
    assert (case.source, row.mended_at, case.category_id is not None) == ("renovation", None, True)
    assert case.community == estate().area_id, "it lies where the building is"
    mend(case)
    assert actions.follow_faults() == 1 and actions.follow_faults() == 0
    row.refresh_from_db()
    assert row.mended_at is not None
    from tests.factories import say

    say(case, "reopen", reason="又漏了")
    assert actions.follow_faults() == 1
    row.refresh_from_db()
    assert row.mended_at is None


@pytest.mark.parametrize("missing", [{"house": ""}, {"work": ""}, {"text": "漏"}, {"phone": "12"}, {"house": "x"}])
def test_a_report_that_lacks_something_opens_no_case(district: District, missing: dict[str, str]) -> None:
    given = {"house": str(at().pk), "work": WATER, "text": "接头漏水", "phone": "", **missing}
    from tests.factories import Actor

    with pytest.raises(InvalidInput):
        actions.report_fault(Actor.guest(), district, LANE, given)
    assert not Fault.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"planned_until": "2026-11-01"},
        {"planned_from": "2226-11-01"},
        {"planned_amount": "-1"},
        {"planned_amount": "一万"},
        {"planned_amount": "1.005"},
        {"planned_from": "昨天"},
    ],
)
def test_a_plan_that_cannot_be_is_refused(district: District, wrong: dict[str, str]) -> None:
    with pytest.raises(InvalidInput):
        plan(**wrong)
    assert not HouseWork.objects.exists()


def test_a_contractor_is_an_enterprise_of_the_district(district: District) -> None:
    for code in (town.WORKS, "990101-nobody"):
        with pytest.raises(Unfit):
            plan(contractor=code)


# Money


def pay(amount: str = "50000", by: str = "works", **changed: str) -> Payment:
    given = {"work": WATER, "contractor": BUILDER, "amount": amount, "purpose": "第一期", **changed}
    return actions.ask_payment(actor(by), LANE, given)


def test_money_is_asked_for_within_the_plan_and_released_by_another(district: District) -> None:
    plan()
    payment = pay()
    key = next(iter(sums(CODE)))
    assert (sums(CODE)[key].committed, sums(CODE)[key].paid) == (Decimal("50000.00"), Decimal("0.00"))
    with pytest.raises(SamePayer):
        ledger.release(actor("works"), payment.code)
    ledger.release(actor("works2"), payment.code)
    assert sums(CODE, estate())[key].paid == Decimal("50000.00")
    with pytest.raises(TooManyPlanned):
        pay("70000.01")
    pay("70000.00")


def test_who_does_not_keep_the_fund_asks_for_nothing(district: District) -> None:
    plan()
    with pytest.raises(NotYourFund):
        pay(by="here")
    plan(planned_amount="950000")
    with pytest.raises(OverTheCeiling):
        pay("900000.01")
    with pytest.raises(Unfit):
        pay("0")
    assert not sums(CODE)[next(iter(sums(CODE)))].committed


def test_a_payment_of_the_ledger_stands_beside_one_work(district: District) -> None:
    plan()
    asked = Asked(FUND, EXPENSE, BANK, Decimal("9000.00"), "水表", "某建筑公司", "某建筑公司")
    payment = ledger.request(actor("works"), CODE, asked)
    with pytest.raises(NotYours):
        actions.link_payment(actor("here"), LANE, {"work": WATER, "code": payment.code})
    with pytest.raises(NotThere):
        actions.link_payment(actor("works"), LANE, {"work": WATER, "code": "Z-0000-0000"})
    actions.link_payment(actor("works"), LANE, {"work": WATER, "code": payment.code.lower()})
    with pytest.raises(PaymentTaken):
        actions.link_payment(actor("works"), LANE, {"work": DRAINS, "code": payment.code})
    other = ledger.request(
        actor("works"), CODE, Asked(FUND, "expense:other", BANK, Decimal("1.00"), "别的事", "某单位", "某单位")
    )
    with pytest.raises(NotThere):
        actions.link_payment(actor("works"), LANE, {"work": WATER, "code": other.code})
    ledger.withdraw(actor("works"), payment.code, "重复")
    assert sums(CODE)[next(iter(sums(CODE)))].committed == 0, "what is not asked for any more counts nowhere"


# What is told, and rated


def test_a_note_a_week(district: District, clock: MovableClock) -> None:
    actions.note_week(actor("here"), LANE, {"text": "换了一半水管"})
    actions.note_week(actor("street"), LANE, {"text": "换了全部水管"})
    assert [one.text for one in WeekNote.objects.all()] == ["换了全部水管"]
    clock.advance(days=7)
    actions.note_week(actor("here"), LANE, {"text": "开始开挖排水沟"})
    assert WeekNote.objects.count() == 2
    with pytest.raises(InvalidInput):
        actions.note_week(actor("here"), LANE, {"text": "开挖"})


def test_a_picture_is_written_anew_and_kept_once(district: District) -> None:
    given = {"work": WATER, "house": str(at().pk), "moment": "before", "shows": "锈水管", "day": "2026-11-01"}
    first = actions.show_picture(actor("here"), LANE, given, town.photo())
    again = actions.show_picture(actor("here"), LANE, given, town.photo("b.png"))
    assert first.pk == again.pk and first.picture.startswith(f"images/renovation/{CODE}/")
    with pytest.raises(Unfit):
        actions.show_picture(actor("here"), LANE, given, None)
    with pytest.raises(InvalidInput):
        actions.show_picture(actor("here"), LANE, given | {"day": "2026-12-01"}, town.photo())


def test_a_household_rates_once_and_only_after_something_is_done(district: District) -> None:
    town.roll()
    who, home = town.resident(1), town.home(1)
    with pytest.raises(NotYetDone):
        actions.rate(who, home.pk, {"score": 5})
    finished()
    with pytest.raises(SignInFirst):
        actions.rate(actor("here"), home.pk, {"score": 5})
    with pytest.raises(NotThere):
        actions.rate(town.resident(2), home.pk, {"score": 5})
    for wrong in ({}, {"score": 0}, {"score": 6}, {"score": "good"}):
        with pytest.raises(InvalidInput):
            actions.rate(who, home.pk, wrong)
    assert [one.may_rate for one in to_do(who)] == [True]
    row = actions.rate(who, home.pk, {"score": 4, "text": "水大了"})
    assert row.text == "水大了" and "水大了".encode() not in bytes(row.text_cipher)
    with pytest.raises(RatedAlready):
        actions.rate(who, home.pk, {"score": 5})
    assert to_do(who) == []


def test_a_person_is_forgotten_and_the_unit_stays(district: District) -> None:
    town.roll()
    finished()
    who, home = town.resident(1), town.home(1)
    actions.rate(who, home.pk, {"score": 4, "text": "水大了"})
    held = town.vote()
    town.cast(held, 1)
    assert actions.forget_person(people.person_of(town.phone(1))) == 1
    home.refresh_from_db()
    assert (home.masked_owner, home.masked_phone, home.phone_index, home.area) == ("", "", "", Decimal("80.00"))
    assert home.rating.text == "" and home.rating.score == 4
    assert held.ballots.count() == 1


def test_the_desk_is_for_who_works_there(district: District) -> None:
    assert has_renovation(CODE)
    assert [desk_door(actor(name)) is not None for name in ("here", "street", "works", "water", "centre", "grid")] == [
        True,
        True,
        True,
        False,
        False,
        False,
    ]
    finished()
    door = desk_door(actor("works"))
    assert door is not None and (door[0], door[2]) == ("/desk/renovation", 1)
    with pytest.raises(NotThere):
        actions.note_week(actor("here"), BACK, {"text": "不是我们的小区"})


def test_the_database_refuses_what_must_never_be(district: District) -> None:
    finished()
    row = HouseWork.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        HouseWork.objects.filter(pk=row.pk).update(state="accepted")
    with pytest.raises(IntegrityError), transaction.atomic():
        HouseWork.objects.create(district=district, house=row.house, work=row.work)
    for sql in ("UPDATE renovation_workevent SET note = 'x'", "DELETE FROM renovation_workevent"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
