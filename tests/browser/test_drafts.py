"""What is being written stays on the device until it has arrived, and then never comes back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from linli.cases.models import Case
from linli.places.models import District
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def district() -> District:
    return factories.district()


def sign_in(page: Page, username: str) -> None:
    page.fill("[name=username]", username)
    page.fill("[name=password]", factories.PASSWORD)
    page.click("main form button")


def kept(page: Page, words: str) -> None:
    """Wait until the device has them."""
    page.wait_for_function("words => Object.values(localStorage).some(text => text.includes(words))", arg=words)


def test_what_the_patrol_has_noted_does_not_come_back(context: BrowserContext, live_server, district: District) -> None:
    page = context.new_page()
    page.goto(f"{live_server.url}/staff/sign-in?next=/patrol/report")
    sign_in(page, "grid")
    page.fill("#text", "窨井盖不见了")
    kept(page, "窨井盖不见了")
    page.reload()
    expect(page.locator("#text")).to_have_value("窨井盖不见了")
    page.locator("form[data-entry=report] .button.big").click()
    page.wait_for_url(f"{live_server.url}/patrol/")
    page.goto(f"{live_server.url}/patrol/report")
    expect(page.locator("#text")).to_have_value("")


def test_a_report_begun_afresh_is_empty(context: BrowserContext, live_server, district: District) -> None:
    page = context.new_page()
    page.goto(f"{live_server.url}/demo/report")
    page.fill("#text", "楼道里的灯坏了")
    page.get_by_role("button", name="下一步").click()
    page.wait_for_url("**/report/where")
    page.goto(f"{live_server.url}/demo/report")
    expect(page.locator("#text")).to_have_value("楼道里的灯坏了")
    page.locator("[name=fresh]").click()
    expect(page.locator("[name=fresh]")).to_have_count(0)
    expect(page.locator("#text")).to_have_value("")


def test_a_reply_is_no_draft_of_the_next_one(context: BrowserContext, live_server, district: District) -> None:
    opened = factories.report()
    case = factories.move("here", opened.case, "register", category=factories.DRAIN).case
    factories.move("here", case, "ask", question="是哪一个单元？")
    page = context.new_page()
    page.goto(f"{live_server.url}/c/{case.code}?k={opened.receipt}")
    page.fill("#reply-text", "二单元")
    kept(page, "二单元")
    page.locator("#reply button.button").click()
    expect(page.locator("#reply")).to_have_count(0)
    factories.move("here", Case.objects.get(pk=case.pk), "ask", question="几楼？")
    page.reload()
    expect(page.locator("#reply-text")).to_have_value("")


def test_what_was_typed_at_the_desk_outlives_the_session(
    context: BrowserContext, live_server, district: District
) -> None:
    case = factories.registered()
    page = context.new_page()
    page.goto(f"{live_server.url}/staff/sign-in?next=/desk/cases/{case.code}")
    sign_in(page, "here")
    page.locator("a[href$='/moves/answer']").first.click()
    page.fill("#move textarea", "管道已疏通，路面已冲洗")
    context.clear_cookies(name="sessionid")
    page.locator("#move .button:not([data-close])").last.click()
    page.wait_for_url(re.compile("/staff/sign-in"))
    sign_in(page, "here")
    expect(page.locator("textarea[name=text]")).to_have_value("管道已疏通，路面已冲洗")
    page.locator("main form .actions button").last.click()
    expect(page).to_have_url(re.compile(f"/desk/cases/{case.code}$"))
    page.goto(f"{live_server.url}/desk/cases/{case.code}/moves/answer")
    expect(page.locator("textarea[name=text]")).to_have_value("")


def test_a_new_case_is_kept_without_who_called(context: BrowserContext, live_server, district: District) -> None:
    page = context.new_page()
    page.goto(f"{live_server.url}/staff/sign-in?next=/desk/new")
    sign_in(page, "here")
    page.fill("#move-phone", "13800138000")
    page.fill("#move-text", "林家巷口堆了建筑垃圾")
    page.fill("#move-address", "东街社区林家巷52号")
    kept(page, "东街社区林家巷52号")
    page.reload()
    expect(page.locator("#move-text")).to_have_value("林家巷口堆了建筑垃圾")
    expect(page.locator("#move-phone")).to_have_value("")
    page.locator("#new-case .thumb button").click()
    expect(page.locator(".receipt")).to_be_visible()
    page.goto(f"{live_server.url}/desk/new")
    expect(page.locator("#move-text")).to_have_value("")


def test_a_number_is_asked_for_after_signing_in_again(context: BrowserContext, live_server, district: District) -> None:
    case = factories.report(contact={"phone": "13800138000"}).case
    page = context.new_page()
    page.goto(f"{live_server.url}/staff/sign-in?next=/desk/cases/{case.code}")
    sign_in(page, "here")
    page.locator("#phone summary").click()
    page.fill("#phone-reason", "问清楚在哪个单元")
    context.clear_cookies(name="sessionid")
    page.locator("#phone form > button").click()
    page.wait_for_url(re.compile("/staff/sign-in"))
    sign_in(page, "here")
    page.locator("#phone summary").click()
    expect(page.locator("#phone-reason")).to_have_value("问清楚在哪个单元")
    page.locator("#phone form > button").click()
    expect(page.locator("#phone")).to_contain_text("13800138000")
    page.reload()
    page.locator("#phone summary").click()
    expect(page.locator("#phone-reason")).to_have_value("")
