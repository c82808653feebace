"""Figures: by the design that the sample was drawn with, the same as asked one by one; small cells are nobody's to see."""

from __future__ import annotations

import pytest

from linli.health.statistics.designs import Design, Lonely
from linli.health.statistics.survey import Survey as Estimator
from linli.health.statistics.tables import UnfitTable
from linli.surveys import actions
from linli.surveys.analysis.estimating import Figure, IndicatorTable, suppressed, tables
from linli.surveys.analysis.people import people, visited
from linli.surveys.analysis.weighting import prepare, response_factors
from linli.surveys.models import Survey, Unit
from linli.surveys.xlsform.definition import definition_of
from linli.surveys.xlsform.instances import written
from tests.factories import actor
from tests.surveys import town


def everybody(survey: Survey) -> None:
    """All are visited: in turn interviewed, interviewed, refused; women and men of all ages, no two alike."""
    for at, unit in enumerate(Unit.objects.filter(survey=survey).select_related("interviewer").order_by("code")):
        high = 118 + at * 7 % 50
        town.sent(
            str(unit.interviewer.username), person=unit, outcome="refused" if at % 3 == 2 else "done",
            sex="male" if at % 2 else "female", age=str(20 + at * 3), smoke_start="19", weight=f"{55 + at * 1.5:.1f}",
            reading=[{"systolic": str(high + step), "diastolic": str(70 + at % 25)} for step in (4, 1, 0)],
        )  # fmt: skip


def test_weights_make_up_for_who_was_not_interviewed(survey: Survey) -> None:
    everybody(survey)
    prepared = prepare(survey)
    assert prepared.total == pytest.approx(sum(one.size for one in town.frame()))
    factors = response_factors(visited(survey))
    assert set(factors.values()) <= {6 / 4, 4 / 3, 4 / 2}
    assert not prepared.fitted and prepared.provisional == 0


def test_all_figures_at_once_are_those_asked_one_by_one(survey: Survey) -> None:
    everybody(survey)
    for fitted in (False, True):
        if fitted:
            Survey.objects.filter(pk=survey.pk).update(margins={"sex": {"male": 1500, "female": 1500}})
            survey.refresh_from_db()
        prepared = prepare(survey)
        assert prepared.fitted is fitted
        design = Design("weight", "stratum", ("cluster",), (), Lonely.REFUSE)
        single = Estimator(prepared.sample.weighted.table, design, prepared.sample.weighted) if prepared.sample.weighted else Estimator(prepared.table, design)  # fmt: skip
        found = {one.code: one for one in tables(prepared)}
        for by in ("", "sex", "area"):
            for one, other in zip(found["bmi"].of(by), single.mean("bmi", by), strict=True):
                told = (one.value, one.error, one.low, one.high, one.effect)
                assert told == pytest.approx((other.value, other.error, other.low, other.high, other.effect))
            asked = single.proportion(lambda table: table["hypertension"] == 1, by, log_odds=True)
            for one, other in zip(found["hypertension"].of(by), asked, strict=True):
                assert (one.value, one.low, one.high, one.count) == pytest.approx(
                    (other.value, other.low, other.high, other.count)
                )


def test_hypertension_is_level_or_medicine(survey: Survey) -> None:
    people = [town.unit(at) for at in range(4)]
    high, normal = [{"systolic": "150", "diastolic": "80"}] * 3, [{"systolic": "120", "diastolic": "80"}] * 3
    town.sent(person=people[0], reading=high)
    town.sent(person=people[1], reading=normal)
    town.sent(person=people[2], reading=normal, bp_told="yes", bp_medicine="yes")
    town.sent(person=people[3], outcome="absent")
    table = prepare_anyhow(survey)
    assert table.column("hypertension").to_pylist() == [1, 0, 1]
    assert table.column("bp_controlled").to_pylist() == [0, None, 1]
    assert table.column("bmi").to_pylist()[0] == pytest.approx(76.5 / 1.7**2)


def prepare_anyhow(survey: Survey):
    actions.choose_lonely(actor("leader"), survey.code, {"lonely": "certainty"})
    survey.refresh_from_db()
    return prepare(survey).table


def test_a_stratum_of_a_single_cluster_gives_no_number(survey: Survey) -> None:
    for at in range(3):
        town.sent(person=town.unit(at))
    with pytest.raises(UnfitTable, match="single cluster"):
        prepare(survey)
    assert prepare_anyhow(survey).num_rows == 3


def test_a_correction_and_an_interview_left_out_change_the_figures(survey: Survey) -> None:
    everybody(survey)
    before = next(one for one in tables(prepare(survey)) if one.code == "bmi").whole
    row = town.Submission.objects.filter(outcome="done").order_by("received_at").first()
    assert row is not None and before is not None and before.value is not None
    actions.correct(actor("leader"), survey.code, row.pk, {"path": "weight", "value": "120", "reason": "抄错了"})
    after = next(one for one in tables(prepare(survey)) if one.code == "bmi").whole
    assert after is not None and after.value is not None and after.value > before.value
    actions.leave_out(actor("leader"), survey.code, row.pk, {"reason": "不是本人"})
    left = next(one for one in tables(prepare(survey)) if one.code == "bmi").whole
    assert left is not None and left.count == before.count - 1


def one_table(*figures: Figure) -> IndicatorTable:
    return IndicatorTable("smoking", "tobacco", "现在吸烟", "", "%", "", True, figures)


def test_of_few_people_nothing_is_told() -> None:
    told = one_table(Figure("sex", "male", 0.5, 0.2, 0.8, 0.1, 40, 20))
    assert suppressed(told) == told
    for few in (
        Figure("sex", "male", 0.5, 0, 1, 0.1, 4, 2),
        Figure("sex", "male", 0.1, 0, 1, 0.1, 40, 4),
        Figure("sex", "male", 0.9, 0, 1, 0.1, 40, 37),
    ):
        (hidden,) = suppressed(one_table(few)).figures
        assert hidden.hidden and hidden.value is None and hidden.having is None and hidden.low is None


def test_nor_can_it_be_worked_out_from_the_others() -> None:
    """All together are told, so of one small group alone the number would follow."""
    table = one_table(
        Figure("", "", 0.2, 0.1, 0.3, 0.1, 200, 43),
        Figure("age_group", "18-44", 0.2, 0.1, 0.3, 0.1, 80, 25),
        Figure("age_group", "45-59", 0.2, 0.1, 0.3, 0.1, 70, 15),
        Figure("age_group", "60+", 0.1, 0.0, 0.2, 0.1, 50, 3),
    )
    hidden = [one.group for one in suppressed(table).figures if one.hidden]
    assert "60+" in hidden and len(hidden) == 2


def test_equal_probability_counts_with_both_finite_populations(db: None, clock: object) -> None:
    survey = town.survey(method="equal")
    everybody(survey)
    prepared = prepare(survey)
    design = Design("weight", "stratum", ("cluster", "unit"), ("clusters_there", "people_there"))
    (asked,) = Estimator(prepared.table, design).mean("bmi")
    found = next(one for one in tables(prepared) if one.code == "bmi").whole
    (single,) = Estimator(prepared.table, Design("weight", "stratum", ("cluster",))).mean("bmi")
    assert found is not None and found.error == pytest.approx(asked.error) and asked.error < single.error


def test_of_a_household_its_adults_are_part_of_the_weight(db: None, clock: object) -> None:
    """One adult of it was asked: the base weight is the household's by how many there were to choose from."""
    survey = town.survey(kind="household")
    form = actions.put_form(actor("leader"), survey.code, "f.md", WITH_ADULTS.encode())
    for at, adults in enumerate(("3", "1")):
        given = {"unit": town.unit(at).code, "adults": adults}
        xml = written(definition_of(form.definition), given, f"uuid:household-{at}")
        actions.submit(actor("asker"), xml)
    found = people(survey)
    alone = {one.unit.cluster_id: float(one.unit.cluster.weight) for one in found}
    assert [one.base / alone[one.unit.cluster_id] for one in found] == [3, 1]


WITH_ADULTS = """
| survey |
| | type | name | label | required |
| | text | unit | 编号 | yes |
| | integer | adults | 家里有几个成年人 | yes |
| settings |
| | form_id | version | form_title |
| | household | 1 | 住户问卷 |
"""
