"""What neighbours do together, walked in browsers: thirty cases and a meeting become demands, an idle shop, a firm's money
and a team of electricians become a canteen, its posts give work, a quarrel is talked over, a lawyer explains; every yuan adds up."""

from __future__ import annotations

import json
import re
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.installation import Installation, browser, window
from tests.browser.test_applying import Applicant
from tests.browser.test_story import Desk, the_spot

pytestmark = pytest.mark.browser
EAST, COMPANY, FIRM = "511502012001", "511502-fuwu", "511502-sanjiang"
SHOP, ELECTRICIANS = "linjiaxiang-52", "team-dianxing"
NEIGHBOUR, SEEKER, OTHER = "13800138101", "13800138102", "13800138103"
WANTED = "林家巷没有吃午饭的地方，盼着办一个社区食堂"
CANTEEN = "林家巷办一处社区食堂"


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    with browser() as started:
        yield started


@contextmanager
def at_desk(chrome: Browser, installation: Installation, username: str, width: int = 1280) -> Iterator[Page]:
    with window(chrome, installation, width) as page:
        Desk(page, username)
        yield page


@contextmanager
def at_home(chrome: Browser, installation: Installation, phone: str, path: str) -> Iterator[Page]:
    """On a phone, signed in with the code that is sent, on a page."""
    with window(chrome, installation, 390) as page:
        page.goto(f"/sign-in?next={path}")
        Applicant(page, installation, phone).sign_in()
        expect(page).to_have_url(re.compile(re.escape(path)))
        yield page


def send(form: Locator, button: str = "", **given: Any) -> None:
    """Fill a form by the names of its fields and send it; True ticks, None leaves out what is folded away."""
    expect(form).to_have_count(1)
    for folded in form.locator("xpath=ancestor::details[not(@open)]").all():
        folded.locator("summary").first.click()
    for name, value in given.items():
        field = form.locator(f'[name="{name}"]')
        kind = field.first.evaluate("one => one.tagName + ':' + one.type")
        if kind.startswith("SELECT"):
            field.select_option(value)
        elif kind.endswith((":radio", ":checkbox")):
            for one in [value] if isinstance(value, str) else value:
                form.locator(f'[name="{name}"][value="{one}"]').check()
        else:
            field.fill(value)
    page = form.page
    with page.expect_navigation():
        (form.get_by_role("button", name=button, exact=True) if button else form.locator("button").last).click()
    expect(page.locator("main .fault")).to_have_count(0)


def form_to(page: Page, action_end: str) -> Locator:
    return page.locator(f'main form[action$="{action_end}"]')


def today() -> date:
    return datetime.now(ZoneInfo("Asia/Shanghai")).date()


def report_thirty(installation: Installation) -> None:
    """As thirty people do, each in their words."""
    lat, lon = the_spot()
    for number in range(30):
        body = {
            "district": "cuiping", "text": f"{WANTED}（{number + 1}号院）", "location": {"lat": lat, "lon": lon},
            "address": "东街社区林家巷52号",
        }  # fmt: skip
        told = urllib.request.Request(
            f"{installation.address}/api/v1/cases", json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(told, timeout=20) as answer:
            assert answer.status == 201


def code_in(page: Page) -> str:
    return page.url.partition("?")[0].partition("#")[0].rstrip("/").rpartition("/")[2]


def make_demands(page: Page) -> str:
    """Thirty cases become one demand in one step; a lift and parking come from a meeting."""
    form, until = page.locator('main form[method="post"]'), time.monotonic() + 30
    page.goto(f"/desk/projects/demands/from-cases?q={WANTED[:8]}")
    # What was just reported is found as soon as the index has followed.
    while form.locator('[name="cases"]').count() < 30 and time.monotonic() < until:
        page.reload()
    expect(form.locator('[name="cases"]')).to_have_count(30)
    for one in form.locator('[name="cases"]').all():
        one.check()
    send(
        form,
        kind="canteen",
        title=CANTEEN,
        text="三十户反映中午没处吃饭，多是老人。",
        area=EAST,
        place="林家巷",
        households="300",
    )
    canteen = code_in(page)
    expect(page.locator("main")).to_contain_text("30")
    for kind, title in (("lift", "林家巷老楼装电梯（院坝会）"), ("parking", "林家巷划停车位（院坝会）")):
        page.goto("/desk/projects/demands/new")
        send(
            page.locator('main form[method="post"]'), kind=kind, title=title, text="院坝会上大家提的。", area=EAST, place="林家巷",
            households="120", source="meeting", day=today().isoformat(), source_place="林家巷院坝",
        )  # fmt: skip
    return canteen


def accept_matches(page: Page) -> None:
    """What is proposed for the canteen, and why: the shop next door, the firm's money, the electricians' hours."""
    page.goto("/desk/projects/matching")
    with page.expect_navigation():
        page.get_by_role("button", name="重新匹配").click()
    for resource, why in (("林家巷52号铺面", "相距"), ("三江食品捐助", "200,000 元"), ("电工志愿队的手艺", "24 小时")):
        page.goto("/desk/projects/matching")
        pair = page.locator("main li, main article").filter(has_text=CANTEEN).filter(has_text=resource).last
        expect(pair).to_contain_text("为什么")
        expect(pair).to_contain_text(why)
        with page.expect_navigation():
            pair.get_by_role("button", name="接受").click()


def open_project(page: Page, demand: str) -> str:
    page.goto("/desk/projects/new")
    send(
        page.locator('main form[method="post"]'), demands=demand, title="林家巷社区食堂", text="闲置铺面改食堂，老人中午有热饭。",
        organisation=EAST, place="林家巷52号", first=today().isoformat(), last=(today() + timedelta(days=120)).isoformat(),
    )  # fmt: skip
    project = code_in(page)
    send(form_to(page, "/part"), manner="goods", what="餐桌椅", amount="10", unit="套")
    send(form_to(page, "/milestone"), title="食堂开火", due=(today() + timedelta(days=90)).isoformat())
    send(form_to(page, "/open"))
    poster = page.request.get(f"/cuiping/projects/{project}/poster.pdf")
    assert poster.ok and poster.body().startswith(b"%PDF")
    return project


def give_shop(page: Page) -> None:
    """The right of use goes to the company; who owns it stays as it is."""
    page.goto(f"/desk/assets/register/{SHOP}")
    send(
        form_to(page, "/use"),
        organisation=COMPANY,
        first=today().isoformat(),
        reason="交社区服务公司办社区食堂，产权不变",
    )
    page.goto(f"/cuiping/assets/{SHOP}")
    expect(page.locator("main")).to_contain_text("社区服务")
    expect(page.locator("main")).to_contain_text("国有资产事务中心")


def offer_posts(page: Page) -> tuple[str, str]:
    """What the canteen brings in pays for two posts: at the desk, and as everybody reads it."""
    page.goto("/desk/ledger/funds/service-companies/receive")
    send(
        page.locator('main form[method="post"]'), source="income:services", into="asset:bank:service-companies", amount="12000",
        on=today().isoformat(), text="社区食堂一个月的营业收入",
    )  # fmt: skip
    page.goto("/desk/jobs/posts/new")
    send(
        page.locator('main form[method="post"]'), title="林家巷食堂帮厨", about="洗菜、打饭、收拾碗筷。", area=EAST, place="林家巷52号",
        kind="part", hours_a_week="20", times="周一至周五 9:30–13:30", wage="22", pay="hourly", wanted="2",
        open_from=today().isoformat(),
    )  # fmt: skip
    return page.url, str(page.locator('main a[href*="/cuiping/jobs/"]').first.get_attribute("href"))


def talk_it_over(page: Page) -> str:
    """Both sides agree to sit down; the team plans it and writes it in its book."""
    page.goto("/desk/mediation/new")
    send(
        page.locator('main form[method="post"]'), kind="zaoyin", story="食堂抽烟机中午太响", name="郑秀云", phone=NEIGHBOUR,
        other_name="林家巷食堂", other_phone=OTHER,
    )  # fmt: skip
    matter = code_in(page)
    for number in (1, 2):
        form = form_to(page, "/do/answer").filter(has=page.locator(f'[name="party"][value="{number}"]'))
        for folded in form.locator("xpath=ancestor::details[not(@open)]").all():
            folded.locator("summary").first.click()
        with page.expect_navigation():
            form.locator("button").first.click()
    send(form_to(page, "/do/plan"), begins_at=f"{today() + timedelta(days=2)}T20:00", place="东街议事厅")
    send(form_to(page, "/do/entry"), text="两家都答应坐下来说，抽烟机加装消声器，午间两点前关。")
    expect(page.locator("main")).to_contain_text("抽烟机加装消声器")
    return matter


def ask_lawyer(page: Page) -> None:
    page.goto("/cuiping/legal/book")
    form = page.locator('main form[method="post"]')
    form.locator('[name="slot"]').first.check()
    send(form, kind="zufang", name="郑秀云", question="食堂的铺面租约到期以后怎么办")


def test_neighbours(installation: Installation, chrome: Browser) -> None:
    report_thirty(installation)
    with at_desk(chrome, installation, "dongjie") as page:
        demand = make_demands(page)
    with at_home(chrome, installation, NEIGHBOUR, f"/cuiping/projects/demands/{demand}") as phone:
        phone.get_by_role("button", name="我也需要").click()
        expect(phone.locator("main")).to_contain_text("您已附议")
        with at_desk(chrome, installation, "dongjie") as page:
            accept_matches(page)
            project = open_project(page, demand)
        with at_desk(chrome, installation, "sanjiang") as page:
            page.goto(f"/cuiping/projects/{project}")
            send(page.locator('main form[action*="/claim/"]'), amount="10")
        with at_desk(chrome, installation, "dongjie") as page:
            page.goto(f"/desk/projects/all/{project}")
            send(page.locator("main form").filter(has=page.get_by_role("button", name="钱已到账")))
        with at_desk(chrome, installation, "guozi") as page:
            give_shop(page)
        phone.goto(f"/cuiping/projects/{project}")
        expect(phone.locator("main")).to_contain_text("200,000")
        with at_desk(chrome, installation, "liuyi") as page:
            matter = talk_it_over(page)
        phone.goto(f"/my/mediation/{matter}")
        expect(phone.locator("main")).to_contain_text("东街议事厅")
        ask_lawyer(phone)
        phone.goto("/my/legal")
        expect(phone.locator("main")).to_contain_text("租房")
    with at_desk(chrome, installation, "fuwu") as page:
        assert page.goto(f"/desk/mediation/{matter}").status in (403, 404)
        post, offer = offer_posts(page)
        with at_home(chrome, installation, SEEKER, offer) as woman:
            send(woman.locator('main form[method="post"]').last, name="温春兰")
            mine = woman.url
            page.goto(post)
            send(form_to(page, "/place"), begins=today().isoformat())
            send(form_to(page, "/hours"), day=today().isoformat(), hours="4")
            woman.goto(mine)
            expect(woman.locator("main")).to_contain_text("在岗")
    balanced(installation)


def balanced(installation: Installation) -> None:
    """The book adds up, and everybody finds the firm's money in it."""
    told = installation.does(
        "from linli.ledger.queries.whole import faults\n"
        "from linli.ledger.queries.balances import trial_balance\n"
        "rows = trial_balance('511502')\n"
        "print(list(faults()), sum(one.debit for one in rows) == sum(one.credit for one in rows), len(rows))"
    )
    assert told.startswith("[] True"), told
