"""The figures: counted, rated by a named standard, or refused by name; and what says how good and complete a registry is."""

from __future__ import annotations

from datetime import date

import pytest

from linli.clock import now
from linli.health.statistics import rates
from linli.health.statistics.populations import CHINA_2000, SEGI
from linli.health.statistics.tables import GROUPS
from linli.people.vault import seal_bytes
from linli.places.models import District
from linli.registries import actions
from linli.registries.causes import KINDS
from linli.registries.codes.garbage import WHO_ILL_DEFINED
from linli.registries.errors import MoreDeathsThanPeople, NoPopulation, NotYours, TooFewLists, UnreadableTable
from linli.registries.models import CaptureEntry, Card, Population
from linli.registries.queries import figures, published
from linli.registries.queries.recapture import completeness
from linli.registries.queries.tally import age_group, people, tally
from tests.registries.town import HERE, HOSPITAL, actor, reported


def populated(district: District, count: int = 10_000, year: int = 2026) -> None:
    rows = [
        actions.PopulationRow(year, sex, group, count, "演示")
        for sex in ("male", "female")
        for group in range(len(GROUPS))
    ]
    actions.replace_population(district, rows)


def counted(
    district: District, kind: str, cause: str, number: int = 1, age: int = 60, sex: str = "male", **more: object
) -> None:
    """Cards in the register, as figures count them."""
    at, start = now(), Card.objects.count()
    Card.objects.bulk_create(
        [
            Card(
                district=district, code=f"T{start + n:07d}", kind=kind, state="accepted", organisation_id=HOSPITAL, area_id=HERE,
                person_cipher=seal_bytes(b"{}"), sex=sex, age=age, cause=cause, happened_on=date(2026, 5, 1), reported_at=at, changed_at=at,
                **more,  # type: ignore[misc]
            )
            for n in range(number)
        ]
    )  # fmt: skip


@pytest.mark.parametrize("kind", list(KINDS))
def test_no_code_counts_twice(kind: str) -> None:
    """Each three-character code lies in one main group at most, of tumours in exactly one."""
    letters = "CI" if kind != "death" else "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    for code in (f"{letter}{number:02d}" for letter in letters for number in range(100)):
        holding = [group.code for group in KINDS[kind] if not group.within and group.holds(code)]
        assert len(holding) <= 1, f"{code} lies in {holding}"


def test_age_groups_begin_with_the_first_year_and_end_open() -> None:
    assert [age_group(age) for age in (0, 1, 4, 5, 9, 10, 84, 85, 110)] == [0, 1, 1, 2, 2, 3, 17, 18, 18]


def test_rates_are_those_of_the_library_and_name_their_standard(district: District) -> None:
    populated(district)
    counted(district, "death", "I25.1", 30, age=72)
    counted(district, "death", "C34.9", 12, age=63, sex="female")
    found = published(district.code, 2026)
    everything = found.deaths[0]
    assert everything.counts == {"both": 42, "male": 30, "female": 12}
    cases = [0.0] * 19
    cases[age_group(72)], cases[age_group(63)] = 30, 12
    wanted = rates.standardised(cases, [20_000] * 19, CHINA_2000)
    assert everything.standardised["cn2000"].value == pytest.approx(wanted.value * 100_000)
    assert everything.crude is not None and everything.crude.value == pytest.approx(42 / 380_000 * 100_000)
    assert found.standards == (("cn2000", CHINA_2000.name), ("wld85", SEGI.name)) and found.population == 380_000
    groups = {one.code: one.total for one in found.deaths}
    assert groups == {"all": 42, "cancer": 12, "lung_cancer": 12, "heart": 30, "coronary": 30}


def test_more_deaths_than_people_is_a_named_error_and_no_number(district: District) -> None:
    populated(district, count=5)
    counted(district, "death", "I25.1", 11, age=72)
    with pytest.raises(MoreDeathsThanPeople, match="70-74"):
        figures.lines(tally(district.code, "death", 2026), people(district.code, 2026))
    found = published(district.code, 2026)
    assert found.deaths[0].total == 11 and found.deaths[0].crude is None and found.deaths[0].standardised == {}
    assert "70-74" in found.problems[0] and found.indicator("premature").value is None
    assert "70-74" in found.indicator("premature").problem


def test_without_a_population_there_are_numbers_and_no_rates(district: District) -> None:
    counted(district, "death", "I25.1", 3)
    found = tally(district.code, "death", 2026)
    with pytest.raises(NoPopulation):
        figures.crude(found.by_age(), people(district.code, 2026).of(), 2026)
    assert published(district.code, 2026).deaths[0].total == 3


def test_drafts_returned_and_merged_cards_are_not_counted(district: District) -> None:
    card = reported()
    reported("death", name="李军", died_on="", id_number="")
    assert tally(district.code, "death", 2026).total() == 1
    actions.give_back(actor("control"), card.code, {"reason": "请核对"})
    assert tally(district.code, "death", 2026).total() == 0


def test_the_share_of_garbage_names_its_list(district: District) -> None:
    counted(district, "death", "R54", 3)
    counted(district, "death", "R95", 1, age=0)
    counted(district, "death", "I25.1", 6)
    one = figures.garbage_indicator(tally(district.code, "death", 2026), WHO_ILL_DEFINED)
    assert (one.numerator, one.denominator, one.value) == (3, 10, 0.3) and "R00–R99" in one.rule


def test_indicators_of_the_tumour_registry(district: District) -> None:
    for basis, number in (("7", 6), ("2", 2), ("0", 1), ("9", 1)):
        counted(district, "tumour", "C34.1", number, basis=basis, morphology="8140", behaviour="3")
    counted(district, "tumour", "C80.9", 2, basis="6", morphology="8010", behaviour="3")
    counted(district, "tumour", "C50.4", 4, basis="7", morphology="8500", behaviour="2")  # in situ: not counted
    counted(district, "death", "C34.9", 6)
    found = {
        one.code: one
        for one in figures.tumour_indicators(tally(district.code, "tumour", 2026), tally(district.code, "death", 2026))
    }
    assert {code: (one.numerator, one.denominator) for code, one in found.items()} == {
        "mv": (8, 12), "dco": (1, 12), "mi": (6, 12), "ub": (1, 12), "ou": (2, 12),
    }  # fmt: skip


def test_lymphomas_count_by_what_they_are_not_where_they_grow(district: District) -> None:
    counted(district, "tumour", "C16.2", 1, basis="7", morphology="9680", behaviour="3")
    counted(district, "tumour", "C71.1", 1, basis="2", morphology="8000", behaviour="0")
    assert {one.code: one.total for one in published(district.code, 2026).tumours} == {
        "all": 2,
        "lymphoma": 1,
        "brain": 1,
    }


def test_premature_death_raw_and_with_what_is_vague_shared_out(district: District) -> None:
    populated(district, count=5_000)
    counted(district, "death", "I25.1", 60, age=52)
    counted(district, "death", "R99", 20, age=52)
    counted(district, "death", "K74.6", 20, age=52)
    counted(district, "death", "W19", 10, age=52)
    deaths, lived = tally(district.code, "death", 2026), people(district.code, 2026)
    raw, shared = figures.premature(deaths, lived), figures.premature(deaths, lived, WHO_ILL_DEFINED)
    rate = 60 / 10_000
    assert raw.value == pytest.approx(5 * rate / (1 + 2.5 * rate))
    rate = (60 + 20 * 60 / 80) / 10_000
    assert shared.value == pytest.approx(5 * rate / (1 + 2.5 * rate)) and shared.numerator == 75
    assert "R00–R99" in shared.rule and "R00–R99" not in raw.rule


def test_fatality_counts_deaths_within_28_days(district: District) -> None:
    reported("event", died_on="2026-09-29")
    reported(
        "event",
        by="village",
        name="李秀英",
        born="1944-04-04",
        id_number="",
        died_on="2026-09-30",
        confirmed={"no_id_number": "无"},
    )
    one = published(district.code, 2026).indicator("fatality")
    assert (one.numerator, one.denominator) == (1, 2)


def test_a_population_is_imported_or_refused_with_its_line(district: District) -> None:
    good = '年份,性别,年龄组,人口数\n2026,男,0,100\n2026,女,85岁以上,90\n2026,男,5-9岁,"1,200"\n'
    assert actions.import_population(actor("control"), good.encode(), "公安年报") == 3
    assert Population.objects.get(age_group=2).count == 1200 and Population.objects.get(age_group=18).sex == "female"
    for bad, told in (
        ("2026,男,0-9,5", "0-9"), ("2026,x,0,5", "x"), ("2026,男,0,-5", "-5"), ("2026,男,0,5\n2026,男,0,6", "两次"),
    ):  # fmt: skip
        with pytest.raises(UnreadableTable, match=told):
            actions.import_population(actor("control"), f"年份,性别,年龄组,人口数\n{bad}\n".encode(), "")
    assert Population.objects.count() == 3
    with pytest.raises(NotYours):
        actions.import_population(actor("doctor"), good.encode(), "")


def test_what_is_missed_is_estimated_from_other_lists_and_names_its_denominator(district: District) -> None:
    with pytest.raises(TooFewLists):
        completeness(district.code, "death", 2026)
    for number in range(6):
        reported(
            name=f"王建{'国军明强伟文'[number]}",
            born=f"19{50 + number}-03-02",
            id_number="",
            confirmed={"no_id_number": "无"},
        )
    rows = [f"王建{'国军明强伟文'[n]},男,19{50 + n}-03-02" for n in range(4)] + [
        "赵六,男,1940-01-01",
        "钱七,女,1941-01-01",
    ]
    content = "姓名,性别,出生日期\n" + "\n".join(rows)
    made = actions.import_capture_list(actor("control"), "death", 2026, "公安", content.encode())
    assert made.count == 6 and "赵六" not in repr(list(CaptureEntry.objects.values()))
    found = completeness(district.code, "death", 2026)
    assert (found.registered, found.both, found.estimate.union) == (6, 4, 8)
    assert found.estimate.number == pytest.approx(7 * 7 / 5 - 1)
    assert found.missed_of_all == pytest.approx(1 - 6 / 8.8) and found.missed_of_union == pytest.approx(1 - 6 / 8)
    third = "姓名,性别,出生日期\n" + "\n".join([*rows[:3], "赵六,男,1940-01-01", "孙八,男,1942-01-01"])
    actions.import_capture_list(actor("control"), "death", 2026, "殡仪馆", third.encode())
    three = completeness(district.code, "death", 2026)
    assert len(three.lists) == 3 and three.estimate.union == 9 and "log-linear" in three.method
