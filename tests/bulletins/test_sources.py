"""A survey's published tables and a year of the registries as bulletins: what is told, and what must not be."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from linli.bulletins import actions, sources
from linli.bulletins.content import Content
from linli.bulletins.errors import NothingToTell
from linli.bulletins.freezing import frozen
from linli.bulletins.models import Kind
from linli.bulletins.sources.registries import Registries
from linli.bulletins.sources.surveys import Surveys, content_of_survey
from linli.places.models import District
from linli.registries.actions.counting import PopulationRow, replace_population
from linli.surveys.queries.published import Fieldwork, Figure, IndicatorTable, Published
from tests.factories import CODE, actor
from tests.registries import town as cards


def figure(by: str, group: str, count: int, having: int | None) -> Figure:
    """As a survey publishes it: hidden where fewer than five have it."""
    if having is not None and having < 5:
        return Figure(by, group, None, None, None, None, count, None, None, True)
    value = None if having is None else having / count
    return Figure(by, group, value, value and value * 0.9, value and value * 1.1, 0.01, count, having, 1.2)


def survey(*figures: Figure) -> Published:
    table = IndicatorTable("smoking", "烟草", "现在吸烟", "每天或有时", "%", "WHO STEPS", False, figures)
    return Published(
        "risk", "成人调查", "18岁及以上居民", False, 1, datetime(2026, 11, 1, tzinfo=UTC), "2026-09-01", "2026-10-20", "a" * 64, "3",
        Fieldwork(2, 20, 400, 360, 20, 15, 5, 0, 0.911), "泰勒线性化，95%区间。", "设计权重，按性别年龄校准。", "第七次人口普查", 120000.0,
        (("WHO STEPS", False), ("2024", True)), (table,),
    )  # fmt: skip


def told_of(found: Published) -> Content:
    return Surveys().worded(frozen(content_of_survey(District(code=CODE, name="演示区"), found, 2026)))


@pytest.mark.django_db
def test_a_survey_hides_what_could_be_worked_out_from_what_it_published() -> None:
    """It hid three women itself, and printed the men and all: a reader would subtract."""
    content = told_of(
        survey(
            figure("", "", 360, 103), figure("sex", "male", 180, 100), figure("sex", "female", 180, 3),
            figure("age_group", "18-44", 200, 60), figure("age_group", "45+", 160, 43),
        )
    )  # fmt: skip
    cells = {line.label: line.cells[0] for line in content.sections[0].table.lines}
    assert [cells[name].kept_back for name in ("男", "女")] == [True, True]
    assert not any(line.cells[0].kept_back for line in content.sections[0].table.lines if line.group == "年龄")
    assert "28.6%" in content.sections[0].message and "男" not in content.sections[0].message
    assert content.suppression and content.suppression.cells == 2


@pytest.mark.django_db
def test_a_survey_says_how_it_was_done_and_by_which_rules() -> None:
    content = told_of(
        survey(figure("", "", 360, 103), figure("sex", "male", 180, 60), figure("sex", "female", 180, 43))
    )
    assert "男33.3%" in content.sections[0].message and "360" in content.summary[0]
    methods = "\n".join(one.text for one in content.methods)
    for said in ("拒访20人", "91.1%", "泰勒线性化", "设计权重"):
        assert said in methods, said
    assert [(one.source, one.verified) for one in content.used if one.kind == "rule"] == [
        ("WHO STEPS", False),
        ("2024", True),
    ]


@pytest.fixture
def registered(db: None, clock: object) -> District:
    """Forty deaths of a year, thirty-seven of the heart and three of an injury; with a population."""
    found = cards.district()
    for number in range(40):
        sex = "male" if number % 2 else "female"
        changed = {
            "born": f"{1930 + number}-03-02",
            "sex": sex,
            "name": "王李张刘"[number % 4] + f"{'甲乙丙丁戊己庚辛壬癸'[number % 10]}{'东南西北'[number // 10]}",
        }
        changed["id_number"] = cards.id_number(changed["born"], sex)
        if number >= 37:
            changed |= {
                "a_text": "颅内损伤",
                "a_code": "S06.9",
                "b_text": "跌落",
                "b_code": "W18.9",
                "c_text": "",
                "c_code": "",
                "c_lasted": "",
                "manner": "accident",
                "cause": "W18.9",
            }
        cards.reported("death", died_on="2026-06-01", **changed)
    rows = [PopulationRow(2026, sex, group, 900, "公安户籍") for sex in ("male", "female") for group in range(19)]
    replace_population(found, rows)
    return found


def test_a_year_of_registries_is_told_with_rates_limits_and_standards(registered: District) -> None:
    listed = Registries().sources(registered)
    assert [one.key for one in listed] == ["registries:2026"]
    row = actions.make(actor("control"), {"source": "registries:2026"})
    content = Content.model_validate(row.edition.content)
    rates = content.table("death-rates")
    whole = rates.lines[0].cells[0]
    assert (
        whole.cases == 40
        and whole.value == pytest.approx(40 / 34200 * 100_000)
        and whole.low is not None
        and whole.high is not None
    )
    assert whole.low < whole.value < whole.high and "2000年全国普查人口" in rates.note
    names = {one.name for one in content.used}
    assert "2000年全国普查人口" in names and any(one.source == "公安户籍" for one in content.used)
    small = [cell.cases for one in content.sections for line in one.table.lines for cell in line.cells if cell.cases]
    assert small and min(small) >= 5
    assert not any("跌落" in one.message or "损伤" in one.message for one in content.sections)


def test_a_year_without_cards_or_population_says_so(registered: District) -> None:
    empty = sources.Source("registries:2011", Kind.REGISTRIES, "2011年", 2011)
    with pytest.raises(NothingToTell):
        Registries().content(registered, empty)
