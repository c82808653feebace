"""The pages: what everyone sees, one's own household, the desk; what they cost; and that bad input never breaks one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.places.models import District
from linli.renovation import actions
from linli.renovation.models import Ballot, EstateRating, Fault, Household, HouseWork, PaperBallot, Picture, Vote
from linli.typesetting import SANS, SERIF, known_fonts
from tests.conftest import MovableClock
from tests.factories import actor
from tests.renovation import town
from tests.renovation.town import (
    BUILDER,
    DESK,
    DRAINS,
    FRONT,
    LANE,
    ONE,
    SLUG,
    TWO,
    WATER,
    at,
    cast,
    fault,
    finished,
    resident,
    signed_in,
    unit,
    vote,
)

LIST, ONE_ESTATE, A_VOTE, OPEN, DESK_LIST, DESK_ESTATE, DESK_VOTE = 12, 22, 10, 18, 20, 30, 20
CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK")
HAS_FONT = not known_fonts().isdisjoint((*SANS, *SERIF))
NO_FONT = pytest.mark.skipif(not HAS_FONT, reason="no Chinese font on this machine")


@contextmanager
def at_most(limit: int) -> Iterator[None]:
    with CaptureQueriesContext(connection) as seen:
        yield
    statements = [one["sql"] for one in seen.captured_queries if not one["sql"].upper().startswith(CONTROL)]
    assert len(statements) <= limit, "\n".join([f"{len(statements)} > {limit}", *(sql[:160] for sql in statements)])


def counted(request: Callable[[], object], limit: int) -> None:
    """Once to warm what a process keeps, then counted."""
    request()
    with at_most(limit):
        request()


def test_every_page_takes_few_statements_however_much_there_is(district: District) -> None:
    town.roll()
    held = vote(house="")
    for number in range(1, 7):
        cast(held, number)
    for place in (ONE, TWO):
        for work in (WATER, DRAINS):
            finished(work, place)
            fault(work, place)
    actions.note_week(actor("here"), LANE, {"text": "换了一半水管"})
    address = f"{FRONT}/votes/{held.code}"
    for page, limit in (
        (FRONT, LIST), (f"/{SLUG}/renovation.geojson", LIST), (f"{FRONT}/{LANE}", ONE_ESTATE), (address, A_VOTE),
        (f"/{SLUG}/open/renovation", OPEN), (f"/{SLUG}/open/renovation.csv", OPEN), (f"{FRONT}/{LANE}/fault", LIST),
    ):  # fmt: skip
        counted(lambda page=page: Client().get(page), limit)
    desk = signed_in("here")
    counted(lambda: desk.get(DESK), DESK_LIST)
    counted(lambda: desk.get(f"{DESK}/{LANE}"), DESK_ESTATE)
    counted(lambda: desk.get(f"{DESK}/votes/{held.code}"), DESK_VOTE)


def test_everyone_reads_how_an_estate_stands(district: District) -> None:
    finished()
    fault()
    page = Client().get(f"{FRONT}/{LANE}").content.decode()
    for words in ("改水", "完工待验收", "1 处问题未修", "住建局", "19900000001", "还没有住户评价", "反映问题"):
        assert words in page, words
    front = Client().get(FRONT).content.decode()
    assert "六改一同步" in front and "演示写法" in front and f"{FRONT}/{LANE}" in front
    points = Client().get(f"/{SLUG}/renovation.geojson").json()["features"]
    assert [one["properties"]["title"] for one in points] == ["林家巷"]
    assert Client().get(f"{FRONT}/nowhere").status_code == 404
    assert Client().get(f"{FRONT}/votes/BJ-0000-0000").status_code == 404
    assert Client().get(f"{FRONT}/votes/nonsense").status_code == 404


def test_a_fault_is_reported_once_and_followed(district: District) -> None:
    address = f"{FRONT}/{LANE}/fault"
    browser = Client()
    form = browser.get(f"{address}?work={WATER}").content.decode()
    key = re.search(r'name="key" value="(\w+)"', form)
    assert key and f'value="{WATER}" selected' in form
    empty = browser.post(address, {"key": key[1]})
    assert empty.status_code == 422 and "请选择楼栋和改造项目" in empty.content.decode()
    given = {"key": key[1], "house": str(at().pk), "work": WATER, "text": "接头漏水，滴到楼下", "phone": "13800000077"}
    sent = browser.post(address, given | {"photos": town.photo()})
    again = browser.post(address, given)
    assert sent.status_code == 302 and sent.headers["Location"] == again.headers["Location"]
    row = Fault.objects.select_related("case").get()
    assert row.case.code in browser.get(sent.headers["Location"]).content.decode()
    assert row.case.attachments.count() == 1
    shown = Client().get(f"{FRONT}/{LANE}").content.decode()
    assert row.case.code in shown and "滴到楼下" not in shown and "13800000077" not in shown


def test_a_resident_votes_and_sees_the_own_vote_alone(district: District) -> None:
    town.roll()
    held = vote()
    address = f"{FRONT}/votes/{held.code}"
    guest = Client().get(address).content.decode()
    assert f"/sign-in?next={FRONT}/votes/" in guest and "过半数" in guest and "2/3 以上" in guest
    browser, key = signed_in(resident(1)), unit(held, 1).pk
    assert f"{address}/cast/{key}" in browser.get(address).content.decode()
    to_sign_in = Client().post(f"{address}/cast/{key}", {"choice": "y", "sure": "yes"})
    assert to_sign_in.headers["Location"].startswith("/sign-in?next=")
    unsure = browser.post(f"{address}/cast/{key}", {"choice": "y"})
    assert unsure.status_code == 422 and "投出后不能更改" in unsure.content.decode()
    assert 'value="y" checked' in unsure.content.decode(), "what was chosen is kept"
    done = browser.post(f"{address}/cast/{key}", {"choice": "n", "sure": "yes"}, follow=True).content.decode()
    assert "已投票：我不同意" in done
    twice = browser.post(f"{address}/cast/{key}", {"choice": "y", "sure": "yes"})
    assert twice.status_code == 409 and "一户一票" in twice.content.decode()
    other = signed_in(resident(2))
    assert other.post(f"{address}/cast/{key}", {"choice": "y", "sure": "yes"}).status_code == 403
    assert "已投票：我不同意" not in other.get(address).content.decode()
    assert "您家：我不同意" in browser.get("/my/renovation").content.decode()
    assert "您的手机号不在名册上" in signed_in(resident(50)).get("/my/renovation").content.decode()
    assert Client().get("/my/renovation").status_code == 302
    assert Ballot.objects.count() == 1


@NO_FONT
def test_letters_are_printed_and_their_code_votes(district: District) -> None:
    town.roll()
    held = vote()
    desk = signed_in("here")
    printed = desk.post(f"{DESK}/votes/{held.code}/letters.pdf", {"house": str(at().pk)})
    assert printed.headers["Content-Type"] == "application/pdf" and printed.content.startswith(b"%PDF")
    assert printed.headers["Cache-Control"] == "no-store"
    _vote, letters = actions.print_letters(actor("here"), held.code, None)
    browser, address = Client(), f"{FRONT}/votes/{held.code}/letter"
    # With “no-referrer” a browser hides where a form comes from, and it would be refused; other sites learn nothing anyway.
    form = browser.get(address)
    assert "no-referrer" not in form.content.decode() and form.headers["Referrer-Policy"] == "same-origin"
    assert browser.get(f"{address}?code=0000-0000-0000").status_code == 404
    code = letters[0].code
    asked = browser.get(f"{address}?code={code}")
    assert "101" in asked.content.decode() and "80.00" in asked.content.decode()
    assert browser.post(address, {"code": code}).status_code == 200
    assert browser.post(address, {"code": code, "choice_asked": "yes", "choice": "y"}).status_code == 422
    given = {"code": code, "choice_asked": "yes", "choice": "y", "sure": "yes"}
    assert browser.post(address, given).status_code == 302
    twice = browser.post(address, given)
    assert twice.status_code == 409 and "一户一票" in twice.content.decode()
    for number in range(2, 7):
        cast(held, number)
    assert desk.post(f"{DESK}/votes/{held.code}/letters.pdf", {"house": "x"}).status_code == 409


def test_a_vote_is_opened_run_and_counted_at_the_desk(district: District, clock: MovableClock) -> None:
    desk, second = signed_in("here"), signed_in("here2")
    early = desk.post(f"{DESK}/{LANE}/votes/new", town.asked())
    assert early.status_code == 409 and "名册" in early.content.decode() and "更换全部供水管" in early.content.decode()
    town.roll()
    assert "民法典" in desk.get(f"{DESK}/{LANE}/votes/new").content.decode()
    opened = desk.post(f"{DESK}/{LANE}/votes/new", town.asked())
    held = Vote.objects.get()
    home = f"{DESK}/votes/{held.code}"
    assert opened.headers["Location"] == home
    assert signed_in("elsewhere").get(home).status_code == 404
    assert signed_in("water").get(home).status_code == 403
    given = {"house": str(at().pk), "unit": "101", "choice": "y"}
    assert desk.post(f"{home}/paper", given).status_code == 302
    row = PaperBallot.objects.get()
    own = desk.post(f"{DESK}/papers/{row.pk}/confirm", {"choice": "y"})
    assert own.status_code == 403 and "不能自己确认" in own.content.decode()
    assert second.post(f"{DESK}/papers/{row.pk}/confirm", {"choice": "n"}).status_code == 409
    assert second.post(f"{DESK}/papers/{row.pk}/confirm", {"choice": "y"}).status_code == 302
    assert second.post(f"{DESK}/papers/{uuid4()}/confirm", {"choice": "y"}).status_code == 404
    desk.post(f"{home}/paper", given | {"unit": "102"})
    second.post(f"{DESK}/papers/{PaperBallot.objects.get(state='waiting').pk}/aside")
    for number in range(2, 6):
        cast(held, number)
    too_early = desk.post(f"{home}/close")
    assert too_early.status_code == 409 and "才能计票" in too_early.content.decode()
    clock.set(clock.now.replace(day=21))
    assert desk.post(f"{home}/close").status_code == 302
    told = Client().get(f"{FRONT}/votes/{held.code}").content.decode()
    for words in ("通过", "5 位业主", "6 位业主", "83.33%", "400.00 ㎡", "480.00 ㎡"):
        assert words in told, words
    if HAS_FONT:
        paper = Client().get(f"{FRONT}/votes/{held.code}/notice.pdf")
        assert paper.headers["Content-Type"] == "application/pdf" and paper.content.startswith(b"%PDF")
    looked = second.post(f"{home}/ballots", {"look_reason": "街道复核"})
    assert "101" in looked.content.decode() and looked.headers["Cache-Control"] == "no-store"
    assert desk.post(f"{home}/ballots", {"look_reason": ""}).status_code == 422
    assert signed_in("street").post(f"{home}/ballots", {"look_reason": "看看"}).status_code == 403


def test_a_vote_without_a_result_has_no_notice_and_one_called_off_says_why(district: District) -> None:
    town.roll()
    held = vote()
    assert Client().get(f"{FRONT}/votes/{held.code}/notice.pdf").status_code == 404
    desk = signed_in("here")
    assert desk.post(f"{DESK}/votes/{held.code}/call-off", {"reason": ""}).status_code == 422
    desk.post(f"{DESK}/votes/{held.code}/call-off", {"reason": "方案有改动"})
    assert "方案有改动" in Client().get(f"{FRONT}/votes/{held.code}").content.decode()
    assert Client().get(f"{FRONT}/votes/{held.code}/notice.pdf").status_code == 404


def test_the_matrix_is_edited_and_a_work_accepted(district: District) -> None:
    desk, works = signed_in("here"), signed_in("works")
    cell = f"{at().pk}:{WATER}"
    assert desk.post(f"{DESK}/{LANE}/matrix", {cell: "under_way", "note": "今天开工"}).status_code == 302
    wrong = desk.post(f"{DESK}/{LANE}/matrix", {cell: "accepted"})
    assert wrong.status_code == 409 and "不能改为" in wrong.content.decode()
    assert desk.post(f"{DESK}/{LANE}/matrix", {f"x:{WATER}": "done"}).status_code == 422
    desk.post(f"{DESK}/{LANE}/matrix", {cell: "done"})
    page = f"{DESK}/{LANE}/works/{at().pk}/{WATER}"
    given = {
        "planned_from": "2026-11-01",
        "planned_until": "2026-10-01",
        "contractor": BUILDER,
        "planned_amount": "1,000",
    }
    bad = desk.post(page, given)
    assert bad.status_code == 422 and "请调换" in bad.content.decode() and "2026-10-01" in bad.content.decode()
    assert desk.post(page, given | {"planned_until": "2026-12-01"}).status_code == 302
    assert "某建筑公司" in desk.get(page).content.decode()
    assert desk.post(f"{page}/accept").status_code == 403
    case = fault()
    stuck = works.post(f"{page}/accept", {"note": ""})
    assert stuck.status_code == 409 and case.code in stuck.content.decode()
    town.mend(case)
    assert works.post(f"{page}/accept", {"note": "合格"}).status_code == 302
    assert HouseWork.objects.get().state == "accepted"
    assert works.get(f"{DESK}/{LANE}/works/{uuid4()}/{WATER}").status_code == 404


def test_notes_pictures_and_money_at_the_desk(district: District) -> None:
    desk = signed_in("works")
    home = f"{DESK}/{LANE}"
    desk.post(f"{home}/works/{at().pk}/{WATER}", {"planned_amount": "5000", "contractor": BUILDER})
    assert desk.post(f"{home}/note", {"note_text": "换了一半水管"}).status_code == 302
    assert desk.post(f"{home}/note", {"note_text": "短"}).status_code == 422
    shown = {"work": WATER, "house": "", "moment": "after", "shows": "新水管", "day": "2026-11-02"}
    assert desk.post(f"{home}/pictures", shown | {"picture": town.photo()}).status_code == 302
    assert desk.post(f"{home}/pictures", shown).status_code == 422
    no_photo = SimpleUploadedFile("a.png", b"GIF89a", "image/png")
    assert desk.post(f"{home}/pictures", shown | {"picture": no_photo}).status_code in (415, 422)
    assert Picture.objects.count() == 1
    pay = {"pay_work": WATER, "pay_contractor": BUILDER, "pay_amount": "5000.01", "pay_purpose": "第一期"}
    over = desk.post(f"{home}/pay", pay)
    assert over.status_code == 409 and "¥5,000.01" in over.content.decode()
    assert desk.post(f"{home}/pay", pay | {"pay_amount": "5,000"}).status_code == 302
    assert signed_in("here").post(f"{home}/pay", pay | {"pay_amount": "1"}).status_code in (403, 409)
    assert desk.post(f"{home}/link", {"link_work": WATER, "link_code": "Z-1"}).status_code == 404
    page = Client().get(f"{FRONT}/{LANE}").content.decode()
    for words in ("换了一半水管", "新水管", "¥5,000.00", "某建筑公司"):
        assert words in page, words


def test_a_roll_with_mistakes_is_told_line_by_line(district: District) -> None:
    desk = signed_in("here")
    address = f"{DESK}/{LANE}/roll"
    assert "名册还是空的" in desk.get(address).content.decode()
    bad = SimpleUploadedFile("roll.csv", town.table(town.line(ONE, "101", "-1"), town.line("九幢", "1")))
    told = desk.post(f"{address}/import", {"roll": bad})
    assert told.status_code == 422 and "第 2 行" in told.content.decode() and "第 3 行" in told.content.decode()
    assert desk.post(f"{address}/import").status_code == 422
    good = SimpleUploadedFile("roll.csv", town.table(town.line(ONE, "101", "80", 1)))
    assert desk.post(f"{address}/import", {"roll": good}).status_code == 302
    page = desk.get(address).content.decode()
    assert "138****0001" in page and "13800000001" not in page
    given = {"house": str(at().pk), "unit": "102", "area": "x"}
    assert desk.post(f"{address}/put", given).status_code == 422
    assert desk.post(f"{address}/put", given | {"area": "480"}).status_code == 422
    assert desk.post(f"{address}/put", given | {"area": "80"}).status_code == 302
    assert desk.post(f"{address}/{Household.objects.get(unit='102').pk}/strike").status_code == 302
    assert desk.post(f"{address}/{uuid4()}/strike").status_code == 404
    assert Household.objects.count() == 1


def test_a_household_says_how_it_is(district: District) -> None:
    town.roll()
    finished()
    browser, home = signed_in(resident(1)), town.home(1)
    assert "您对自家这幢楼的改造满意吗" in browser.get("/my/renovation").content.decode()
    assert browser.post(f"/my/renovation/{home.pk}/rate", {}).status_code == 422
    assert signed_in(resident(2)).post(f"/my/renovation/{home.pk}/rate", {"score": "5"}).status_code == 404
    assert browser.post(f"/my/renovation/{home.pk}/rate", {"score": "5", "text": "水大了"}).status_code == 302
    assert browser.post(f"/my/renovation/{home.pk}/rate", {"score": "1"}).status_code == 409
    assert EstateRating.objects.get().score == 5
    page = Client().get(f"{FRONT}/{LANE}").content.decode()
    assert "1 户评价中的 1 户" in page and "水大了" not in page
    assert "水大了" in signed_in("here").get(f"{DESK}/{LANE}").content.decode(), "who answers for the estate reads it"


def test_open_figures_say_what_stands_above_and_below(district: District) -> None:
    town.roll()
    finished()
    finished(DRAINS)
    town.mend(fault())
    actions.follow_faults()
    page = Client().get(f"/{SLUG}/open/renovation").content.decode()
    assert "1 ÷ 1" in page and "0 ÷ 0" in page
    table = Client().get(f"/{SLUG}/open/renovation.csv").content.decode("utf-8-sig")
    assert "完工待验收,1,2,9" in table and "改水,1,1,0,0.00,0.00,0.00" in table and "问题修好,1,1" in table
    told = Client().get("/api/v1/figures/renovation", {"district": SLUG}).json()
    assert [one["done"] for one in told["works"] if one["work"] == "改水"] == [1]
    assert (told["faults"]["mended"], told["faults"]["of"], told["page"]) == (1, 1, f"/{SLUG}/open/renovation")


def test_a_district_that_renovates_nothing_says_so(db: None, clock: MovableClock) -> None:
    from tests import factories

    factories.district()
    assert "目前没有正在改造的小区" in Client().get(FRONT).content.decode()
    assert Client().get(f"/{SLUG}/open/renovation").status_code == 200
    client = signed_in("here")
    assert client.get(DESK).status_code == 403
