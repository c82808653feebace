"""Health that belongs to somebody: their curve on their telephone, on paper, with a daughter who looks and then no more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from linli.health import actions
from linli.health.models import Patient
from tests.browser.installation import browser, window
from tests.browser.served import Served, StaffDesk
from tests.browser.test_applying import Applicant
from tests.factories import actor
from tests.health import town

pytestmark = pytest.mark.browser
OWN, DAUGHTER, STRANGER = "13812340001", "13812340002", "13812340003"
# A year of coming to the health point now and then, medicine from June on.
YEAR = (
    ("2026-01-12", 152, 94), ("2026-03-09", 149, 93), ("2026-05-20", 158, 96), ("2026-06-15", 146, 90), ("2026-07-20", 141, 88),
    ("2026-08-17", 139, 87), ("2026-09-14", 136, 85), ("2026-10-12", 134, 84), ("2026-11-01", 131, 82),
)  # fmt: skip
# What the chart was given, beside what somebody reads in the table, the newest first in both.
DRAWN = """part => echarts.getInstanceByDom(document.querySelector("[data-curve]")).getOption().series
  .filter((one) => one.symbol === "circle" && one.lineStyle && one.lineStyle.width === 2.5)[part].data.map((one) => one[1]).reverse()"""
INK = """box => { const canvas = box.querySelector("canvas");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const seen = new Set();
  for (let at = 0; at < data.length; at += 4) if (data[at + 3]) seen.add(`${data[at]},${data[at + 1]},${data[at + 2]}`);
  return seen.size; }"""


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    with browser() as started:
        yield started


@pytest.fixture
def who(served: Served) -> Patient:
    """Somebody whose clinic knows their telephone; nobody has signed in with it yet."""
    town.district()
    patient = town.patient()
    for day, upper, lower in YEAR:
        town.pressure(patient, upper, lower, at=town.at(f"{day} 08:10"))
    for day, beats in (("2026-10-12", 76), ("2026-11-01", 72)):
        town.take(patient, "pulse", value=beats, at=town.at(f"{day} 08:10"))
    actions.advise(actor("doctor"), patient.code, {"text": "药按时吃，少放盐，十二月再来量。"})
    return patient


def signed_in(page: Page, served: Served, phone: str, path: str = "/my/health") -> None:
    page.goto(path)
    Applicant(page, served, phone).sign_in()
    expect(page).to_have_url(re.compile(re.escape(path)))


def confirmed(page: Page) -> None:
    """A telephone alone opens no file that was there before it; a slip keeps what was chosen."""
    card = page.locator("main section").filter(has=page.locator("[name=born]"))
    expect(card).to_contain_text("**强")
    expect(page.locator("main")).not_to_contain_text("131/82")
    page.locator("[name=born]").fill("1950-03-06")
    card.locator("form button").click()
    expect(card.locator(".fault")).to_be_visible()
    expect(page.locator("[name=born]")).to_have_value("1950-03-06")
    page.locator("[name=born]").fill("1950-03-05")
    card.locator("form button").click()
    expect(page).to_have_url(re.compile(r"/my/health\?file="))


def read(page: Page) -> list[str]:
    """The table's values, those folded up too."""
    return [text.split()[0] for text in page.locator(".curve-table td.value").all_text_contents()]


def drawn(page: Page, parts: int) -> list[str]:
    page.wait_for_function("() => document.querySelector('[data-curve] canvas') !== null")
    lines = [page.evaluate(DRAWN, part) for part in range(parts)]
    return ["/".join(f"{value:g}" for value in one) for one in zip(*lines, strict=True)]


def curve(page: Page) -> None:
    """Drawn over its bands, and the very figures below it."""
    assert read(page) == [f"{upper}/{lower}" for _day, upper, lower in reversed(YEAR)] == drawn(page, 2)
    assert page.locator("[data-curve]").evaluate(INK) > 20, "lines, marks, and the washes of the bands"
    bands = page.locator(".bands").first
    for words in ("正常", "正常偏高", "1 级 140 起"):
        expect(bands).to_contain_text(words)
    expect(page.locator("figcaption")).to_contain_text("中国高血压防治指南(2024年修订版)")
    expect(page.locator(".last")).to_contain_text("131/82")
    expect(page.locator(".advice")).to_contain_text("十二月再来量")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def another_quantity(page: Page) -> None:
    page.get_by_role("link", name=re.compile("^脉搏")).click()
    expect(page).to_have_url(re.compile("of=pulse"))
    assert read(page) == ["72", "76"] == drawn(page, 1)
    page.get_by_role("link", name="三个月").click()
    expect(page).to_have_url(re.compile("of=pulse.*since=quarter"))


def on_paper(page: Page) -> bytes:
    with page.expect_download() as downloading:
        page.locator("a[href*='print.pdf']").evaluate("one => { one.download = 'health.pdf'; one.click() }")
    return Path(downloading.value.path()).read_bytes()


def let(page: Page, called: str, phone: str) -> None:
    """Whom they name may look, once the number is one."""
    page.get_by_role("link", name="让家人查看").click()
    page.locator("[name=called]").fill(called)
    page.locator("[name=phone]").fill(phone[:-1])
    page.get_by_role("button", name="允许查看").click()
    expect(page.locator(".field.wrong")).to_have_count(1)
    expect(page.locator("[name=called]")).to_have_value(called)
    page.locator("[name=phone]").fill(phone)
    page.get_by_role("button", name="允许查看").click()
    expect(page.locator("main .rows").first).to_contain_text(called)
    expect(page.locator("main .rows").first).to_contain_text("138****0002")


def test_ones_own_curve_is_read_printed_and_shared(served: Served, chrome: Browser, who: Patient) -> None:
    with window(chrome, served, 390) as own, window(chrome, served, 390) as family:
        signed_in(own, served, OWN)
        confirmed(own)
        curve(own)
        another_quantity(own)
        assert on_paper(own).startswith(b"%PDF")
        let(own, "女儿", DAUGHTER)
        signed_in(family, served, DAUGHTER)
        expect(family.locator("h1")).to_contain_text("**强")
        assert read(family) == drawn(family, 2) and len(read(family)) == len(YEAR)
        expect(family.get_by_role("link", name="让家人查看")).to_have_count(0)
        assert on_paper(family).startswith(b"%PDF")
        with window(chrome, served, 1280) as desk:
            StaffDesk(desk, "doctor")
            desk.goto(f"/desk/health/patients/{who.code}")
            expect(desk.locator("main")).to_contain_text("131/82")
        own.get_by_role("button", name="结束查看").click()
        expect(own.locator("main .rows").first).to_contain_text("已结束")
        assert family.goto(f"/my/health?file={who.pk}").status == 404  # type: ignore[union-attr]
        family.goto("/my/health")
        expect(family.locator("main")).not_to_contain_text("131/82")
        who_looked(own)


def who_looked(own: Page) -> None:
    """The daughter, the physician with the institution, oneself; what happened to the grant as well."""
    own.goto("/my/health")
    own.get_by_role("link", name="谁看过我的档案").click()
    looks = own.locator("main table tbody tr")
    expect(looks.filter(has_text="某doctor").first).to_contain_text("东街村卫生室")
    expect(looks.filter(has_text="女儿").first).to_be_visible()
    assert own.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_stranger_gets_nothing(served: Served, chrome: Browser, who: Patient) -> None:
    with window(chrome, served, 390) as page:
        signed_in(page, served, STRANGER)
        expect(page.locator("main")).to_contain_text("还没有")
        for path in ("", "/print.pdf", "/family", "/looks"):
            assert page.goto(f"/my/health{path}?file={who.pk}").status == 404  # type: ignore[union-attr]
            expect(page.locator("body")).not_to_contain_text("张国强")
