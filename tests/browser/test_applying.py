"""Two applications walked in a browser: 高龄津贴 through community, street and district, 三侨考生 up to city and province."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page, expect

from tests.browser.installation import Installation, browser, window
from tests.browser.test_story import Desk

pytestmark = pytest.mark.browser
PARENT = "13800138011"


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    with browser() as started:
        yield started


def scan(name: str, colour: str = "#567") -> dict[str, object]:
    """A photo of a paper, invented."""
    drawn, made = Image.new("RGB", (1200, 800), colour), io.BytesIO()
    ImageDraw.Draw(drawn).rectangle((80, 80, 600, 300), fill="white")
    drawn.save(made, "JPEG")
    return {"name": f"{name}.jpg", "mimeType": "image/jpeg", "buffer": made.getvalue()}


class Applicant:
    """Somebody with a phone."""

    def __init__(self, page: Page, installation: Installation, phone: str) -> None:
        self.page, self.installation, self.phone = page, installation, phone

    def sign_in(self) -> None:
        """With the code that the installation sends."""
        page = self.page
        page.locator("input[name=phone]").fill(self.phone)
        page.locator("main form button").first.click()
        page.locator("input[name=code]").fill(self.installation.code_sent_to(self.phone))
        page.locator("main form button").first.click()

    def begin(self, district: str, service: str) -> None:
        self.page.goto(f"/{district}/services/{service}")
        self.page.get_by_role("link", name="网上申请").first.click()
        if "/sign-in" in self.page.url:
            self.sign_in()
        self.page.locator("main form button").last.click()
        expect(self.page).to_have_url(re.compile(r"/apply/.*/1$"))

    def fill(self, **given: str) -> None:
        for name, value in given.items():
            field = self.page.locator(f'[name="f-{name.replace("__", ".")}"]')
            if field.first.evaluate("one => one.tagName") == "SELECT":
                field.select_option(value)
            elif field.first.get_attribute("type") in ("radio", "checkbox"):
                self.page.locator(f'[name="f-{name}"][value="{value}"]').check()
            else:
                field.fill(value)

    def next(self) -> None:
        with self.page.expect_navigation():
            self.page.locator("main .actions button[name=next]").click()

    def enter(self, name: str) -> None:
        """As “Go” on a phone's keyboard, in the middle of a page."""
        with self.page.expect_navigation():
            self.page.locator(f'[name="f-{name}"]').press("Enter")

    def hand_in(self, material: str, *files: dict[str, object]) -> None:
        kept = self.page.locator(f"#{material} .held li")
        before = kept.count()
        self.page.locator(f"#files-{material}").set_input_files(files)  # type: ignore[arg-type]
        expect(kept).to_have_count(before + 1)

    def send(self) -> str:
        """The code of what was handed in."""
        self.page.locator("button[name=send]").click()
        expect(self.page).to_have_url(re.compile(r"/a/[A-Z]"))
        return self.page.url.rpartition("/")[2]


def fill_in_elder(applicant: Applicant) -> None:
    applicant.fill(
        elder__name="刘桂芳", elder__id_number="110105194912310021", household_area="511502012001", address="林家巷52号",
        living="自己住",
    )  # fmt: skip
    applicant.next()
    expect(applicant.page.locator(".faults")).to_contain_text("110105194912310021")
    applicant.fill(elder__id_number="11010519491231002x")
    applicant.next()
    applicant.fill(applicant="老人本人")
    applicant.next()
    applicant.fill(card="4111 1111 1111 1111", promise="1")
    applicant.next()


class Reviewer(Desk):
    """A member of staff who looks at applications."""

    def open(self, code: str) -> None:
        self.page.goto(f"/desk/applications/{code}")

    def tick(self) -> None:
        for box in self.page.locator('input[type=radio][name^="check-"][value="yes"]').all():
            box.check()

    def press(self, move: str) -> None:
        with self.page.expect_navigation():
            self.page.locator(f'#review button[formaction$="/moves/{move}"]').first.click()

    def accept(self) -> None:
        with self.page.expect_navigation():
            self.page.locator('button[formaction$="/moves/accept"]').first.click()

    def agree(self, move: str) -> None:
        self.tick()
        self.press(move)


def reviewing(chrome: Browser, installation: Installation, username: str, code: str, *moves: str) -> None:
    """At a desk of their own: what they do with this application, in order."""
    with window(chrome, installation, 1280) as page:
        desk = Reviewer(page, username)
        for move in moves:
            desk.open(code)
            if move == "accept":
                desk.accept()
            else:
                desk.agree(move)


def test_the_allowance_of_an_old_woman(installation: Installation, chrome: Browser) -> None:
    """Applied for from a phone, returned for two points at once, corrected, agreed to thrice, granted, looked up by anyone."""
    with window(chrome, installation, 390) as phone:
        applicant = Applicant(phone, installation, "13800138010")
        applicant.begin("cuiping", "gaoling-jintie")
        fill_in_elder(applicant)
        applicant.hand_in("id_card", scan("正面"), scan("反面"))
        applicant.hand_in("bank_card", scan("银行卡"))
        with phone.expect_navigation():
            phone.locator("form:not([data-hand-in]) > .actions button[name=next]").click()
        expect(phone.locator("main")).to_contain_text("1949年12月31日")
        code = applicant.send()
        with window(chrome, installation, 1280) as page:
            desk = Reviewer(page, "dongjie")
            page.goto("/desk/")
            page.locator(f'a[href="/desk/applications/{code}"]').first.click()
            desk.accept()
            for about, text in (("material.id_card", "照片太模糊，请重拍"), ("address", "请写到门牌号和单元")):
                field = page.locator(f'input[name="remark.{about}"]')
                field.locator("xpath=ancestor::details").locator("summary").first.click()
                field.fill(text)
            desk.press("return")
        phone.goto(f"/a/{code}")
        expect(phone.locator("#correct")).to_contain_text("照片太模糊，请重拍")
        expect(phone.locator("#correct")).to_contain_text("请写到门牌号和单元")
        phone.locator("#correct button").click()
        applicant.fill(address="林家巷52号2单元301")
        for _page in range(3):
            applicant.next()
        phone.locator("#id_card .held button[name=take_out]").click()
        applicant.hand_in("id_card", scan("重拍", "#898"))
        with phone.expect_navigation():
            phone.locator("form:not([data-hand-in]) > .actions button[name=next]").click()
        assert applicant.send() == code
        reviewing(chrome, installation, "dongjie", code, "report_up")
        reviewing(chrome, installation, "hejiangmen", code, "report_up")
        reviewing(chrome, installation, "minzheng", code, "grant")
        phone.goto(f"/a/{code}")
        expect(phone.locator("#decision")).to_contain_text("准予")
        with phone.expect_download() as downloading:
            phone.locator("#decision a.button").evaluate("one => { one.download = 'decision.pdf'; one.click() }")
        assert Path(downloading.value.path()).read_bytes().startswith(b"%PDF")
        phone.locator('#rate input[value="5"]').check()
        phone.locator("#rate button").click()
        expect(phone.locator("main")).to_contain_text("您评了 5 分")


def fill_in_child(applicant: Applicant, name: str, number: str) -> None:
    page = applicant.page
    applicant.fill(kind="归侨子女", applicant="父亲或母亲")
    applicant.next()
    applicant.fill(
        examinee__name=name, examinee__id_number=number, living_area=area(page), address="坛山路1号", exam_year="2027",
        school="样例一中",
    )  # fmt: skip
    applicant.next()


def area(page: Page) -> str:
    """The first community that the form offers."""
    return page.locator('select[name="f-living_area"] option[value]:not([value=""])').first.get_attribute("value") or ""


def family(applicant: Applicant) -> None:
    applicant.fill(
        relatives__1__relative_name="陈国华", relatives__1__country="印度尼西亚", relatives__1__since="1970-05-01",
        guiqiao_known="在峄城区认定过",
    )  # fmt: skip
    for name, value in (("relation", "父亲"), ("status", "归侨"), ("document", "归侨证或归侨身份证明")):
        applicant.page.locator(f'[name="f-relatives.1.{name}"][value="{value}"]').check()
    applicant.next()
    applicant.fill(
        parents__1__parent_name="陈国华",
        parents__1__parent_contact="13900000009",
        kinship="看不出来，或分在两本户口簿上",
    )
    for name, value in (("parent_role", "父亲"), ("parent_place", "峄城区")):
        applicant.page.locator(f'[name="f-parents.1.{name}"][value="{value}"]').check()
    applicant.next()
    applicant.fill(foreign_text="都是中文", promise="1")
    applicant.next()


def test_a_child_of_returned_overseas_chinese_and_next_year_the_sibling(
    installation: Installation, chrome: Browser
) -> None:
    """Four eyes at each of three levels; the family's papers are offered again for the sibling."""
    with window(chrome, installation, 390) as phone:
        parent = Applicant(phone, installation, PARENT)
        parent.begin("yicheng", "sanqiao-kaosheng")
        fill_in_child(parent, "陈小满", "370404200805120016")
        family(parent)
        parent.hand_in("examinee_card", scan("身份证"))
        parent.hand_in("kinship_proof", scan("出生证明"))
        with phone.expect_navigation():
            phone.locator("form:not([data-hand-in]) > .actions button[name=next]").click()
        code = parent.send()
        reviewing(chrome, installation, "qiaowu", code, "accept", "recommend")
        for first, second, last in (
            ("", "qiaowu2", "report_up"), ("shiqiaowu", "shiqiaowu2", "report_up"), ("shengqiaowu", "shengqiaowu2", "grant"),
        ):  # fmt: skip
            if first:
                reviewing(chrome, installation, first, code, "recommend")
            reviewing(chrome, installation, second, code, last)
        phone.goto(f"/a/{code}")
        expect(phone.locator("#decision")).to_contain_text("准予")
        parent.begin("yicheng", "sanqiao-kaosheng")
        parent.next()
        expect(phone.locator("main")).to_contain_text("陈小满")
        parent.fill(examinee__name="陈小雨", examinee__id_number="370404200905120021")
        expect(phone.locator("button[name=use-examinee]").first).to_be_visible()
        parent.enter("examinee.name")
        expect(phone).to_have_url(re.compile(r"/apply/.*/3$"))
        parent.enter("relatives.1.relative_name")
        expect(phone).to_have_url(re.compile(r"/apply/.*/4$"))
        parent.next()
        parent.fill(promise="1")
        parent.next()
        offered = phone.locator("#kinship_proof button[name=choose]").first
        expect(offered).to_be_visible()
        offered.click()
        expect(phone.locator("#kinship_proof .held li")).to_have_count(1)
        phone.goto(f"{phone.url.rpartition('/')[0]}/2")
        expect(phone.locator('[name="f-examinee.name"]')).to_have_value("陈小雨")


def signed(page: Page) -> int:
    """How many files the form would send as the signature."""
    return int(page.locator("#signature").evaluate("one => one.files.length"))


def test_a_finger_that_only_rests_on_the_screen_has_signed_nothing(installation: Installation, chrome: Browser) -> None:
    with window(chrome, installation, 1280) as page:
        Reviewer(page, "dongjie")
        page.goto("/desk/help/for/gaoling-jintie")
        page.locator("#name").fill("刘桂芳")
        with page.expect_navigation():
            page.locator("main form button").last.click()
        page.goto(re.sub(r"/1$", "/5", page.url))
        pad = page.locator("canvas[data-sign]")
        pad.scroll_into_view_if_needed()
        box = pad.bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + 60, box["y"] + 40)
        page.mouse.down()
        page.mouse.move(box["x"] + 61, box["y"] + 40)
        page.mouse.up()
        # After whatever the touch has asked of it.
        pad.evaluate("one => new Promise((done) => one.toBlob(() => done()))")
        assert signed(page) == 0
        page.mouse.down()
        page.mouse.move(box["x"] + 160, box["y"] + 90, steps=5)
        page.mouse.up()
        expect(page.locator("#signature")).to_have_js_property("files.length", 1)
