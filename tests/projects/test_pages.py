"""The pages: three lists within their budget of statements, forms that come back with what was typed, a poster, a table."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.places.models import District
from linli.projects import actions
from linli.projects.models import Claim, Demand, Match, Project, Resource
from tests.conftest import MovableClock
from tests.projects import town
from tests.projects.town import CODE, DESK, HERE, LISTS, actor, resident, signed_in


def statements(path: str, client: Client | None = None) -> int:
    client = client or Client()
    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


@pytest.mark.parametrize("tab", ["demands", "resources", "projects"])
def test_a_list_costs_the_same_however_long_it_is(district: District, tab: str) -> None:
    def fill() -> None:
        town.shop()
        town.open_one()
        town.demand()

    fill()
    few = statements(f"{LISTS}?list={tab}")
    for _time in range(4):
        fill()
    assert statements(f"{LISTS}?list={tab}") == few <= 8


def test_the_lists_show_and_narrow(district: District) -> None:
    row = town.demand()
    town.shop()
    client = Client()
    assert row.title in client.get(LISTS).content.decode()
    assert row.title not in client.get(f"{LISTS}?kind=lift").content.decode()
    assert row.title in client.get(f"{LISTS}?q=食堂&street={HERE}").content.decode()
    assert "闲置门面" in client.get(f"{LISTS}?list=resources&manner=space&kind=canteen").content.decode()
    assert "闲置门面" not in client.get(f"{LISTS}?list=resources&kind=lift").content.decode()
    assert client.get(f"{LISTS}?after=nonsense").status_code == 200


def test_a_long_list_goes_on(district: District) -> None:
    for number in range(30):
        town.demand(title=f"第{number}处需要食堂", households=10 + number)
    first = Client().get(LISTS).content.decode()
    after = first.split("after=")[1].split('"')[0]
    second = Client().get(f"{LISTS}?after={after}").content.decode()
    shown = [sum(f"第{number}处" in text for text in (first, second)) for number in range(30)]
    assert shown == [1] * 30


def test_support_is_one_press(district: District) -> None:
    row = town.demand()
    path = f"{LISTS}/demands/{row.code}"
    assert "我也需要" in Client().get(path).content.decode()
    turned = Client().post(f"{path}/support")
    assert turned.status_code == 302 and "/sign-in?next=" in turned.headers["Location"]
    client = signed_in(resident())
    assert "您已附议" in client.post(f"{path}/support", follow=True).content.decode()
    assert "一人计一次" in client.post(f"{path}/support", follow=True).content.decode()
    assert Demand.objects.get().supports == 1
    assert row.title in client.get("/my/projects").content.decode()


def test_an_offer_comes_back_with_what_was_typed(district: District) -> None:
    client = signed_in(resident())
    given = {
        "manner": "time", "title": "周末可以帮厨", "name": "柳青", "phone": "13800000001", "kinds": "canteen", "amount": "许多",
        "first": "2026-11-02", "key": "k1",
    }  # fmt: skip
    page = client.post(f"{LISTS}/offer", given)
    assert page.status_code == 422 and "许多" in page.content.decode() and "周末可以帮厨" in page.content.decode()
    for _time in range(2):
        assert client.post(f"{LISTS}/offer", {**given, "amount": "20"}).status_code == 302
    assert Resource.objects.count() == 1, "sent twice, offered once"
    assert "周末可以帮厨" in client.get("/my/projects").content.decode()
    assert "柳青" not in Client().get(f"{LISTS}?list=resources").content.decode()


def test_the_desk_makes_a_demand_of_cases_in_one_step(district: District) -> None:
    cases, client = town.asking(2), signed_in("here")
    page = client.get(f"{DESK}/demands/from-cases?category=0101&area={HERE}").content.decode()
    assert all(one.code in page for one in cases)
    given: dict[str, Any] = {**town.sheet(), "cases": [one.code for one in cases], "key": "k2"}
    wrong = client.post(f"{DESK}/demands/from-cases", {**given, "title": "短"})
    assert wrong.status_code == 422 and wrong.content.decode().count("checked") >= 2, "what was ticked stays ticked"
    done = client.post(f"{DESK}/demands/from-cases", given)
    row = Demand.objects.get()
    assert done.headers["Location"] == f"{DESK}/demands/{row.code}" and row.cases == 2
    assert row.code in client.get(f"{DESK}/demands/from-cases").content.decode(), "cases show what they are part of"
    assert cases[0].title in client.get(f"{DESK}/demands/{row.code}").content.decode()


def test_a_case_becomes_a_demand_from_its_own_page(district: District) -> None:
    case, other = town.asking(2)
    page, way = f"/desk/cases/{case.code}", f"{DESK}/demands/from-cases?cases={case.code}"
    assert way in signed_in("here").get(page).content.decode()
    for name in ("works", "auditor"):
        assert way not in signed_in(name).get(page).content.decode(), f"{name} looks after no area"
    ticked = signed_in("here").get(f"{way}&q=没有这样的话").content.decode()
    assert f'value="{case.code}" checked' in ticked and other.code not in ticked, "there, whatever is searched for"
    actions.make_demand_of_cases(actor("here"), {**town.sheet(), "cases": [case.code]})
    assert way not in signed_in("here").get(page).content.decode(), "part of one already"


def test_a_search_that_finds_nothing_leads_back(district: District) -> None:
    town.demand()
    assert "没有找到" in Client().get(f"{LISTS}?list=resources&q=没有").content.decode()
    assert 'href="?list=resources"' in Client().get(f"{LISTS}?list=resources&q=没有").content.decode()
    assert "没有找到" in signed_in("here").get(f"{DESK}/demands?q=没有").content.decode()


def test_the_desk_matches_and_decides(district: District) -> None:
    town.demand()
    town.shop()
    client = signed_in("here")
    page = client.post(f"{DESK}/matching/run", follow=True).content.decode()
    assert "正合“助餐食堂”用" in page and "需要 60 平方米" in page
    row = Match.objects.get()
    assert client.post(f"{DESK}/matching/{row.pk}/reject", {"reason": ""}).status_code == 422
    client.post(f"{DESK}/matching/{row.pk}/accept")
    row.refresh_from_db()
    assert row.state == "accepted"
    assert client.post(f"{DESK}/matching/{row.pk}/nonsense").status_code == 404
    assert "没有可匹配的" not in client.post(f"{DESK}/matching/run", follow=True).content.decode()


def test_a_project_from_plan_to_vote_by_its_forms(district: District) -> None:
    row, client, service = town.demand(), signed_in("here"), signed_in("service")
    sheet = {
        "demands": row.code, "title": "林家巷老年食堂", "text": "把闲置门面改成食堂。", "organisation": "", "first": "2026-11-02",
        "last": "2027-01-31", "votes_needed": "1", "percent_needed": "60", "key": "k3",
    }  # fmt: skip
    wrong = client.post(f"{DESK}/new", sheet)
    assert wrong.status_code == 422 and "没有负责单位" in wrong.content.decode()
    client.post(f"{DESK}/new", {**sheet, "organisation": town.SERVICE})
    made = Project.objects.get()
    home = f"{DESK}/all/{made.code}"
    early = client.post(f"{home}/milestone", {"title": "太早了", "due": "2026-10-01"})
    assert early.status_code == 422 and "早于这一天" in early.content.decode()
    client.post(f"{home}/milestone", {"title": "开门营业", "due": "2026-12-01"})
    client.post(f"{home}/photo", {"phase": "before", "day": "2026-11-02", "picture": town.picture("gray")})
    assert client.post(f"{home}/open").status_code == 302
    over = signed_in("firm").post(f"{LISTS}/{made.code}/claim/{town.part(made).pk}", {"amount": "200001"})
    assert over.status_code == 409 and "还缺 200,000 元" in over.content.decode()
    signed_in("firm").post(f"{LISTS}/{made.code}/claim/{town.part(made).pk}", {"amount": "20万", "key": "k4"})
    code = Claim.objects.get().code
    assert "三江食品公司" in Client().get(f"{LISTS}/{made.code}").content.decode()
    for step in (f"confirm/{code}", f"deliver/{code}"):
        assert service.post(f"{home}/{step}").status_code == 302
    service.post(f"{home}/start")
    milestone = made.milestones.get()
    service.post(f"{home}/done/{milestone.pk}", {"day": "2026-11-02", "words": "开门了", "picture": town.picture()})
    service.post(f"{home}/photo", {"phase": "after", "day": "2026-11-02", "picture": town.picture("white")})
    client.post(f"{home}/ask")
    made.refresh_from_db()
    assert made.state == "asked" and made.door_code in client.get(home).content.decode()
    assert made.door_code not in Client().get(f"{LISTS}/{made.code}").content.decode(), (
        "only the notice at the door tells it"
    )
    neighbour = signed_in(resident())
    said = neighbour.post(f"{LISTS}/{made.code}/vote", {"accepts": "true"})
    assert said.status_code == 403 and "口令" in said.content.decode()
    neighbour.post(f"{LISTS}/{made.code}/vote", {"accepts": "true", "door_code": made.door_code})
    client.post(f"{home}/conclude")
    page = neighbour.get(f"{LISTS}/{made.code}").content.decode()
    assert "before-after" in page and "已完成 1 个" in page and "/ledger/1" in page
    neighbour.post(f"{LISTS}/{made.code}/rate", {"score": "5", "door_code": made.door_code})
    client.post(f"{home}/evaluate", {"summary": "先看门面再立项。"})
    made.refresh_from_db()
    assert made.state == "evaluated" and "先看门面再立项" in Client().get(f"{LISTS}/{made.code}").content.decode()


def test_moves_that_are_none(district: District) -> None:
    made, client = town.open_one(), signed_in("here")
    home = f"{DESK}/all/{made.code}"
    for path in ("nonsense", "start/x", "drop-part", "drop-part/x"):
        assert client.post(f"{home}/{path}").status_code == 404, path
    assert client.post(f"{DESK}/demands/{Demand.objects.get().code}/nonsense").status_code == 404
    assert client.get(f"{DESK}/all/XM-0000-0000").status_code == 404


def test_a_plan_is_nobodys_page(district: District) -> None:
    made = town.project()
    assert Client().get(f"{LISTS}/{made.code}").status_code == 404
    assert signed_in("here").get(f"{LISTS}/{made.code}").status_code == 200


def test_the_poster_is_a_pdf_with_the_word_for_the_door_only_for_the_desk(district: District) -> None:
    made = town.asked()
    for size in ("a4", "a3"):
        page = Client().get(f"{LISTS}/{made.code}/poster.pdf?size={size}")
        assert page.status_code == 200 and page.content.startswith(b"%PDF")
    assert signed_in("here").get(f"{LISTS}/{made.code}/poster.pdf").status_code == 200


def test_what_waits_is_told_at_the_desk(district: District, clock: MovableClock) -> None:
    made = town.open_one()
    town.claim("firm", made, "100")
    town.offered()
    clock.advance(days=60)
    assert "开门营业" in signed_in("service").get(DESK).content.decode()
    assert "周末可以帮厨" in signed_in("here").get(DESK).content.decode()
    actions.plan_money(actor("service"), made.code, {"fund": "friendly", "account": "expense:halls", "amount": "100"})
    assert made.title in signed_in("finance").get(DESK).content.decode()


def test_open_figures_count_what_is_there(district: District) -> None:
    town.demand(kind="lift")
    made = town.open_one()
    actions.confirm_claim(actor("service"), town.claim("firm", made, "5000").code)
    page = Client().get(f"/{town.SLUG}/open/projects").content.decode()
    assert "¥5,000.00" in page and "加装电梯" in page
    table = Client().get(f"/{town.SLUG}/open/projects.csv").content.decode()
    assert "加装电梯 · 正在找资源,1" in table and "捐款" in table


def test_every_desk_page_opens(district: District) -> None:
    town.demand()
    town.shop()
    made = town.at_work()
    town.funded(made)
    for who in ("here", "street", "centre", "finance", "service"):
        client = signed_in(who)
        for path in ("", "/demands", "/resources", "/resources/new", "/all", "/all?view=all", f"/all/{made.code}"):
            assert client.get(f"{DESK}{path}").status_code == 200, (who, path)
        for path in ("/matching", "/matching?view=accepted", "/demands/new", "/demands/from-cases", "/new"):
            assert client.get(f"{DESK}{path}").status_code == (200 if who in ("here", "street", "centre") else 403), (
                who,
                path,
            )
    assert Client().get(f"{LISTS}/how").status_code == 200 and CODE
