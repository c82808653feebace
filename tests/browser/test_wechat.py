"""A firm's manager in WeChat: signs in by it, asks the official account, opens what it answers, and is told how her report stands."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.installation import Installation, browser, window
from tests.conftest import IN_CI

if TYPE_CHECKING:
    from tests.gateways.wechat.peer import WeChat

pytestmark = pytest.mark.browser
OPENID, PHONE = "oManagerOfAFirm", "13800138091"
IN_WECHAT = "Mozilla/5.0 (Linux; Android 14; V2309A) AppleWebKit/537.36 Chrome/116.0 Mobile MicroMessenger/8.0.49"


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    with browser() as started:
        yield started


@pytest.fixture
def wechat(installation: Installation) -> Iterator[WeChat]:
    """WeChat's server on a port of its own, and the installation's account for 峄城 there, in safe mode."""
    if not IN_CI:
        pytest.importorskip("wechatpy", reason="wechatpy is not installed: pip install -r requirements-dev.in")
    from tests.gateways.wechat.peer import AES_KEY, TEMPLATE, WeChat, entry

    # What an installation keeps of the server of another story is no token of this one.
    server = WeChat(secrets.token_hex(4))
    server.holder = OPENID
    installation.has_official_accounts(entry("yicheng", server.address, aes_key=AES_KEY, template=TEMPLATE))
    yield server
    installation.has_official_accounts()
    server.end()


def sign_in(page: Page) -> None:
    """From the district's page, by the button that is there in WeChat."""
    page.goto("/yicheng/")
    page.goto("/my")
    page.locator("main").get_by_role("link", name="登录", exact=True).click()
    page.get_by_role("link", name="用微信登录").click()


def test_she_signs_in_asks_and_is_told(installation: Installation, chrome: Browser, wechat: WeChat) -> None:
    from tests.gateways.wechat.peer import Phone

    with window(chrome, installation, 390, by=IN_WECHAT, elsewhere=(wechat.address,)) as page:
        sign_in(page)
        link_the_number(page, installation)
        page.get_by_role("button", name="退出").click()
        sign_in(page)
        expect(page).to_have_url(re.compile("/my(#|$)"))
        expect(page.locator("main")).to_contain_text(f"138****{PHONE[-4:]}")

        phone = Phone(wechat, installation.address, "yicheng", OPENID, safe=True)
        assert "峄城" in phone.follow()
        answer = phone.says("招聘补贴怎么领")
        assert "【办事】" in answer and "【政策】" in answer and "小微企业招聘补贴" in answer
        for address, words in re.findall('<a href="([^"]+)">([^<]+)</a>', answer)[:2]:
            page.goto(address)
            expect(page.locator("h1")).to_contain_text(words[:10])

        assert "回复“报事”" in phone.says("路灯坏了，晚上看不见路")
        phone.says("报事")
        phone.says("跳过")
        assert "已经上报" in phone.says("提交")
        told = wait_for_a_template(wechat)
        assert told["touser"] == OPENID and "路灯坏了" in told["data"]["thing1"]["value"]
        page.goto(told["url"])
        expect(page.locator("main")).to_contain_text("路灯坏了，晚上看不见路")
    assert not [text for text in installation.texts_to(PHONE) if "路灯" in text], "and by no text message besides"


def link_the_number(page: Page, installation: Installation, number: str = PHONE) -> None:
    """The first time WeChat is followed by the number and its code."""
    expect(page).to_have_url(re.compile("/sign-in"))
    expect(page.get_by_role("link", name="用微信登录")).to_have_count(0)
    page.locator("input[name=phone]").fill(number)
    page.locator("main form button").first.click()
    page.locator("input[name=code]").fill(installation.code_sent_to(number))
    page.locator("main form button").first.click()
    expect(page).to_have_url(re.compile("/wechat/yicheng/link(#|$)"))
    expect(page.locator("main")).to_contain_text(f"138****{number[-4:]}")
    page.locator("main form button").first.click()
    expect(page).to_have_url(re.compile("/my(#|$)"))


def wait_for_a_template(wechat: WeChat) -> dict[str, object]:
    until = time.monotonic() + 20
    while time.monotonic() < until and not wechat.told:
        time.sleep(0.1)
    return wechat.told[-1]
