"""A card as FHIR: valid by fhir.resources, complete, the same each time."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle

from linli.gateways.fhir.cards.reading import cards_in
from linli.gateways.fhir.cards.sheets import Sheet
from linli.gateways.fhir.cards.writing import bundle_of
from linli.gateways.reporting.checks import counts_of
from linli.gateways.reporting.envelopes import ranges
from linli.gateways.reporting.errors import UnfitReport
from linli.gateways.reporting.models import Kind

AT = datetime(2026, 11, 2, 1, 30, tzinfo=UTC)
PERSON = {
    "name": "王建国",
    "sex": "male",
    "born": "1950-03-02",
    "id_number": "110105195003020013",
    "phone": "13800000001",
    "address": "林家巷12号",
}
DEATH = {
    "died_on": "2026-10-20", "place": "1", "manner": "natural", "a_text": "心力衰竭", "a_code": "I50.9", "a_lasted": "1天", "b_text": "急性心肌梗死",
    "b_code": "I21.9", "b_lasted": "3天", "other_text": "糖尿病", "other_codes": "E11.9、I10", "cause_by": "coder",
}  # fmt: skip
TUMOUR = {
    "diagnosed_on": "2026/6/10",
    "topography": "C34.1",
    "morphology": "8140",
    "behaviour": "3",
    "grade": "2",
    "basis": "7",
    "laterality": "1",
    "stage": "2",
}
EVENT = {
    "icd": "I63.9",
    "onset_on": "2026年9月1日",
    "diagnosed_on": "2026年9月1日",
    "confirmed_by": "imaging",
    "first_ever": "yes",
    "died_on": "2026-09-20",
}
FIELDS = {"death": DEATH, "tumour": TUMOUR, "event": EVENT}


def sheet(kind: str, **changed: str) -> Sheet:
    return Sheet(
        f"SW-{kind}",
        kind,
        {**PERSON, **FIELDS[kind], **changed},
        AT,
        "区医院",
        area="东街社区",
        cause="I21.9",
        version=2,
    )


def resources(one: Sheet, kind: str) -> list[dict[str, Any]]:
    made = bundle_of([one], identifier="r", district="990101", at=AT)
    return [entry["resource"] for entry in made["entry"] if entry["resource"]["resourceType"] == kind]


@pytest.mark.parametrize("kind", list(FIELDS))
@pytest.mark.parametrize("empty", [False, True])
def test_every_kind_is_valid_fhir_also_with_the_least_that_is_said(kind: str, empty: bool) -> None:
    one = sheet(kind)
    if empty:
        one = Sheet("SW-1", kind, {"name": "无名氏", "topography": "C80.9", "icd": "I64"}, AT, "区医院")
    made = bundle_of([one, sheet("death")], identifier="r", district="990101", at=AT)
    Bundle.model_validate(made)
    assert [card.kind for card in cards_in(made)] == [kind, "death"]


def test_a_death_has_its_causes_in_the_certificates_order() -> None:
    composition, patient = resources(sheet("death"), "Composition")[0], resources(sheet("death"), "Patient")[0]
    assert [one["title"] for one in composition["section"]] == ["underlying", "I-a", "I-b", "II"]
    codes = [[one["code"] for one in found["code"]["coding"]] for found in resources(sheet("death"), "Condition")]
    assert codes == [["I21.9"], ["I50.9"], ["I21.9"], ["E11.9", "I10"]]
    assert patient["deceasedDateTime"] == "2026-10-20" and patient["gender"] == "male"
    assert resources(sheet("death"), "Condition")[1]["onsetString"] == "1天"
    assert composition["identifier"]["value"] == "SW-death/2"


def test_a_tumour_has_site_cells_and_basis_an_event_its_onset() -> None:
    found = resources(sheet("tumour"), "Condition")[0]
    assert found["bodySite"][0]["coding"][0]["code"] == "C34.1" and found["code"]["coding"][0]["code"] == "8140/3"
    section = resources(sheet("tumour"), "Composition")[0]["section"][0]
    assert {one["system"].rsplit(":", 1)[1]: one["code"] for one in section["code"]["coding"]} == {
        "part": "tumour",
        "grade": "2",
        "laterality": "1",
    }
    assert (
        found["evidence"][0]["code"][0]["coding"][0]["code"] == "7"
        and found["extension"][0]["valueDateTime"] == "2026-06-10"
    )
    event = resources(sheet("event"), "Condition")[0]
    assert event["onsetDateTime"] == "2026-09-01" and event["code"]["coding"][0]["code"] == "I63.9"
    assert resources(sheet("event"), "Patient")[0]["deceasedDateTime"] == "2026-09-20"


@pytest.mark.parametrize("written", ["19500302", "1950-3-2", "1950年3月2日", "1950.03.02", "1950-03-02 00:00:00"])
def test_a_day_goes_up_however_it_was_written(written: str) -> None:
    assert resources(sheet("death", born=written), "Patient")[0]["birthDate"] == "1950-03-02"


def test_a_day_that_is_none_is_left_out() -> None:
    assert "birthDate" not in resources(sheet("death", born="不详"), "Patient")[0]
    assert "birthDate" not in resources(sheet("death", born="1950-02-30"), "Patient")[0]


def test_the_city_takes_no_bundle_in_which_a_card_cannot_be_read() -> None:
    made = bundle_of([sheet("death")], identifier="r", district="990101", at=AT)
    assert counts_of(Kind.CARDS, made) == {"death": 1}
    made["entry"] = [one for one in made["entry"] if one["resource"]["resourceType"] != "Patient"]
    with pytest.raises(UnfitReport):
        counts_of(Kind.CARDS, made)


def test_the_same_card_has_the_same_resources_and_another_district_others() -> None:
    one = bundle_of([sheet("death")], identifier="r", district="990101", at=AT)
    assert one == bundle_of([sheet("death")], identifier="r", district="990101", at=AT)
    other = bundle_of([sheet("death")], identifier="r", district="990102", at=AT)
    assert one["entry"][1]["resource"]["id"] != other["entry"][1]["resource"]["id"]


def test_numbers_as_ranges() -> None:
    assert ranges([]) == [] and ranges([3, 1, 2, 7, 9, 8]) == [(1, 3), (7, 9)]
