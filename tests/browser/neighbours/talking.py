"""Talking instead of quarrelling: the team's session, its agreement and its book; what a lawyer explains and writes down."""

from __future__ import annotations

from datetime import datetime, timedelta

from playwright.sync_api import Page, expect

from .hands import HERE, code_in, follow, form_to, opens_paper, press, send, shows, today

SAID = "抽烟机加装消声器，午间两点前关"
POINTS = ("林家巷食堂在十日内给抽烟机加装消声器。", "午间两点以后不开大火，郑秀云不再找街道投诉此事。")
ASKED = "食堂的铺面租约到期以后怎么办"
EXPLAINED = "租约写到明年今天。到期前三个月跟产权单位说要续，同等条件下现在的承租人先租。"
LAWYERS = {"su": "lvshi", "zhuo": "lvshi2"}
# A name of a few strokes, by tenths of the field.
NAME = (((2, 3), (5, 3), (8, 3)), ((5, 2), (5, 5), (5, 8)), ((3, 5), (4, 6), (7, 7)))


def sit_down_at() -> datetime:
    return datetime.combine(today() + timedelta(days=2), datetime.min.time(), HERE).replace(hour=20)


def take_down(page: Page, phone: str, other: str) -> str:
    """Both sides agree to sit down; the team plans it."""
    page.goto("/desk/mediation/new")
    send(
        page.locator('main form[method="post"]'), kind="zaoyin", story="食堂抽烟机中午太响", name="郑秀云", phone=phone,
        other_name="林家巷食堂", other_phone=other,
    )  # fmt: skip
    matter = code_in(page)
    for number in (1, 2):
        form = form_to(page, "/do/answer").filter(has=page.locator(f'[name="party"][value="{number}"]'))
        press(form, "当面说：参加")
    send(form_to(page, "/do/plan"), begins_at=f"{sit_down_at():%Y-%m-%dT%H:%M}", place="东街议事厅")
    return matter


def hold_session(page: Page, matter: str) -> None:
    """What was said stands in the book; what was agreed becomes a paper."""
    page.goto(f"/desk/mediation/{matter}")
    send(form_to(page, "/do/hold"), there=["1", "2"], notes=f"两家坐下来说开了：{SAID}。")
    follow(page, "写协议")
    form = page.locator('main form[method="post"]')
    for line, text in enumerate(POINTS):
        form.locator('[name="text"]').nth(line).fill(text)
    form.locator('[name="due"]').first.fill((sit_down_at().date() + timedelta(days=10)).isoformat())
    press(form, "可以签字了")
    shows(page, *(point[:8] for point in POINTS))
    assert opens_paper(page, "PDF")


def sign(page: Page) -> None:
    """With a finger or the mouse in the field."""
    field = page.locator("[data-signature] svg")
    field.scroll_into_view_if_needed()
    box = field.bounding_box()
    assert box
    for stroke in NAME:
        for step, (x, y) in enumerate(stroke):
            page.mouse.move(box["x"] + box["width"] * x / 10, box["y"] + box["height"] * y / 10, steps=6)
            if not step:
                page.mouse.down()
        page.mouse.up()
    page.locator('[name="agrees"]').check()
    press(page.locator("main form").filter(has=field), "签字")
    expect(page.locator("main .faults")).to_have_count(0)


def sign_at_home(phone: Page, matter: str) -> None:
    phone.goto(f"/my/mediation/{matter}")
    follow(phone, "看协议并签字")
    shows(phone, POINTS[0][:8])
    sign(phone)


def change_it(page: Page, matter: str) -> None:
    """Not a word of what somebody signed."""
    page.goto(f"/desk/mediation/{matter}/agreement")
    form = page.locator('main form[method="post"]')
    form.locator('[name="text"]').first.fill("食堂什么也不用做。")
    press(form, "可以签字了")
    expect(page.locator("main .fault")).to_contain_text("一个字也不能再改")


def sign_at_table(page: Page, matter: str) -> None:
    """The other side on the team's screen, then the mediator; then it is in force, and in the book."""
    page.goto(f"/desk/mediation/{matter}")
    for who in ("请林家巷食堂在这里签字", "我以调解员身份签字"):
        follow(page, who)
        sign(page)
    shows(page, "现行有效")
    expect(page.locator("main .signed svg")).to_have_count(3)
    page.goto("/desk/mediation")
    follow(page, "说事本")
    shows(page, SAID, POINTS[0][:8], matter)


def read_agreement(phone: Page, matter: str) -> None:
    phone.goto(f"/my/mediation/{matter}")
    shows(phone, POINTS[0][:8])
    expect(phone.locator("main .signed svg")).to_have_count(3)
    assert opens_paper(phone, "PDF")


def visits(page: Page) -> int:
    """How many talked with a lawyer, as everybody reads it."""
    page.goto("/cuiping/open/legal")
    told = page.locator("main .figure").filter(has_text="累计接待").first.locator("b").inner_text()
    return int(told.replace(",", ""))


def book_lawyer(phone: Page) -> tuple[str, str, datetime]:
    """The number, whom, and when."""
    phone.goto("/cuiping/legal/book")
    form = phone.locator('main form[method="post"]')
    slot = form.locator('[name="slot"]').first
    lawyer, _at, moment = str(slot.get_attribute("value")).partition("@")
    slot.check()
    send(form, kind="zufang", name="郑秀云", question=ASKED)
    return code_in(phone), LAWYERS[lawyer], datetime.fromisoformat(moment).replace(tzinfo=HERE)


def explain(page: Page, code: str, day: datetime) -> None:
    """The talk was held: the lawyer writes down what was asked and what was explained."""
    page.goto(f"/desk/legal?day={day:%Y-%m-%d}")
    row = page.locator("main tr").filter(has_text=code)
    press(row.locator('form[action$="/do/came"]'))
    row = page.locator("main tr").filter(has_text=code)
    with page.expect_navigation():
        row.get_by_role("link", name="郑秀云").click()
    form = page.locator('main form[method="post"]').first
    expect(form.locator('[name="asked"]')).to_have_value(ASKED)
    send(form, explained=EXPLAINED, law="《民法典》第七百三十四条", next="到期前三个月带租约到国有资产事务中心。")


def read_advice(phone: Page, code: str) -> None:
    """At home, with who looked at it."""
    phone.goto("/my/legal")
    follow(phone, "月")
    assert code_in(phone) == code
    shows(phone, ASKED, EXPLAINED, "第七百三十四条", "国有资产事务中心")
    assert opens_paper(phone, "PDF")
