"""A survey's results on their way to everybody: tables closed, a bulletin made, agreed to by another, read on a telephone."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from linli.bulletins.content import Content
from linli.bulletins.models import Bulletin
from linli.people.models import Account, Position
from linli.surveys.actions.synthesising import synthesise
from linli.surveys.models import Survey
from linli.surveys.queries.published import published
from tests import factories
from tests.browser.installation import browser, window
from tests.browser.served import Served, StaffDesk
from tests.surveys import town

pytestmark = pytest.mark.browser
PAGES = f"/{factories.SLUG}/health/bulletins"
CHOSEN = "hypertension"
# What of a chart a reader sees: the one drawn for this width, and how many marks it has.
SEEN = """section => [...section.querySelectorAll(".drawn svg")].filter((one) => one.getBoundingClientRect().height > 40)
  .map((one) => one.querySelectorAll("rect, circle, path, line").length)"""


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    with browser() as started:
        yield started


@pytest.fixture
def survey(served: Served) -> Survey:
    """Of four hundred adults 360 were asked; invented ones, of whom the eldest are few."""
    found = town.survey(takes=[("城区", 4, 60), ("农村", 4, 40)])
    Survey.objects.update(synthetic=True)
    found.refresh_from_db()
    synthesise(found, 360, 7, [town.account("asker"), town.account("asker2")])
    return found


def colleague() -> None:
    """Another officer of disease control."""
    account = Account(username="second", name="某second", kind="staff", district_id=factories.CODE)
    account.set_password(factories.PASSWORD)
    account.save()
    Position.objects.create(account=account, role="epidemiologist", organisation_id=town.CDC)


def closed(page: Page, survey: Survey) -> None:
    """The tables are published first: a bulletin tells of nothing else."""
    page.goto(f"/desk/surveys/{survey.code}/analysis")
    page.locator("form[action$='/analysis/publish'] button").click()
    expect(page.locator("main")).to_contain_text("第 1 号")


def made(page: Page) -> str:
    page.goto("/desk/bulletins")
    page.get_by_role("button", name="编制草稿").click()
    expect(page).to_have_url(re.compile(r"/desk/bulletins/[0-9a-f-]{36}$"))
    expect(page.get_by_role("button", name=re.compile("同意"))).to_have_count(0)
    return page.url


def agreed(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("button", name=re.compile("同意")).click()
    page.get_by_role("button", name="发布", exact=True).click()
    expect(page.locator("main")).to_contain_text("人人都能看到")


def read(page: Page, survey: Survey) -> None:
    """The share with its limits, drawn and in the table beneath, which is folded up until somebody wants it."""
    page.goto(PAGES)
    page.locator("main .rows a.title").click()
    expect(page.locator("main")).to_contain_text("模拟数据")
    found = published(survey)
    assert found
    whole = next(one for one in found.tables if one.code == CHOSEN).whole
    assert whole and whole.value and whole.low and whole.high
    section = page.locator(f"#i-{CHOSEN}")
    subject = page.locator("details.subject").filter(has=section)
    expect(section).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollHeight") < 9000
    page.locator(".contents").get_by_role("link", name="血压").click()
    expect(subject).to_be_in_viewport()
    subject.locator("> summary").click()
    expect(section.locator(".message")).to_contain_text(f"{whole.value:.1%}")
    assert [marks > 10 for marks in section.evaluate(SEEN)] == [True]
    expect(section.locator("table")).to_be_hidden()
    section.locator("summary").click()
    row = section.locator("tr.whole")
    expect(row).to_contain_text(f"{whole.value:.1%}")
    expect(row).to_contain_text(f"{whole.low * 100:.1f}–{whole.high * 100:.1f}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("details.subject").evaluate_all("all => all.forEach((one) => { one.open = true })")
    for one in page.locator("section.told").all():
        assert one.evaluate(SEEN) or one.locator("table").is_visible()


def small_numbers(page: Page) -> None:
    """Marked where they are kept back; in the file an empty cell, and no count from 1 to 4."""
    section = page.locator("section.told").filter(has_text="＊").first
    section.locator("summary").click()
    expect(section.locator("td").filter(has_text="＊").first).to_be_visible()
    with page.expect_download() as downloading:
        page.get_by_role("link", name="全部表格（CSV）").click()
    rows = list(csv.DictReader(Path(downloading.value.path()).read_text(encoding="utf-8-sig").splitlines()))
    kept_back = [one for one in rows if one["kept_back"] == "1"]
    assert kept_back and not any(one["cases"] or one["value"] for one in kept_back)
    assert not any(0 < int(one["cases"]) < 5 for one in rows if one["cases"])
    stored = Content.model_validate(Bulletin.objects.get().edition.content)
    assert stored.suppression and stored.suppression.cells == len(kept_back)


def on_paper(page: Page) -> bytes:
    link = page.get_by_role("link", name="下载公报（PDF）").first
    with page.expect_download() as downloading:
        link.evaluate("one => { one.download = 'bulletin.pdf'; one.click() }")
    return Path(downloading.value.path()).read_bytes()


def test_from_closed_tables_to_what_everybody_reads(served: Served, chrome: Browser, survey: Survey) -> None:
    with window(chrome, served, 1280) as one, window(chrome, served, 390) as reader:
        StaffDesk(one, "leader")
        closed(one, survey)
        draft = made(one)
        reader.goto(PAGES)
        expect(reader.locator("main")).not_to_contain_text(survey.title)
        colleague()
        with window(chrome, served, 1280) as other:
            StaffDesk(other, "second")
            agreed(other, draft)
        read(reader, survey)
        small_numbers(reader)
        assert on_paper(reader).startswith(b"%PDF")
