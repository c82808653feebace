"""An article from the first word to the phone of a reader: an editor writes, a chief editor agrees, in Chinese, asking no other host."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.installation import Installation, browser, window

pytestmark = pytest.mark.browser
TITLE = "村口的路灯亮了"


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    with browser() as started:
        yield started


def sign_in(page: Page, username: str) -> None:
    page.goto("/staff/sign-in?next=/cms/")
    page.locator("[name=username]").fill(username)
    page.locator("[name=password]").fill("linli-demo")
    page.locator("main form button").first.click()
    expect(page).to_have_url(re.compile(r"/cms/$"))


def write(page: Page) -> None:
    """In the channel 双基双员: a headline, a sentence, a paragraph; then off to review."""
    page.goto("/cms/pages/")
    page.get_by_role("link", name="双基双员").first.click()
    found = re.search(r"/pages/(\d+)/", page.url)
    assert found is not None
    page.goto(f"/cms/pages/add/portal/articlepage/{found[1]}/")
    page.locator("#id_title").fill(TITLE)
    page.locator("#id_summary").fill("报上来三天，十二盏灯都修好了。")
    page.locator(".c-sf-add-button").first.click()
    page.get_by_role("option", name="文字").click()
    words = page.locator("[contenteditable=true]").first
    words.click()
    words.press_sequentially("周一有人拍照说灯不亮，周四晚上全亮了。", delay=20)
    # What was typed reaches the form a moment later.
    expect(page.locator("[name=body-0-value]")).to_have_value(re.compile("周四晚上全亮了"))
    # What is typed is kept by itself after a moment; the menu beside the button holds the way to review.
    page.locator("footer .w-dropdown__toggle").last.click()
    page.get_by_role("button", name="提交给审稿").click()
    expect(page.locator(".messages")).to_contain_text(TITLE)


def test_an_article_is_written_agreed_to_and_read(chrome: Browser, installation: Installation) -> None:
    with window(chrome, installation, 1280) as page:
        sign_in(page, "ycbianji")
        expect(page.locator("html")).to_have_attribute("lang", "zh-hans")
        write(page)
    with window(chrome, installation, 1280) as page:
        sign_in(page, "ycshengao")
        page.goto("/desk/notices")
        page.get_by_text(re.compile(TITLE)).first.click()
        expect(page).to_have_url(re.compile(r"/cms/pages/\d+/edit/"))
        # The blocks of the text are put in by a script; a form sent before has none.
        expect(page.locator("[contenteditable=true]").first).to_contain_text("周四晚上")
        page.locator("footer .w-dropdown__toggle").last.click()
        page.get_by_role("button", name="同意并发布").click()
        expect(page.locator(".messages")).to_contain_text(TITLE)
    with window(chrome, installation, 390) as page:
        page.goto("/yicheng/shuangji-shuangyuan/")
        page.get_by_role("link", name=TITLE).click()
        expect(page.locator("h1")).to_have_text(TITLE)
        expect(page.locator(".piece .body")).to_contain_text("周四晚上全亮了")


def test_what_was_read_stays_readable_without_a_network(chrome: Browser, installation: Installation) -> None:
    with window(chrome, installation, 390) as page:
        page.goto("/yicheng/")
        page.evaluate("() => navigator.serviceWorker.ready")
        page.reload()
        page.goto("/yicheng/feigong-jingji/geti-hu-yeshi/")
        title = page.locator("h1").inner_text()
        page.wait_for_function("async () => (await (await caches.open('linli-read-1')).keys()).length === 1")
        page.context.set_offline(True)
        page.goto("/yicheng/feigong-jingji/geti-hu-yeshi/")
        expect(page.locator("h1")).to_have_text(title)
        page.goto("/yicheng/publishing")
        expect(page.locator("[data-kept] .title")).to_have_text([title])
        page.locator("[data-kept-forget]").click()
        expect(page.locator("[data-kept]")).to_be_hidden()
        page.context.set_offline(False)
