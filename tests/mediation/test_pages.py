"""The pages: bringing, the desk, signing; what they cost; papers; and that bad input never breaks one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.clock import now, today
from linli.mediation import actions
from linli.mediation.actions.seeing import BOOK_SEEN, SEEN
from linli.mediation.models import BookEntry, Matter, Party, Signature, Team
from linli.mediation.queries.file import File
from linli.places.models import District
from linli.typesetting import SANS, SERIF, known_fonts
from tests.conftest import MovableClock
from tests.mediation import town
from tests.mediation.test_bringing import case_of, desk_form
from tests.mediation.town import (
    DESK,
    FRONT,
    LUO,
    OPEN,
    TAN,
    actor,
    agreed,
    brought,
    fresh,
    resident,
    signed_in,
    signing,
    to_sign,
    told,
)

FRONT_COST, FILES, STATES, MINE, BOOK, FIGURES = 8, 12, 10, 5, 18, 5
CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK")
needs_fonts = pytest.mark.skipif(known_fonts().isdisjoint((*SANS, *SERIF)), reason="no Chinese font on this machine")


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


def test_lists_cost_the_same_however_much_there_is(district: District) -> None:
    for number in range(10, 22):
        brought(number, other_phone="")
        actions.bring_at_desk(actor("here"), _form())
    counted(lambda: Client().get(FRONT), FRONT_COST)
    counted(lambda: Client().get(OPEN), FIGURES)
    you, here, mine = signed_in("you"), signed_in("here"), signed_in(resident(10))
    counted(lambda: you.get(DESK), FILES)
    counted(lambda: here.get(DESK), STATES)
    counted(lambda: mine.get("/my/mediation"), MINE)
    counted(lambda: you.get(f"{DESK}/book"), BOOK)


def _form() -> dict[str, str]:
    return {"kind": town.NOISE, "team": town.TEAM, "story": town.STORY, "name": LUO, "other_name": TAN}


def test_files_are_leafed_through_by_key(district: District, clock: MovableClock) -> None:
    for _number in range(30):
        actions.bring_at_desk(actor("here"), _form())
        clock.advance(seconds=1)
    browser = signed_in("you")
    first = browser.get(DESK).content.decode()
    older = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = browser.get(f"{DESK}{older}").content.decode()
    codes = set(Matter.objects.values_list("code", flat=True))
    on_first, on_second = ({code for code in codes if code in page} for page in (first, second))
    assert (len(on_first), len(on_second)) == (25, 5) and not on_first & on_second
    assert browser.get(f"{DESK}?after=nonsense&view=nothing").status_code == 200


def test_a_resident_brings_it_once(district: District) -> None:
    guest = Client().post(FRONT, told())
    assert guest.headers["Location"] == f"/sign-in?next={FRONT}"
    browser = signed_in(resident(1))
    page = browser.get(FRONT).content.decode()
    key = page.split('name="key" value="')[1].split('"')[0]
    wrong = browser.post(FRONT, {**told(story=""), "key": key})
    assert wrong.status_code == 422 and TAN in wrong.content.decode(), "what was typed is kept"
    for _time in range(2):
        sent = browser.post(FRONT, {**told(), "key": key})
    matter = Matter.objects.get()
    assert sent.headers["Location"] == f"/my/mediation/{matter.code}", "twice is once"
    mine = browser.get(f"/my/mediation/{matter.code}").content.decode()
    assert LUO in mine and "拖凳子" in mine
    assert matter.code in browser.get("/my/mediation").content.decode()
    assert Client().get("/my/mediation").headers["Location"] == "/sign-in?next=/my/mediation"


def test_the_team_goes_from_page_to_page(district: District, clock: MovableClock) -> None:
    matter = brought()
    browser = signed_in("you")

    def do(name: str, **given: object) -> str:
        answer = browser.post(f"{DESK}/{matter.code}/do/{name}", given, follow=True)
        return answer.content.decode()

    assert "已告知并询问" in do("ask", party="2")
    assert "按当事人所说" in do("answer", party="2", agrees="yes")
    assert fresh(matter).state == "willing"
    assert "要约在以后" in do("plan", begins_at="2020-01-01T10:00", place="二楼")
    do("plan", begins_at="2026-11-03T15:00", place="居委会二楼")
    clock.advance(days=2)
    assert "写入说事本" in do("hold", there=["1", "2"], notes=f"{TAN}答应铺垫子。")
    write = f"{DESK}/{matter.code}/agreement"
    more = browser.post(write, {"text": ["铺好胶垫"], "due": [""], "more": "yes"}).content.decode()
    assert "铺好胶垫" in more and 'name="due"' in more
    assert browser.post(write, {"text": ["短"], "due": [""]}).status_code == 422
    assert browser.post(write, {"text": ["铺好胶垫", ""], "due": ["nonsense", ""]}).status_code == 422
    browser.post(write, {"text": [f"{TAN}铺好胶垫", ""], "due": ["2026-12-01", ""]})
    row = fresh(matter).agreements.get()
    for who in ("1", "2", "me"):
        sign = f"{DESK}/{matter.code}/sign/{who}"
        assert browser.get(sign).status_code == 200
        assert browser.post(sign, signing(row, strokes="")).status_code == 422
        browser.post(sign, signing(row))
        assert browser.post(sign, signing(row)).status_code == 302, "twice leads back"
    assert fresh(matter).state == "agreed" and Signature.objects.count() == 3
    again = browser.post(write, {"text": ["改一个字看看"], "due": [""]})
    assert again.status_code == 409 and "不能再改" in again.content.decode()
    assert browser.get(f"{DESK}/{matter.code}/sign/9").status_code == 404
    assert browser.post(f"{DESK}/{matter.code}/do/nothing").status_code == 404
    assert browser.get(f"{DESK}/TJ-0000-0000").status_code == 404


def test_a_party_answers_signs_and_says_no(district: District, clock: MovableClock) -> None:
    matter, row = to_sign(clock)
    browser = signed_in(resident(2))
    sign = f"/my/mediation/{matter.code}/sign"
    assert "<path" in browser.get(sign).content.decode()
    sent = browser.post(sign, {**signing(row, strokes="", name=TAN), "send": "yes"})
    assert sent.status_code == 200 and TAN in sent.content.decode()
    assert browser.post(sign, signing(row, strokes="", name=TAN, code="000000")).status_code == 422
    assert browser.post(sign, signing(row)).status_code == 302
    assert browser.get(sign).headers["Location"] == f"/my/mediation/{matter.code}", "nothing left to sign"
    page = browser.get(f"/my/mediation/{matter.code}").content.decode()
    assert 'aria-label="签名"' in page
    assert browser.post(f"/my/mediation/{matter.code}/do/decline").status_code == 302
    assert Party.objects.get(matter=matter, number=2).answer == "declined"
    assert browser.post(f"/my/mediation/{matter.code}/do/decline").status_code == 409
    aside = f"/my/mediation/{matter.code}/do/aside"
    assert browser.post(aside, {"mediator": "x", "reason": "y"}).status_code == 404
    nobody = browser.post(aside, {"reason": "他们是亲戚"})
    assert nobody.status_code == 422 and "请选一位要回避的调解员" in nobody.content.decode(), (
        "asked again, on the same page"
    )
    assert "他们是亲戚" in nobody.content.decode(), "what was written stays"
    assert browser.post(f"/my/mediation/{matter.code}/do/nothing").status_code == 404


@needs_fonts
def test_papers_are_made_for_the_team_and_the_parties(district: District, clock: MovableClock) -> None:
    matter = agreed(clock)
    desk, mine = signed_in("you"), signed_in(resident(1))
    assert mine.get(f"/my/mediation/{matter.code}/summary.pdf").status_code == 404, "there is none yet"
    for browser, address in (
        (desk, f"{DESK}/{matter.code}/agreement.pdf"), (desk, f"{DESK}/{matter.code}/agreement.pdf?version=1"), (desk, f"{DESK}/book.pdf"),
        (mine, f"/my/mediation/{matter.code}/agreement.pdf"),
    ):  # fmt: skip
        answer = browser.get(address)
        assert answer.headers["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF"), address
    actions.follow_up(actor("you"), matter.code, {"kept": "broken", "notes": "又开始拖凳子了", "next": "court"})
    actions.prepare_referral(actor("you"), matter.code, {"court": "演示区人民法院", "summary": "请求停止深夜拖凳子。"})
    for browser, address in (
        (desk, f"{DESK}/{matter.code}/summary.pdf"),
        (mine, f"/my/mediation/{matter.code}/summary.pdf"),
    ):
        assert browser.get(address).content.startswith(b"%PDF")
    assert BookEntry.objects.exists()


@needs_fonts
def test_nothing_typed_is_read_as_markup(district: District, clock: MovableClock) -> None:
    matter, _row = to_sign(clock)
    text = '#import "x" *粗* $x$ <script>alert(1)</script> #panic()'
    actions.write_agreement(actor("you"), matter.code, {"points": [{"text": text}]})
    browser = signed_in("you")
    assert browser.get(f"{DESK}/{matter.code}/agreement.pdf").content.startswith(b"%PDF")
    assert "<script>alert" not in browser.get(f"{DESK}/{matter.code}").content.decode()


def test_what_was_ticked_or_written_at_the_desk_stays(district: District, clock: MovableClock) -> None:
    matter = town.willing()
    browser, moves = signed_in("you"), f"{DESK}/{matter.code}/do"
    actions.plan_session(
        actor("you"), matter.code, {"begins_at": (now() + timedelta(days=1)).isoformat(), "place": "居委会"}
    )
    held = browser.post(f"{moves}/hold", {"there": ["1", "2"], "notes": "短"})
    assert held.status_code == 422 and held.content.decode().count('name="there" value="') == 2
    assert all(f'name="there" value="{number}" checked' in held.content.decode() for number in (1, 2))
    aside = browser.post(f"{moves}/aside", {"reason": "亲"}).content.decode()
    assert "“原因”太短" in aside and 'id="aside-reason"' in aside and 'value="亲"' in aside


def test_a_days_looks_of_one_person_are_told_once(district: District, clock: MovableClock) -> None:
    matter, _row = to_sign(clock)
    for _time in range(2):
        actions.see_matter(actor("you"), matter.code)
        actions.see_book(actor("you"), matter.team, today().year)
    looks = File(fresh(matter)).looks
    assert [(one.kind, one.times) for one in looks] == [(BOOK_SEEN, 2), (SEEN, 2)], (
        "not one after the other, eight lines long"
    )


def test_a_case_is_handed_over_from_its_own_page(district: District) -> None:
    case = case_of()
    page, way = f"/desk/cases/{case.code}", f"{DESK}/new?case={case.code}"
    assert way in signed_in("here").get(page).content.decode()
    assert case.code in signed_in("here").get(way).content.decode()
    for name in ("street", "centre", "auditor"):
        assert way not in signed_in(name).get(page).content.decode(), f"{name} does not take quarrels down"
    actions.bring_at_desk(actor("here"), desk_form(case=case.code))
    assert way not in signed_in("here").get(page).content.decode(), "handed over once"


def test_without_a_team_no_case_is_handed_over(district: District) -> None:
    case = case_of()
    Team.objects.update(active=False)
    assert f"{DESK}/new" not in signed_in("here").get(f"/desk/cases/{case.code}").content.decode()


def test_who_is_in_no_mediation_is_shown_the_way(district: District) -> None:
    page = signed_in(resident(9)).get("/my/mediation").content.decode()
    assert 'href="/my"' in page and f'href="{FRONT}"' in page
