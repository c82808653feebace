"""A death in two hospitals' papers: written with codes found in Chinese, told apart from its double, counted, reported to the city."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from linli.gateways.reporting.models import Report
from linli.registries.queries.published import published
from linli.registries.templatetags.registries import rated
from tests.browser.installation import browser, window
from tests.browser.served import Served, StaffDesk
from tests.factories import CODE, HERE
from tests.gateways.reporting import town as reporting
from tests.gateways.two import Two, Upper, connected
from tests.registries import town
from tests.registries.test_figures import counted, populated

pytestmark = pytest.mark.browser
HOME = "/desk/registries"
PERSON = {
    "name": "王建国", "id_number": town.id_number(), "sex": "male", "born": "1950-03-02", "phone": "13800000001", "area": HERE,
    "address": "林家巷12号",
}  # fmt: skip
# Each line of the chain: its words, what is typed into the picker, which code is taken, how long it lasted.
CHAIN = (
    ("a", "心力衰竭", "心力衰竭", "I50.9", "1天"),
    ("b", "急性心肌梗死", "jxxjgs", "I21.9", "3天"),
    ("c", "冠心病", "动脉粥样硬化", "I25.1", "10年"),
)


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    with browser() as started:
        yield started


def fill(page: Page, **given: str) -> None:
    for name, value in given.items():
        field = page.locator(f"[name={name}]")
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def pick(page: Page, name: str, typed: str, code: str, *, by_key: bool) -> None:
    """A code by its Chinese name or the first letters of its sounds; with the arrows, or with a tap."""
    field, row = page.locator(f"[name={name}]"), page.locator(f'#{name}-codes li[data-code="{code}"]')
    field.press_sequentially(typed)
    expect(row).to_be_visible()
    if by_key:
        for _step in range(page.locator(f"#{name}-codes li").count()):
            field.press("ArrowDown")
            if row.get_attribute("aria-selected") == "true":
                break
        field.press("Enter")
    else:
        row.click()
    expect(field).to_have_value(code)
    expect(page.locator(f".picker:has([name={name}]) .meaning")).not_to_be_empty()


def write(page: Page, **person: str) -> None:
    """The certificate but for the day of death."""
    page.goto(HOME)
    page.get_by_role("link", name="上报死亡").first.click()
    fill(page, **PERSON | person, place="1", manner="natural")
    for at, (line, words, typed, code, lasted) in enumerate(CHAIN):
        fill(page, **{f"{line}_text": words, f"{line}_lasted": lasted})
        pick(page, f"{line}_code", typed, code, by_key=at != 1)


def hand_in(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="上报", exact=True).click()


def refused(page: Page) -> None:
    """Dead before he was born: said at the field, and all that was typed stands where it stood."""
    fill(page, died_on="1949-05-01")
    hand_in(page)
    wrong = page.locator(".field.wrong:has([name=died_on])")
    expect(wrong.locator(".fault").first).to_contain_text("早于出生日期")
    expect(page.locator("section.faults")).to_contain_text("早于出生日期")
    for name, value in (
        PERSON | {"died_on": "1949-05-01", "a_text": "心力衰竭", "b_code": "I21.9", "c_lasted": "10年"}
    ).items():
        expect(page.locator(f"[name={name}]")).to_have_value(value)
    expect(page.locator("[name=cause]")).to_have_value("I25.1")
    page.locator("section.faults a[href='#died_on']").first.click()
    expect(page.locator("[name=died_on]")).to_be_focused()


def written(page: Page) -> str:
    """The first hospital's card; its number."""
    write(page)
    refused(page)
    fill(page, died_on="2026-10-20")
    hand_in(page)
    expect(page).to_have_url(re.compile(rf"{HOME}/cards/SW-[^/]+$"))
    expect(page.locator("main")).to_contain_text("动脉粥样硬化性心脏病")
    expect(page.locator("main")).not_to_contain_text(PERSON["id_number"])
    return page.url.partition("#")[0].rpartition("/")[2]


def written_again(page: Page) -> str:
    """The town's clinic has another sign in the name and no identity number: that is rare, and said so once."""
    write(page, name="王健国", id_number="")
    fill(page, died_on="2026-10-20")
    hand_in(page)
    page.locator("[name=confirm-no_id_number]").fill("家属未带")
    hand_in(page)
    expect(page).to_have_url(re.compile(rf"{HOME}/cards/SW-[^/]+$"))
    return page.url.partition("#")[0].rpartition("/")[2]


def compared(page: Page, first: str, second: str) -> None:
    """Side by side; merged by a person, taken back, merged again."""
    page.goto(HOME)
    page.get_by_role("link", name=re.compile("^查重")).click()
    row = page.locator("tbody tr").first
    expect(row).to_contain_text("王**")
    row.locator("a.title").click()
    expect(page.locator("tr.differs").filter(has_text="姓名")).to_contain_text("王健国")
    page.locator(f"[name=keep][value='{first}']").check()
    page.get_by_role("button", name="合并", exact=True).click()
    expect(page.locator("main")).to_contain_text("处理结果")
    pair = page.url
    assert deaths(page) == 31
    page.goto(f"{HOME}/cards/{second}")
    expect(page.locator(".notice")).to_contain_text(first)
    page.goto(pair)
    page.get_by_role("button", name="撤回").click()
    expect(page.get_by_role("button", name="合并", exact=True)).to_be_visible()
    assert deaths(page) == 32
    page.goto(pair)
    page.locator(f"[name=keep][value='{first}']").check()
    page.get_by_role("button", name="合并", exact=True).click()
    expect(page.locator("main")).to_contain_text("处理结果")


def deaths(page: Page) -> int:
    """Of the year, as the page of figures says."""
    page.goto(f"{HOME}/figures?year=2026")
    return int(page.locator("tr.sum td").first.inner_text())


def figures(page: Page) -> None:
    """The standardised rates of the library, each under its standard; another standard on demand."""
    assert deaths(page) == 31
    found = published(CODE, 2026)
    everything, heads = found.deaths[0], page.locator(".figures-table th")
    assert len(found.standards) == 2 and everything.crude
    cells = [rated(everything.crude), *(rated(everything.standardised[code]) for code, _name in found.standards)]
    for shown in cells:
        assert "(" in shown
        expect(page.locator("tr.sum")).to_contain_text(shown)
    for _code, name in found.standards:
        expect(heads.filter(has_text=name)).to_have_count(1)
    page.locator("#standard").select_option("wld2000")
    page.get_by_role("button", name="查看").click()
    expect(heads.filter(has_text="WHO")).to_have_count(1)
    with page.expect_download() as downloading:
        page.get_by_role("link", name="下载（CSV）").click()
    assert "31" in Path(downloading.value.path()).read_text(encoding="utf-8-sig")


def test_the_same_death_from_two_hospitals(served: Served, chrome: Browser) -> None:
    populated(town.district())
    counted(town.District.objects.get(), "death", "I25.1", 30, age=72)
    with window(chrome, served, 1280) as hospital:
        StaffDesk(hospital, "doctor")
        first = written(hospital)
    with window(chrome, served, 1280) as clinic:
        StaffDesk(clinic, "village")
        second = written_again(clinic)
        assert clinic.goto(f"{HOME}/cards/{first}").status == 404  # type: ignore[union-attr]
    with window(chrome, served, 1280) as control:
        StaffDesk(control, "control")
        compared(control, first, second)
        figures(control)


# Up to the city


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Upper]:
    started = reporting.City(tmp_path_factory.mktemp("city"))
    yield started
    started.end()


@pytest.fixture
def both(city: Upper, served: Served, settings: Any, tmp_path: Path) -> Two:
    found = connected(city, served.address, settings, tmp_path)
    reporting.begin(found)
    return found


class Officer(StaffDesk):
    """Of a district made from a pack."""

    password = "linli-demo"


def test_the_months_cards_go_to_the_city_once_two_people_said_so(both: Two, served: Served, chrome: Browser) -> None:
    reporting.card("death", 1)
    reporting.card("event", 2, onset_on="2026-10-05", diagnosed_on="2026-10-05")
    with window(chrome, served, 1280) as one, window(chrome, served, 1280) as other:
        Officer(one, reporting.ONE)
        one.goto("/desk/reporting")
        one.locator("#month").select_option("2026-10")
        one.get_by_role("button", name="准备上报").click()
        release = one.locator(".release").first
        expect(release).to_contain_text("死亡 1")
        expect(release).to_contain_text("请同事")
        expect(release.get_by_role("button", name="我批准上报")).to_have_count(0)
        assert both.upper.ask("reports") == []
        Officer(other, reporting.OTHER)
        other.goto("/desk/reporting")
        other.locator(".release").first.get_by_role("button", name="我批准上报").click()
        expect(other.locator(".release").first).to_contain_text("待对方接收")
        assert reporting.work() == 1
        one.reload()
        receipt = Report.objects.get().receipt["receipt"]
        expect(one.locator(".release").first).to_contain_text(receipt)
        expect(one.locator(".release").first).to_contain_text("上级已收到")
        one.get_by_role("button", name="向上级核对").click()
        expect(one.locator("main")).to_contain_text("对方都已收到")
    board = both.upper.ask("reported_page", path="/desk/reporting/received?year=2026", by=reporting.ABOVE)
    assert "样本区" in board and "已收到" in board
