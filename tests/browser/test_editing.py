"""An article's whole life, in Chinese and asking no other host: written, reviewed, published, changed, rolled back, taken down."""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.sync_api import APIResponse, Browser, Error, Locator, Page, Route, expect

from tests.browser.installation import Installation, browser, window

pytestmark = pytest.mark.browser
TITLE = "村口的路灯亮了"
CHANNEL = "/yicheng/shuangji-shuangyuan/"
EDITOR, CHIEF = "ycbianji", "ycshengao"


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


def section(page: Page, name: str) -> Locator:
    """One of the lists on the editor's home."""
    return page.locator(".own section").filter(has=page.get_by_role("heading", name=re.compile(name)))


def opened(page: Page, name: str, title: str) -> None:
    """Open a piece from its list; the blocks of its text are put in by a script, and a form sent before has none."""
    page.goto("/cms/")
    section(page, name).get_by_role("link", name=title, exact=True).click()
    expect(page).to_have_url(re.compile(r"/cms/pages/\d+/edit/"))
    expect(page.locator("[contenteditable=true]").first).to_contain_text("周四晚上")


def does(page: Page, action: str) -> None:
    """One of the actions beside the button that keeps a draft."""
    page.locator("footer .w-dropdown__toggle").last.click()
    page.get_by_role("button", name=action).click()


def block(page: Page, kind: str) -> Locator:
    """Another block at the end of the text."""
    page.locator(".c-sf-add-button").last.click()
    page.get_by_role("listbox").get_by_role("option", name=kind, exact=True).click()
    return page.locator("[data-streamfield-child]").last


def hand_in(page: Page, where: Locator, choose: str, title: str, name: str, content: bytes) -> None:
    """A file that is not there yet, handed in from within the article."""
    where.get_by_role("button", name=choose).click()
    dialog = page.locator(".modal-dialog")
    dialog.get_by_role("tab", name="上传").click()
    dialog.locator("input[type=file]").set_input_files({"name": name, "mimeType": "", "buffer": content})
    dialog.locator("input[name$=title]").last.fill(title)
    dialog.get_by_role("button", name="上传").last.click()
    expect(dialog).to_be_hidden()


def picture() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (1280, 720), "#0a6b5e").save(buffer, "PNG")
    return buffer.getvalue()


def write(page: Page) -> None:
    """In the channel 双基双员: a headline, a sentence, a paragraph, a picture, a video, a file; then off to review."""
    page.get_by_text("写一篇文章").click()
    page.get_by_role("link", name="双基双员").click()
    page.locator("#id_title").fill(TITLE)
    page.locator("#id_kind").select_option(label="公告")
    page.locator("#id_summary").fill("报上来三天，十二盏灯都修好了。")
    words = block(page, "文字").locator("[contenteditable=true]")
    words.click()
    words.press_sequentially("周一有人拍照说灯不亮，周四晚上全亮了。", delay=20)
    shown = block(page, "图片")
    hand_in(page, shown, "选择一个图片", "路灯", "lamp.png", picture())
    shown.locator("[name$=told]").fill("村口的路灯")
    film = block(page, "视频")
    hand_in(page, film, "选择一个文档", "夜里的村口", "night.mp4", b"\0\0\0\x18ftypmp42" + bytes(64))
    film.locator("[name$=told]").fill("夜里的村口")
    hand_in(page, block(page, "文件"), "选择一个文档", "维修清单", "list.pdf", b"%PDF-1.4 demo")
    # What was typed reaches the form a moment later.
    expect(page.locator("[name=body-0-value]")).to_have_value(re.compile("周四晚上全亮了"))
    does(page, "送去审稿")
    expect(page.locator(".messages")).to_contain_text(TITLE)


def address_of(page: Page) -> str:
    """Where an article of that title stands in its channel."""
    page.goto(CHANNEL)
    return page.get_by_role("link", name=re.compile(TITLE)).first.get_attribute("href") or ""


def test_an_article_is_written_reviewed_changed_rolled_back_and_taken_down(
    chrome: Browser, installation: Installation
) -> None:
    with (
        window(chrome, installation, 1280) as editor, window(chrome, installation, 1280) as chief,
        window(chrome, installation, 390) as reader,
    ):  # fmt: skip
        sign_in(editor, EDITOR)
        expect(editor.locator("html")).to_have_attribute("lang", "zh-hans")
        write(editor)
        sign_in(chief, CHIEF)
        given_back_with_a_word(chief, editor)
        agreed_to_and_read(chief, reader)
        changed_by_two(chief, editor, reader)
        rolled_back(chief, editor, reader)
        taken_down_and_up_again(chief, editor, reader)


def given_back_with_a_word(chief: Page, editor: Page) -> None:
    opened(chief, "等您审的", TITLE)
    give_back(chief, "请写明是哪个村")
    editor.goto("/cms/")
    expect(section(editor, "退回给您的")).to_contain_text("请写明是哪个村")
    opened(editor, "退回给您的", TITLE)
    editor.locator("#id_summary").fill("峨山镇的十二盏灯都修好了。")
    does(editor, "改好了，再送审稿")
    expect(editor.locator(".messages")).to_contain_text(TITLE)
    editor.goto("/cms/")
    expect(section(editor, "已送审")).to_contain_text(TITLE)


def give_back(chief: Page, word: str) -> None:
    does(chief, "退回并说明")
    dialog = chief.locator(".modal-dialog")
    dialog.locator("textarea").fill(word)
    dialog.get_by_role("button", name="退回并说明").click()
    expect(chief.locator(".messages")).to_contain_text(TITLE)


def agreed_to_and_read(chief: Page, reader: Page) -> None:
    chief.goto("/desk/notices")
    chief.get_by_text(re.compile(TITLE)).first.click()
    expect(chief.locator("[contenteditable=true]").first).to_contain_text("周四晚上")
    does(chief, "同意并发布")
    expect(chief.locator(".messages")).to_contain_text(TITLE)
    reader.goto(address_of(reader))
    expect(reader.locator("h1")).to_have_text(TITLE)
    body = reader.locator(".piece .body")
    expect(body).to_contain_text("周四晚上全亮了")
    expect(body.locator("img[alt='村口的路灯']")).to_be_visible()
    expect(reader.locator(".piece .meta")).to_contain_text("公告")
    for link in (
        body.locator("video").get_attribute("src"),
        body.get_by_role("link", name="维修清单").get_attribute("href"),
    ):
        assert reader.request.get(link or "").ok, link


def changed_by_two(chief: Page, editor: Page, reader: Page) -> None:
    """What the chief editor changes on the way, somebody else agrees to."""
    editor.goto("/cms/")
    section(editor, "最近发布").locator("tr", has_text=TITLE).get_by_role("link", name="修改").click()
    expect(editor.locator("[contenteditable=true]").first).to_contain_text("周四晚上")
    editor.locator("#id_title").fill(f"{TITLE}（续）")
    does(editor, "送去审稿")
    expect(editor.locator(".messages")).to_contain_text(TITLE)
    opened(chief, "等您审的", f"{TITLE}（续）")
    chief.locator("#id_title").fill(f"{TITLE}，还装了新的")
    does(chief, "同意并发布")
    expect(chief.locator(".messages")).to_contain_text("请另一位审稿人看")
    reader.goto(address_of(reader))
    expect(reader.locator("h1")).to_have_text(TITLE)
    opened(chief, "等您审的", f"{TITLE}，还装了新的")
    give_back(chief, "标题我改了，请看一遍")
    opened(editor, "退回给您的", f"{TITLE}，还装了新的")
    does(editor, "改好了，再送审稿")
    expect(editor.locator(".messages")).to_contain_text(TITLE)
    agree(chief, f"{TITLE}，还装了新的")
    reader.goto(address_of(reader))
    expect(reader.locator("h1")).to_have_text(f"{TITLE}，还装了新的")


def agree(chief: Page, title: str) -> None:
    opened(chief, "等您审的", title)
    does(chief, "同意并发布")
    expect(chief.locator(".messages")).to_contain_text(TITLE)


def rolled_back(chief: Page, editor: Page, reader: Page) -> None:
    """An earlier version is taken up again, and reviewed like any other."""
    editor.goto("/cms/")
    section(editor, "最近发布").locator("tr", has_text=TITLE).get_by_role("link", name="修改").click()
    editor.goto(re.sub(r"edit/$", "history/", editor.url))
    # Newest first: what is published, what the chief editor changed, what was sent before that, the first that was published.
    kept = editor.locator("tr", has_text="已保存草稿").nth(3)
    kept.get_by_role("button", name="操作").click()
    editor.get_by_role("link", name="用回这一版").click()
    expect(editor.locator("#id_title")).to_have_value(TITLE)
    editor.locator("footer").get_by_role("button").first.click()
    expect(editor.locator(".messages")).to_contain_text(TITLE)
    opened(editor, "我的草稿", TITLE)
    does(editor, "送去审稿")
    expect(editor.locator(".messages")).to_contain_text(TITLE)
    agree(chief, TITLE)
    reader.goto(address_of(reader))
    expect(reader.locator("h1")).to_have_text(TITLE)


def taken_down_and_up_again(chief: Page, editor: Page, reader: Page) -> None:
    address = address_of(reader)
    film = reader.request.get(address).text().split('src="/documents/')[1].split('"')[0]
    chief.goto("/cms/")
    section(chief, "最近发布").locator("tr", has_text=TITLE).get_by_role("link", name="修改").click()
    chief.goto(re.sub(r"edit/$", "unpublish/", chief.url))
    chief.get_by_role("button", name=re.compile("下线")).first.click()
    assert [reader.request.get(one).status for one in (address, f"/documents/{film}")] == [404, 404]
    opened(editor, "我的草稿", TITLE)
    does(editor, "送去审稿")
    expect(editor.locator(".messages")).to_contain_text(TITLE)
    agree(chief, TITLE)
    assert [reader.request.get(one).status for one in (address, f"/documents/{film}")] == [200, 200]


def test_what_is_sent_while_it_is_being_kept_makes_one_page(chrome: Browser, installation: Installation) -> None:
    """The server has kept a new page, and its answer is still on the way when the editor sends it to review."""
    held: list[tuple[Route, APIResponse]] = []

    def hold(route: Route) -> None:
        if "application/json" in route.request.headers.get("accept", ""):
            held.append((route, route.fetch()))
        else:
            route.continue_()

    with window(chrome, installation, 1280) as page:
        sign_in(page, EDITOR)
        page.get_by_text("写一篇文章").click()
        page.get_by_role("link", name="双基双员").click()
        page.route(re.compile("/cms/pages/add/"), hold)
        page.locator("#id_title").fill("只该有一篇")
        page.locator("#id_kind").select_option(label="公告")
        page.locator("#id_summary").fill("写完马上就送审。")
        words = block(page, "文字").locator("[contenteditable=true]")
        words.click()
        words.press_sequentially("写完马上就送审。")
        for more in range(1, 9):
            # Noticed as a change is what is typed after the page has looked at itself, and after a pause.
            page.locator("#id_summary").fill("写完马上就送审" + "。" * more)
            page.wait_for_timeout(2500)
            if held:
                break
        does(page, "送去审稿")
        page.wait_for_timeout(300)
        route, answer = held[0]
        with contextlib.suppress(Error):  # a page that was left wants no answer
            route.fulfill(response=answer)
        expect(page.locator(".messages")).to_contain_text("只该有一篇")
        page.goto("/cms/")
        expect(page.locator(".own").get_by_role("link", name="只该有一篇", exact=True)).to_have_count(1)


def test_a_preview_shows_the_page_as_it_will_be(chrome: Browser, installation: Installation) -> None:
    with window(chrome, installation, 1280) as page:
        sign_in(page, EDITOR)
        section(page, "最近发布").get_by_role("link", name="修改").first.click()
        title = page.locator("#id_title").input_value()
        page.get_by_role("button", name="预览开关").click()
        expect(page.frame_locator("iframe").first.locator("h1")).to_have_text(title)


def test_an_editor_can_work_on_a_telephone(chrome: Browser, installation: Installation) -> None:
    with window(chrome, installation, 390) as page:
        sign_in(page, EDITOR)
        page.get_by_text("写一篇文章").click()
        page.get_by_role("link", name="乡贤统战").click()
        page.locator("#id_title").fill("手机上写的")
        page.get_by_role("button", name="保存草稿").click()
        expect(page).to_have_url(re.compile(r"/cms/pages/\d+/edit/"))
        page.goto("/cms/")
        expect(section(page, "我的草稿")).to_contain_text("手机上写的")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


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
