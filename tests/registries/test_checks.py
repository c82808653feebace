"""The edit checks, one after the other: what cannot be, what is missing, what is rare; and what is fine stays unsaid."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.registries.checks import check, today_rules
from linli.registries.checks.finding import Grade
from linli.registries.checks.words import SENTENCES, sentence
from linli.registries.codes import icd10_code, topography_code
from linli.registries.codes.garbage import WHO_ILL_DEFINED, listed
from linli.registries.episodes import Clock, clock_of, events_among, is_fatal, is_same_event
from linli.registries.primaries import are_one_primary, histology_group
from linli.registries.reading import day_of, id_number_of, read, span_of
from tests.registries.town import death, event, tumour

TODAY = today_rules(date(2026, 11, 2))


def found(kind: str, fields: dict[str, str]) -> dict[str, str]:
    """What is said of a card: codes with their grades."""
    facts, unreadable = read(kind, {"cause": "I25.1", **fields} if kind == "death" else fields)
    said = [*unreadable, *check(facts, TODAY).findings]
    assert all(sentence(one) and "%(" not in sentence(one) for one in said)
    return {one.code: one.grade.value for one in said}


@pytest.mark.parametrize(("kind", "fields"), [("death", death()), ("tumour", tumour()), ("event", event())])
def test_a_good_card_has_nothing_said_of_it(kind: str, fields: dict[str, str]) -> None:
    assert found(kind, fields) == {}


@pytest.mark.parametrize(
    ("changed", "code", "grade"),
    [
        ({"died_on": "1949-01-01"}, "before_birth", "invalid"),
        ({"died_on": "2026-11-03"}, "in_future", "invalid"),
        ({"born": "1880-01-01", "id_number": ""}, "too_old", "invalid"),
        ({"born": "1918-01-01", "id_number": ""}, "very_old", "rare"),
        ({"born": "1950-03-03"}, "id_born_differs", "rare"),
        ({"sex": "female", "id_number": "99010119500302003X"}, "id_number_wrong", "invalid"),
        ({"name": ""}, "name_missing", "missing"),
        ({"cause": "S06"}, "cause_injury", "invalid"),
        ({"cause": "I79"}, "cause_starred", "invalid"),
        ({"cause": "Z99"}, "cause_factor", "invalid"),
        ({"cause": "R54", "c_code": "R54"}, "cause_garbage", "rare"),
        ({"cause": "R95", "c_code": "R95"}, "cause_age", "rare"),
        ({"cause": "C53.9", "c_code": "C53.9"}, "sex_site", "invalid"),
        ({"cause": "W19", "c_code": "W19"}, "manner_for_external", "invalid"),
        ({"cause": "W19", "c_code": "W19", "manner": "suicide"}, "manner_for_external", "invalid"),
        ({"manner": "accident"}, "cause_for_manner", "invalid"),
        ({"b_text": "", "b_code": "", "b_lasted": ""}, "chain_gap", "invalid"),
        ({"b_lasted": "20年"}, "chain_interval", "rare"),
        ({"a_text": "肺癌", "a_code": "C34.9", "b_code": "I21.9"}, "chain_due_to", "rare"),
        ({"cause": "E11.9"}, "cause_not_in_chain", "rare"),
        ({"a_lasted": "很久"}, "span_unreadable", "invalid"),
        ({"a_code": "心衰"}, "code_unreadable", "invalid"),
        ({"place": "火星"}, "choice_unknown", "invalid"),
        ({"bloodgroup": "A"}, "field_unknown", "invalid"),
    ],
)  # fmt: skip
def test_deaths(changed: dict[str, str], code: str, grade: str) -> None:
    assert found("death", death(**changed)).get(code) == grade


def test_a_certificate_that_only_says_how_death_came() -> None:
    alone = death(a_code="I50.9", b_text="", b_code="", b_lasted="", c_text="", c_code="", c_lasted="", cause="I50.9")
    assert found("death", alone) == {"only_mode_of_dying": "rare"}


@pytest.mark.parametrize(
    ("changed", "code", "grade"),
    [
        ({"topography": "C61.9", "sex": "female", "born": "1950-03-02", "id_number": ""}, "sex_site", "invalid"),
        ({"topography": "C53.9", "morphology": "8070", "laterality": ""}, "sex_site", "invalid"),
        ({"morphology": "8170"}, "site_morphology", "invalid"),
        ({"morphology": "8500"}, "site_morphology", "rare"),
        ({"topography": "C71.1", "laterality": ""}, "site_carcinoma", "invalid"),
        ({"behaviour": "0"}, "behaviour_not_reported", "rare"),
        ({"morphology": "8890", "behaviour": "2"}, "never_in_situ", "invalid"),
        ({"morphology": "8148", "topography": "C61.9", "laterality": ""}, "only_in_situ", "invalid"),
        ({"morphology": "9861", "topography": "C42.1", "behaviour": "1", "laterality": ""}, "only_malignant", "invalid"),
        ({"basis": "2", "grade": "9"}, "basis_morphology", "rare"),
        ({"morphology": "8000"}, "basis_unspecific", "rare"),
        ({"basis": "0", "morphology": "8000", "grade": "9"}, "dco_death", "invalid"),
        ({"basis": "0", "morphology": "8000", "grade": "9", "died_on": "2026-07-01"}, "dco_day", "invalid"),
        ({"basis": "8"}, "autopsy_death", "invalid"),
        ({"died_on": "2026-06-01"}, "diagnosed_after_death", "invalid"),
        ({"grade": "5"}, "grade_of_cells", "invalid"),
        ({"morphology": "8020", "grade": "1"}, "grade_undifferentiated", "invalid"),
        ({"morphology": "9510", "topography": "C69.2"}, "tumour_age", "rare"),
        ({"laterality": ""}, "side_missing", "invalid"),
        ({"topography": "C16.2"}, "side_of_unpaired", "invalid"),
        ({"laterality": "4"}, "side_both", "rare"),
        ({"stage": "0"}, "stage_in_situ", "invalid"),
        ({"topography": "C99.9"}, "code_unreadable", "invalid"),
        ({"morphology": "7140"}, "code_unreadable", "invalid"),
    ],
)  # fmt: skip
def test_tumours(changed: dict[str, str], code: str, grade: str) -> None:
    assert found("tumour", tumour(**changed)).get(code) == grade


def test_a_prostate_cancer_is_a_mans_and_mostly_an_older_ones() -> None:
    prostate = {"topography": "C61.9", "morphology": "8140", "laterality": ""}
    assert found("tumour", tumour(**prostate)) == {}
    assert "tumour_age" in found("tumour", tumour(**prostate, born="1995-01-01", id_number=""))


@pytest.mark.parametrize(
    ("changed", "code", "grade"),
    [
        ({"icd": "G45"}, "event_passing", "invalid"),
        ({"icd": "I62"}, "event_other", "invalid"),
        ({"icd": "I46.1", "confirmed_by": "clinical"}, "event_needs_death", "invalid"),
        ({"died_on": "2026-08-01"}, "onset_after_death", "invalid"),
        ({"diagnosed_on": "2026-08-30"}, "diagnosed_before_onset", "invalid"),
        ({"diagnosed_on": "2026-09-30"}, "diagnosed_late", "rare"),
        ({"born": "2016-01-01", "id_number": ""}, "event_age", "rare"),
        ({"confirmed_by": "clinical"}, "stroke_without_picture", "rare"),
    ],
)
def test_events(changed: dict[str, str], code: str, grade: str) -> None:
    assert found("event", event(**changed)).get(code) == grade


def test_other_bleeding_of_the_brain_counts_where_a_district_says_so() -> None:
    facts, _unreadable = read("event", event(icd="I62.0"))
    assert not check(facts, today_rules(date(2026, 11, 2), with_other_bleeding=True)).findings
    assert check(facts, TODAY).findings[0].grade is Grade.INVALID


# The 28-day rule

ONSET = date(2026, 3, 1)


def test_day_28_is_the_same_event_and_day_29_a_new_one() -> None:
    assert is_same_event(ONSET, ONSET + timedelta(days=28)) and not is_same_event(ONSET, ONSET + timedelta(days=29))
    assert is_fatal(ONSET, ONSET + timedelta(days=28)) and not is_fatal(ONSET, ONSET + timedelta(days=29))
    assert is_fatal(ONSET, ONSET) and not is_fatal(ONSET, None) and not is_fatal(ONSET, ONSET - timedelta(days=1))


def test_an_event_lasts_from_its_first_onset_whatever_comes_within_it() -> None:
    days = [ONSET + timedelta(days=n) for n in (0, 20, 40, 68, 69)]
    assert [len(one) for one in events_among(days)] == [2, 2, 1]


def test_brain_and_heart_have_clocks_of_their_own() -> None:
    assert clock_of("I63.9") is clock_of("I61") is Clock.STROKE
    assert clock_of("I21.9") is clock_of("I46.1") is clock_of("I25.1") is Clock.HEART
    assert clock_of("I46.9") is None and clock_of("I62") is None and clock_of("I62", True) is Clock.STROKE


@given(st.lists(st.integers(0, 200), min_size=1, max_size=6))
def test_events_are_28_days_apart_at_least_and_hold_every_onset(offsets: list[int]) -> None:
    days = [ONSET + timedelta(days=n) for n in offsets]
    events = events_among(days)
    assert sorted(day for one in events for day in one) == sorted(days)
    assert all((later[0] - earlier[0]).days > 28 for earlier, later in itertools.pairwise(events))
    assert all((one[-1] - one[0]).days <= 28 for one in events)


# Multiple primaries


@pytest.mark.parametrize(
    ("first", "second", "one"),
    [
        (("C34.1", "8140"), ("C34.3", "8140"), True),  # two lobes, one histology
        (("C34.1", "8140"), ("C34.1", "8070"), False),  # one site, two groups of histology
        (("C34.1", "8140"), ("C18.7", "8140"), False),  # two sites
        (("C33.9", "8070"), ("C34.0", "8070"), True),  # trachea and lung count as one site
        (("C19.9", "8140"), ("C20.9", "8140"), True),
        (("C34.1", "8010"), ("C34.1", "8140"), True),  # a carcinoma that is not specified may be either
        (("C34.1", "8000"), ("C34.1", "8070"), True),
        (("C77.0", "9680"), ("C16.2", "9680"), True),  # a lymphoma is of the whole body
        (("C42.1", "9861"), ("C42.1", "9823"), False),
        (("C42.1", "9800"), ("C42.1", "9861"), True),
        (("C44.5", "8720"), ("C44.5", "8090"), False),
    ],
)
def test_one_tumour_or_two(first: tuple[str, str], second: tuple[str, str], one: bool) -> None:
    assert are_one_primary(first, second) is one and are_one_primary(second, first) is one


@given(st.integers(8000, 9992))
def test_every_morphology_is_of_one_group(cell: int) -> None:
    assert 1 <= histology_group(cell) <= 17


# How things are written


def test_codes_are_read_as_they_are_written() -> None:
    assert icd10_code("i639") == icd10_code("I63.9") == icd10_code("I63.902") == icd10_code(" I63.9 ") == "I63.9"
    assert icd10_code("I64") == "I64" and icd10_code("脑梗死") is None and icd10_code("I6") is None
    assert topography_code("C34") == "C34.9" and topography_code("c341") == "C34.1" and topography_code("C81") is None


def test_days_and_spans_are_read_as_they_are_written() -> None:
    for text in (
        "2026-03-02",
        "2026/3/2",
        "2026年3月2日",
        "20260302",
        "2026.3.2",
        "2026-03-02T08:00",
        "2026-03-02 00:00:00",
    ):
        assert day_of(text) == date(2026, 3, 2), text
    for text in ("2026-02-30", "昨天", "02/03/2026", "", "2026"):
        assert day_of(text) is None, text
    spans = {
        "30分钟": 30 / 1440,
        "2小时": 2 / 24,
        "3天": 3,
        "2周": 14,
        "半年": 182.5,
        "10年": 3650,
        "约5天": 5,
        "3个月": 90,
    }
    for text, days in spans.items():
        assert span_of(text) == timedelta(days=days), text
    assert span_of("很久") is None and span_of("99999999年") is None


@given(st.text(max_size=30))
def test_nothing_that_is_typed_breaks_the_reading(text: str) -> None:
    for kind, fields in (("death", death()), ("tumour", tumour()), ("event", event())):
        facts, _said = read(kind, dict.fromkeys(fields, text))
        check(facts, TODAY)
    assert id_number_of(text) is None or len(text.strip()) >= 18


def test_lists_of_codes_that_say_too_little() -> None:
    assert WHO_ILL_DEFINED.holds("R54") and WHO_ILL_DEFINED.holds("R99") and not WHO_ILL_DEFINED.holds("R95")
    assert not WHO_ILL_DEFINED.holds("I50.9")
    own = listed("own", "own", "", "1", ["A41.9", "C77", "I50"])
    assert own.holds("A41.9") and not own.holds("A41.0") and own.holds("C77.8") and own.holds("I50.9")


def test_every_finding_has_words() -> None:
    assert len(SENTENCES) > 50
