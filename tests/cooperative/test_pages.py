"""The pages: the desk, the point, one's own milk, open figures; what they cost, who is let in, and bad input that never breaks one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.audit.models import AuditEntry
from linli.cooperative import actions
from linli.cooperative.models import Agreement, Camel, Collection, Household, Lot, Settlement, Weighing
from linli.cooperative.queries import doors, figures, mine
from linli.people.actors import Actor
from linli.people.queries import person_of
from linli.places.models import District
from linli.typesetting import SANS, SERIF, known_fonts
from tests.conftest import MovableClock
from tests.cooperative import town
from tests.cooperative.town import (
    CODE,
    DESK,
    FIRST,
    PHONE,
    SECOND,
    SLUG,
    actor,
    delivery,
    herder,
    lot,
    settled,
    signed_in,
    ticket,
    weigh,
)

CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK")
OPEN = f"/{SLUG}/open/cooperative"
LIST, PAGE, POINT, MINE, PUBLIC = 12, 20, 15, 13, 10


@contextmanager
def at_most(limit: int) -> Iterator[None]:
    with CaptureQueriesContext(connection) as seen:
        yield
    statements = [one["sql"] for one in seen.captured_queries if not one["sql"].upper().startswith(CONTROL)]
    assert len(statements) <= limit, "\n".join([f"{len(statements)} > {limit}", *(sql[:160] for sql in statements)])


def counted(request: Callable[[], object], limit: int) -> None:
    """Once to warm what a process keeps, then counted."""
    request()
    with at_most(limit):
        request()


def busy() -> tuple[Settlement, Lot]:
    """A settled October with two households, feed, a lot of it, and milk of today."""
    for day in range(5, 9):
        weigh(at=f"2026-10-0{day}T08:00", kg="6")
        weigh(at=f"2026-10-0{day}T08:10", household=SECOND, tag="B1", kg="7", fat="3.7")
    delivery()
    row = settled()
    weigh(kg="4")
    weigh(kg="3", temperature="12")
    return row, lot({Collection.objects.order_by("day")[0].pk: "10"})


def test_every_page_takes_few_statements_however_much_there_is(district: District) -> None:
    row, made = busy()
    for number in range(1010, 1030):
        town.household(number)
        town.camel(f"D{number}", household=number)
        weigh(household=number, kg="3")
        delivery(household=number)
    desk = signed_in("coop")
    for end in (
        "households",
        "herd",
        "weighings",
        "days",
        "prices",
        "deliveries",
        "settlements",
        "lots",
        "stock",
        "files",
        "lots/new",
    ):
        counted(lambda end=end: desk.get(f"{DESK}/{end}"), LIST)
    for end in (
        "",
        f"/households/{FIRST}",
        "/herd/A1",
        f"/settlements/{row.pk}",
        f"/settlements/{row.pk}/{FIRST}",
        f"/lots/{made.code}",
    ):
        counted(lambda end=end: desk.get(f"{DESK}{end}"), PAGE)
    counted(lambda: desk.get(f"{DESK}/point"), POINT)
    own = signed_in(herder())
    counted(lambda: own.get("/my/cooperative"), MINE)
    for address in (OPEN, f"{OPEN}.csv", f"/{SLUG}/trace/{made.code}"):
        counted(lambda address=address: Client().get(address), PUBLIC)


def test_a_collector_has_the_point_and_nothing_else(district: District) -> None:
    busy()
    browser = signed_in("collector")
    assert browser.get(DESK).headers["Location"] == f"{DESK}/point"
    page = browser.get(f"{DESK}/point").content.decode()
    assert "东点" in page and "西点" not in page
    assert '"1001": "1"' in page, "of a household the number and the last character"
    assert "艾某" not in page and PHONE not in page
    for end in ("/households", f"/households/{FIRST}", "/herd", "/settlements", "/lots", "/stock", "/files", "/prices"):
        assert browser.get(f"{DESK}{end}").status_code == 403, end
    assert signed_in("works").get(f"{DESK}/point").status_code == 403
    assert doors.desk_door(actor("collector")) == (f"{DESK}/point", "收奶点", 0)
    assert doors.desk_door(actor("works")) is None


def sent(browser: Client, key: str, **changed: str) -> tuple[int, dict[str, object]]:
    given = {**ticket(), "account": str(actor("collector").reach.account_id), **changed}
    headers = {"accept": "application/json", "idempotency-key": key}
    answer = browser.post(f"{DESK}/point/entries", given, headers=headers)
    return answer.status_code, answer.json()


def test_what_a_device_sends_twice_is_taken_once(district: District) -> None:
    browser, key = signed_in("collector"), str(uuid4())
    given = {"ticket": "501", "at": "2026-11-02T00:10:00Z"}
    first = sent(browser, key, **given)
    assert first == sent(browser, key, **given)
    assert first[0] == 201 and first[1]["id"] == key and "一级" in str(first[1]["said"])
    assert Weighing.objects.get().way == "point"
    assert sent(browser, str(uuid4()), **given)[0] == 201, "the same ticket under another key is the same"
    assert sent(browser, key, **{**given, "kg": "7"})[0] == 409
    assert Weighing.objects.count() == 1


def test_what_a_device_sends_is_refused_with_its_reason(district: District) -> None:
    browser = signed_in("collector")
    status, said = sent(browser, str(uuid4()), household="", tag="A1", kg="900")
    assert status == 422 and "一峰一天最多 15" in str(said["errors"])
    assert sent(browser, str(uuid4()), account=str(uuid4()))[1]["code"] == "other_account"
    assert sent(Client(), str(uuid4()))[0] == 401
    assert sent(signed_in("works"), str(uuid4()))[0] == 403
    assert not Weighing.objects.exists()


def test_without_scripts_a_ticket_is_a_plain_form(district: District) -> None:
    browser = signed_in("collector")
    wrong = browser.post(f"{DESK}/point/entries", ticket(kg="900"))
    assert wrong.status_code == 422 and 'value="900"' in wrong.content.decode()
    assert browser.post(f"{DESK}/point/entries", ticket()).headers["Location"] == f"{DESK}/point"
    assert Weighing.objects.count() == 1


def test_two_people_settle_a_month_at_the_desk(district: District) -> None:
    weigh(at="2026-10-05T08:00")
    browser, other = signed_in("coop"), signed_in("coop2")
    assert "2026年10月" in browser.get(DESK).content.decode()
    wrong = browser.post(f"{DESK}/settlements", {"month": "十月"})
    assert wrong.status_code == 422
    assert browser.post(f"{DESK}/settlements", {"month": "2026-11"}).status_code == 422
    browser.post(f"{DESK}/settlements", {"month": "2026-10"})
    row = Settlement.objects.get()
    address = f"{DESK}/settlements/{row.pk}"
    assert (
        "这是您编制的" in browser.get(address).content.decode()
        and "/release" not in browser.get(address).content.decode()
    )
    assert browser.post(f"{address}/release").status_code == 422
    assert "/release" in other.get(address).content.decode()
    assert doors.desk_door(actor("coop2")) == (DESK, "合作社", 1)
    assert doors.desk_door(actor("coop")) == (DESK, "合作社", 0)
    other.post(f"{address}/release")
    row.refresh_from_db()
    assert row.state == "released"
    wrong = other.post(
        f"{address}/adjust", {"key": uuid4(), "household": "1001", "amount": "一元", "reason": "少算一票"}
    )
    assert wrong.status_code == 422 and 'value="一元"' in wrong.content.decode()
    other.post(f"{address}/adjust", {"key": uuid4(), "household": "1001", "amount": "1.50", "reason": "少算一票"})
    assert "少算一票" in other.get(address).content.decode()


def test_prices_are_proposed_and_confirmed_at_the_desk(district: District) -> None:
    given = {
        "first": "2027-01-01", "last": "2027-03-31", "decided": "社员大会", "density_min": "1.028", "density_max": "1.045",
        "temperature_max": "10", "name-1": "一级", "fat-1": "4.5", "price-1": "41",
    }  # fmt: skip
    browser = signed_in("coop")
    wrong = browser.post(f"{DESK}/prices/new", {**given, "price-1": "很多"})
    assert wrong.status_code == 422 and "很多" in wrong.content.decode()
    browser.post(f"{DESK}/prices/new", given)
    row = Agreement.objects.get(first="2027-01-01")
    assert "请同事确认" in browser.get(f"{DESK}/prices").content.decode()
    assert "经手" in browser.post(f"{DESK}/prices/{row.pk}/agree", follow=True).content.decode()
    signed_in("coop2").post(f"{DESK}/prices/{row.pk}/agree")
    row.refresh_from_db()
    assert row.state == "agreed" and row.grades.count() == 1


def test_names_are_masked_and_each_look_is_on_the_record(district: District) -> None:
    browser = signed_in("coop")
    for page in (f"{DESK}/households", f"{DESK}/households/{FIRST}"):
        told = browser.get(page).content.decode()
        assert "艾某1001" not in told and PHONE not in told and "139****0001" in told
    assert not AuditEntry.objects.filter(kind="household_seen").exists()
    assert PHONE in browser.get(f"{DESK}/households/{FIRST}/edit").content.decode()
    assert AuditEntry.objects.filter(kind="household_seen", subject=f"household:{FIRST}").count() == 1
    assert "1001" in browser.get(f"{DESK}/households", {"q": PHONE}).content.decode()
    row = Household.objects.get(number=FIRST)
    assert b"1001" not in bytes(row.name_cipher) and PHONE.encode() not in bytes(row.phone_cipher)


def test_households_and_camels_are_kept_at_the_desk(district: District) -> None:
    browser = signed_in("coop")
    given = {
        "number": "1005",
        "name": "石某",
        "phone": "13800000005",
        "area": town.HERE,
        "shares": "1",
        "joined_on": "2026-02-01",
    }
    for wrong in (
        {"phone": "12"},
        {"number": "x"},
        {"area": "990101"},
        {"joined_on": "2030-01-01"},
        {"payout": "12"},
        {"number": "1001"},
    ):
        assert browser.post(f"{DESK}/households/new", {**given, **wrong}).status_code == 422, wrong
    assert browser.post(f"{DESK}/households/new", given).status_code == 302
    assert browser.post(f"{DESK}/households/1005/edit", {**given, "shares": "3"}).status_code == 302
    assert Household.objects.get(number=1005).shares == 3
    camel = {"household": "1005", "tag": "E1", "sex": "female", "born_on": "2019-04-01", "dam": "A1"}
    for wrong in (
        {"dam": "A4"},
        {"dam": "zz"},
        {"tag": "A1"},
        {"tag": "耳"},
        {"household": "9"},
        {"born_on": "2017-01-01"},
    ):
        assert browser.post(f"{DESK}/herd/new", {**camel, **wrong}).status_code == 422, wrong
    assert browser.post(f"{DESK}/herd/new", camel).status_code == 302
    health = {"key": str(uuid4()), "kind": "treatment", "on": "2026-11-01", "what": "土霉素", "withdrawal_days": "7"}
    for _time in range(2):
        browser.post(f"{DESK}/herd/E1/health", health)
    page = browser.get(f"{DESK}/herd/E1").content.decode()
    assert page.count("用药治疗：土霉素") == 1 and "2026年11月8日" in page
    assert (
        browser.post(f"{DESK}/herd/E1/health", {**health, "key": str(uuid4()), "withdrawal_days": "900"}).status_code
        == 422
    )
    assert "E1" in browser.get(f"{DESK}/herd", {"view": "withheld"}).content.decode()
    assert browser.post(f"{DESK}/herd/E1/end", {"state": "sold", "on": "2026-11-02"}).status_code == 302
    assert browser.post(f"{DESK}/herd/E1/end", {"state": "dead", "on": "2026-11-02"}).status_code == 422
    assert Camel.objects.get(tag="E1").state == "sold"


def test_lots_are_made_and_sold_at_the_desk(district: District) -> None:
    weigh(kg="20")
    browser, day = signed_in("coop"), Collection.objects.get()
    given = {
        "key": str(uuid4()),
        "product": "bottles",
        "made_on": "2026-11-02",
        "quantity": "40",
        "unit": "瓶",
        f"kg-{day.pk}": "21",
    }
    wrong = browser.post(f"{DESK}/lots/new", given)
    assert (
        wrong.status_code == 422
        and "还剩 20.00 公斤" in wrong.content.decode()
        and 'value="21"' in wrong.content.decode()
    )
    assert browser.post(f"{DESK}/lots/new", {**given, f"kg-{day.pk}": ""}).status_code == 422
    browser.post(f"{DESK}/lots/new", {**given, f"kg-{day.pk}": "20"})
    row = Lot.objects.get()
    address = f"{DESK}/lots/{row.code}"
    browser.post(f"{DESK}/buyers", {"name": "某食品公司", "lot": row.code})
    page = browser.get(address).content.decode()
    buyer = re.search(r'<option value="([0-9a-f-]{36})">某食品公司', page)
    assert buyer and "东点" in page and "/trace/" in page
    assert browser.post(f"{address}/sell", {"buyer": buyer[1], "price": "0", "on": "2026-11-02"}).status_code == 422
    browser.post(f"{address}/sell", {"buyer": buyer[1], "price": "30", "on": "2026-11-02"})
    test = {"on": "2026-11-02", "what": "抗生素残留", "found": "未检出", "laboratory": "某检验所", "passed": "true"}
    browser.post(f"{address}/test", test)
    assert browser.post(f"{address}/test", {**test, "passed": ""}).status_code == 422
    browser.post(f"{address}/pay", {"key": str(uuid4()), "amount": "1200", "on": "2026-11-02"})
    row.refresh_from_db()
    assert (row.state, row.amount) == ("paid", 1200)
    assert "抗生素残留" in Client().get(f"/{SLUG}/trace/{row.code}").content.decode()
    assert browser.get(f"{address}/labels").content.decode().count(row.code) >= 24


def test_a_herder_sees_the_own_milk_by_phone(district: District) -> None:
    busy()
    browser = signed_in(herder())
    page = browser.get("/my/cooperative").content.decode()
    for told in ("1001", "2026-10", "¥840.00", "苜蓿", "账簿第", "未结算", "一级"):
        assert told in page, told
    assert "1002" not in page
    assert browser.get("/my/cooperative", {"household": "1002"}).status_code == 404
    assert browser.get("/my/cooperative", {"month": "2026-09"}).status_code == 404
    assert "没有用您手机号登记的农户" in signed_in(herder("13900000009")).get("/my/cooperative").content.decode()
    assert Client().get("/my/cooperative").headers["Location"].startswith("/sign-in")
    assert mine.mine(Actor.of(herder())) == ("/my/cooperative", "我的驼奶", 1)
    assert mine.mine(Actor.of(herder("13900000009"))) is None


@pytest.mark.skipif(known_fonts().isdisjoint((*SANS, *SERIF)), reason="no Chinese font on this machine")
def test_statements_are_printed_for_one_and_for_all(district: District) -> None:
    row, _lot = busy()
    for browser, address in (
        (signed_in(herder()), "/my/cooperative/2026-10.pdf"),
        (signed_in("coop"), f"{DESK}/settlements/{row.pk}/statements.pdf"),
        (signed_in("coop"), f"{DESK}/settlements/{row.pk}/statements.pdf?household={FIRST}"),
    ):
        answer = browser.get(address)
        assert answer.status_code == 200 and answer.content.startswith(b"%PDF"), address
    assert signed_in(herder("13900000009")).get("/my/cooperative/2026-10.pdf").status_code == 404
    assert signed_in("coop").get(f"{DESK}/settlements/{row.pk}/statements.pdf?household=4711").status_code == 404


def test_the_figures_are_those_of_the_rows(district: District) -> None:
    busy()
    shown = figures.of_year(CODE, 2026)
    assert shown is not None
    october, november = shown.months
    assert (october.taken, [kg for _name, kg in october.grades], str(october.price)) == (52, [24, 28], "36.41")
    assert (november.taken, november.rejected, november.paid) == (4, 3, None)
    assert (shown.households, shown.camels) == (2, 6)
    page = Client().get(OPEN).content.decode()
    assert "52.00" in page and "未结算" in page
    table = Client().get(f"{OPEN}.csv").content.decode("utf-8-sig").splitlines()
    assert table[1].startswith("2026-10,24.00,28.00,52.00,0.00,1893.24,36.41,") and len(table) == 3
    assert Client().get(OPEN, {"year": "9999"}).status_code == 200
    assert figures.has_cooperative(CODE) and not figures.has_cooperative("511502")


def test_an_erased_person_leaves_numbers_only(district: District) -> None:
    busy()
    herder()
    assert actions.forget_person(person_of(PHONE)) == 1
    row = Household.objects.get(number=FIRST)
    assert (row.name, row.phone, row.payout, row.phone_index) == ("", "", "", "")
    assert "没有用您手机号登记的农户" in signed_in(herder()).get("/my/cooperative").content.decode()
    assert signed_in("coop").get(f"{DESK}/households/{FIRST}").status_code == 200


@pytest.mark.parametrize(
    "end",
    [
        "weighings?before=x_y&day=x&household=x",
        "households?after=x",
        "lots?before=x&view=x",
        "deliveries?before=1",
        "days?until=x",
        "days?until=0001-01-01",
        "weighings?day=9999-12-31",
        "herd?after=%00&q=%00",
        "households?q=%00",
        "weighings?point=%00&view=%00",
    ],
)
def test_odd_addresses_break_nothing(district: District, end: str) -> None:
    busy()
    assert signed_in("coop").get(f"{DESK}/{end}").status_code == 200


def test_late_milk_of_a_day_is_told_apart(district: District, clock: MovableClock) -> None:
    weigh(kg="5")
    clock.advance(days=1)
    actions.close_past_days()
    weigh(kg="2")
    page = signed_in("coop").get(f"{DESK}/stock").content.decode()
    assert "第 2 份" in page and "7.00" in page
