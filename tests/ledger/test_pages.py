"""Every yuan in public, and the desk that asks, releases, receives and reverses; what the pages cost; bad input breaks none."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from linli.audit.models import AuditEntry
from linli.ledger import actions
from linli.ledger.files import PaperIn
from linli.ledger.models import Book, Entry, LedgerAccount, Payment, Receipt
from linli.ledger.queries import payments
from linli.ledger.queries.balances import balance_of
from linli.places.models import District
from tests import factories
from tests.conftest import MovableClock
from tests.ledger.town import BANK, FUND, GRANT, REPAIRS, asked, book, granted

pytestmark = pytest.mark.django_db
PUBLIC, DESK = f"/{factories.SLUG}", "/desk/ledger"
PDF = b"%PDF-1.4 a receipt\n%%EOF\n"
LIST, FUND_PAGE, BOOK, ENTRY, OVERVIEW, DESK_FUND = 6, 14, 7, 8, 14, 18
CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK")


@pytest.fixture(autouse=True)
def _book(clock: MovableClock) -> None:
    book()
    granted(8_000)


def signed_in(who: str) -> Client:
    client = Client()
    client.post("/staff/sign-in", {"username": who, "password": factories.PASSWORD})
    return client


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


def paid(amount: int = 100, release: bool = True) -> Payment:
    row = actions.request(factories.actor("keeper"), factories.CODE, asked(amount))
    return actions.release(factories.actor("second"), row.code) if release else row


def _paper(text: str) -> PaperIn:
    return PaperIn(f"{text}.pdf", "application/pdf", PDF + text.encode())


FORM = {
    "account": REPAIRS, "paid_from": BANK, "amount": "1,280.50", "purpose": "更换楼道灯", "payee": "某某电器行", "shown_as": "某某电器行",
    "key": "abc",
}  # fmt: skip


def test_pages_cost_few_statements_however_much_there_is() -> None:
    for number in range(25):
        row = paid(10)
        actions.attach_receipt(factories.actor("keeper"), row.code, _paper(f"{number}"))
    for address, limit in (
        ("/funds", LIST), (f"/funds/{FUND}", FUND_PAGE), (f"/funds/{FUND}?view=in", FUND_PAGE), (f"/funds/{FUND}?view=out", FUND_PAGE),
        ("/ledger", BOOK), ("/ledger/3", ENTRY), ("/ledger.csv", BOOK),
    ):  # fmt: skip
        counted(partial(Client().get, PUBLIC + address), limit)
    desk = signed_in("keeper")
    counted(lambda: desk.get(DESK), OVERVIEW)
    counted(lambda: desk.get(f"{DESK}/funds/{FUND}"), DESK_FUND)


def test_a_yuan_is_followed_from_source_to_receipt() -> None:
    row = paid(1_280)
    actions.attach_receipt(factories.actor("keeper"), row.code, _paper("发票"))
    listed = Client().get(f"{PUBLIC}/funds").content.decode()
    assert "社区服务公司扶持资金" in listed and "¥10,000.00" in listed and "¥8,720.00" in listed
    page = Client().get(f"{PUBLIC}/funds/{FUND}").content.decode()
    receipt = Receipt.objects.get()
    for told in (
        "十一月岗位工资", "公益岗位 1 人", "¥1,280.00", row.code, "社区工作者", "发票.pdf", receipt.digest[:12], "第 000002 号凭证",
    ):  # fmt: skip
        assert told in page, told
    assert "王小某" not in page and "某keeper" not in page and "某second" not in page, "nobody is named"
    came = Client().get(f"{PUBLIC}/funds/{FUND}?view=in").content.decode()
    assert "区财政拨付" in came and "财政拨款" in came
    entry = Client().get(f"{PUBLIC}/ledger/2").content.decode()
    digests = [Entry.objects.get(number=number).digest for number in (1, 2)]
    for told in ("岗位工资", "扶持资金专户", *digests, row.code):
        assert told in entry, told
    assert Client().get(f"{PUBLIC}/ledger/3").status_code == 404
    assert Client().get(f"{PUBLIC}/funds/no-such").status_code == 404


def test_lists_go_on_where_the_page_ends() -> None:
    for _number in range(23):
        paid(1)
    for start in (f"/funds/{FUND}?view=payments", f"/funds/{FUND}?view=out", "/ledger"):
        first = Client().get(PUBLIC + start).content.decode()
        further = re.search(r'rel="next" href="([^"#]+)', first)
        assert further, start
        path = start.partition("?")[0]
        second = Client().get(PUBLIC + path + further[1].replace("&amp;", "&")).content.decode()
        numbers = [set(re.findall(r'(?:class="code">Z-[0-9A-Z-]{9}|第 \d+ 号凭证)', page)) for page in (first, second)]
        assert numbers[0] and numbers[1] and not numbers[0] & numbers[1], (start, numbers[0] & numbers[1])
    assert Client().get(f"{PUBLIC}/ledger?before=nonsense").status_code == 200


def test_everybody_reads_accounts_by_name() -> None:
    entry = paid().entry
    assert entry is not None
    for address in (f"funds/{FUND}", f"ledger/{entry.number}"):
        page = Client().get(f"{PUBLIC}/{address}").content.decode()
        assert "扶持资金专户" in page and BANK not in page, address


def test_files_leave_by_the_year() -> None:
    paid(10)
    csv = Client().get(f"{PUBLIC}/funds/{FUND}.csv?year=2026")
    assert csv.headers["Content-Type"].startswith("text/csv") and csv.content.decode().count("\r\n") == 3
    assert Client().get(f"{PUBLIC}/ledger.csv?year=2025").content.decode().count("\r\n") == 1
    assert "Expenses:Wages" in Client().get(f"{PUBLIC}/ledger.beancount").content.decode()
    for year in ("zzzz", "9" * 5000, "1800", ""):
        assert Client().get(f"{PUBLIC}/ledger.csv", {"year": year}).status_code == 200


def test_one_asks_and_another_releases_at_the_desk() -> None:
    keeper, second = signed_in("keeper"), signed_in("second")
    assert "小修小补" in keeper.get(f"{DESK}/funds/{FUND}/ask").content.decode()
    answer = keeper.post(f"{DESK}/funds/{FUND}/ask", FORM)
    row = Payment.objects.get()
    assert answer.headers["Location"] == f"{DESK}/payments/{row.code}" and str(row.amount) == "1280.50"
    keeper.post(f"{DESK}/funds/{FUND}/ask", FORM)
    assert Payment.objects.count() == 1, "the same form sent twice is one payment"
    own = keeper.get(f"{DESK}/payments/{row.code}").content.decode()
    assert "需由一位同事核付" in own and "核付并记账" not in own
    refused = keeper.post(f"{DESK}/payments/{row.code}/release")
    assert refused.status_code == 403 and "同事" in refused.content.decode()
    assert "请您决定" in second.get(DESK).content.decode() and payments.waiting_count(factories.actor("second")) == 1
    done = second.post(f"{DESK}/payments/{row.code}/release", follow=True).content.decode()
    assert "000002" in done and balance_of(LedgerAccount.objects.get(code=BANK)) == 8_000 - row.amount
    assert second.post(f"{DESK}/payments/{row.code}/release").status_code == 409


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"amount": "6000"}, "超出了“小修小补”的余额"),
        ({"amount": "0"}, "“0”"),
        ({"amount": "三百"}, "“三百”"),
        ({"amount": ""}, "金额（元）：请您填写这一项。"),
        ({"account": "expense:lift"}, "请您从列表里选一个"),
        ({"purpose": ""}, "id_purpose"),
        ({"payee": "x" * 200}, "id_payee"),
        ({"shown_as": ""}, "id_shown_as"),
        ({"paid_from": GRANT}, "请您从列表里选一个"),
    ],
)
def test_what_is_refused_says_why_and_keeps_what_was_typed(change: dict[str, str], told: str) -> None:
    page = signed_in("keeper").post(f"{DESK}/funds/{FUND}/ask", FORM | change)
    text = page.content.decode()
    assert page.status_code == 422 and told in text and 'class="faults"' in text and not Payment.objects.exists()
    assert "更换楼道灯" in text or "purpose" in change


def test_not_enough_in_the_account_is_said_to_who_releases() -> None:
    paid(6_000)
    row = actions.request(factories.actor("keeper"), factories.CODE, asked(3_000, account=REPAIRS))
    page = signed_in("second").post(f"{DESK}/payments/{row.code}/release")
    assert page.status_code == 409 and "2,000.00" in page.content.decode()


def test_refusing_and_withdrawing_need_a_reason() -> None:
    row = paid(100, release=False)
    keeper, second = signed_in("keeper"), signed_in("second")
    assert second.post(f"{DESK}/payments/{row.code}/refuse", {"reason": ""}).status_code == 422
    assert keeper.post(f"{DESK}/payments/{row.code}/refuse", {"reason": "自己退"}).status_code == 403
    short = second.post(f"{DESK}/payments/{row.code}/refuse", {"reason": "缺"}).content.decode()
    assert "请您至少写 2 个字。" in short and 'name="paper"' in short
    second.post(f"{DESK}/payments/{row.code}/refuse", {"reason": "没有考勤表"})
    assert 'name="paper"' not in keeper.get(f"{DESK}/payments/{row.code}").content.decode(), (
        "nothing is paid: no receipt"
    )
    assert "没有考勤表" in Client().get(f"{PUBLIC}/funds/{FUND}").content.decode()
    other = paid(100, release=False)
    assert second.post(f"{DESK}/payments/{other.code}/withdraw", {"reason": "不是我"}).status_code == 404
    keeper.post(f"{DESK}/payments/{other.code}/withdraw", {"reason": "写错了金额"})
    assert Payment.objects.get(pk=other.pk).state == "withdrawn"


def _png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(out, "PNG")
    return out.getvalue()


def test_receipts_are_what_they_are_and_each_look_is_on_record() -> None:
    row = paid()
    keeper = signed_in("keeper")
    address = f"{DESK}/payments/{row.code}/receipts"
    for name, body, status in (
        ("发票.pdf", PDF, 302), ("../../照片.exe", _png(), 302), ("a.pdf", b"MZ program", 422), ("b.pdf", PDF[:-6], 422),
        ("c.png", _png()[:40], 422), ("empty.pdf", b"", 422), ("big.pdf", PDF + b" " * (10 * 1024 * 1024) + b"%%EOF", 422),
    ):  # fmt: skip
        assert keeper.post(address, {"paper": SimpleUploadedFile(name, body)}).status_code == status, name
    none = keeper.post(address)
    assert none.status_code == 422 and '<p class="fault">请您选择单据' in none.content.decode(), "beside the field"
    assert set(Receipt.objects.values_list("name", flat=True)) == {"发票.pdf", "照片.png"}
    receipt = Receipt.objects.get(name="发票.pdf")
    opened = signed_in("auditor").get(f"{DESK}/receipts/{receipt.pk}")
    assert opened.content == PDF and opened.headers["Content-Type"] == "application/pdf"
    assert AuditEntry.objects.filter(kind="receipt_seen", subject=row.code).count() == 1
    assert signed_in("there").get(f"{DESK}/receipts/{receipt.pk}").status_code == 403
    seen = keeper.post(f"{DESK}/payments/{row.code}/payee").content.decode()
    assert "王小某" in seen and AuditEntry.objects.filter(kind="payee_seen").count() == 1
    assert "王小某" not in keeper.get(f"{DESK}/payments/{row.code}").content.decode()


def test_money_is_received_once_however_often_the_form_is_sent() -> None:
    keeper, address = signed_in("keeper"), f"{DESK}/funds/{FUND}/receive"
    form = {"source": GRANT, "into": BANK, "amount": "￥500", "on": "2026-11-02", "text": "一位居民捐赠", "key": "k1"}
    for _time in range(2):
        assert keeper.post(address, form).status_code == 302
    assert Entry.objects.count() == 2 and balance_of(LedgerAccount.objects.get(code=BANK)) == 8_500
    for change, told in (
        ({"on": "2026-11-03"}, "还没有到"), ({"on": "2026-02-30"}, "id_on"), ({"source": BANK}, BANK), ({"amount": "-5"}, "“-5”"),
        ({"text": ""}, "id_text"), ({"amount": "600"}, "000002"),
    ):  # fmt: skip
        page = keeper.post(address, form | change)
        assert page.status_code == 422 and told in page.content.decode(), change
    assert signed_in("auditor").post(address, form).status_code == 403
    assert Entry.objects.count() == 2


def test_a_payment_reversed_takes_no_part_of_the_ceiling_any_more() -> None:
    row = paid(6_000)
    keeper = signed_in("keeper")
    assert keeper.post(f"{DESK}/book/2/reverse", {"reason": ""}).status_code == 422
    assert keeper.post(f"{DESK}/book/1/reverse", {"reason": "不是这里记的"}).status_code == 409, "posted elsewhere"
    assert keeper.post(f"{DESK}/book/2/reverse", {"reason": "付错了人"}).headers["Location"] == f"{DESK}/book/3"
    assert keeper.post(f"{DESK}/book/2/reverse", {"reason": "再冲一次"}).status_code == 409
    assert signed_in("auditor").post(f"{DESK}/book/2/reverse", {"reason": "审计要求"}).status_code == 403
    page = Client().get(f"{PUBLIC}/funds/{FUND}").content.decode()
    assert "已冲销" in page and row.code in page
    assert "付错了人" in Client().get(f"{PUBLIC}/ledger/2").content.decode()
    paid(6_000)
    assert "¥4,000.00" in Client().get(f"{PUBLIC}/funds").content.decode()


def test_the_books_keeper_closes_months_and_auditors_only_read(clock: MovableClock) -> None:
    auditor, keeper = signed_in("auditor"), signed_in("keeper")
    assert keeper.get(f"{DESK}/book").status_code == 403, "keeps a fund, not the book"
    assert "借贷相等" in auditor.get(f"{DESK}/book?on=2026-11-02").content.decode()
    assert "不是日期" in auditor.get(f"{DESK}/book?on=bald").content.decode()
    assert auditor.post(f"{DESK}/book", {"month": "2026-11"}).status_code == 403
    actions.appoint_keeper(District.objects.get(), factories.HERE)
    assert "2026年11月30日" in keeper.post(f"{DESK}/book", {"month": "2026-11"}).content.decode()
    assert keeper.post(f"{DESK}/book", {"month": "bald"}).status_code == 422
    clock.advance(days=30)
    keeper = signed_in("keeper")
    assert keeper.post(f"{DESK}/book", {"month": "2026-11"}).headers["Location"] == f"{DESK}/book"
    assert Book.objects.get().closed_until == date(2026, 11, 30)
    form = {"source": GRANT, "into": BANK, "amount": "5", "on": "2026-11-30", "text": "迟到的一笔", "key": "k2"}
    late = keeper.post(f"{DESK}/funds/{FUND}/receive", form)
    assert late.status_code == 422 and "2026年11月30日" in late.content.decode()


def test_nobody_else_gets_to_the_desk() -> None:
    row = paid(release=False)
    for who in ("there", "works", "centre"):
        assert signed_in(who).get(DESK).status_code == 403, who
    assert Client().get(DESK).headers["Location"].startswith("/staff/sign-in")
    auditor = signed_in("auditor")
    assert row.code in auditor.get(DESK).content.decode()
    for address in (f"funds/{FUND}", f"payments/{row.code}", "book", "book/1"):
        assert auditor.get(f"{DESK}/{address}").status_code == 200, address
    for verb in ("release", "refuse", "withdraw", "receipts"):
        body = {"reason": "审计", "paper": SimpleUploadedFile("a.pdf", PDF)}
        assert auditor.post(f"{DESK}/payments/{row.code}/{verb}", body).status_code in (403, 404), verb
    assert auditor.get(f"{DESK}/funds/{FUND}/ask").status_code == 403
    assert Payment.objects.get().state == "requested" and not Receipt.objects.exists()
