"""A register taken over: every row becomes a case once, or a line in the file of rejected rows that says why."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner
from xlsxwriter import Workbook

from linli.cases.importing import ImportRefused, Report, import_file
from linli.cases.importing.reading import read_time
from linli.cases.models import Case, CaseEvent, Deadline, Remark, State
from linli.cases.queries.replay import unfolded
from linli.cases.queries.timeline import Audience, timeline
from linli.cases.queries.worklist import Filters, page
from linli.clock import LOCAL
from linli.notices.models import Notice
from linli.people.models import Contact
from linli.places.models import District
from tests.factories import CENTRE, CODE, HERE, actor, move

pytestmark = pytest.mark.usefixtures("district")

HEADER = ("留言编号", "留言主题", "留言时间", "留言详情", "点赞数")
DRAIN = ("188006", "下水道堵了", "2019/2/28 11:25:05", "演示区东街社区林家巷52号门口污水外溢", "17")
LAMP = ("188007", "路灯不亮", "2019-02-14 20:00:00", "A3区米兰春天小区路灯坏了", "0")
NO_TIME = ("188008", "噪声", "上周", "楼下放音响", "3")
NO_TEXT = ("188009", "", "2019/3/1 8:00:00", "", "0")


def local(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=LOCAL)


def written(path: Path, rows: Sequence[Sequence[str]], encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def taken_over(file: Path, **mapping: str) -> Report:
    rejected = file.with_suffix(".rejected.csv")
    return import_file(file, CODE, source="问政", mapping=mapping, rejected=rejected)


def counts(report: Report) -> tuple[int, int, int, int]:
    assert report.read == report.opened + report.known + report.rejected, "no row is lost silently"
    return report.read, report.opened, report.known, report.rejected


def rejected_rows(report: Report) -> list[list[str]]:
    assert report.rejected_file
    return list(csv.reader(report.rejected_file.read_text(encoding="utf-8-sig").splitlines()))


def case_of(source_id: str) -> Case:
    return Case.objects.get(source="问政", source_id=source_id)


# Ways a file comes


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
def test_a_csv_in_each_encoding(tmp_path: Path, encoding: str) -> None:
    report = taken_over(written(tmp_path / "messages.csv", [HEADER, DRAIN, LAMP], encoding))
    assert counts(report) == (2, 2, 0, 0) and report.rejected_file is None
    assert case_of("188006").text == DRAIN[3] and case_of("188006").title == "下水道堵了"


def test_a_workbook_with_times_as_text_as_dates_and_as_day_numbers(tmp_path: Path) -> None:
    file = tmp_path / "messages.xlsx"
    with Workbook(file) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, DRAIN)
        sheet.write_row(2, 0, (188007, "路灯不亮"))
        sheet.write_datetime(2, 2, local(2019, 2, 14, 20, 0, 5).replace(tzinfo=None), day)
        sheet.write_row(2, 3, ("路灯坏了", 3))
        sheet.write_row(3, 0, (188010, "井盖", 43524.5, "井盖松动", 1))
        sheet.write_row(4, 0, NO_TIME)
    report = taken_over(file)
    assert counts(report) == (4, 3, 0, 1)
    assert case_of("188006").created_at == local(2019, 2, 28, 11, 25, 5)
    assert case_of("188007").created_at == local(2019, 2, 14, 20, 0, 5)
    assert case_of("188010").created_at == local(2019, 2, 28, 12, 0)
    assert case_of("188007").followers == 3
    assert rejected_rows(report)[1][0] == "5"


def test_headers_of_other_registers_are_recognised(tmp_path: Path) -> None:
    english = [
        ("id", "user", "subject", "time", "text", "against", "support"),
        ("1", "A1", "题", "2019/2/28 11:25:05", "正文", "2", "5"),
    ]
    other = [
        ("mail_id", "title", "query", "query_date", "reply", "reply_date"),
        ("2", "题", "正文", "2022-05-10", "已回复", "2022-05-12"),
    ]
    for rows in (english, other):
        assert counts(taken_over(written(tmp_path / "messages.csv", rows)))[1] == 1
    assert case_of("1").followers == 5 and case_of("2").state == State.CLOSED
    assert case_of("2").created_at == local(2022, 5, 10)


def test_a_header_nobody_knows_can_be_named(tmp_path: Path) -> None:
    file = written(tmp_path / "messages.csv", [("编号", "什么时候", "说了什么"), ("1", "2019/2/28", "下水道堵了")])
    with pytest.raises(ImportRefused) as refused:
        taken_over(file)
    assert "text" in refused.value.message and "说了什么" in refused.value.message
    assert counts(taken_over(file, text="说了什么", time="什么时候"))[1] == 1
    with pytest.raises(ImportRefused, match="没有的"):
        taken_over(file, text="没有的")


def test_what_is_no_table_is_refused_whole(tmp_path: Path) -> None:
    broken = {"a.csv": b"\xff\xfe\x00\x80\x81", "b.xlsx": b"PK\x03\x04 not a workbook", "c.csv": b""}
    for name, body in broken.items():
        (tmp_path / name).write_bytes(body)
        with pytest.raises(ImportRefused):
            taken_over(tmp_path / name)
    assert not Case.objects.exists()


# What becomes of the rows


def test_broken_rows_are_written_down_with_line_and_reason(tmp_path: Path) -> None:
    rows = [
        HEADER, DRAIN, NO_TIME, NO_TEXT,
        ("188011", "多了一格", "2019/3/1", "路坏了", "0", "?"),
        ("188012", "换行", "2019/3/2 9:00", "第一行\n第二行", "0"),
        ("188013", "票数", "2019/3/2 9:00", "路坏了", "很多"),
        ("188014", "太长", "2019/3/2 9:00", "长" * 10_000, "0"),
        LAMP,
    ]  # fmt: skip
    report = taken_over(written(tmp_path / "messages.csv", rows))
    assert counts(report) == (8, 3, 0, 5)
    header, *told = rejected_rows(report)
    assert header[2:] == list(HEADER) and [row[0] for row in told] == ["3", "4", "5", "8", "9"]
    reasons = [row[1] for row in told]
    for reason, words in zip(reasons, ("上周", "正文", "6", "很多", "10000"), strict=True):
        assert words in reason or words == "正文", reason
    assert told[0][2:] == list(NO_TIME), "the row as it was"
    assert case_of("188012").text == "第一行\n第二行"


def test_a_second_import_changes_nothing(tmp_path: Path) -> None:
    file = written(tmp_path / "messages.csv", [HEADER, DRAIN, LAMP, DRAIN])
    assert counts(taken_over(file)) == (3, 2, 1, 0)
    before = list(Case.objects.order_by("id").values())
    assert counts(taken_over(file)) == (3, 0, 3, 0)
    assert list(Case.objects.order_by("id").values()) == before
    corrected = written(file, [HEADER, DRAIN, LAMP, (*NO_TIME[:2], "2019/3/1", *NO_TIME[3:])])
    assert counts(taken_over(corrected)) == (3, 1, 2, 0)


def test_another_message_under_the_same_number_is_not_lost(tmp_path: Path) -> None:
    other = (DRAIN[0], "路灯不亮", DRAIN[2], "演示区东街社区林家巷口路灯不亮", "2")
    later_right = [(NO_TIME[0], *NO_TIME[1:]), (NO_TIME[0], NO_TIME[1], "2019/3/2", *NO_TIME[3:])]
    file = written(tmp_path / "messages.csv", [HEADER, DRAIN, other, DRAIN, *later_right])
    for opened, known in ((2, 1), (0, 3)):
        report = taken_over(file)
        assert (report.opened, report.known) == (opened, known) and counts(report)[0] == 5
        lines = {row[0]: row[1] for row in rejected_rows(report)[1:]}
        assert "第 2 行" in lines["3"] and DRAIN[0] in lines["3"]
    assert case_of(DRAIN[0]).text == DRAIN[3] and case_of(NO_TIME[0]).created_at == local(2019, 3, 2)


def test_a_count_beyond_all_counting_is_a_rejected_row(tmp_path: Path) -> None:
    rows = [
        (str(number), *DRAIN[1:4], votes) for number, votes in enumerate(("9" * 400, "9" * 20, "2000000", "²", "7.0"))
    ]
    report = taken_over(written(tmp_path / "messages.csv", [HEADER, *rows]))
    assert counts(report) == (5, 1, 0, 4) and case_of("4").followers == 7


def test_two_registers_may_use_the_same_numbers(tmp_path: Path) -> None:
    file = written(tmp_path / "messages.csv", [HEADER, DRAIN])
    for source in ("问政", "热线"):
        import_file(file, CODE, source=source, mapping={}, rejected=tmp_path / "no.csv")
    assert Case.objects.filter(source_id="188006").count() == 2


def test_the_place_is_never_guessed(tmp_path: Path) -> None:
    rows = [
        HEADER, DRAIN, LAMP,
        ("3", "东街", "2019/3/1", "东街社区的路灯坏了", "0"),
        ("4", "别处", "2019/3/1", "演示区建设路路灯坏了", "0"),
    ]  # fmt: skip
    assert taken_over(written(tmp_path / "messages.csv", rows)).unlocated == 3
    assert case_of("188006").area_id == f"{HERE}001" and case_of("188006").office_id == HERE
    for source_id in ("188007", "3", "4"):
        case = case_of(source_id)
        assert (case.area_id, case.lat, case.office_id) == (None, None, CENTRE), "not ours, not named, or two of them"
    queue = page(actor("centre"), Filters("unlocated"))
    assert {row.case.code for row in queue.rows} == {case_of(key).code for key in ("188007", "3", "4")}


def test_the_course_of_a_case_taken_over_is_told_in_words(tmp_path: Path) -> None:
    rows = [(*HEADER, "答复意见", "答复时间"), (*DRAIN, "已疏通", "2019/3/2 9:00")]
    taken_over(written(tmp_path / "messages.csv", rows))
    for audience in Audience:
        entries = timeline(case_of(DRAIN[0]), audience)
        assert [one.sentence for one in entries] == ["已在原台账中答复", "由其他台账转入"]


def test_messages_with_a_reply_are_closed_cases_with_their_lag(tmp_path: Path) -> None:
    header = (*HEADER, "答复意见", "答复时间")
    rows = [
        header, (*DRAIN, "已派人疏通", "2019/3/5 9:00:00"), (*LAMP, "", ""),
        (*NO_TIME[:2], "2019/3/1", *NO_TIME[3:], "先知先觉", "2019/2/1"),
    ]  # fmt: skip
    report = taken_over(written(tmp_path / "messages.csv", rows))
    assert counts(report) == (3, 2, 0, 1) and report.closed == 1
    case = case_of("188006")
    assert (case.state, case.result, case.closings) == (State.CLOSED, "explained", 1)
    assert case.closed_at == case.answered_at == local(2019, 3, 5, 9)
    assert (case.closed_at - case.created_at).days == 4
    assert Remark.objects.get(case=case, kind="answer").text == "已派人疏通"
    assert "2019/2/1" in rejected_rows(report)[1][1]
    assert case_of("188007").state == State.SUBMITTED


def test_nobody_is_told_and_no_clock_runs_until_a_desk_takes_it_up(tmp_path: Path) -> None:
    taken_over(written(tmp_path / "messages.csv", [HEADER, DRAIN]))
    assert not Notice.objects.exists() and not Deadline.objects.exists()
    case = move("here", case_of("188006"), "register", category="010101").case
    assert set(Deadline.objects.filter(case=case, state="running").values_list("kind", flat=True)) == {"close"}
    assert [event.kind for event in CaseEvent.objects.filter(stream=case.pk)] == ["submitted", "registered"]
    assert list(unfolded()) == []


def test_numbers_are_kept_encrypted_and_wrong_ones_are_named(tmp_path: Path) -> None:
    rows = [(*HEADER, "联系电话", "姓名"), (*DRAIN, "13812342071", "刘敏"), (*LAMP, "1381234207", "王五")]
    report = taken_over(written(tmp_path / "messages.csv", rows))
    assert counts(report) == (2, 1, 0, 1) and "1381234207" in rejected_rows(report)[1][1]
    contact = Contact.objects.get()
    assert contact.phone == "13812342071" and b"13812342071" not in bytes(contact.phone_cipher)


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("2019/2/28 11:25:05", local(2019, 2, 28, 11, 25, 5)), ("2019-02-28 11:25", local(2019, 2, 28, 11, 25)),
        ("2019年2月28日", local(2019, 2, 28)), ("2019.2.28", local(2019, 2, 28)), ("43524", local(2019, 2, 28)),
        ("2019-02-28T11:25:05.250", local(2019, 2, 28, 11, 25, 5, 250_000)),
        ("2019-02-28T03:25:05+00:00", local(2019, 2, 28, 11, 25, 5)),
    ],
)  # fmt: skip
def test_times_as_registers_write_them(text: str, when: datetime) -> None:
    assert read_time(text) == when


@pytest.mark.parametrize(
    "text",
    ["", "上周", "2019/2/30", "2019/13/1 8:00", "28/2/2019", "2019/2/28 25:00", "0001-01-01", "9999-12-31 23:59"],
)
def test_a_time_that_cannot_be_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="2019/2/28 11:25:05"):
        read_time(text)


def test_the_command_says_what_became_of_it(tmp_path: Path, district: District) -> None:
    from linli.cli import app

    file = written(tmp_path / "messages.csv", [HEADER, DRAIN, NO_TIME], "gbk")
    said = CliRunner().invoke(app, ["import-messages", str(file), "--district", CODE])
    assert said.exit_code == 0, said.output
    assert (tmp_path / "messages.csv.rejected.csv").exists() and "messages.csv.rejected.csv" in said.output.replace(
        "\n", ""
    )
    assert Case.objects.get().source == "messages"
    refused = CliRunner().invoke(app, ["import-messages", str(written(file, [("a", "b")])), "--district", CODE])
    assert refused.exit_code == 1
