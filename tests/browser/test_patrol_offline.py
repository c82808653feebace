"""A grid officer in a cellar: the patrol's pages work without network, and what was noted arrives exactly once."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from linli.cases.models import Case, Channel, PatrolCheck
from linli.catalogue import actions as catalogue
from linli.places.models import District
from tests import factories

# An entry waits for its position, and what was not taken is sent again after a while: both are as designed.
PATIENCE = 20_000

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def district() -> District:
    found = factories.district()
    duty = catalogue.PatrolDutyRow
    catalogue.replace_patrol_duties(
        found,
        [
            duty("fire", "消防通道巡查", ("消防车通道和楼梯间是否畅通",), "daily"),
            duty("facilities", "市政设施巡查", ("路面和井盖",), "daily"),
            duty("disputes", "矛盾纠纷排查", ("邻里争执",), "weekly"),
        ],
    )
    return found


def signed_in(context: BrowserContext, address: str, username: str = "grid") -> Page:
    """The rounds, once they are kept on the phone."""
    page = context.new_page()
    page.goto(f"{address}/staff/sign-in?next=/patrol/")
    page.fill("[name=username]", username)
    page.fill("[name=password]", factories.PASSWORD)
    page.click("main form button")
    page.wait_for_url(f"{address}/patrol/")
    page.wait_for_selector("html[data-kept]", state="attached")
    return page


def all_sent(page: Page) -> None:
    expect(page.locator("[data-queue-list] li:not([data-state=sent])")).to_have_count(0, timeout=PATIENCE)


def test_what_is_noted_offline_arrives_once(context: BrowserContext, live_server, district: District) -> None:
    page = signed_in(context, live_server.url)
    context.set_offline(True)

    page.locator("form[data-duty=fire] [data-fine]").click()
    expect(page.locator("#queue-title")).to_have_text("待发送 1 条")
    problem = page.locator("form[data-duty=facilities]")
    problem.locator("summary").click()
    problem.locator("textarea").fill("井盖松动，车一过就响")
    problem.locator("[value=problem]").click()
    expect(page.locator("#queue-title")).to_have_text("待发送 2 条")

    page.goto(f"{live_server.url}/patrol/report")
    page.fill("#text", "林家巷52号门口下水道堵了")
    page.locator("form[data-entry=report] .button.big").click()
    page.wait_for_url(f"{live_server.url}/patrol/")
    page.reload()
    expect(page.locator("#queue-title")).to_have_text("待发送 3 条")
    expect(page.locator("form[data-duty=fire] [data-state]")).to_contain_text("已查看")
    assert not PatrolCheck.objects.exists() and not Case.objects.exists()

    context.set_offline(False)
    expect(page.locator("#queue-title")).to_have_text("都已发送", timeout=PATIENCE)
    page.reload()
    all_sent(page)
    checks = {check.duty.code: check for check in PatrolCheck.objects.select_related("duty", "case")}
    assert sorted(checks) == ["facilities", "fire"]
    assert {check.area_id for check in checks.values()} == {f"{factories.HERE}001"}
    texts = sorted(Case.objects.filter(channel=Channel.PATROL).values_list("text", flat=True))
    assert texts == ["市政设施巡查：井盖松动，车一过就响", "林家巷52号门口下水道堵了"]
    assert checks["facilities"].case is not None


def test_who_leaves_the_page_at_once_keeps_the_place(context: BrowserContext, live_server, district: District) -> None:
    page = signed_in(context, live_server.url)
    context.set_offline(True)
    # The satellites take their time.
    page.evaluate("navigator.geolocation.getCurrentPosition = () => {}")
    page.locator("form[data-duty=fire] [data-fine]").click()
    expect(page.locator("#queue-title")).to_have_text("待发送 1 条")
    page.goto(f"{live_server.url}/patrol/report")
    expect(page.locator("#queue-title")).to_have_text("待发送 1 条")

    context.set_offline(False)
    expect(page.locator("#queue-title")).to_have_text("都已发送", timeout=PATIENCE)
    assert PatrolCheck.objects.get().area_id == f"{factories.HERE}001"


def test_a_double_tap_is_one_entry(context: BrowserContext, live_server, district: District) -> None:
    page = signed_in(context, live_server.url)
    context.set_offline(True)
    page.locator("form[data-duty=fire] [data-fine]").evaluate("button => { button.click(); button.click(); }")
    expect(page.locator("#queue-title")).to_have_text("待发送 1 条")
    expect(page.locator("form[data-duty=fire] [aria-busy]")).to_have_count(0)
    expect(page.locator("#queue-title")).to_have_text("待发送 1 条")

    context.set_offline(False)
    expect(page.locator("#queue-title")).to_have_text("都已发送", timeout=PATIENCE)
    assert PatrolCheck.objects.count() == 1


def test_an_answer_that_was_lost_is_asked_for_again(context: BrowserContext, live_server, district: District) -> None:
    page = signed_in(context, live_server.url)
    lost: list[str] = []

    def lose_first(route: Route) -> None:
        answer = route.fetch()
        if lost:
            route.fulfill(response=answer)
        else:
            lost.append(answer.text())
            route.abort()

    page.route("**/patrol/entries", lose_first)
    page.locator("form[data-duty=fire] [data-fine]").click()
    expect(page.locator("#queue-title")).to_have_text("待发送 1 条")
    page.locator("[data-queue-send]").click()
    expect(page.locator("#queue-title")).to_have_text("都已发送", timeout=PATIENCE)
    assert len(lost) == 1
    assert PatrolCheck.objects.count() == 1


def test_what_the_server_refuses_is_kept_with_its_reason_and_mended(
    context: BrowserContext, live_server, district: District
) -> None:
    page = signed_in(context, live_server.url)
    context.set_geolocation({"latitude": 39.9, "longitude": 116.4, "accuracy": 12})
    page.goto(f"{live_server.url}/patrol/report")
    page.fill("#text", "窨井盖不见了")
    page.locator("form[data-entry=report] .button.big").click()
    refused = page.locator("[data-queue-list] li[data-state=refused]")
    expect(refused).to_contain_text("不在演示区")
    assert not Case.objects.exists()

    page.reload()
    lat, lon = factories.spot()
    context.set_geolocation({"latitude": lat, "longitude": lon, "accuracy": 12})
    refused.get_by_role("button", name="改一改再发").click()
    page.wait_for_url("**/patrol/report?entry=*")
    expect(page.locator("#text")).to_have_value("窨井盖不见了")
    page.locator("[data-locate]").click()
    expect(page.locator("#where-said")).to_contain_text("米")
    page.locator("form[data-entry=report] .button.big").click()
    expect(page.locator("#queue-title")).to_have_text("都已发送", timeout=PATIENCE)
    assert Case.objects.get().area_id == f"{factories.HERE}001"


def test_kept_pages_are_shown_to_nobody_who_signs_in_after(
    context: BrowserContext, live_server, district: District
) -> None:
    page = signed_in(context, live_server.url)
    context.set_offline(True)
    page.goto(f"{live_server.url}/patrol/")
    expect(page.locator("h1")).to_have_text("今天的巡查")
    context.set_offline(False)
    context.clear_cookies(name="sessionid")

    page.goto(f"{live_server.url}/staff/sign-in?next=/desk/")
    page.fill("[name=username]", "here")
    page.fill("[name=password]", factories.PASSWORD)
    page.click("main form button")
    page.wait_for_url(f"{live_server.url}/desk/")
    context.set_offline(True)
    page.goto(f"{live_server.url}/patrol/")
    expect(page.locator("h1")).to_have_text("现在没有网络")


def test_a_colleagues_entries_wait_for_the_colleague(context: BrowserContext, live_server, district: District) -> None:
    page = signed_in(context, live_server.url)
    context.set_offline(True)
    page.locator("form[data-duty=fire] [data-fine]").click()
    expect(page.locator("#queue-title")).to_have_text("待发送 1 条")
    page.close()
    context.clear_cookies()
    context.set_offline(False)

    other = signed_in(context, live_server.url, "here")
    expect(other.locator("[data-queue-said]")).to_contain_text("同事的 1 条")
    assert not PatrolCheck.objects.exists()
    other.close()
    context.clear_cookies()
    all_sent(signed_in(context, live_server.url))
    expect(context.pages[-1].locator("#queue-title")).to_have_text("都已发送", timeout=PATIENCE)
    assert PatrolCheck.objects.get().account.username == "grid"
