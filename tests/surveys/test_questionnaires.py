"""Questionnaires: expressions as XLSForms write them, faults named with sheet and row, versions that stay as they are."""

from __future__ import annotations

import io
import shutil

import pytest
from openpyxl import load_workbook
from pyxform.xls2xform import convert

from linli.surveys import actions
from linli.surveys.errors import FaultyForm, NotNow
from linli.surveys.models import Form, Survey
from linli.surveys.queries.sheets import workbook
from linli.surveys.xlsform.definition import definition_json, definition_of
from linli.surveys.xlsform.evaluating import Scope, evaluate, text
from linli.surveys.xlsform.expressions import NotAnExpression, parse
from linli.surveys.xlsform.reading import read
from tests.factories import actor
from tests.surveys import town
from tests.surveys.cases import ANSWERS, CASES, REFUSED, REPEATS, TODAY, WITHIN

SMALL = """
| survey |
| | type | name | label | relevant | constraint | required | repeat_count | calculation |
| | text | unit | 编号 | | | yes | | |
| | select_one sex | sex | 性别 | | | yes | | |
| | integer | age | 年龄 | ${sex} != '' | . >= 18 | yes | | |
| | begin_repeat | bp | 血压 | | | | 3 | |
| | integer | sbp | 收缩压 | | . > 60 | yes | | |
| | end_repeat | | | | | | | |
| | calculate | m | | | | | | sum(${sbp}) div 3 |
| choices |
| | list_name | name | label |
| | sex | male | 男 |
| | sex | female | 女 |
| settings |
| | form_id | version | form_title |
| | small | 1 | 小问卷 |
"""


@pytest.mark.parametrize(("expression", "own", "worth"), CASES)
def test_an_expression_is_worth(expression: str, own: str, worth: str) -> None:
    assert text(evaluate(parse(expression), Scope(ANSWERS, REPEATS, TODAY, own))) == worth


@pytest.mark.parametrize(("expression", "own", "worth"), WITHIN)
def test_within_a_repeat_its_own_row_is_meant(expression: str, own: str, worth: str) -> None:
    assert text(evaluate(parse(expression), Scope(ANSWERS, REPEATS, TODAY, own, "reading", 1))) == worth


@pytest.mark.parametrize("expression", REFUSED)
def test_what_is_not_understood_is_refused(expression: str) -> None:
    with pytest.raises(NotAnExpression):
        parse(expression)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("select_one sex |", "select_one sx |", "survey 表第 3 行：choices 表里没有选项组“sx”。"),
        ("| integer | age", "| intger | age", "没有“intger”这种题型。"),
        ("${sex}", "${sxe}", "survey 表第 4 行：没有“sxe”这一题。"),
        (". >= 18", ". >= and", "survey 表第 4 行：表达式“. >= and”里的“and”读不懂；名称要写成 ${name}。"),
        ("| end_repeat |", "| note |", "survey 表第 5 行：“bp”开始了（begin_repeat），没有结束。"),
        ("| age |", "| a ge |", "survey 表第 4 行：名称以字母开头"),
        ("| age |", "| sex |", "survey 表第 4 行：名称“sex”用了两次"),
        ("sum(", "pulldata(", "的函数“pulldata”，邻里的页面不认识。"),
        ("| text | unit", "| text | other", "请加一道名为 unit 的文本题"),
        ("| integer | age", "| audio | age", "邻里的页面不认识“audio”这种题型。"),
    ],
)
def test_a_fault_is_said_with_sheet_and_row(before: str, after: str, said: str) -> None:
    assert before in SMALL
    with pytest.raises(FaultyForm) as refused:
        read(SMALL.replace(before, after, 1).encode(), "small.md")
    assert any(said in str(one) for one in refused.value.form_faults), [str(one) for one in refused.value.form_faults]


@pytest.mark.parametrize(
    ("name", "body"), [("a.xlsx", b"abc"), ("a.pdf", b""), ("a.md", b"\xff"), ("a", b"x"), ("a.csv", b"")]
)
def test_what_is_no_questionnaire_is_refused(name: str, body: bytes) -> None:
    with pytest.raises(FaultyForm):
        read(body, name)


def test_the_packs_questionnaire_is_taken_by_pyxform_and_by_odk_validate() -> None:
    """ODK's own validator runs where there is a Java to run it; pyxform always reads it."""
    made = read(town.FORM.read_bytes(), town.FORM.name)
    assert definition_of(definition_json(made.definition)) == made.definition
    assert {"smoke_now", "alcohol_day", "veg_liang", "met_minutes", "systolic", "bmi", "glucose", "know_bp"} <= set(
        made.definition.nodes
    )
    convert(town.FORM.read_text(), file_type=".md", form_name="data", validate=shutil.which("java") is not None)


def test_a_spreadsheet_comes_out_that_gives_the_same_again(survey: Survey) -> None:
    form = Form.objects.get()
    body = workbook(form)
    assert load_workbook(io.BytesIO(body)).sheetnames == ["survey", "choices", "settings"]
    again = read(body, "again.xlsx")
    assert again.definition == definition_of(form.definition)


def test_a_version_stays_and_another_one_follows(survey: Survey) -> None:
    body = town.FORM.read_bytes()
    assert actions.put_form(actor("leader"), survey.code, "f.md", body).pk == Form.objects.get().pk
    with pytest.raises(NotNow, match=r"2026\.2"):
        actions.put_form(actor("leader"), survey.code, "f.md", body.replace("性别".encode(), "男女".encode()))
    new = actions.put_form(actor("leader"), survey.code, "f.md", body.replace(b"2026.2", b"2026.3"))
    assert new.current and Form.objects.filter(current=True).count() == 1 and Form.objects.count() == 2
    other = actions.create_survey(
        actor("leader"), {"code": "other", "title": "另一次", "population": "成年人", "starts_on": "2026-11-01", "ends_on": "2026-11-30"}
    )  # fmt: skip
    with pytest.raises(NotNow, match="risk-factors"):
        actions.put_form(actor("leader"), other.code, "f.md", body)
