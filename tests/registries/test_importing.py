"""Tables of cards: every row taken, there already, kept to be confirmed or rejected with code, line and column."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from linli.places.models import District
from linli.registries import actions
from linli.registries.actions.importing import template_of
from linli.registries.choices import FIELDS, label
from linli.registries.errors import NotYours, UnknownKind, UnreadableTable
from linli.registries.models import Card, CodeList, ImportRun
from linli.registries.queries import catalogue
from tests.registries.town import actor, death, event, id_number, tumour


def table(*rows: dict[str, str], encoding: str = "utf-8", headings: dict[str, str] | None = None) -> bytes:
    names = list(dict.fromkeys(name for row in rows for name in row))
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([(headings or {}).get(name, name) for name in names])
    writer.writerows([row.get(name, "") for name in names] for row in rows)
    return out.getvalue().encode(encoding)


def taken(kind: str, content: bytes) -> ImportRun:
    return actions.import_cards(actor("doctor"), kind, "表.csv", content)


def other(number: int) -> dict[str, str]:
    born = f"1945-0{number}-11"
    return {"name": f"赵小{'一二三四五六'[number]}", "born": born, "id_number": id_number(born, serial=number + 20)}


def counts(run: ImportRun) -> tuple[int, int, int, int, int]:
    return run.rows, run.taken, run.there, run.kept, run.rejected


def test_the_same_file_again_changes_nothing(district: District) -> None:
    content = table({"source_id": "1", **event()}, {"source_id": "2", **event(**other(1))}, event(**other(2)))
    assert counts(taken("event", content)) == (3, 3, 0, 0, 0)
    assert counts(taken("event", content)) == (3, 0, 3, 0, 0)
    assert Card.objects.count() == 3


def test_chinese_headings_and_words_from_a_chinese_spreadsheet(district: District) -> None:
    headings = {name: label(name) for name in FIELDS["death"]} | {"source_id": "编号"}
    row = {
        "source_id": "A-7",
        **death(sex="男", place="家中", manner="疾病或衰老", area="东街社区", died_on="2026年10月20日"),
    }
    run = taken("death", table(row, encoding="gb18030", headings=headings))
    assert counts(run) == (1, 1, 0, 0, 0), run.report
    card = Card.objects.get()
    assert (card.sex, card.source_id, str(card.happened_on), card.body["place"]) == (
        "male",
        "A-7",
        "2026-10-20",
        "家中",
    )


def test_every_rejection_says_line_column_code_and_what_would_do(district: District) -> None:
    content = table(
        tumour(),
        tumour(**other(1), topography="C61.9", sex="female", laterality=""),
        tumour(**other(2), diagnosed_on="昨天", behaviour=""),
        tumour(**other(3), area="火星村"),
    )
    run = taken("tumour", content)
    assert counts(run) == (4, 1, 0, 0, 3)
    told = [(line, column, code) for line, column, code, _grade, _value, _text in run.report]
    assert {
        (3, "部位（ICD-O）", "sex_site"),
        (4, "诊断日期", "day_unreadable"),
        (4, "行为（良恶性）", "behaviour_missing"),
        (5, "社区（村）", "area_unknown"),
    } <= set(told)
    assert all(text for *_rest, text in run.report) and Card.objects.count() == 1


def test_what_is_rare_is_kept_as_a_draft_unless_the_row_confirms_it(district: District) -> None:
    rare = {"basis": "2", "grade": "9"}
    content = table(tumour(**rare), {**tumour(**other(1), **rare), "confirmed": "外院病理未取回"})
    run = taken("tumour", content)
    assert counts(run) == (2, 1, 0, 1, 0) and [line[2] for line in run.report] == ["basis_morphology"]


def test_a_row_that_comes_again_with_its_word_hands_the_draft_in(district: District) -> None:
    row = tumour(basis="2", grade="9")
    assert counts(taken("tumour", table(row))) == (1, 0, 0, 1, 0)
    again = taken("tumour", table({**row, "confirmed": "外院病理未取回"}))
    assert counts(again) == (1, 1, 0, 0, 0) and Card.objects.get().state == "submitted"
    # Without the word it neither undoes it nor comes in anew.
    assert counts(taken("tumour", table(row))) == (1, 0, 1, 0, 0)


def test_a_number_with_other_contents_is_refused_once_it_is_handed_in(district: District) -> None:
    taken("event", table({"source_id": "1", **event()}))
    run = taken("event", table({"source_id": "1", **event(onset_on="2026-08-01", diagnosed_on="2026-08-01")}))
    assert counts(run) == (1, 0, 0, 0, 1) and run.report[0][2] == "same_number_other_card"


def test_tables_that_are_none_are_refused_by_name(district: District) -> None:
    with pytest.raises(UnreadableTable, match="姓名"):
        taken("death", b"a,b\n1,2\n")
    with pytest.raises(UnreadableTable, match="姓名"):
        taken("death", table({"name": "a", "姓名": "b", **death()}))
    with pytest.raises(UnknownKind):
        taken("birth", b"")
    with pytest.raises(NotYours):
        actions.import_cards(actor("here"), "death", "a", b"")


def test_an_unknown_column_rejects_every_row_and_says_so(district: District) -> None:
    run = taken("event", table({**event(), "blood": "A"}))
    assert run.rejected == 1 and run.report[0][2] == "field_unknown" and "blood" in run.report[0][5]


@pytest.mark.parametrize("kind", ["death", "tumour", "event"])
def test_an_empty_table_has_the_columns_that_an_import_knows(district: District, kind: str) -> None:
    run = taken(kind, template_of(kind).encode())
    assert not any(line[2] == "field_unknown" for line in run.report)


def test_a_whole_icd10_and_another_list_are_imported_and_used(district: District, tmp_path: Path) -> None:
    assert catalogue.search("icd10", "牙龈炎") == []
    file = tmp_path / "icd10.tsv"
    file.write_text("code\tdisease\nK05\t牙龈炎和牙周疾病\nI32*\t分类于他处的疾病引起的心包炎\n坏\t行\n")
    assert actions.import_icd10(file) == 2
    assert [one.code for one in catalogue.search("icd10", "yy")][:1] == ["K05"] or "K05" in {
        one.code for one in catalogue.search("icd10", "牙龈炎")
    }
    codes = tmp_path / "garbage.csv"
    codes.write_text("code,category,display\nA419,x,Sepsis\nI509,x,Heart failure\n")
    assert actions.import_garbage_codes(codes, "自备清单") == 2
    own = next(one for one in catalogue.garbage_lists() if one.name == "自备清单")
    assert own.holds("I50.9") and not own.holds("I50.0") and "自备清单" in catalogue.garbage_name(own)
    assert CodeList.objects.count() == 2
    (tmp_path / "empty.csv").write_text("a,b\n")
    with pytest.raises(UnreadableTable):
        actions.import_icd10(tmp_path / "empty.csv")
