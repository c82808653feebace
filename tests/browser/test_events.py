"""One seat and two who want it, walked in a browser: registered by phone, waiting, moved up, checked in at the door."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from linli.clock import LOCAL, now
from tests.browser.installation import Installation, browser, window
from tests.browser.test_applying import Applicant
from tests.browser.test_story import Desk

pytestmark = pytest.mark.browser
TITLE = "竹编灯笼班"


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    with browser() as started:
        yield started


def announce(page: Page) -> str:
    """The street writes an event of one seat that begins in an hour, and announces it; its address at the desk."""
    page.goto("/desk/events")
    page.get_by_role("link", name="写一场活动").first.click()
    begins = now().astimezone(LOCAL) + timedelta(hours=1)
    for name, value in (
        ("title", TITLE), ("text", "竹篾和纸由我们准备。"), ("place", "坛山街道办事处一楼"), ("seats", "1"),
        ("begins_at", f"{begins:%Y-%m-%dT%H:%M}"), ("ends_at", f"{begins + timedelta(hours=2):%Y-%m-%dT%H:%M}"),
    ):  # fmt: skip
        page.locator(f"[name={name}]").fill(value)
    page.get_by_role("button", name="存为草稿").click()
    page.get_by_role("button", name="发布").click()
    expect(page.locator("main")).to_contain_text("可以报名")
    return page.url


def register(phone: Page, installation: Installation, number: str) -> str:
    """From the district's calendar, signing in on the way; the registration's number."""
    phone.goto("/yicheng/events")
    phone.get_by_role("link", name=TITLE).first.click()
    phone.locator("main a.button.wide").click()
    Applicant(phone, installation, number).sign_in()
    expect(phone).to_have_url(re.compile(r"/yicheng/events/"))
    phone.locator("main form button.wide").click()
    expect(phone).to_have_url(re.compile(r"/e/HD-"))
    return phone.url.rpartition("/")[2]


def test_the_seat_goes_to_the_next_in_line_and_is_checked_in_at_the_door(
    installation: Installation, chrome: Browser
) -> None:
    with window(chrome, installation, 1280) as page, window(chrome, installation, 390) as first:
        Desk(page, "tanshan")
        event = announce(page)
        given = register(first, installation, "13800138021")
        expect(first.locator(".ticket .qr svg")).to_be_visible()
        expect(first.locator(".ticket")).to_contain_text(given)
        with window(chrome, installation, 390) as second:
            code = register(second, installation, "13800138022")
            expect(second.locator(".ticket")).to_contain_text("您排在第一位")
            expect(second.locator(".ticket .qr")).to_have_count(0)
            first.get_by_text("取消报名", exact=True).first.click()
            first.locator("main form button.danger").click()
            expect(first.locator(".ticket")).to_contain_text("已取消")
            second.reload()
            expect(second.locator(".ticket .qr svg")).to_be_visible()
        check_in(page, event, given, code)


def check_in(page: Page, event: str, cancelled: str, code: str) -> None:
    """By the number as it is said: not who cancelled; who moved up, by its last four; and no second time."""
    page.goto(event)
    for said, heard in ((cancelled, "已取消"), (code[-4:].lower(), "欢迎"), (code, "已经签到过了")):
        page.locator("#code").fill(said)
        page.locator("form:has(#code) button").click()
        expect(page.locator("body")).to_contain_text(heard)
    page.goto(f"/desk/door/{code}")
    expect(page.locator(".door-box")).to_contain_text("已到")
