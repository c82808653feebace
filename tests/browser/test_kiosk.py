"""A morning at 付庄腰街村's health point: the man of 76, the next visitor whom the physician sees at once, no network."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.installation import Installation, browser, window
from tests.browser.stored import stored
from tests.browser.test_story import Desk

pytestmark = pytest.mark.browser
KIOSK, PHYSICIAN = "ln-ws-102224-kiosk", "lnyaojie"
PORTRAIT, LANDSCAPE = (1080, 1920), (1280, 800)
MINUTE = 61_000


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    with browser() as started:
        yield started


@pytest.fixture(scope="module")
def secret(installation: Installation) -> str:
    return installation.does(
        "from linli.health.actions import make_secret; from linli.people.actors import Actor;"
        f"print(make_secret(Actor.system(), '{KIOSK}'))"
    ).split()[-1]


def card_of(installation: Installation, phone: str) -> str:
    return installation.does(
        "from linli.health.models import Patient; from linli.people.vault import blind_index;"
        f"print(Patient.objects.get(phone_index=blind_index('{phone}')).code)"
    ).strip()


class Tablet:
    """The kiosk's page, and fingers on its keys."""

    def __init__(self, page: Page, secret: str, size: tuple[int, int]) -> None:
        self.page = page
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.goto("/kiosk")
        page.locator("[name=secret]").fill(secret)
        page.locator("main form button").click()
        self.ready()
        page.clock.install()

    def ready(self) -> None:
        self.page.wait_for_selector("html[data-ready]", state="attached")

    @property
    def screen(self) -> object:
        return self.page.locator("section[data-screen]:not([hidden])")

    def on(self, name: str) -> None:
        expect(self.page.locator(f"[data-screen={name}]")).to_be_visible()

    def press(self, keys: str) -> None:
        for key in keys:
            self.page.locator(f'section:not([hidden]) [data-key="{key}"]').click()

    def next(self) -> None:
        self.page.locator("section:not([hidden]) [data-next]").click()

    def who(self, by: str, number: str) -> None:
        self.page.locator(f"[data-by={by}]").click()
        self.press(number)
        self.next()
        self.on("person")

    def read(self, upper: int, lower: int, pulse: int = 72) -> None:
        self.on("reading")
        self.press(f"{upper}{lower}{pulse}")
        self.next()

    def three(self, *readings: tuple[int, int]) -> None:
        """A minute of rest between each."""
        for place, (upper, lower) in enumerate(readings):
            if place:
                self.on("wait")
                self.page.clock.fast_forward(MINUTE)
            self.read(upper, lower)

    def fits(self) -> None:
        """Nothing is to be scrolled for."""
        over = self.page.evaluate(
            "[document.documentElement.scrollWidth - innerWidth, document.documentElement.scrollHeight - innerHeight]"
        )
        assert over[0] <= 0 and over[1] <= 0, over


def test_the_man_of_76_and_the_next_visitor(installation: Installation, chrome: Browser, secret: str) -> None:
    with window(chrome, installation, 1080) as page, window(chrome, installation, 1280) as desk:
        tablet = Tablet(page, secret, PORTRAIT)
        tablet.fits()
        tablet.who("phone", "0001")
        person = page.locator("[data-screen=person]")
        expect(person).to_contain_text("**山")
        expect(person).to_contain_text("1950")
        expect(person).not_to_contain_text("付德山")
        page.locator("[data-yes]").click()
        impossible(tablet)
        tablet.three((146, 90), (139, 87), (137, 85))
        tablet.press("68")
        tablet.next()
        tablet.press("168")
        tablet.next()
        result(tablet)
        page.locator("[data-end]").click()
        tablet.on("start")
        tablet.who("phone", "0002")
        page.locator("[data-yes]").click()
        tablet.three((188, 115), (183, 113), (181, 111))
        page.locator("[data-skip]").click()
        page.locator("[data-skip]").click()
        tablet.on("urgent")
        expect(page.locator("[data-screen=urgent]")).to_contain_text("请您坐着休息")
        expect(page.locator("[data-screen=urgent]")).to_contain_text("医生马上知道了")
        tablet.fits()
        at_the_desk(desk)
        followed_up(desk)


def impossible(tablet: Tablet) -> None:
    """A slip of the finger is named with its limits, and nothing typed is lost."""
    tablet.on("reading")
    tablet.press("1380")
    tablet.next()
    fault = tablet.page.locator("[data-screen=reading] [data-fault]")
    expect(fault).to_contain_text("低压不会是 0")
    expect(fault).to_contain_text("20 到 200")
    expect(tablet.page.locator("[data-field=systolic] b")).to_have_text("138")
    tablet.press("<<<<")


def result(tablet: Tablet) -> None:
    tablet.on("result")
    shown = tablet.page.locator("[data-screen=result]")
    expect(shown.locator("[data-upper]")).to_have_text("138")
    expect(shown.locator("[data-lower]")).to_have_text("86")
    for words in ("正常偏高", "体质指数 24.1", "药按时吃", "付长顺", "不是诊断", "不同三天", "已送给医生"):
        expect(shown).to_contain_text(words)
    size = shown.locator("[data-upper]").evaluate("one => parseFloat(getComputedStyle(one).fontSize)")
    assert size >= 100, "an arm's length away"
    tablet.page.emulate_media(media="print")
    expect(shown.locator(".only-print")).to_be_visible()
    expect(tablet.page.locator(".kiosk > footer")).to_be_hidden()
    tablet.page.emulate_media(media="screen")


def at_the_desk(desk: Page) -> None:
    """The physician is told, sees 182/112 first of all, and notes what became of it."""
    Desk(desk, PHYSICIAN)
    desk.goto("/desk/notices")
    expect(desk.locator("main")).to_contain_text("测到危急值")
    desk.goto("/desk/health")
    alert = desk.locator(".alert").last
    expect(alert).to_contain_text("182/112")
    expect(alert).to_contain_text("188/115")
    expect(desk.locator("tbody tr").filter(has_text="138/86")).to_contain_text("1950")
    alert.get_by_role("button", name="我来处理").click()
    alert = desk.locator(".alert").last
    alert.locator("summary").click()
    alert.locator("textarea").fill("坐了一刻钟复测 166/98，叫家人来接，转区医院。")
    alert.get_by_role("button", name="记下并办结").click()
    expect(desk.locator("main")).to_contain_text("办结")


def followed_up(desk: Page) -> None:
    """The urgent value stands among what is to be looked after: sent on, and visited with a class by the norm's rule."""
    desk.goto("/desk/followup")
    desk.locator("a.title[href*='/desk/followup/referrals/']").first.click()
    expect(desk.locator("h1")).to_contain_text("付玉兰")
    desk.locator("[name=to]").fill("区医院心内科")
    desk.get_by_role("button", name="转往那里").click()
    expect(desk.locator("main")).to_contain_text("区医院心内科")
    desk.get_by_role("link", name="登记随访").click()
    desk.locator("[name=kind][value=clinic]").check()
    for place, (upper, lower) in enumerate(((170, 100), (167, 99), (165, 97)), 1):
        desk.locator(f"[name=systolic{place}]").fill(str(upper))
        desk.locator(f"[name=diastolic{place}]").fill(str(lower))
    expect(desk.locator("#verdict")).to_contain_text("控制不满意")
    expect(desk.locator("[data-draft-said]")).not_to_be_empty()
    assert b"linli:draft:followup-" in stored(desk) and b"systolic" not in stored(desk)
    desk.reload()
    expect(desk.locator("[name=systolic1]")).to_have_value("170")
    desk.get_by_role("button", name="保存随访").click()
    expect(desk.locator(".faults")).to_contain_text("服药依从性")
    expect(desk.locator("[name=systolic3]")).to_have_value("165")
    desk.locator("[name=adherence][value=regular]").check()
    desk.get_by_role("button", name="保存随访").click()
    expect(desk.locator(".timeline li").first).to_contain_text("166/98")


def test_without_a_network_nothing_is_lost(
    installation: Installation, chrome: Browser, secret: str, tmp_path: Path
) -> None:
    card = card_of(installation, "19900030003")
    with window(chrome, installation, 1280) as page:
        tablet = Tablet(page, secret, LANDSCAPE)
        page.wait_for_selector("html[data-kept]", state="attached")
        page.context.set_offline(True)
        page.reload()
        tablet.ready()
        expect(page.locator("[data-network]")).to_have_text("没有网络")
        page.locator("[data-by=phone]").click()
        tablet.press("0003")
        tablet.next()
        expect(page.locator("[data-screen=number] [data-fault]")).to_contain_text("健康卡")
        page.locator("section:not([hidden]) [data-home]").click()
        for readings in (((136, 80), (133, 79), (131, 77)), ((137, 82), (134, 79), (130, 78))):
            tablet.who("card", card.removeprefix("JK-").replace("-", ""))
            expect(page.locator("[data-screen=person]")).to_contain_text("1952")
            page.locator("[data-yes]").click()
            tablet.three(*readings)
            page.locator("[data-skip]").click()
            page.locator("[data-skip]").click()
            tablet.on("result")
            tablet.fits()
            expect(page.locator("[data-screen=result]")).to_contain_text("有网络就送出")
            page.locator("[data-end]").click()
        expect(page.locator("[data-unsent]")).to_have_text("还有 2 条没送出")
        exported(page, tmp_path)
        nothing_readable(page, installation, card)
        before = values_of(installation, card)
        page.context.set_offline(False)
        expect(page.locator("[data-unsent]")).to_have_text("都已送出", timeout=30_000)
        assert values_of(installation, card) == [*before, (132, 78), (132, 78.5)]


def exported(page: Page, folder: Path) -> None:
    """What is unsent as a file: numbered, chained, and without a name."""
    page.locator("[data-unsent]").click()
    with page.expect_download() as loading:
        page.locator("[data-export]").click()
    loading.value.save_as(folder / "journal.json")
    text = (folder / "journal.json").read_text()
    entries = json.loads(text)["entries"]
    assert entries[1]["seq"] == entries[0]["seq"] + 1 and all(
        re.fullmatch("[0-9a-f]{64}", one["digest"]) for one in entries
    )
    assert "letter" in text and "systolic" not in text
    assert "李秀珍" not in text and "19900030003" not in text


def nothing_readable(page: Page, installation: Installation, card: str) -> None:
    """The device has the readings, and whom it knows, as ciphertext alone."""
    who = installation.does(
        f"from linli.health.models import Patient; print(Patient.objects.get(code='{card}').pk)"
    ).strip()
    left = stored(page)
    assert b"linli-kiosk/entries" in left and b"letter" in left and b"linli-kiosk/people" in left
    for words in (who, "systolic", "blood_pressure", "**珍", "1952", card, "19900030003"):
        assert words.encode() not in left, words


def values_of(installation: Installation, card: str) -> list[tuple[float, float]]:
    told = installation.does(
        "import json; from linli.health.models import Observation;"
        f"rows = Observation.objects.filter(patient__code='{card}', quantity='blood_pressure').order_by('at');"
        "print(json.dumps([(one.value['systolic'], one.value['diastolic']) for one in rows]))"
    )
    return [(upper, lower) for upper, lower in json.loads(told)]


def test_a_guest_leaves_nothing_behind(installation: Installation, chrome: Browser, secret: str) -> None:
    with window(chrome, installation, 1280) as page:
        tablet = Tablet(page, secret, LANDSCAPE)
        sent: list[str] = []
        page.on(
            "request",
            lambda asked: sent.append(asked.method) if "/kiosk/" in asked.url and asked.method == "POST" else None,
        )
        page.locator("[data-guest]").click()
        tablet.three((118, 76), (117, 75), (115, 73))
        page.locator("[data-skip]").click()
        page.locator("[data-skip]").click()
        tablet.on("result")
        expect(page.locator("[data-screen=result]")).to_contain_text("一点也不保存")
        expect(page.locator("[data-screen=result] [data-band]")).to_have_text("正常")
        page.locator("[data-end]").click()
        expect(page.locator("[data-unsent]")).to_have_text("都已送出")
        assert sent == []
