"""From what is lacking to a canteen: demands, what is proposed for them, the project, who takes it on, what is paid out of it."""

from __future__ import annotations

import io
import json
import time
import urllib.request
from datetime import timedelta

from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.installation import Installation
from tests.browser.test_story import the_spot

from .hands import code_in, follow, form_to, opens_paper, press, send, shows, today

EAST, COMPANY, SHOP = "511502012001", "511502-fuwu", "linjiaxiang-52"
WANTED = "林家巷没有吃午饭的地方，盼着办一个社区食堂"
CANTEEN = "林家巷办一处社区食堂"
STOVES = "食堂灶台、蒸柜和抽烟机"


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
    # Without it, another one of the invented year may come before it, on days when more of its cases are told of.
    form.locator('[name="urgent"]').check()
    send(
        form, kind="canteen", title=CANTEEN, text="三十户反映中午没处吃饭，多是老人。", area=EAST, place="林家巷", households="300",
    )  # fmt: skip
    canteen = code_in(page)
    shows(page, "30")
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
    press(page.locator("main form").filter(has=page.get_by_role("button", name="重新匹配")))
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
    send(form_to(page, "/part"), manner="skill", what="后厨线路检修", amount="12")
    send(form_to(page, "/milestone"), title="食堂开火", due=(today() + timedelta(days=90)).isoformat())
    send(form_to(page, "/open"))
    return project


def claim(page: Page, project: str, what: str, amount: str, by: str, **more: str) -> None:
    """Somebody takes on so much of a part."""
    page.goto(f"/cuiping/projects/{project}")
    part = page.locator("article.part").filter(has=page.get_by_role("heading", name=what, exact=True))
    send(part.locator('form[action*="/claim/"]'), amount=amount, **more)
    expect(part.locator(".claims")).to_contain_text(by)


def begin(page: Page, project: str) -> None:
    """The money came in, what was claimed is taken up, the work begins."""
    page.goto(f"/desk/projects/all/{project}")
    press(page.locator("main form").filter(has=page.get_by_role("button", name="钱已到账")))
    confirm = page.locator('main form[action*="/confirm/"]')
    while confirm.count():
        press(confirm.first)
    send(form_to(page, "/start"))
    shows(page, "实施中")


def give_shop(page: Page) -> None:
    """The right of use goes to the company; who owns it stays as it is."""
    page.goto(f"/desk/assets/register/{SHOP}")
    send(
        form_to(page, "/use"), organisation=COMPANY, first=today().isoformat(), reason="交社区服务公司办社区食堂，产权不变",
    )  # fmt: skip
    page.goto(f"/cuiping/assets/{SHOP}")
    shows(page, "社区服务", "国有资产事务中心")


def ask_for_stoves(page: Page, project: str) -> str:
    """The keeper of gifts asks for a payment out of the firm's money, and hands in the receipt; the payment's number."""
    page.goto(f"/desk/projects/all/{project}")
    form = page.locator('main form[action*="/pay/"]').first
    send(
        form, amount="86500", purpose=STOVES, payee="翠屏厨具设备经营部（虚构）", shown_as="翠屏厨具设备经营部（虚构）",
    )  # fmt: skip
    page.goto("/desk/ledger")
    follow(page, STOVES)
    drawn, name = io.BytesIO(), "灶台发票.jpg"
    Image.new("RGB", (600, 800), "#eee").save(drawn, "JPEG")
    paper = form_to(page, "/receipts")
    paper.locator('[name="paper"]').set_input_files(
        {"name": name, "mimeType": "image/jpeg", "buffer": drawn.getvalue()}
    )
    press(paper)
    shows(page, name)
    return code_in(page)


def release(page: Page, payment: str) -> None:
    """The second person."""
    page.goto("/desk/ledger")
    follow(page, STOVES)
    assert code_in(page) == payment
    send(form_to(page, "/release"))
    shows(page, "已付")


def follow_the_money(page: Page, project: str) -> None:
    """By links alone, as anybody: from the firm's gift into the fund, out of it for the stoves, to the receipt."""
    page.goto(f"/cuiping/projects/{project}")
    for size in ("A4", "A3"):
        assert len(opens_paper(page, f"海报 {size}")) > 10_000
    source = page.locator(".sources > li").filter(has_text="三江食品捐款")
    expect(source).to_contain_text("200,000.00")
    expect(source).to_contain_text(STOVES)
    with page.expect_navigation():
        source.get_by_role("link", name="号账").first.click()
    shows(page, "社会捐赠", "邻里项目基金专户", "200,000.00")
    follow(page, "邻里项目基金")
    paid = page.locator("article.paid").filter(has_text=STOVES)
    for words in ("86,500.00", "翠屏厨具设备经营部", "灶台发票.jpg", "另一人"):
        expect(paid).to_contain_text(words)
    with page.expect_navigation():
        paid.get_by_role("link").first.click()
    shows(page, "社区项目", "邻里项目基金专户", "86,500.00", "灶台发票.jpg")
