"""The portal as a firm's manager meets it: a code on a poster, the policy, the form; WeChat tells and answers; a proposal of
hers is stood behind by 214 people and answered in public; the editor prints the year's handbook."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.installation import Installation, browser, window
from tests.browser.test_editing import does, section
from tests.browser.test_editing import sign_in as sign_in_to_edit
from tests.browser.test_story import Desk
from tests.browser.test_wechat import IN_WECHAT, link_the_number, sign_in, wechat

if TYPE_CHECKING:
    from tests.gateways.wechat.peer import WeChat

__all__ = ["wechat"]
pytestmark = pytest.mark.browser
OPENID, PHONE = "oScannedThePoster", "13800138092"
POLICY = "关于实施小微企业招聘补贴的通知"
SERVICE = "小微企业招聘补贴"
FITTING = "关于小微企业减免税费的补充通知（演示）"
STOP = "班车线在工业园西门停一站"
WHY = "西门有六家厂，四百多人上下班，最近的站要走二十分钟，请公交在西门停一站。"
ANSWER = "谢谢您和 214 位附议的居民。我们到西门看过，路面够宽，下月起增停一站。"
SUPPORTERS = 214


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    with browser() as started:
        yield started


def code_on_the_poster(page: Page) -> str:
    """Where the code leads that hangs on the wall: the address below it, a short one."""
    page.goto("/yicheng/policies")
    page.get_by_role("link", name=re.compile(POLICY)).first.click()
    poster = page.locator(".takeaway").get_by_role("link", name="海报").get_attribute("href") or ""
    assert page.request.get(poster).body().startswith(b"%PDF-")
    picture = page.request.get(page.locator(".takeaway").get_by_role("link", name="PNG").get_attribute("href") or "")
    assert picture.body().startswith(b"\x89PNG")
    return poster.removesuffix("/poster.pdf")


def scanned(page: Page, code: str) -> None:
    """Exactly that policy: what it says in plain words stands above the official text, and one tap leads into the form."""
    page.goto(code)
    expect(page.locator("h1")).to_contain_text(POLICY)
    plain, official = (page.locator(f"#{name}").bounding_box() for name in ("plain", "text"))
    assert plain and official and plain["y"] < official["y"]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing sticks out"
    page.locator("main .thumb").get_by_role("link", name="去办理").click()


def subscribe(page: Page) -> None:
    """From the policy's page, to what is for firms and about taxes, by WeChat."""
    page.goto("/yicheng/policies/subscribe")
    page.locator("#audience").select_option("businesses")
    page.locator("#subject").select_option("税费")
    expect(page.locator("label", has=page.locator("[name=channel][value=sms]"))).to_contain_text("微信")
    page.locator("main .thumb button").click()
    expect(page.locator("main")).to_contain_text("税费")


def publish_a_fitting_one(chrome: Browser, installation: Installation) -> None:
    """An editor writes it, the chief editor agrees."""
    with window(chrome, installation, 1280) as editor, window(chrome, installation, 1280) as chief:
        sign_in_to_edit(editor, "ycbianji")
        editor.goto("/cms/snippets/portal/policy/add/")
        editor.locator("#id_title").fill(FITTING)
        editor.locator("#id_number").fill("峄政办演〔2026〕31号")
        editor.locator("#id_issuer").fill("枣庄市峄城区人民政府办公室（演示）")
        editor.locator("#id_level").select_option("district")
        editor.locator("#id_summary").fill("月销售额十万元以下的小店，明年继续免税，不用申请。")
        editor.locator("#id_text").fill(
            "一、延续减免\n月销售额十万元以下的，明年继续免征。\n二、不用申请\n按期申报即可。"
        )
        editor.locator("[name=audiences][value=businesses]").check()
        editor.locator("[name=subjects][value=税费]").check()
        does(editor, "送去审稿")
        expect(editor.locator(".messages")).to_contain_text(FITTING)
        sign_in_to_edit(chief, "ycshengao")
        section(chief, "等您审的").get_by_role("link", name=FITTING).click()
        does(chief, "同意并发布")
        expect(chief.locator(".messages")).to_contain_text(FITTING)


def told_of(wechat: WeChat, title: str) -> dict[str, object]:
    """The template message that reached her."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        for one in wechat.told:
            if title[:8] in one["data"]["thing1"]["value"]:
                return one
        time.sleep(0.2)
    raise AssertionError(f"she was told of {wechat.told}, not of {title}")


def propose(page: Page, installation: Installation) -> str:
    page.goto("/yicheng/dialogue/propose")
    page.locator("#title").fill(STOP)
    page.locator("#text").fill(WHY)
    page.locator("#organisation").select_option("370404-jiaotong")
    page.locator("main .actions .button").click()
    if page.get_by_role("button", name="都不一样，提交").count():
        page.get_by_role("button", name="都不一样，提交").click()
    expect(page.locator("main")).to_contain_text("审看")
    return page.url.removeprefix(installation.address).partition("#")[0]


def published(chrome: Browser, installation: Installation) -> None:
    with window(chrome, installation, 1280) as desk:
        Desk(desk, "ycbianji")
        desk.goto("/desk/dialogue/moderation")
        desk.locator(".comments > li", has_text=STOP).get_by_role("button", name="公开", exact=True).click()
        expect(desk.locator("main")).to_contain_text("已公开")


def stood_behind(installation: Installation, proposal: str) -> None:
    """By so many people, each of whom could sign in with a number of their own."""
    code = proposal.rsplit("/", 1)[1]
    installation.does(
        f"""
from linli.dialogue.actions import support
from linli.people.actions import resident_with
from linli.people.actors import Actor
for number in range({SUPPORTERS}):
    support(Actor.of(resident_with(f"1990033{{number:04d}}")), "{code}")
"""
    )


def answered(chrome: Browser, installation: Installation) -> None:
    with window(chrome, installation, 1280) as desk:
        Desk(desk, "ycjiaotong")
        desk.goto("/desk/dialogue")
        desk.get_by_label(STOP).check()
        desk.get_by_role("button", name="答复勾选的").click()
        desk.get_by_label("已采纳", exact=True).check()
        desk.locator("#text").fill(ANSWER)
        desk.get_by_role("button", name="公开答复").click()
        expect(desk.locator("main")).to_contain_text("已公开答复")


def printed(chrome: Browser, installation: Installation) -> None:
    """The editor sees what was read and where it was republished, and makes the year's handbook."""
    with window(chrome, installation, 1280) as editor:
        sign_in_to_edit(editor, "ycbianji")
        editor.goto("/desk/publishing")
        expect(editor.locator("main")).to_contain_text("22,062,100")
        editor.goto("/yicheng/policies/handbook")
        editor.locator("#since").fill("2026-01-01")
        editor.get_by_role("button", name="看看有多少").click()
        book = editor.get_by_role("link", name=re.compile("PDF")).get_attribute("href") or ""
        assert editor.request.get(book, timeout=60_000).body().startswith(b"%PDF-")


def test_a_code_on_a_poster_leads_to_all_of_it(installation: Installation, chrome: Browser, wechat: WeChat) -> None:
    from tests.gateways.wechat.peer import Phone

    with window(chrome, installation, 390) as passer_by:
        code = code_on_the_poster(passer_by)
    with window(chrome, installation, 390, by=IN_WECHAT, elsewhere=(wechat.address,)) as page:
        phone = Phone(wechat, installation.address, "yicheng", OPENID, safe=True)
        wechat.holder = OPENID
        phone.follow()
        sign_in(page)
        if "/sign-in" in page.url:
            link_the_number(page, installation, PHONE)
        scanned(page, code)
        expect(page.locator("h1, .step-heading").first).to_contain_text(SERVICE)
        subscribe(page)
        publish_a_fitting_one(chrome, installation)
        told = told_of(wechat, FITTING)
        assert told["touser"] == OPENID
        page.goto(str(told["url"]))
        expect(page.locator("h1")).to_have_text(FITTING)

        answer = phone.says("招聘补贴怎么领")
        assert "【办事】" in answer and "【政策】" in answer and SERVICE in answer

        proposal = propose(page, installation)
        published(chrome, installation)
        stood_behind(installation, proposal)
        answered(chrome, installation)
        page.goto(proposal)
        expect(page.locator(".stand .many")).to_have_text(str(SUPPORTERS))
        expect(page.locator(".official")).to_contain_text("下月起增停一站")
        expect(page.locator(".official")).to_contain_text("在时限内答复")
    printed(chrome, installation)
