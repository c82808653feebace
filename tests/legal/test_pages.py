"""The pages of the legal desk: what everyone reads, booking, one's own, the desk; what they cost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.legal import actions
from linli.legal.models import Consultation, Hours
from linli.legal.queries.figures import open_figures
from linli.legal.suppressing import hidden
from linli.places.models import District
from linli.typesetting import SANS, SERIF, known_fonts
from tests.conftest import MovableClock
from tests.legal import town
from tests.legal.town import (
    AT_HERE,
    CODE,
    DESK,
    FRONT,
    LABOUR,
    LEASE,
    OPEN,
    WHO,
    actor,
    booked,
    noted,
    resident,
    signed_in,
)

FRONT_COST, BOOK, MINE, DAY, WEEK, HOURS, FIGURES = 9, 12, 5, 18, 14, 14, 12
CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK")


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


def test_pages_cost_the_same_however_much_there_is(district: District) -> None:
    for number, hour in enumerate(("09:00", "09:30", "10:00", "10:30"), 1):
        booked(number, f"2026-11-09T{hour}")
    for address, limit in ((FRONT, FRONT_COST), (f"{FRONT}/book", BOOK), (OPEN, FIGURES)):
        counted(lambda address=address: Client().get(address), limit)
    mine, lawyer, bureau = signed_in(resident(1)), signed_in("su.lawyer"), signed_in("bureau")
    counted(lambda: mine.get("/my/legal"), MINE)
    counted(lambda: lawyer.get(f"{DESK}?day=2026-11-09"), DAY)
    counted(lambda: lawyer.get(f"{DESK}/week?day=2026-11-09"), WEEK)
    counted(lambda: bureau.get(f"{DESK}/hours"), HOURS)


def test_everyone_reads_who_is_there_and_what_many_ask(district: District, clock: MovableClock) -> None:
    page = Client().get(FRONT).content.decode()
    assert all(
        word in page for word in ("苏律师", "东街法律超市", "押金不退怎么办", "《民法典》第七百三十三条", "一般性介绍")
    )
    assert "现在就有律师在" in page, "it is Monday, half past nine"
    clock.advance(hours=5)
    assert "现在就有律师在" not in Client().get(FRONT).content.decode()


def test_a_resident_books_moves_and_cancels(district: District) -> None:
    guest = Client().post(f"{FRONT}/book", {"slot": "su@2026-11-09T09:00"})
    assert guest.headers["Location"] == f"/sign-in?next={FRONT}/book"
    browser = signed_in(resident(1))
    page = browser.get(f"{FRONT}/book?day=2026-11-09").content.decode()
    assert 'value="su@2026-11-09T09:00"' in page and "su@2026-11-11" not in page
    key = page.split('name="key" value="')[1].split('"')[0]
    for wrong in ("", "su", "su@bald", "nobody@2026-11-09T09:00", "su@2026-11-09T03:00", "su@9999-99-99T99:99"):
        answer = browser.post(f"{FRONT}/book", {"slot": wrong, "kind": LEASE, "name": WHO, "key": key})
        assert answer.status_code == 422 and WHO in answer.content.decode(), wrong
    given = {"slot": "su@2026-11-09T09:00", "kind": LEASE, "name": WHO, "question": "押金", "key": key}
    for _time in range(2):
        sent = browser.post(f"{FRONT}/book", given)
    row = Consultation.objects.get()
    assert sent.headers["Location"] == f"/my/legal/{row.code}", "twice is once"
    taken = signed_in(resident(2)).post(f"{FRONT}/book", {**given, "key": "x", "day": "2026-11-09"})
    assert taken.status_code == 409 and "刚被约走" in taken.content.decode()
    assert row.code in browser.get(f"/my/legal/{row.code}").content.decode()
    assert browser.get(f"/my/legal/{row.code}/move?day=2026-11-11").status_code == 200
    assert browser.post(f"/my/legal/{row.code}/move", {"slot": "su@2026-11-11T14:20"}).status_code == 302
    assert browser.post(f"/my/legal/{row.code}/move", {"slot": "su@2026-11-11T03:00"}).status_code == 422
    assert browser.post(f"/my/legal/{row.code}/do/cancel").status_code == 302
    assert browser.post(f"/my/legal/{row.code}/do/cancel").status_code == 409
    assert browser.get(f"/my/legal/{row.code}/move").status_code == 302
    assert signed_in(resident(2)).get(f"/my/legal/{row.code}").status_code == 404
    assert browser.post(f"/my/legal/{row.code}/do/nothing").status_code == 404


@pytest.mark.skipif(known_fonts().isdisjoint((*SANS, *SERIF)), reason="no Chinese font on this machine")
def test_notes_are_printed_by_who_asked(district: District, clock: MovableClock) -> None:
    row = booked()
    browser = signed_in(resident(1))
    early = browser.get(f"/my/legal/{row.code}/notes.pdf")
    assert early.status_code == 409 and "还没写好" in early.content.decode()
    clock.set(row.begins_at)
    given = {"asked": "押金不退。#import", "explained": "可以要求退还，*x* $y$", "law": "", "next": ""}
    actions.write_note(actor("su.lawyer"), row.code, given)
    paper = browser.get(f"/my/legal/{row.code}/notes.pdf")
    assert paper.headers["Content-Type"] == "application/pdf" and paper.content.startswith(b"%PDF")
    assert signed_in(resident(2)).get(f"/my/legal/{row.code}/notes.pdf").status_code == 404
    assert signed_in("su.lawyer").get(f"/my/legal/{row.code}/notes.pdf").status_code == 404


def test_the_lawyers_desk(district: District, clock: MovableClock) -> None:
    row = booked(moment="2026-11-09T09:00")
    clock.set(row.begins_at)
    browser = signed_in("su.lawyer")
    assert WHO in browser.get(DESK).content.decode()
    browser.post(f"{DESK}/{row.code}/do/came", {"day": "2026-11-09"})
    assert "还没写的咨询记录" in browser.get(DESK).content.decode()
    wrong = browser.post(f"{DESK}/{row.code}", {"asked": "押金不退的事", "explained": ""})
    assert wrong.status_code == 422 and "押金不退的事" in wrong.content.decode()
    browser.post(f"{DESK}/{row.code}", town.NOTE)
    browser.post(f"{DESK}/{row.code}", {"reason": "也许可以申请法律援助", "aid": "yes"})
    assert "律师建议申请" in browser.get(f"{DESK}/{row.code}").content.decode()
    walk = {"there": f"{town.SU}@{AT_HERE}", "kind": LABOUR, "name": "某人", "minutes": "20"}
    assert browser.post(f"{DESK}/walk-in", walk).status_code == 409, "somebody is there until half past"
    clock.advance(minutes=35)
    assert browser.post(f"{DESK}/walk-in", walk).status_code == 302
    assert browser.post(f"{DESK}/walk-in", {**walk, "there": "nonsense"}).status_code == 422
    assert browser.post(f"{DESK}/FL-0000-0000/do/came").status_code == 404
    assert browser.get(f"{DESK}/hours").status_code == 403


def test_the_bureaus_desk(district: District) -> None:
    browser = signed_in("bureau")
    set_ = {"lawyer": town.ZHUO, "place": AT_HERE, "weekday": "3", "begins": "09:00", "ends": "10:00", "minutes": "30"}
    assert browser.post(f"{DESK}/hours", set_).status_code == 302
    assert browser.post(f"{DESK}/hours", set_).status_code == 422, "twice is once too often"
    assert browser.post(f"{DESK}/hours", {**set_, "weekday": ""}).status_code == 422
    row = Hours.objects.get(weekday=3)
    assert browser.post(f"{DESK}/hours/{row.pk}/end").status_code == 302
    assert browser.post(f"{DESK}/hours/{row.pk}/end").status_code == 404
    assert browser.post(f"{DESK}/hours", {"lawyer": town.SU, "day": "2026-11-09", "off": "yes"}).status_code == 302
    assert browser.post(f"{DESK}/hours", {"lawyer": town.SU, "day": "", "off": "yes"}).status_code == 422
    assert browser.get(f"{DESK}/figures").status_code == 200
    book = {"slot": "zhuo@2026-11-09T09:00", "kind": LEASE, "name": WHO}
    assert browser.post(f"{DESK}/book", book).status_code == 302
    assert browser.post(f"{DESK}/book", {**book, "slot": ""}).status_code == 422


def test_visits_before_and_since_are_counted_from_rows(district: District, clock: MovableClock) -> None:
    rows = [
        actions.VisitsRow(date(2026, 9, 1), LEASE, AT_HERE, 30, "年报"), actions.VisitsRow(date(2026, 10, 1), LABOUR, AT_HERE, 12, "年报"),
    ]  # fmt: skip
    actions.replace_visits(district, rows)
    noted(clock)
    figures = open_figures(CODE)
    assert (figures.total, figures.before, figures.since) == (43, 42, 1)
    assert [(one.name, one.visits) for one in figures.months] == [
        ("2026年11月", "<5"),
        ("2026年10月", "＊"),
        ("2026年9月", "30"),
    ]
    assert [(one.name, one.visits) for one in figures.kinds] == [("租房", "31"), ("劳动", "12")]
    page = Client().get(OPEN).content.decode()
    assert "年报" in page and ">43<" in page


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([10, 20], ["10", "20"]), ([3, 20, 9], ["<5", "20", "＊"]), ([3, 2], ["<5", "<5"]), ([1, 1, 8], ["<5", "<5", "＊"]),
        ([0, 7], ["0", "7"]), ([2], ["<5"]), ([], []),
    ],
)  # fmt: skip
def test_small_numbers_are_not_published(counts: list[int], shown: list[str]) -> None:
    assert hidden(counts) == shown
