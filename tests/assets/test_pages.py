"""The public register, asking to use an asset, and the owner's desk; what the pages cost; bad input breaks none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.assets import actions, queries
from linli.assets.models import Asset, Lease, Rent, RentPayment, UseApplication, UseRight
from linli.audit.models import AuditEntry
from linli.people.models import Account
from linli.people.queries import Person
from linli.places.models import District
from tests import factories
from tests.assets.town import APPLY, CODE, DAY, HALL, HERE, SHOP, SLUG, actor, asset, let, rents, resident
from tests.conftest import MovableClock

PUBLIC, DESK = f"/{SLUG}/assets", "/desk/assets"
LIST, PAGE, OPEN, OVERVIEW, DESK_PAGE, DESK_LIST = 5, 14, 9, 20, 22, 16
CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK")


def signed_in(who: str) -> Client:
    client = Client()
    client.post("/staff/sign-in", {"username": who, "password": factories.PASSWORD})
    return client


def as_resident(number: int = 1) -> Client:
    client = Client()
    account = resident(number).account
    assert account is not None
    client.force_login(account)
    return client


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


def test_pages_cost_few_statements_however_much_there_is(district: District, clock: MovableClock) -> None:
    let()
    clock.advance(days=200)
    for rent in rents():
        actions.receive_rent(actor("works"), rent.pk, {"amount": "1000", "on": "2027-05-01"})
    for address, limit in (
        (PUBLIC, LIST),
        (f"{PUBLIC}.geojson", LIST),
        (f"{PUBLIC}/{SHOP}", PAGE),
        (f"/{SLUG}/open/assets?year=2027", OPEN),
    ):
        counted(partial(Client().get, address), limit)
    desk = signed_in("works")
    counted(lambda: desk.get(DESK), OVERVIEW)
    counted(lambda: desk.get(f"{DESK}/register/{SHOP}"), DESK_PAGE)
    for page in ("register", "rents", "rents?month=2027-03", "applications"):
        counted(partial(desk.get, f"{DESK}/{page}"), DESK_LIST)


def test_everybody_sees_what_is_vacant_and_what_is_earned(district: District, clock: MovableClock) -> None:
    let()
    clock.advance(days=5)
    actions.receive_rent(actor("works"), rents()[0].pk, {"amount": "3000", "on": "2026-11-06"})
    listed = Client().get(PUBLIC).content.decode()
    assert "林家巷52号铺面" in listed and "旧礼堂" in listed
    vacant = Client().get(f"{PUBLIC}?view=vacant").content.decode()
    assert "林家巷52号铺面" not in vacant and "旧礼堂" in vacant
    assert "旧礼堂" not in Client().get(f"{PUBLIC}?view=used").content.decode()
    assert "堆场" not in Client().get(f"{PUBLIC}?kind=shop&view=nonsense").content.decode()
    points = Client().get(f"{PUBLIC}.geojson").json()["features"]
    assert [(one["properties"]["title"], one["properties"]["tone"]) for one in points] == [("林家巷52号铺面", "calm")]
    page = Client().get(f"{PUBLIC}/{SHOP}").content.decode()
    for told in (
        "所有权",
        "使用权",
        "收益权",
        "演示区住建局",
        "邻里食堂",
        "¥1,500.00",
        "¥900.00",
        "¥600.00",
        "第 000003 号凭证",
    ):
        assert told in page, told
    assert "申请使用" not in page and "申请使用" in Client().get(f"{PUBLIC}/{HALL}").content.decode()
    assert Client().get(f"{PUBLIC}/no-such").status_code == 404
    figures = Client().get(f"/{SLUG}/open/assets").content.decode()
    assert "¥3,000.00" in figures and "5.1%" in figures
    assert "2026-11,3000.00,3000.00,1500.00,900.00,600.00" in Client().get(f"/{SLUG}/open/assets.csv").content.decode()
    assert Client().get(f"/{SLUG}/open/assets?year=zzzz").status_code == 200


def test_a_resident_asks_to_use_one_and_sees_the_answer(district: District) -> None:
    address = f"{PUBLIC}/{SHOP}/apply"
    assert Client().get(address).headers["Location"].startswith("/sign-in?next=")
    assert Client().post(address, APPLY).headers["Location"].startswith("/sign-in?next=")
    mine = as_resident()
    for change in (
        {"name": ""}, {"phone": "12"}, {"purpose": "开店"}, {"wanted_from": "2026-11-01"}, {"wanted_from": "bald"}, {"months": "0"}, {"who": "cat"},
    ):  # fmt: skip
        wrong = mine.post(address, APPLY | change)
        assert wrong.status_code == 422 and ("王小某" in wrong.content.decode() or "name" in change), change
    assert mine.post(address, APPLY).status_code == 302
    row = UseApplication.objects.get()
    assert "王小某".encode() not in bytes(row.name_cipher) and row.phone == "13900001234"
    assert mine.post(address, APPLY).headers["Location"] == f"/my/assets/{row.code}", "twice leads to the one there is"
    assert row.code in mine.get("/my/assets").content.decode() and queries.mine(resident())[0] == row
    assert as_resident(2).get(f"/my/assets/{row.code}").status_code == 404
    works, water = signed_in("works"), signed_in("water")
    assert water.get(f"{DESK}/applications/{row.code}").status_code == 404
    door = queries.desk_door(actor("works"))
    assert door is not None and (door[0], door[2]) == ("/desk/assets", 1) and queries.desk_door(actor("police")) is None
    hidden = works.get(f"{DESK}/applications/{row.code}").content.decode()
    assert "王**" in hidden and "王小某" not in hidden and "13900001234" not in hidden
    assert "13900001234" in works.post(f"{DESK}/applications/{row.code}/contact").content.decode()
    assert AuditEntry.objects.filter(kind="asset_applicant_seen").count() == 1
    assert works.post(f"{DESK}/applications/{row.code}/decline", {"reason": ""}).status_code == 422
    assert works.post(f"{DESK}/applications/{row.code}/grant", {"reason": "对邻里有益"}).status_code == 302
    assert works.post(f"{DESK}/applications/{row.code}/decline", {"reason": "又不行了"}).status_code == 409
    assert "对邻里有益" in mine.get(f"/my/assets/{row.code}").content.decode()
    assert mine.post(f"/my/assets/{row.code}/withdraw").status_code == 409


def test_nobody_asks_for_what_is_in_use_nor_for_too_much(district: District) -> None:
    let()
    mine = as_resident()
    used = mine.post(f"{PUBLIC}/{SHOP}/apply", APPLY)
    assert used.status_code == 409 and "有人使用" in used.content.decode()
    assert mine.post(f"{PUBLIC}/{HALL}/apply", APPLY).status_code == 302
    row = UseApplication.objects.get()
    mine.post(f"/my/assets/{row.code}/withdraw")
    assert UseApplication.objects.get().state == "withdrawn"
    account = Account.objects.get(kind="resident", name="居民1")
    mine.post(f"{PUBLIC}/{HALL}/apply", APPLY)
    assert actions.forget_person(Person((account.pk,), (), (), (CODE,))) == 2
    assert {(one.account_id, one.name, one.state) for one in UseApplication.objects.all()} == {(None, "", "withdrawn")}


def test_the_owners_desk_lets_receives_and_ends(district: District, clock: MovableClock) -> None:
    works, page = signed_in("works"), f"{DESK}/register/{SHOP}"
    form = {
        "lessee": "邻里食堂",
        "first": "2026-11-01",
        "last": "2027-10-31",
        "rent": "3,000",
        "deposit": "",
        "due_day": "2",
    }
    twice = works.post(f"{page}/lease", form | {"last": "2026-10-01"})
    assert twice.status_code == 422 and "邻里食堂" in twice.content.decode()
    assert works.post(f"{page}/lease", form).status_code == 302
    again = works.post(f"{page}/lease", form)
    assert again.status_code == 409 and "已租给邻里食堂" in again.content.decode()
    (rent,) = Rent.objects.all()  # what is due already waits for no worker
    for _time in range(2):
        works.post(f"{DESK}/rents/{rent.pk}/receive", {"amount": "1000", "on": "2026-11-02", "key": "k1"})
    assert RentPayment.objects.count() == 1, "the same form sent twice is one receipt"
    more = works.post(f"{DESK}/rents/{rent.pk}/receive", {"amount": "2500", "on": "2026-11-02", "key": "k2"})
    assert more.status_code == 422 and "2,000.00" in more.content.decode() and 'value="2500"' in more.content.decode()
    assert works.post(f"{DESK}/rents/{rent.pk}/waive", {"reason": "免了"}).status_code == 409
    clock.advance(days=3)
    works = signed_in("works")
    late = works.get(f"{DESK}/rents").content.decode()
    assert "逾期 3 天" in late and "¥2,000.00" in late
    lease = Lease.objects.get()
    assert works.post(f"{DESK}/leases/{lease.pk}/end", {"on": "2026-11-10", "reason": "太早"}).status_code == 422
    assert works.post(f"{DESK}/leases/{lease.pk}/end", {"on": "2026-12-31", "reason": "搬走了"}).status_code == 302
    assert Lease.objects.get().until == date(2026, 12, 31)


def test_rights_and_rules_are_set_at_the_desk(district: District) -> None:
    works, page = signed_in("works"), f"{DESK}/register/{SHOP}"
    grant = {"organisation": HERE, "first": "2026-11-02", "last": "", "reason": "交社区运营"}
    assert works.post(f"{page}/use", grant | {"reason": ""}).status_code == 422
    assert works.post(f"{page}/use", grant).status_code == 302
    assert "东街社区" in works.post(f"{page}/use", grant).content.decode()
    assert "交社区运营" in signed_in("here").get(page).content.decode(), "who uses it reads it"
    assert signed_in("here").post(f"{page}/use", grant).status_code == 403
    right = UseRight.objects.get()
    assert works.post(f"{DESK}/use-rights/{right.pk}/end", {"on": "2026-11-30", "reason": "到期"}).status_code == 302
    shares = {"first": "2026-11-02", "owner": "40", "community": "40", "operator": "30"}
    assert "110" in works.post(f"{page}/shares", shares).content.decode()
    assert works.post(f"{page}/shares", shares | {"operator": "20"}).status_code == 302
    assert "40%" in Client().get(f"{PUBLIC}/{SHOP}").content.decode()
    new = {
        "code": "new-shop", "name": "新铺面", "kind": "shop", "address": "建设路1号", "area": HERE, "owner": "990101-works", "square_metres": "35.5",
    }  # fmt: skip
    assert "已经登记过" in works.post(f"{DESK}/register/new", new | {"code": SHOP}).content.decode()
    assert works.post(f"{DESK}/register/new", new).headers["Location"] == f"{DESK}/register/new-shop"
    assert Asset.objects.count() == 4


def test_every_fault_stands_beside_its_field_by_the_name_it_has_there(district: District, clock: MovableClock) -> None:
    works = signed_in("works")
    new = {"code": "ABC 1", "name": "", "square_metres": "", "lat": "128", "address": ""}
    page = works.post(f"{DESK}/register/new", new).content.decode()
    for name, told in (
        ("code", "“ABC 1”不能作资产代码"), ("name", "请您填写“资产名称”"), ("square_metres", "请您填写“面积（m²）”"), ("address", "请您填写“地址”"),
        ("lat", "“纬度”是 128，不能大于 90。"), ("area", "请您填写“社区（村）”"),
    ):  # fmt: skip
        assert f'<p class="fault" id="{name}-fault">{told}' in page, name
    asking = as_resident().post(f"{PUBLIC}/{SHOP}/apply", {**APPLY, "phone": "", "months": ""}).content.decode()
    assert 'id="phone-fault">请您填写“电话”' in asking and 'id="months-fault">请您填写“使用几个月”' in asking
    let()
    clock.advance(days=70)
    actions.make_rents()
    first, second = rents()[:2]
    page = signed_in("works").post(f"{DESK}/rents/{second.pk}/waive", {"reason": "免"}).content.decode()
    assert (
        '<p class="fault">“理由”太短' in page
        and f'id="reason-{second.pk}" name="reason" maxlength="200" value="免"' in page
    )
    assert page.count("<details open>") == 1 and str(first.pk) in page, "the month it was of is open, and it alone"


def test_nobody_else_runs_what_is_not_theirs(district: District) -> None:
    lease = let()
    for who in ("police", "there", "centre"):
        assert signed_in(who).get(DESK).status_code == 403, who
    water = signed_in("water")
    assert water.get(f"{DESK}/register/{SHOP}").status_code == 404
    assert water.post(f"{DESK}/leases/{lease.pk}/end", {"on": "2026-12-31", "reason": "不是我的"}).status_code == 404
    auditor = signed_in("auditor")
    assert auditor.get(f"{DESK}/register/{SHOP}").status_code == 200
    assert auditor.post(f"{DESK}/leases/{lease.pk}/end", {"on": "2026-12-31", "reason": "审计"}).status_code == 403
    assert (
        auditor.post(
            f"{DESK}/register/{SHOP}/use", {"organisation": HERE, "first": "2026-11-02", "reason": "审计"}
        ).status_code
        == 403
    )
    assert (
        Lease.objects.get().until == date(2027, 10, 31) and not UseRight.objects.exists() and not Rent.objects.exists()
    )
    assert asset().ownership.since == date(2020, 1, 1) != DAY
