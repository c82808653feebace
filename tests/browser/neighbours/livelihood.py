"""What the shop earns and whom it pays: the rent shared by rule, the company's takings, a post, its hours, a month's wage."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal

from playwright.sync_api import Page, expect

from .canteen import EAST, SHOP
from .hands import follow, form_to, opens_paper, send, shows, today

FUND = "/desk/ledger/funds/service-companies"
LESSEE = "林家巷社区食堂（虚构）"
HER_NAME = "温春兰"
RENT, WAGE, HOURS = "3000", 22, 4
CENT = Decimal("0.01")


def let_shop(page: Page) -> None:
    """The lease is entered; the rent that is due today comes in, and is shared as the rule says."""
    page.goto(f"/desk/assets/register/{SHOP}")
    due = min(today().day, 28)
    send(
        form_to(page, "/lease"), lessee=LESSEE, first=today().isoformat(), last=(today() + timedelta(days=365)).isoformat(),
        rent=RENT, deposit="0", due_day=str(due),
    )  # fmt: skip
    form = form_to(page, "/receive")
    rent = Decimal(form.locator('[name="amount"]').input_value())
    send(form)
    shares = {who: (rent * part / 100).quantize(CENT, ROUND_DOWN) for who, part in (("社区", 30), ("运营方", 20))}
    shares["产权单位"] = rent - sum(shares.values())
    page.goto(f"/cuiping/assets/{SHOP}")
    for who, much in shares.items():
        shows(page, f"{who} ¥{much:,.2f}")
    shared = page.locator("main .months p").filter(has_text="分配").first
    with page.expect_navigation():
        shared.get_by_role("link").click()
    shows(page, "资产租金收入", "应付产权单位租金收益", "应付社区租金收益", "社区服务收入")
    shows(page, *(f"{much:,.2f}" for much in shares.values()))


def rent_is_there(page: Page) -> None:
    """The company's part of the rent lies where its wages are paid from."""
    page.goto(f"{FUND}?view=in")
    shows(page, "林家巷52号铺面", "运营方应得部分转入")


def offer_posts(page: Page) -> tuple[str, str]:
    """What the canteen takes in pays for two posts: at the desk, and as everybody reads it."""
    rent_is_there(page)
    page.goto(f"{FUND}/receive")
    send(
        page.locator('main form[method="post"]'), source="income:services", into="asset:bank:service-companies", amount="12000",
        on=today().isoformat(), text="社区食堂一个月的营业收入",
    )  # fmt: skip
    shows(page, "社区食堂一个月的营业收入")
    page.goto("/desk/jobs/posts/new")
    send(
        page.locator('main form[method="post"]'), title="林家巷食堂帮厨", about="洗菜、打饭、收拾碗筷。", area=EAST, place="林家巷52号",
        kind="part", hours_a_week="20", times="周一至周五 9:30–13:30", wage=str(WAGE), pay="hourly", wanted="2",
        open_from=today().isoformat(),
    )  # fmt: skip
    return page.url, str(page.locator('main a[href*="/cuiping/jobs/"]').first.get_attribute("href"))


def ask_for_post(phone: Page) -> str:
    """After the accident her old work is nothing for her any more; the canteen is round the corner. Her page of it."""
    form = phone.locator('main form[method="post"]').last
    send(form, name=HER_NAME, times="中午", words="以前在饭馆做过，离家近就行")
    return phone.url


def give_her_the_post(page: Page, post: str) -> None:
    page.goto(post)
    send(form_to(page, "/place"), begins=today().isoformat())


def note_hours(phone: Page, mine: str) -> None:
    """She, on her phone."""
    phone.goto(mine)
    shows(phone, "在岗")
    send(form_to(phone, "/hours"), day=today().isoformat(), hours=str(HOURS))
    shows(phone, "待确认")


def confirm_hours(page: Page) -> None:
    """Hers, at the company: those of others wait for who knows them."""
    page.goto("/desk/jobs/hours")
    form = form_to(page, "/hours/confirm")
    for card in form.locator("section.card").all():
        if "林家巷食堂帮厨" not in card.inner_text():
            for box in card.locator('[name="day"]:enabled').all():
                box.uncheck()
    send(form)
    shows(page, "已确认 1 天")


def draw_wages(page: Page, month: date) -> str:
    """A running month cannot be drawn up; one that is over can, by one person."""
    page.goto("/desk/jobs/wages")
    row = page.locator("main li").filter(has_text=f"{month.year}年{month.month}月")
    send(row.locator('form[action$="/draw"]'))
    shows(page, "林家巷食堂帮厨", "再由同事核付")
    return page.url


def release_wages(page: Page, run: str) -> None:
    """Another person."""
    page.goto(run)
    send(form_to(page, "/release"))
    shows(page, "已发")


def not_yet_over(page: Page, month: date) -> None:
    page.goto("/desk/jobs/wages")
    expect(page.locator("main li").filter(has_text=f"{month.year}年{month.month}月")).to_have_count(0)


def read_payslip(phone: Page, mine: str) -> None:
    """On her phone: how it came about, the paper, and the entries that prove it, in which she is not named."""
    phone.goto(mine)
    follow(phone, "工资单")
    shows(phone, f"{HOURS} 小时 × ¥{WAGE}", f"¥{HOURS * WAGE}.00")
    assert len(opens_paper(phone, "工资单（PDF）")) > 10_000
    for entry, accounts in (("应付", ("公益岗位工资", "应付工资")), ("支付", ("应付工资", "社区服务公司扶持资金专户"))):
        follow(phone, entry)
        shows(phone, *accounts, f"¥{HOURS * WAGE}.00", "林家巷食堂帮厨")
        assert HER_NAME not in phone.locator("main").inner_text()
        phone.go_back()


def people_and_wages(page: Page, year: int) -> tuple[int, int]:
    """People placed and wages paid in a year, as everybody reads them."""
    page.goto(f"/cuiping/open/jobs?year={year}")
    figures = page.locator("main .figures")
    placed = figures.locator(".figure").filter(has_text="上岗人数").first.locator("b").inner_text()
    paid = figures.locator(".figure").filter(has_text="发放工资").locator("b").inner_text()
    return int(placed), int(paid.strip("¥").replace(",", ""))
