"""A proposal walked in browsers: what is alike is offered, an editor publishes it, a neighbour stands behind it once, and
the bureau answers in public."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.installation import Installation, browser, window
from tests.browser.test_applying import Applicant
from tests.browser.test_story import Desk

pytestmark = pytest.mark.browser
PROPOSER, NEIGHBOUR = "13800138071", "13800138072"
TITLE = "3 路公交在工业园北门也停一站"
WHY = "北门的厂子下夜班是十一点，走到南门要十五分钟，路上没有灯，请 3 路公交在北门也停一站。"
ANSWER = "我们夜里到北门数过，下班的有一百四十多人。3 路末班增停工业园北门，下周一起试行，路灯由园区补装。"


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    with browser() as started:
        yield started


def signed_in(page: Page, installation: Installation, phone: str) -> None:
    if "/sign-in" in page.url:
        Applicant(page, installation, phone).sign_in()


def propose(page: Page, installation: Installation) -> str:
    """Two steps on a phone; the address of the proposal."""
    page.goto("/yicheng/dialogue")
    page.get_by_role("link", name="我要建言").first.click()
    signed_in(page, installation, PROPOSER)
    page.locator("#title").fill(TITLE)
    page.locator("#text").fill("短")
    page.locator("main .actions .button").click()
    expect(page.locator("#text-fault")).to_be_visible()
    expect(page.locator("#title")).to_have_value(TITLE)
    page.locator("#text").fill(WHY)
    page.locator("#organisation").select_option("370404-jiaotong")
    page.locator("main .actions .button").click()
    alike = page.locator(".voices li").first
    expect(alike).to_contain_text("让 3 路公交在工业园停一站")
    expect(alike).to_contain_text("214")
    page.get_by_role("button", name="都不一样，提交").click()
    expect(page.locator("main")).to_contain_text("审看")
    return page.url.removeprefix(installation.address).partition("#")[0]


def publish(page: Page) -> None:
    """As an editor does; nobody else reads it before."""
    Desk(page, "ycbianji")
    page.goto("/desk/dialogue/moderation")
    waiting = page.locator(".comments > li", has_text=TITLE)
    expect(waiting).to_have_count(1)
    waiting.get_by_role("button", name="公开", exact=True).click()
    expect(page.locator("main")).to_contain_text("已公开")


def support(page: Page, installation: Installation, proposal: str) -> None:
    """From sign-in back to it; tapped in two windows it counts once, and both are told so kindly."""
    page.goto("/sign-in?next=" + proposal)
    signed_in(page, installation, NEIGHBOUR)
    expect(page.locator("h1")).to_have_text(TITLE)
    other = page.context.new_page()
    other.goto(proposal)
    for one in (page, other):
        one.get_by_role("button", name="我也附议").click()
        expect(one.locator("main")).to_contain_text("您已附议")
        expect(one.locator(".stand .many")).to_have_text("1")
    other.close()


def answer(page: Page) -> None:
    """The bureau finds it behind the door that says how many wait, ticks it and answers."""
    Desk(page, "ycjiaotong")
    door = page.locator('a[href="/desk/dialogue"]').first
    expect(door).to_contain_text(re.compile(r"\d"))
    door.click()
    page.get_by_label(TITLE).check()
    page.get_by_role("button", name="答复勾选的").click()
    page.get_by_label("已采纳", exact=True).check()
    page.locator("#text").fill(ANSWER)
    page.get_by_role("button", name="公开答复").click()
    expect(page).to_have_url(re.compile("/desk/dialogue$"))
    expect(page.locator("main")).to_contain_text("已公开答复")


def test_a_proposal_from_a_phone_is_answered_in_public(chrome: Browser, installation: Installation) -> None:
    with window(chrome, installation, 390) as phone:
        proposal = propose(phone, installation)
        with window(chrome, installation, 390) as reader:
            assert reader.goto(proposal).status == 404  # type: ignore[union-attr]
            with window(chrome, installation, 1280) as desk:
                publish(desk)
            support(reader, installation, proposal)
        with window(chrome, installation, 1280) as desk:
            answer(desk)
        with window(chrome, installation, 390) as anybody:
            anybody.goto(proposal)
            expect(anybody.locator(".official")).to_contain_text("3 路末班增停工业园北门")
            expect(anybody.locator(".official .tag")).to_contain_text("采纳")
            expect(anybody.locator("main")).not_to_contain_text("我也附议")
            assert anybody.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing sticks out"
        phone.goto("/my")
        expect(phone.locator("main")).to_contain_text(TITLE)
