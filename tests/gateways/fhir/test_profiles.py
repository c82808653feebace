"""What is read of an observation, and each thing that is refused though FHIR alone would let it pass."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from fhir.resources.R4B.observation import Observation
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from linli.gateways.fhir import coding
from linli.gateways.fhir.faults import Refused
from linli.gateways.fhir.profiles import Told, read
from tests.gateways.fhir.sent import NOW, absent, component, concept, frame, pressure, quantity, single, without

AT = datetime.fromisoformat(NOW)


def took(resource: Any, **how: Any) -> Told:
    return read(resource, at=AT, **how)


def refused(resource: Any, **how: Any) -> dict[str, str]:
    """Path and code of each fault; every one tells what would do."""
    with pytest.raises(Refused) as told:
        took(resource, **how)
    assert all(fault.message and fault.issue for fault in told.value.faults)
    return {fault.path: fault.code for fault in told.value.faults}


# What is taken


def test_a_blood_pressure_has_two_numbers() -> None:
    told = took(pressure())
    assert (told.quantity, told.value, told.at) == ("blood_pressure", {"systolic": 138, "diastolic": 86}, AT)
    assert told.subject == ("", (coding.CARD, "DM-7K3F-9QWD"))


@pytest.mark.parametrize("code", [code for code in coding.MEASURES if code != coding.PANEL])
def test_every_other_code_has_one_number_in_its_unit(code: str) -> None:
    told = took(single(code, 36.6))
    assert (told.quantity, told.loinc, told.value) == (coding.MEASURES[code].quantity, code, {"value": 36.6})


def test_a_number_that_could_not_be_measured_is_said_so() -> None:
    told = took(pressure(component=[component(coding.SYSTOLIC, 138), absent(coding.DIASTOLIC)]))
    assert told.value == {"systolic": 138}


def test_a_laboratory_value_may_say_that_it_is_one() -> None:
    laboratory = [concept("laboratory", coding.CATEGORIES)]
    assert took(single("14771-0", 5.4, category=laboratory)).quantity == "glucose_fasting"
    assert refused(single("8867-4", 70, category=laboratory)) == {"Observation.category": "no_category"}


def test_a_second_coding_of_ieee_11073_stands_beside_it() -> None:
    both = {"coding": [{"system": coding.MDC, "code": "149530"}, {"system": coding.LOINC, "code": "8867-4"}]}
    assert took(single("8867-4", 72, code=both)).quantity == "pulse"


def test_what_is_of_no_use_here_passes_if_it_is_fhir() -> None:
    extra = pressure(note=[{"text": "坐位"}], bodySite={"text": "左上臂"}, performer=[{"display": "某护士"}])
    assert took(extra).value["systolic"] == 138
    assert refused(pressure(note="坐位")) == {"Observation.note": "wrong_type"}


def test_a_clock_that_says_how_far_it_is_ahead_is_believed_so_far() -> None:
    late = "2027-11-02T09:29:00+08:00"
    assert took(pressure(effectiveDateTime=late), ahead=365 * 86400).at.isoformat() == late


# The list of what the library accepts, one test a line


def test_no_diastolic() -> None:
    alone = pressure(component=[component(coding.SYSTOLIC, 138)])
    assert refused(alone) == {"Observation.component": "missing_component"}


def test_systolic_below_diastolic() -> None:
    assert refused(pressure(86, 138)) == {"Observation.component": "swapped"}


def test_kilopascal_under_the_code_of_millimetres() -> None:
    parts = [component(coding.SYSTOLIC, 18.4, "kPa"), component(coding.DIASTOLIC, 86)]
    assert refused(pressure(component=parts)) == {"Observation.component[0].valueQuantity.code": "wrong_unit"}


def test_a_number_as_text() -> None:
    assert refused(pressure("138")) == {"Observation.component[0].valueQuantity.value": "no_number"}
    assert refused(single("8867-4", "72")) == {"Observation.valueQuantity.value": "no_number"}


def test_a_bogus_status() -> None:
    assert refused(pressure(status="bogus")) == {"Observation.status": "unknown_status"}


def test_no_subject() -> None:
    assert refused(without(pressure(), "subject")) == {"Observation.subject": "no_subject"}
    assert refused(pressure(subject={"display": "刘某"})) == {"Observation.subject": "no_subject"}


def test_no_time() -> None:
    assert refused(without(pressure(), "effectiveDateTime")) == {"Observation.effectiveDateTime": "no_time"}


def test_the_year_2099() -> None:
    late = pressure(effectiveDateTime="2099-01-01T08:00:00+08:00")
    assert refused(late) == {"Observation.effectiveDateTime": "impossible_time"}


def test_a_loinc_code_with_a_bad_check_digit() -> None:
    parts = [component("8480-7", 138), component(coding.DIASTOLIC, 86)]
    found = refused(pressure(component=parts))
    assert found["Observation.component[0].code.coding.code"] == "bad_check_digit"
    assert refused(single("8867-4", 72, code=concept("8867-5"))) == {"Observation.code.coding.code": "bad_check_digit"}


def test_a_value_together_with_the_reason_for_its_absence() -> None:
    both = single("8867-4", 72, dataAbsentReason=concept("error", coding.ABSENT))
    assert refused(both) == {"Observation.dataAbsentReason": "value_and_absent"}
    part = component(coding.SYSTOLIC, 138) | {"dataAbsentReason": concept("error", coding.ABSENT)}
    found = refused(pressure(component=[part, component(coding.DIASTOLIC, 86)]))
    assert found == {"Observation.component[0].dataAbsentReason": "value_and_absent"}


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 10**400, True])
def test_not_a_number(value: float) -> None:
    assert refused(single("8867-4", value))["Observation.valueQuantity.value"] in ("no_number", "wrong_type")


def test_an_unknown_element() -> None:
    assert refused(pressure(pulse=72)) == {"Observation.pulse": "unknown_element"}


@pytest.mark.parametrize("given", ["2026-11-02T09:30:00", "2026-11-02", "2026-11", "yesterday", 20261102])
def test_a_time_without_zone(given: Any) -> None:
    assert "Observation.effectiveDateTime" in refused(pressure(effectiveDateTime=given))


# And what else


def test_missing_status_is_the_librarys_to_say() -> None:
    assert refused(without(pressure(), "status")) == {"Observation.status": "missing"}


def test_only_what_is_finished_is_taken() -> None:
    assert refused(pressure(status="preliminary")) == {"Observation.status": "not_final"}


def test_neither_number_measured() -> None:
    nothing = pressure(component=[absent(coding.SYSTOLIC), absent(coding.DIASTOLIC)])
    assert refused(nothing) == {"Observation.component": "nothing_measured"}


def test_no_value_and_no_reason() -> None:
    assert refused(frame("8867-4")) == {"Observation.valueQuantity": "no_value"}
    assert refused(frame("8867-4", valueString="72")) == {"Observation.valueString": "no_quantity"}


def test_one_number_of_a_pressure_alone() -> None:
    alone = frame(coding.SYSTOLIC, valueQuantity=quantity(138, "mm[Hg]"))
    assert refused(alone) == {"Observation.code.coding": "not_alone"}


def test_a_code_that_is_not_taken() -> None:
    assert refused(frame("718-7", valueQuantity=quantity(140, "g/L"))) == {"Observation.code.coding": "unknown_code"}


def test_a_person_known_by_another_number() -> None:
    elsewhere = pressure(subject={"identifier": {"system": "urn:hospital", "value": "12"}})
    assert refused(elsewhere) == {"Observation.subject.identifier.system": "unknown_system"}


def test_a_modifier_is_never_overlooked() -> None:
    changed = pressure(modifierExtension=[{"url": "urn:negated", "valueBoolean": True}])
    assert refused(changed) == {"Observation.modifierExtension": "not_supported"}


@pytest.mark.parametrize("thing", [None, [], "Observation", 7, {}, {"resourceType": "Patient"}])
def test_what_is_no_observation_at_all(thing: Any) -> None:
    assert refused(thing) == {"Observation": "no_observation"}


def test_everything_wrong_is_said_at_once() -> None:
    found = refused(without(pressure("138", 86, status="bogus"), "subject"))
    assert set(found.values()) == {"no_number", "unknown_status", "no_subject"}


@pytest.mark.parametrize(("code", "fits"), [("8480-6", True), ("8480-7", False), ("85354-9", True), ("8480", False), ("-6", False), ("a-1", False)])  # fmt: skip
def test_the_check_digit_of_loinc(code: str, fits: bool) -> None:
    assert coding.check_digit_fits(code) is fits
    assert all(coding.check_digit_fits(known) for known in (*coding.MEASURES, *coding.COMPONENTS))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-300, 300) | st.floats() | st.sampled_from(["", " ", "final", "x\ny", "http://loinc.org", "8867-4", NOW]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["coding", "system", "code", "value", "text", "identifier", "reference"]), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(
    name=st.sampled_from(
        ["status", "category", "code", "subject", "effectiveDateTime", "valueQuantity", "component", "device", "identifier", "dataAbsentReason"]
    ),
    value=JSON,
    whole=st.booleans(),
)  # fmt: skip
def test_whatever_is_taken_is_fhir(name: str, value: Any, whole: bool) -> None:
    """Also where the library was not asked: nothing is taken that it would refuse, and nothing but a Refused is raised."""
    resource = (pressure() if whole else single("8867-4", 72)) | {name: value}
    try:
        took(resource)
    except Refused:
        return
    try:
        Observation.model_validate(resource)
    except ValidationError as problem:
        raise AssertionError(resource) from problem
