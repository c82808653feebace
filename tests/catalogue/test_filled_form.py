"""A filled form is held against its service: every fault at once, nothing hidden let in, sums worked out by us."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.catalogue.filled_form import filled
from linli.catalogue.services import FieldKind, FormField, Group, ServiceSpec
from linli.places.models import District
from tests import factories
from tests.catalogue.test_service_pages import district
from tests.catalogue.test_services import SERVICES

pytestmark = pytest.mark.django_db
__all__ = ["district"]

ELDER = {"name": "刘桂芳", "id_number": "11010519491231002x", "phone": "138 1234 2071"}


def service(code: str) -> ServiceSpec:
    return next(one for one in SERVICES if one.code == code)


def answers(**changed: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        "elder": ELDER, "household_area": factories.HERE, "address": "林家巷52号", "living": "自己住", "applicant": "老人本人",
        "card": "4111 1111 1111 1111", "promise": True,
    }  # fmt: skip
    return {name: value for name, value in {**given, **changed}.items() if value is not ...}


def faults(**changed: Any) -> dict[str, str]:
    found = filled(service("gaoling-jintie"), factories.CODE, answers(**changed))
    return {fault.field: fault.message for fault in found.faults}


def test_a_good_form_is_kept_in_one_spelling(district: District) -> None:
    found = filled(service("gaoling-jintie"), factories.CODE, answers())
    assert found.faults == []
    assert found.answers["elder"] == {
        "name": "刘桂芳", "id_number": "11010519491231002X", "born": "1949-12-31", "sex": "女", "phone": "13812342071",
    }  # fmt: skip
    assert "agent" not in found.answers


def test_every_fault_is_named_at_once(district: District) -> None:
    said = faults(
        elder={**ELDER, "id_number": "110105194912310021"},
        household_area="999",
        living="和猫住",
        card="4111111111111112",
        promise=...,
    )
    assert set(said) == {"elder", "household_area", "living", "card", "promise"}
    assert "110105194912310021" in said["elder"] and "自己住" in said["living"]


def test_a_hidden_field_lets_nothing_in_and_an_open_one_is_asked(district: District) -> None:
    """Someone who says to apply for themselves cannot slip in another, and who applies for another must say who."""
    found = filled(service("gaoling-jintie"), factories.CODE, answers(agent={"name": "别人", "id_number": "x"}))
    assert found.faults == [] and "agent" not in found.answers
    assert set(faults(applicant="子女")) == {"agent"}
    assert faults(applicant="子女", agent=ELDER) == {}


def test_what_the_form_does_not_have_is_named(district: District) -> None:
    assert "surprise" in faults(surprise=1)


def test_sums_are_ours_to_work_out_and_rows_are_held_each(district: District) -> None:
    spec = service("zuidi-shenghuo-baozhang")
    money = {
        "wages": "1,280.5",
        "farm_trade": 0,
        "pensions": "200元",
        "support": "0",
        "other_income": "0",
        "income_total": "1",
    }
    rows = [
        {
            "member_name": "刘敏",
            "member_id": "11010519491231002X",
            "relation": "本人",
            "doing": "退休",
            "health": "健康",
        },
        {"member_id": "1"},
    ]
    found = filled(spec, factories.CODE, {**money, "members": rows})
    assert found.answers["income_total"] == "1480.50"
    about_rows = {fault.field for fault in found.faults if fault.field.startswith("members")}
    assert about_rows == {f"members.2.{name}" for name in ("member_name", "member_id", "relation", "doing", "health")}
    too_many = filled(spec, factories.CODE, {"members": rows[:1] * 51})
    assert any("51" in fault.message for fault in too_many.faults if fault.field == "members")


def asking(*kinds: FieldKind) -> ServiceSpec:
    """A form of one field of each kind, called by it."""
    fields = [FormField(id=kind, kind=kind, label=kind) for kind in kinds]
    return service("gaoling-jintie").model_copy(update={"form": [Group(title="问题", fields=fields)]})


@pytest.mark.parametrize(
    "text", ["1e9999999", "1e-999999999", "0e-999999999", "1e15", "0.12345678901", "-sNaN123", "Infinity"]
)
@pytest.mark.parametrize("kind", ["number", "money"])
def test_a_number_that_nobody_means_is_refused(district: District, kind: FieldKind, text: str) -> None:
    found = filled(asking(kind), factories.CODE, {kind: text})
    assert [fault.field for fault in found.faults] == [kind] and not found.answers


def test_a_number_that_somebody_means_is_kept(district: District) -> None:
    given_values = {"number": "-99999999999999.0123456789", "money": "9,999,999,999.99元"}
    found = filled(asking("number", "money"), factories.CODE, given_values)
    assert found.answers == {"number": "-99999999999999.0123456789", "money": "9999999999.99"}


@pytest.mark.parametrize(
    "part",
    [{"name": None}, {"name": ["刘桂芳"]}, {"name": 7}, {"name": "\0"}, {"id_number": None}, {"id_number": ["11010519491231002X"]},
     {"phone": ["13812342071"]}, {"phone": 13812342071}],
)  # fmt: skip
def test_a_part_of_a_person_is_words_or_nothing(district: District, part: dict[str, Any]) -> None:
    assert set(faults(elder={**ELDER, **part})) == {"elder"}


def test_what_a_database_cannot_keep_is_left_out_of_a_person(district: District) -> None:
    elder = {"name": "刘\0桂芳", "id_number": "11010519491231002X\0", "phone": "\0"}
    kept = filled(service("gaoling-jintie"), factories.CODE, answers(elder=elder)).answers["elder"]
    assert kept["name"] == "刘桂芳" and kept["id_number"] == "11010519491231002X" and "phone" not in kept


figures = st.builds(
    "{}{}e{}".format, st.sampled_from(["", "-", "0."]), st.integers(0, 10**20), st.integers(-(10**9), 10**9)
)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | figures,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


# The district is only read.
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_nothing_that_is_sent_breaks_it(district: District, data: st.DataObject) -> None:
    spec = data.draw(st.sampled_from(SERVICES))
    given_values = {one.id: data.draw(anything) for group in spec.form for one in group.fields}
    found = filled(spec, factories.CODE, given_values)
    assert all(fault.message for fault in found.faults)


# The district is only read.
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.tuples(figures, figures))
def test_no_figure_is_written_out_longer_than_it_was_meant(district: District, given_values: tuple[str, str]) -> None:
    found = filled(asking("number", "money"), factories.CODE, dict(zip(("number", "money"), given_values, strict=True)))
    assert len(found.answers) + len(found.faults) == 2
    assert all(len(value) <= 27 for value in found.answers.values())


def test_programs_have_a_form_held_against_it(client: Client, district: District) -> None:
    def check(code: str, given: object) -> Any:
        body = {"district": factories.CODE, "answers": given}
        return client.post(f"/api/v1/services/{code}/check", body, content_type="application/json")

    good = check("gaoling-jintie", answers())
    assert good.status_code == 200 and good.json()["answers"]["elder"]["sex"] == "女"
    bad = check("gaoling-jintie", answers(card="1", promise=False))
    assert bad.status_code == 422
    assert {one["field"] for one in bad.json()["errors"]} == {"card", "promise"}
    assert check("no-such", {}).status_code == 404
    assert check("gaoling-jintie", "words").status_code == 422
