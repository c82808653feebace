"""A table of policies taken over: read from the texts where the table is silent, each once, and every row accounted for."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import polars
import pytest
from django.test import Client

from linli.cases.importing import ImportRefused
from linli.people.actors import Actor
from linli.places.models import District
from linli.portal.actions.importing import import_policies
from linli.portal.actions.importing_report import Report
from linli.portal.models import Change, Policy
from tests import factories
from tests.portal import shelf

REAL = Path(__file__).resolve().parents[3] / "shared/data/policies/policies_hebei.csv"
NOTICE = "冀科资规〔2020〕1号 各市科技局： 为支持企业创新，现通知如下。 一、对象 小微企业。 有效期3年。 河北省科学技术厅 2020年1月20日"


def table(folder: Path, rows: list[dict[str, str]], name: str = "policies.csv", encoding: str = "utf-8") -> Path:
    file = folder / name
    with file.open("w", encoding=encoding, newline="") as lines:
        writer = csv.DictWriter(lines, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return file


def take(district: District, file: Path, *, replace: bool = False, dry_run: bool = False) -> Report:
    return import_policies(Actor.system(), file, district, replace=replace, dry_run=dry_run)


def test_what_the_table_does_not_say_is_read_from_the_text(district: District, tmp_path: Path) -> None:
    shelf.subjects(district)
    report = take(district, table(tmp_path, [{"title": "关于印发企业招聘补贴细则的通知", "text": NOTICE}]))
    one = Policy.objects.get()
    assert (one.number, one.issuer, one.issued_on, one.level) == (
        "冀科资规〔2020〕1号",
        "河北省科学技术厅",
        date(2020, 1, 20),
        "province",
    )
    assert one.in_force_until == date(2023, 1, 19)
    assert "businesses" in one.audiences and one.subjects == ["就业"]
    assert one.text.split("\n")[:3] == ["冀科资规〔2020〕1号 各市科技局：", "为支持企业创新，现通知如下。", "一、对象"]
    assert len(report.taken) == 1 and report.rows[0].missing == ()


def test_what_the_table_says_counts_and_another_day_in_the_text_is_pointed_out(
    district: District, tmp_path: Path
) -> None:
    row = {"标题": "某通知", "正文": NOTICE, "发文日期": "2020/2/1", "发文机关": "区科技局", "级别": "区县"}
    report = take(district, table(tmp_path, [row]))
    one = Policy.objects.get()
    assert (one.issued_on, one.issuer, one.level) == (date(2020, 2, 1), "区科技局", "district")
    assert "2020-01-20" in str(report) and "第 2 行" in str(report)


def test_the_day_it_appeared_is_not_the_day_it_was_issued(district: District, tmp_path: Path) -> None:
    rows = [
        {"title": "某通知", "text": NOTICE, "发布日期": "2020/3/5"},
        {"title": "无落款", "text": "一、略。", "发布日期": "2020/3/6"},
    ]
    report = take(district, table(tmp_path, rows))
    assert [one.issued_on for one in Policy.objects.order_by("pk")] == [date(2020, 1, 20), date(2020, 3, 6)]
    assert "有 1 个政策，表里的日期晚于正文落款" in str(report)


def test_what_a_reader_would_notice_is_said_of_each_row(district: District, tmp_path: Path) -> None:
    rows = [
        {"title": "《办法》解读", "text": "省教育厅印发了《办法》（冀教〔2022〕4号）。"}, {"title": "关于做好招生工作的通...", "text": "一、略。"},
        {"title": "计划", "text": "根据《意见》（国发〔2015〕9号），制定本计划。"}, {"title": "河 北 省 教 育 厅关于招生的通知", "text": "一、略略。"},
    ]  # fmt: skip
    said = str(take(district, table(tmp_path, rows)))
    second, third, fourth = (line for line in said.split("\n") if line.startswith(("第 2 行", "第 3 行", "第 4 行")))
    assert "没有找到文号、发文机关、日期" in second and "；是解读别的文件的" in second
    assert "；表里的标题没有写全" in third and "正文里的文号都是引用别的文件的：国发〔2015〕9号" in fourth
    assert Policy.objects.filter(title="河北省教育厅关于招生的通知", issuer="河北省教育厅").exists()


def test_formulas_and_tags_are_words_like_others(district: District, tmp_path: Path, client: Client) -> None:
    rows = [{"title": "=HYPERLINK(1)", "text": "+1 <script>alert(1)</script>", "issuer": "@SUM(A1)", "number": "-2"}]
    take(district, table(tmp_path, rows))
    page = client.get(f"/{factories.SLUG}/policies/{Policy.objects.get().pk}").content.decode()
    assert "=HYPERLINK(1)" in page and "&lt;script&gt;alert(1)" in page and "<script>alert" not in page


def test_a_title_as_long_as_a_text_is_named_and_not_cut(district: District, tmp_path: Path) -> None:
    report = take(district, table(tmp_path, [{"title": "长" * 5000, "text": "略。"}]))
    assert "5000" in report.rejected[0][1] and len(str(report)) < 500 and not Policy.objects.exists()


def test_one_without_any_date_is_taken_without_one_and_reported(district: District, tmp_path: Path) -> None:
    report = take(district, table(tmp_path, [{"title": "工作进展情况", "text": "一、开工情况 开工学校5293所。"}]))
    one = Policy.objects.get()
    assert (one.issued_on, one.number, one.issuer) == (None, "", "")
    assert report.rows[0].missing == ("number", "issuer", "date", "level")
    assert "没有找到文号、发文机关、日期、级别" in str(report)


def test_a_date_that_is_none_is_named_and_the_texts_own_is_taken(district: District, tmp_path: Path) -> None:
    report = take(district, table(tmp_path, [{"title": "某通知", "text": NOTICE, "date": "去年春天"}]))
    assert Policy.objects.get().issued_on == date(2020, 1, 20)
    assert "“去年春天”不是日期" in str(report)


def test_a_second_import_changes_nothing(district: District, tmp_path: Path) -> None:
    file = table(tmp_path, [{"title": "某通知", "text": NOTICE}, {"title": "另一个", "text": "一、略。"}])
    take(district, file)
    again = take(district, file)
    assert (again.known, again.taken, Policy.objects.count()) == (2, [], 2)


def test_the_same_policy_with_another_text_is_not_taken_and_named_with_both(district: District, tmp_path: Path) -> None:
    take(district, table(tmp_path, [{"title": "某通知", "text": NOTICE}]))
    other = table(
        tmp_path, [{"title": "某通知（网站版）", "text": NOTICE.replace("小微企业", "中小企业")}], "other.csv"
    )
    report = take(district, other)
    assert len(report.conflicts) == 1 and Policy.objects.count() == 1
    said = str(report)
    assert (
        "《某通知（网站版）》（冀科资规〔2020〕1号）已经有了，是《某通知》（冀科资规〔2020〕1号）" in said
        and "--replace" in said
    )
    assert "小微企业" in Policy.objects.get().text


def test_with_replace_it_becomes_the_new_version_and_the_old_one_is_kept(
    district: District, tmp_path: Path, client: Client
) -> None:
    take(district, table(tmp_path, [{"title": "某通知", "text": NOTICE}]))
    key = Policy.objects.get().pk
    changed = table(tmp_path, [{"title": "某通知", "text": NOTICE.replace("小微企业", "中小企业")}], "new.csv")
    assert len(take(district, changed, replace=True).replaced) == 1
    one = Policy.objects.get()
    assert one.pk == key, "what was printed still leads here"
    assert "中小企业" in one.text and "小微企业" in one.versions.get().text
    assert one.latest_revision is not None and not one.has_unpublished_changes
    page = client.get(f"/{factories.SLUG}/policies/{key}").content.decode()
    assert "<ins>中</ins>小<del>微</del>企业" in page
    assert take(district, changed, replace=True).known == 1


def test_twice_in_one_file_with_different_texts_the_first_is_taken_even_with_replace(
    district: District, tmp_path: Path
) -> None:
    rows = [{"title": "某通知", "text": NOTICE}, {"title": "某通知", "text": NOTICE.replace("企业", "公司")}]
    report = take(district, table(tmp_path, rows), replace=True)
    assert (len(report.taken), len(report.conflicts)) == (1, 1)
    assert "和第 2 行《某通知》" in str(report)


def test_without_a_number_the_title_and_issuer_tell_them_apart(district: District, tmp_path: Path) -> None:
    rows = [
        {"title": "年度计划", "issuer": "区教育局", "text": "一、教育。"}, {"title": "年度 计划", "issuer": "区教育局", "text": "一、 教育。"},
        {"title": "年度计划", "issuer": "区民政局", "text": "一、民政。"},
    ]  # fmt: skip
    report = take(district, table(tmp_path, rows))
    assert (len(report.taken), report.known, report.conflicts) == (2, 1, [])


def test_a_trial_says_the_same_and_writes_nothing(district: District, tmp_path: Path) -> None:
    file = table(tmp_path, [{"title": "某通知", "text": NOTICE}])
    trial = take(district, file, dry_run=True)
    assert len(trial.taken) == 1 and "试跑" in str(trial)
    assert not Policy.objects.exists() and not Change.objects.exists()


def test_rows_that_cannot_be_read_are_named_and_the_others_taken(district: District, tmp_path: Path) -> None:
    rows = [{"title": "", "text": "一、略。"}, {"title": "有标题", "text": ""}, {"title": "长" * 201, "text": "略。"}, {"title": "丢字", "text": "关于�的通知"}, {"title": "好的", "text": "一、略。"}]  # fmt: skip
    report = take(district, table(tmp_path, rows))
    assert [line for line, _why in report.rejected] == [2, 3, 4, 5]
    assert [one.title for one in Policy.objects.all()] == ["好的"]
    assert "第 2 行没有收：没有标题。" in str(report) and "CSV UTF-8" in str(report)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_encodings_that_tables_come_in(district: District, tmp_path: Path, encoding: str) -> None:
    assert len(take(district, table(tmp_path, [{"title": "某通知", "text": NOTICE}], encoding=encoding)).taken) == 1


def test_another_encoding_is_refused_in_words(district: District, tmp_path: Path) -> None:
    file = tmp_path / "policies.csv"
    file.write_bytes("title,text\n某通知,一、略。\n".encode("utf-16"))
    with pytest.raises(ImportRefused, match="UTF-8"):
        take(district, file)
    file.write_bytes("title,text\n某通知,一、略。\n".encode()[:-5] + b"\xff\xfe\xff")
    with pytest.raises(ImportRefused, match="UTF-8"):
        take(district, file)


def test_a_table_without_titles_names_what_it_has(district: District, tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="内容摘录"):
        take(district, table(tmp_path, [{"内容摘录": "略", "甲": "1"}]))


def test_excel_is_read_like_csv(district: District, tmp_path: Path) -> None:
    file = tmp_path / "policies.xlsx"
    polars.DataFrame({"标题": ["某通知"], "正文": [NOTICE], "主题": ["税费、火星"]}).write_excel(file)
    shelf.subjects(district)
    report = take(district, file)
    assert Policy.objects.get().subjects == ["税费"]
    assert "区里没有“火星”这个主题" in str(report)


def test_what_a_text_repeals_and_is_here_is_marked_with_what_repealed_it(district: District, tmp_path: Path) -> None:
    old = shelf.policy(district, "老细则", number="冀科计〔2016〕22号", issued_on=date(2016, 9, 2))
    text = NOTICE.replace("一、对象", "《老细则》（冀科计〔2016〕22号）同时废止。 一、对象")
    report = take(district, table(tmp_path, [{"title": "新细则", "text": text}]))
    old.refresh_from_db()
    assert old.validity == "repealed" and old.changed_by is not None and old.changed_by.title == "新细则"
    assert report.repealed == [("新细则", "老细则")]


def test_nobody_is_told_of_a_register_that_is_taken_over(district: District, tmp_path: Path) -> None:
    from linli.portal.models import Announcement

    take(district, table(tmp_path, [{"title": "某通知", "text": NOTICE}]))
    assert not Announcement.objects.exists()
    assert Change.objects.get().key == str(Policy.objects.get().pk), "but it is found"


@pytest.mark.skipif(not REAL.is_file(), reason=f"SKIPPED: the 367 real policies are not here: {REAL}")
def test_all_367_real_policies_are_read(district: District) -> None:
    report = take(district, REAL)
    assert report.read == 367 and report.rejected == []
    assert len(report.taken) + report.known + len(report.conflicts) == 367
    assert len(report.taken) >= 355
    shares = {name: report.found(name) / 367 for name in ("number", "issuer", "date", "level")}
    assert shares["number"] >= 0.52 and shares["issuer"] >= 0.84 and shares["date"] == 1.0 and shares["level"] >= 0.95
    signed = sum(one.issuer != "" and len(one.issuer) <= 120 for one in Policy.objects.all())
    assert signed >= 300
    assert not Policy.objects.filter(number__contains="》").exists()
