"""What neighbours do together, walked in browsers: thirty cases and a meeting become demands, an idle shop, a firm's money
and a team of electricians become a canteen, its posts give work, a quarrel is talked over, a lawyer explains; every yuan adds up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.installation import Installation, browser, window
from tests.browser.neighbours import canteen, livelihood, talking
from tests.browser.neighbours.hands import after_the_month, at_desk, at_home, move, shows, today

pytestmark = pytest.mark.browser
NEIGHBOUR, SEEKER, OTHER = "13800138101", "13800138102", "13800138103"
A_WHILE = timedelta(hours=1)


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    with browser() as started:
        yield started


class Street:
    """Where it happens: everybody's windows."""

    def __init__(self, installation: Installation, chrome: Browser) -> None:
        self.installation, self.chrome = installation, chrome

    def desk(self, username: str, at: datetime | None = None) -> AbstractContextManager[Page]:
        return at_desk(self.chrome, self.installation, username, at)

    def home(self, phone: str, path: str) -> AbstractContextManager[Page]:
        return at_home(self.chrome, self.installation, phone, path)

    def anybody(self) -> AbstractContextManager[Page]:
        return window(self.chrome, self.installation, 390)


def test_neighbours(installation: Installation, chrome: Browser) -> None:
    street = Street(installation, chrome)
    canteen.report_thirty(installation)
    with street.desk("dongjie") as page:
        demand = canteen.make_demands(page)
        with street.home(NEIGHBOUR, f"/cuiping/projects/demands/{demand}") as phone:
            phone.get_by_role("button", name="我也需要").click()
            shows(phone, "您已附议")
            canteen.accept_matches(page)
            a_canteen(street, page, demand)
            a_quarrel(street, phone)
            a_lease(street, phone)
    a_living(street)
    balanced(installation)


def a_canteen(street: Street, page: Page, demand: str) -> None:
    """A project with its budget; the firm and the team take on parts, the stoves are paid; every yuan is followed in public."""
    project = canteen.open_project(page, demand)
    with street.desk("sanjiang") as firm:
        canteen.claim(firm, project, "餐桌椅", "10", "三江")
    with street.desk("dongjie2") as leader:
        canteen.claim(leader, project, "后厨线路检修", "12", "电工志愿队", team="team-dianxing")
    canteen.begin(page, project)
    with street.desk("guozi") as owner:
        canteen.give_shop(owner)
        livelihood.let_shop(owner)
    with street.desk("caizheng") as one:
        payment = canteen.ask_for_stoves(one, project)
    with street.desk("caizheng2") as two:
        canteen.release(two, payment)
    with street.anybody() as anyone:
        canteen.follow_the_money(anyone, project)


def a_quarrel(street: Street, phone: Page) -> None:
    """The hood is too loud; two evenings later both sides sit down, and sign."""
    with street.desk("liuyi") as mediator:
        matter = talking.take_down(mediator, NEIGHBOUR, OTHER)
        phone.goto(f"/my/mediation/{matter}")
        shows(phone, "东街议事厅")
    with street.desk("fuwu") as company:
        answer = company.goto(f"/desk/mediation/{matter}")
        assert answer and answer.status in (403, 404)
    afterwards = talking.sit_down_at() + A_WHILE
    move(phone, afterwards)
    with street.desk("liuyi", afterwards) as mediator:
        talking.hold_session(mediator, matter)
        talking.sign_at_home(phone, matter)
        talking.change_it(mediator, matter)
        talking.sign_at_table(mediator, matter)
    talking.read_agreement(phone, matter)


def a_lease(street: Street, phone: Page) -> None:
    """What becomes of the canteen when the lease runs out: asked at the 法律超市, read at home."""
    move(phone, datetime.now().astimezone())
    before = talking.visits(phone)
    code, lawyer, at = talking.book_lawyer(phone)
    with street.desk(lawyer, at + A_WHILE / 6) as desk:
        talking.explain(desk, code, at)
    move(phone, at + A_WHILE)
    talking.read_advice(phone, code)
    assert talking.visits(phone) == before + 1


def a_living(street: Street) -> None:
    """A post of the company that runs the canteen, its hours, and the wage of the month once it is over."""
    month, paid_at = today().replace(day=1), after_the_month()
    with street.desk("fuwu") as page:
        placed, wages = livelihood.people_and_wages(page, month.year)
        post, offer = livelihood.offer_posts(page)
        with street.home(SEEKER, offer) as woman:
            mine = livelihood.ask_for_post(woman)
            livelihood.give_her_the_post(page, post)
            livelihood.note_hours(woman, mine)
            livelihood.confirm_hours(page)
            livelihood.not_yet_over(page, month)
            with street.desk("fuwu", paid_at) as one:
                run = livelihood.draw_wages(one, month)
                expect(one.locator('main form[action$="/release"]')).to_have_count(0)
            with street.desk("fuwu2", paid_at) as two:
                livelihood.release_wages(two, run)
            move(woman, paid_at)
            livelihood.read_payslip(woman, mine)
            after = livelihood.people_and_wages(woman, month.year)
            assert after[0] == placed + 1 and after[1] >= wages + livelihood.WAGE * livelihood.HOURS


def balanced(installation: Installation) -> None:
    """The book adds up, and wages and projects say the same as it."""
    told = installation.does(
        "from linli.employment.queries import whole as wages\n"
        "from linli.ledger.queries import balances, whole as ledger\n"
        "from linli.projects.queries import whole as projects\n"
        "rows = balances.trial_balance('511502')\n"
        "debit, credit = sum(one.debit for one in rows), sum(one.credit for one in rows)\n"
        "print([told for room in (ledger, wages, projects) for told in room.faults()], debit == credit, len(rows))"
    )
    assert told.startswith("[] True"), told
