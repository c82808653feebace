"""The main story, walked in a browser on a phone and at a desk: a need is raised, the community whistles, the departments report in."""

from __future__ import annotations

import csv
import io
import re
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.browser.installation import ROOT, Installation, browser, window

pytestmark = pytest.mark.browser

COMMUNITY = "511502012001"
UNITS = {"zongzhi": "511502-zhzf", "zhujian": "511502-zhujian", "shuiwu": "511502-shuiwu"}
DRAIN = "010101"


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    with browser() as started:
        yield started


def the_spot() -> tuple[float, float]:
    """Where the pack says 林家巷 is."""
    with (ROOT / "packs/cuiping/roads.csv").open(encoding="utf-8") as file:
        lane = next(row for row in csv.DictReader(file) if row["name"] == "林家巷")
    return float(lane["lat"]), float(lane["lon"])


def photo(colour: tuple[int, int, int]) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (1600, 1200), colour).save(made, "JPEG")
    return made.getvalue()


def rates(of: Installation) -> dict[str, dict[str, Any]]:
    """This month's figures of the community and of the three departments."""
    found = of.get("/api/v1/figures/three-rates?district=cuiping")
    rows = {row["code"]: row for row in found["communities"] + found["departments"]}
    nothing = {"received": 0, "response": {"count": 0, "of": 0}, "resolution": {"count": 0, "of": 0}}
    return {code: rows.get(code, nothing) for code in (COMMUNITY, *UNITS.values())}


class Desk:
    """A member of staff at their browser."""

    password = "linli-demo"

    def __init__(self, page: Page, username: str) -> None:
        self.page = page
        page.goto("/staff/sign-in")
        page.get_by_label("用户名").fill(username)
        page.get_by_label("密码").fill(self.password)
        page.locator("main").get_by_role("button", name="登录").click()
        expect(page).to_have_url(re.compile(r"/desk/"))

    def open_case(self, code: str) -> None:
        """From the worklist, the newest first, as one who looks for what just came in would."""
        self.page.goto("/desk/?sort=new")
        self.page.locator(f'a[href$="/desk/cases/{code}"]').first.click()

    def do(self, address_end: str, fill: Callable[[Any], None] = lambda form: None) -> None:
        """Open a move's form, fill it in, send it."""
        # Before its script is there a page opens the form on a page of its own.
        self.page.wait_for_load_state()
        self.page.locator(f'a[data-move][href$="{address_end}"]').first.click()
        form = self.page.locator("#move form")
        expect(form).to_be_visible()
        fill(form)
        with self.page.expect_navigation():
            form.locator("button.button:not([data-close]):not([data-locate])").last.click()


def report(page: Page, phone: str, lat: float, lon: float) -> tuple[str, str]:
    """The three steps; the code and the receipt."""
    page.goto("/cuiping/")
    page.get_by_role("link", name="反映诉求").first.click()
    page.locator("#text").fill("林家巷52号门口下水道堵了，污水漫到路面，走路都要绕")
    page.locator("#photos").set_input_files(
        [
            {"name": "远.jpg", "mimeType": "image/jpeg", "buffer": photo((80, 90, 100))},
            {"name": "近.jpg", "mimeType": "image/jpeg", "buffer": photo((60, 70, 60))},
        ]
    )
    expect(page.locator(".photos .photo img")).to_have_count(2)
    page.locator("main .actions .button").first.click()
    expect(page).to_have_url(re.compile("/report/where"))
    page.locator("[data-locate]").click()
    expect(page.locator('input[name="lat"]')).to_have_value(re.compile(r"^28\."))
    expect(page.locator(".map .named").filter(has_text="东街社区").first).to_be_attached()
    page.locator("#address").fill("东街社区林家巷52号")
    page.locator("main .actions .button").first.click()
    expect(page).to_have_url(re.compile("/report/reach"))
    expect(page.locator("main")).to_contain_text("东街社区")
    page.locator("#phone").fill("138 0013")
    page.locator("main .actions .button").last.click()
    expect(page.locator(".faults")).to_contain_text("138 0013")
    page.locator("#phone").fill(phone)
    page.locator("#name").fill("刘桂芳")
    page.locator("main .actions .button").last.click()
    expect(page.locator(".receipt")).to_be_visible()
    return page.locator("main .code").first.inner_text(), page.locator(".receipt").inner_text()


@pytest.mark.parametrize(("width", "phone"), [(390, "13800138001"), (1280, "13800138002")])
def test_the_story(installation: Installation, chrome: Browser, width: int, phone: str, tmp_path: Path) -> None:
    before = rates(installation)
    lat, lon = the_spot()
    with window(chrome, installation, width, (lat, lon)) as resident:
        code, receipt = report(resident, phone, lat, lon)
        seen = installation.get(f"/api/v1/cases/{code}?receipt={receipt}")
        assert seen["area"]["code"].startswith(COMMUNITY) and len(seen["area"]["code"]) == 15

        with window(chrome, installation, width, (lat, lon)) as page:
            worker = Desk(page, "dongjie")
            worker.open_case(code)
            worker.do("moves/register", lambda form: form.locator('[name="category"]').first.select_option(DRAIN))
            expect(page.locator("h1")).to_contain_text("下水道堵了")

            def call(form: Any) -> None:
                form.locator('[name="kind"][value="joint"]').check()
                form.locator('[name="reason"]').fill("涉及公共管网、占道和河道排口，需要三家一起到现场")
                for unit in UNITS.values():
                    box = form.locator(f'[name="organisations"][value="{unit}"]').first
                    if not box.is_visible():
                        form.locator("summary").click()
                    box.check()

            worker.do("moves/whistle", call)
            expect(page.locator(".board .callout")).to_have_count(3)

        with_departments(chrome, installation, width, code, (lat, lon))
        finish_and_close(chrome, installation, width, code, (lat, lon))
        rate_it(resident, code)

    for words in ("已收到", "社区已吹哨", "报到", "现场", "答复", "已办结", "满意吗"):
        is_told(installation, phone, words)
    after = rates(installation)
    for unit in (COMMUNITY, *UNITS.values()):
        assert after[unit]["received"] == before[unit]["received"] + 1, unit
        assert after[unit]["resolution"]["of"] == before[unit]["resolution"]["of"] + 1, unit
        assert after[unit]["resolution"]["count"] == before[unit]["resolution"]["count"] + 1, unit


def with_departments(
    chrome: Browser, installation: Installation, width: int, code: str, at: tuple[float, float]
) -> None:
    """Two report in and check in on the spot; the third refuses, is overruled, and comes."""
    soon = datetime.now(ZoneInfo("Asia/Shanghai")) + timedelta(minutes=40)

    def who_comes(form: Any) -> None:
        form.locator('[name="who"]').fill("李队长")
        form.locator('[name="at"]').fill(soon.strftime("%Y-%m-%dT%H:%M"))

    def come(desk: Desk) -> None:
        desk.do("/report-in", who_comes)
        desk.do("/arrive", lambda form: expect(form.locator('[name="lat"]')).to_have_value(re.compile(r"^28\.")))
        expect(desk.page.locator("main")).to_contain_text(re.compile("签到处距现场 [0-9]+ 米"))

    def acknowledge(desk: Desk) -> None:
        desk.open_case(code)
        with desk.page.expect_navigation():
            desk.page.locator('form[action$="/acknowledge"] button').first.click()

    for username in ("zongzhi", "zhujian"):
        with window(chrome, installation, width, at) as page:
            desk = Desk(page, username)
            acknowledge(desk)
            come(desk)
            desk.do("/finish", lambda form: form.locator('[name="text"]').fill("已到场处置完毕"))

    with window(chrome, installation, width, at) as page:
        water = Desk(page, "shuiwu")
        acknowledge(water)
        water.do("/refuse", lambda form: form.locator('[name="reason"]').fill("不在河道管理范围"))
        with window(chrome, installation, width) as centre_page:
            centre = Desk(centre_page, "diaodu")
            centre_page.goto("/desk/?view=refusals")
            centre_page.get_by_role("link", name="下水道").first.click()
            centre.do("/overrule", lambda form: form.locator('[name="reason"]').fill("排口在河道内，请到现场"))
        page.goto(f"/desk/cases/{code}")
        come(water)
        water.do("/finish", lambda form: form.locator('[name="text"]').fill("排口已清淤"))


def finish_and_close(
    chrome: Browser, installation: Installation, width: int, code: str, at: tuple[float, float]
) -> None:
    """The community confirms on site and rates each department, answers and closes."""

    def rate_each(form: Any) -> None:
        for unit, level in zip(UNITS.values(), "545", strict=True):
            form.locator(f'[name="rating-{unit}"][value="{level}"]').check()

    with window(chrome, installation, width, at) as page:
        worker = Desk(page, "dongjie")
        worker.open_case(code)
        worker.do("/confirm", rate_each)
        worker.do(
            "moves/answer", lambda form: form.locator('[name="text"]').fill("管道已疏通，路面已冲洗，排口已清淤。")
        )
        worker.do("moves/close", lambda form: form.locator('[name="result"][value="solved"]').check())
        expect(page.locator("main")).to_contain_text("已解决")


def rate_it(page: Page, code: str) -> None:
    page.goto(f"/c/{code}")
    expect(page.locator("main")).to_contain_text("管道已疏通")
    page.locator('[name="solved"][value="true"]').check()
    page.locator('[name="score"][value="5"]').check()
    with page.expect_navigation():
        page.locator("#rate button.button").click()
    expect(page.locator("#rate")).to_have_count(0)


def is_told(installation: Installation, phone: str, words: str) -> None:
    """The worker hands over within a second or two."""
    until = time.monotonic() + 20
    while not any(words in text for text in installation.texts_to(phone)):
        assert time.monotonic() < until, (words, installation.texts_to(phone))
        time.sleep(0.1)


AXE = (ROOT / "tests/browser/vendor/axe-core-4.14.1/axe.min.js").read_text(encoding="utf-8")
LOOKED_AT = {
    "": [
        "/cuiping/",
        "/cuiping/report",
        "/cuiping/nearby",
        "/cuiping/open",
        "/follow",
        "/my",
        "/sign-in",
        "/staff/sign-in",
    ],
    "dongjie": ["/desk/", "/desk/new", "/desk/map", "/desk/notices", "/patrol/"],
}


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("username", LOOKED_AT)
def test_nothing_stands_in_anyones_way(installation: Installation, chrome: Browser, width: int, username: str) -> None:
    """WCAG 2.2 AA as far as axe can tell, and no page scrolls sideways."""
    with window(chrome, installation, width) as page:
        if username:
            Desk(page, username)
        for path in LOOKED_AT[username]:
            page.goto(path)
            page.evaluate(AXE)
            tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
            found = page.evaluate("tags => axe.run(document, {runOnly: tags})", tags)
            wrong = [(one["id"], [node["target"] for node in one["nodes"]][:3]) for one in found["violations"]]
            assert wrong == [], path
            assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), path


def test_connections_that_are_kept_open_keep_nobody_out(installation: Installation) -> None:
    """Browsers hold on to theirs for a while after the answer: as many as read a notice in the same minute."""
    host, port = installation.address.removeprefix("http://").split(":")
    asked = f"GET /healthz HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode()
    with ExitStack() as kept:
        for _one in range(300):
            connection = kept.enter_context(socket.create_connection((host, int(port)), timeout=10))
            connection.sendall(asked)
            assert connection.recv(20).startswith(b"HTTP/1.1 200")
        assert installation.get("/api/v1/organisations?district=cuiping")
