"""A collection point without network: tickets stay on the device, arrive exactly once, and what cannot be is kept with its reason."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from linli import clock as wall
from linli.cooperative.models import Weighing
from linli.places.models import District
from tests import factories
from tests.conftest import MovableClock

PATIENCE = 20_000
POINT = "/desk/cooperative/point"

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def district(clock: MovableClock) -> District:
    """The town as it is told of, and a price for today: a browser keeps real time."""
    from tests.cooperative import town

    found = town.district()
    wall.release()
    day = wall.today()
    if day.year > 2026 or day.month < 9:
        town.agreed(first=day.isoformat(), last=day.isoformat())
    return found


def signed_in(context: BrowserContext, address: str) -> Page:
    """The point, once it is kept on the device."""
    page = context.new_page()
    page.goto(f"{address}/staff/sign-in?next={POINT}")
    page.fill("[name=username]", "collector")
    page.fill("[name=password]", factories.PASSWORD)
    page.click("main form button")
    page.wait_for_url(f"{address}{POINT}")
    page.wait_for_selector("html[data-kept]", state="attached")
    return page


def note(page: Page, *, household: str = "", tag: str = "", kg: str = "6", temperature: str = "5") -> None:
    given = {"household": household, "tag": tag, "kg": kg, "fat": "4.8", "density": "1.032", "temperature": temperature}
    for name, value in given.items():
        page.fill(f"form.weigh [name={name}]", value)
    page.locator("form.weigh .button.big").click()


def test_tickets_noted_offline_arrive_once(context: BrowserContext, live_server, district: District) -> None:
    page = signed_in(context, live_server.url)
    context.set_offline(True)
    page.goto(f"{live_server.url}{POINT}")
    expect(page.locator("[data-network]")).to_contain_text("没有网络")
    page.fill("[name=household]", "1001")
    expect(page.locator("#who")).to_have_text("1001 号户，名字最后一个字是“1”")
    note(page, household="1001")
    expect(page.locator("#queue-title")).to_have_text("待发送 1 条")
    expect(page.locator("[data-queue-list] li")).to_contain_text("一级，每公斤 40.00 元，共 240.00 元")
    expect(page.locator("[name=ticket]")).to_have_value("000002")
    note(page, tag="b1", temperature="14")
    expect(page.locator("#queue-title")).to_have_text("待发送 2 条")
    page.reload()
    expect(page.locator("#queue-title")).to_have_text("待发送 2 条")
    expect(page.locator("[name=ticket]")).to_have_value("000003")
    assert not Weighing.objects.exists()

    context.set_offline(False)
    expect(page.locator("#queue-title")).to_have_text("都已发送", timeout=PATIENCE)
    rows = {row.ticket: row for row in Weighing.objects.select_related("household", "camel")}
    assert sorted(rows) == ["000001", "000002"]
    assert (rows["000001"].household.number, rows["000001"].amount, rows["000001"].way) == (1001, 240, "point")
    assert (rows["000002"].camel.tag, rows["000002"].fault) == ("B1", "warm")


def test_an_answer_that_was_lost_is_asked_for_again(context: BrowserContext, live_server, district: District) -> None:
    page = signed_in(context, live_server.url)
    lost: list[int] = []

    def lose_first(route: Route) -> None:
        answer = route.fetch()
        if lost:
            route.fulfill(response=answer)
        else:
            lost.append(answer.status)
            route.abort()

    page.route("**/point/entries", lose_first)
    note(page, household="1001")
    expect(page.locator("#queue-title")).to_have_text("待发送 1 条")
    page.locator("[data-queue-send]").click()
    expect(page.locator("#queue-title")).to_have_text("都已发送", timeout=PATIENCE)
    assert lost == [201] and Weighing.objects.count() == 1


def test_what_cannot_be_is_refused_with_its_reason_kept_and_mended(
    context: BrowserContext, live_server, district: District
) -> None:
    page = signed_in(context, live_server.url)
    note(page, tag="A1", kg="900")
    refused = page.locator("[data-queue-list] li[data-state=refused]")
    expect(refused).to_contain_text("一峰一天最多 15", timeout=PATIENCE)
    page.reload()
    expect(refused).to_contain_text("900 kg")
    assert not Weighing.objects.exists()

    refused.get_by_role("button", name="改一改再记").click()
    expect(page.locator("[name=tag]")).to_have_value("A1")
    page.fill("[name=kg]", "9")
    page.locator("form.weigh .button.big").click()
    expect(page.locator("#queue-title")).to_have_text("都已发送", timeout=PATIENCE)
    assert [(row.kg, row.ticket) for row in Weighing.objects.all()] == [(9, "000001")]
    expect(page.locator("[data-queue-list] li")).to_have_count(1)
