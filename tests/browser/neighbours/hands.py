"""The hands of the neighbours' story: windows of people, now or later, forms filled in and sent, papers read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.another_time import HEADER
from tests.browser.installation import Installation, window
from tests.browser.test_applying import Applicant
from tests.browser.test_story import Desk

HERE = ZoneInfo("Asia/Shanghai")


def today() -> date:
    return datetime.now(HERE).date()


def after_the_month() -> datetime:
    """The morning of the sixth of the next month."""
    return datetime.combine((today().replace(day=1) + timedelta(days=32)).replace(day=6), time(9, 30), HERE)


def move(page: Page, to: datetime) -> None:
    """From here on this window lives at that moment."""
    ahead = (to - datetime.now(HERE)).total_seconds()
    page.context.set_extra_http_headers({HEADER: f"{ahead:.0f}"})


@contextmanager
def at_desk(
    chrome: Browser, installation: Installation, username: str, at: datetime | None = None, width: int = 1280
) -> Iterator[Page]:
    with window(chrome, installation, width) as page:
        if at:
            move(page, at)
        Desk(page, username)
        yield page


@contextmanager
def at_home(chrome: Browser, installation: Installation, phone: str, path: str) -> Iterator[Page]:
    """On a phone, signed in with the code that is sent, on a page."""
    with window(chrome, installation, 390) as page:
        page.goto(f"/sign-in?next={path}")
        Applicant(page, installation, phone).sign_in()
        expect(page).to_have_url(re.compile(re.escape(path)))
        yield page


def fill(form: Locator, **given: Any) -> None:
    """Fill a form by the names of its fields; a list ticks several, what is folded away is opened."""
    expect(form).to_have_count(1)
    for folded in form.locator("xpath=ancestor::details[not(@open)]").all():
        folded.locator("summary").first.click()
    for name, value in given.items():
        field = form.locator(f'[name="{name}"]')
        kind = field.first.evaluate("one => one.tagName + ':' + one.type")
        if kind.startswith("SELECT"):
            field.select_option(value)
        elif kind.endswith((":radio", ":checkbox")):
            for one in [value] if isinstance(value, str) else value:
                form.locator(f'[name="{name}"][value="{one}"]').check()
        else:
            field.fill(value)


def press(form: Locator, button: str = "") -> None:
    """The named button, or the last one."""
    with form.page.expect_navigation():
        (form.get_by_role("button", name=button, exact=True) if button else form.locator("button").last).click()


def send(form: Locator, button: str = "", **given: Any) -> None:
    """Fill it in and send it; nothing was wrong."""
    page = form.page
    fill(form, **given)
    press(form, button)
    expect(page.locator("main .fault")).to_have_count(0)
    expect(page.locator("main .faults")).to_have_count(0)


def form_to(page: Page, action_end: str) -> Locator:
    return page.locator(f'main form[action$="{action_end}"]')


def follow(page: Page, link: str | re.Pattern[str], within: str = "main") -> None:
    """Go where the first link of that name leads."""
    with page.expect_navigation():
        page.locator(within).get_by_role("link", name=link).first.click()


def code_in(page: Page) -> str:
    return page.url.partition("?")[0].partition("#")[0].rstrip("/").rpartition("/")[2]


def opens_paper(page: Page, link: str) -> bytes:
    """The paper behind a link of the page: a PDF."""
    href = page.locator("main").get_by_role("link", name=link).first.get_attribute("href")
    paper = page.request.get(str(href))
    assert paper.ok and paper.body().startswith(b"%PDF"), (paper.status, href)
    return paper.body()


def shows(page: Page, *words: str) -> None:
    for one in words:
        expect(page.locator("main")).to_contain_text(one)
