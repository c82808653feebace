"""Files of tickets: looked at first, every bad line named with its number and reason, taken once."""

from __future__ import annotations

import io

import openpyxl
import pytest

from linli.cooperative import actions, errors
from linli.cooperative.models import Collection, TicketFile, Weighing
from linli.places.models import District
from tests.cooperative import town
from tests.cooperative.town import DESK, actor, signed_in, weigh

HEADER = "收奶点,票号,户号,耳标,时间,公斤,脂肪,密度,温度"
GOOD = ("dong,1,1001,,2026-10-05 08:00,6.5,4.8,1.032,6", "xi,1,1002,B1,2026/10/5 18:30,7,3.7,1.03,5.5")
BAD = {
    "dong,2,1001,A1,2026-10-05 08:00,900,4.8,1.032,6": "900",
    "dong,3,1001,,2026-10-05 08:00,-1,4.8,1.032,6": "0.01",
    "dong,4,4711,,2026-10-05 08:00,6,4.8,1.032,6": "4711",
    "dong,5,1001,,2026-13-05 08:00,6,4.8,1.032,6": "2026-13-05",
    "dong,6,1001,,2027-10-05 08:00,6,4.8,1.032,6": "2027",
    "dong,1,1001,,2026-10-05 08:00,6.6,4.8,1.032,6": "票号 1",
    "dong,7,1001,,2026-10-05 08:00,6,4.8": "7",
    "dong,8,1001,,2026-10-05 08:00,六公斤,4.8,1.032,6": "六公斤",
}


def table(*lines: str, header: str = HEADER, encoding: str = "utf-8-sig") -> bytes:
    return "\r\n".join((header, *lines)).encode(encoding)


def hand_in(body: bytes, name: str = "十月.csv") -> TicketFile:
    return actions.hand_in(actor(), name, body)


def test_good_lines_are_shown_and_then_taken_once(district: District) -> None:
    row = hand_in(table(*GOOD))
    preview = actions.look_at(actor(), row.pk)
    assert (len(preview.fresh), preview.known, preview.bad) == (2, 0, []) and not Weighing.objects.exists()
    assert [line.number for line in preview.lines] == [2, 3]
    actions.take_file(actor(), row.pk, only_good=False)
    assert {(one.ticket, one.way, str(one.grade)) for one in Weighing.objects.all()} == {
        ("1", "file", "一级"),
        ("1", "file", "二级"),
    }
    with pytest.raises(errors.NotNow):
        actions.take_file(actor(), row.pk, only_good=False)
    again = actions.take_file(actor(), hand_in(table(*GOOD)).pk, only_good=False)
    assert (len(again.fresh), again.known) == (0, 2) and Weighing.objects.count() == 2


def test_every_bad_line_is_named_with_its_reason(district: District) -> None:
    row = hand_in(table(GOOD[0], *BAD))
    preview = actions.look_at(actor(), row.pk)
    assert [line.number for line in preview.bad] == list(range(3, 3 + len(BAD)))
    for line, told in zip(preview.bad, BAD.values(), strict=True):
        assert line.outcome.problem and told in line.reason, line.reason
    with pytest.raises(errors.BadLines, match=str(len(BAD))):
        actions.take_file(actor(), row.pk, only_good=False)
    assert not Weighing.objects.exists() and not Collection.objects.exists()
    actions.take_file(actor(), row.pk, only_good=True)
    row.refresh_from_db()
    assert (Weighing.objects.count(), row.taken, row.left_out) == (1, 1, len(BAD))


def test_a_day_within_a_file_counts_its_earlier_lines(district: District) -> None:
    lines = [f"dong,{number},1002,B1,2026-10-05 0{number}:00,8,4.8,1.032,6" for number in (1, 2)]
    preview = actions.look_at(actor(), hand_in(table(*lines)).pk)
    assert [line.number for line in preview.bad] == [3] and "16" in str(preview.bad[0].outcome.problem)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_spreadsheets_of_either_encoding_are_read(district: District, encoding: str) -> None:
    assert len(actions.look_at(actor(), hand_in(table(*GOOD, encoding=encoding)).pk).fresh) == 2


def test_an_excel_workbook_is_read(district: District) -> None:
    book = openpyxl.Workbook()
    for line in (HEADER, *GOOD):
        book.active.append(line.split(","))
    body = io.BytesIO()
    book.save(body)
    assert len(actions.look_at(actor(), hand_in(body.getvalue(), "十月.xlsx").pk).fresh) == 2


@pytest.mark.parametrize(
    ("body", "name", "said"),
    [
        (b"\xff\xfe\x00\x81\x20\xff", "x.csv", "读不出来"),
        (b"not a workbook", "x.xlsx", "读不出来"),
        (table(*GOOD, header="甲,乙,丙"), "x.csv", "缺少这几列：收奶点"),
        (table(*GOOD, header=HEADER.replace("密度", "浓度")), "x.csv", "缺少这几列：密度"),
        (table(), "x.csv", "0 行"),
        (b"", "x.csv", "8 MB"),
        (table(*GOOD), "x.pdf", "CSV"),
    ],
)
def test_what_is_no_table_of_tickets_is_refused(district: District, body: bytes, name: str, said: str) -> None:
    with pytest.raises(errors.UnreadableFile, match=said):
        hand_in(body, name)
    assert not TicketFile.objects.exists()


def test_the_desk_shows_the_file_and_takes_it(district: District) -> None:
    browser = signed_in("coop")
    weigh(by="coop", ticket="1", at="2026-10-05T08:00", kg="6.5", fat="4.8")
    body = io.BytesIO(table(*GOOD, *BAD))
    body.name = "十月.csv"
    page = browser.post(f"{DESK}/files", {"file": body}, follow=True)
    told = page.content.decode()
    assert "只收能收的 1 张" in told and "900" in told and 'class="fault"' in told
    key = TicketFile.objects.get().pk
    assert "没有收 8 行" in browser.post(f"{DESK}/files/{key}/take", {"how": "good"}, follow=True).content.decode()
    assert Weighing.objects.count() == 2
    empty = browser.post(f"{DESK}/files")
    assert empty.status_code == 422 and "请先选择文件" in empty.content.decode()
    assert HEADER in browser.get(f"{DESK}/files/template.csv").content.decode()
    assert signed_in("collector").get(f"{DESK}/files").status_code == 403


def test_the_template_can_be_taken_as_it_is(district: District, clock: object) -> None:
    body = signed_in("coop").get(f"{DESK}/files/template.csv").content
    preview = actions.look_at(actor(), hand_in(body).pk)
    assert len(preview.fresh) == 1, [str(line.outcome.problem) for line in preview.bad]
    assert town.DESK == DESK
