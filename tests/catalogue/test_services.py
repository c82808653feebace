"""The services that come with Linli: complete, honest about what is not confirmed, and found by what people type."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.staticfiles import finders

from linli.catalogue import guides
from linli.catalogue.forms import json_schema
from linli.catalogue.guides import Guide
from linli.catalogue.services import FormField, ServiceSpec
from linli.catalogue.working_time import Term, Unit
from linli.packs.mistakes import Mistakes
from linli.packs.services import read_services

PACKS = Path(__file__).resolve().parents[2] / "packs"


def _read(pack: str) -> list[ServiceSpec]:
    mistakes = Mistakes()
    found = [spec for spec, _document in read_services(PACKS / pack, mistakes)]
    assert mistakes.found == []
    return found


SERVICES = _read("cuiping")
ELSEWHERE = _read("yicheng")
ALL = [pytest.param(spec, id=spec.code) for spec in (*SERVICES, *ELSEWHERE)]
GUIDES = [Guide(uuid4(), 1, "511502", spec.holder, spec) for spec in SERVICES]


def fields_of(spec: ServiceSpec) -> Iterator[FormField]:
    for group in spec.form:
        yield from group.fields


def test_there_are_all_eighty_seven() -> None:
    """Letters of thanks are handed in like a service, and are none."""
    applications = [spec for spec in SERVICES if spec.kind == "application"]
    assert len(applications) == len({spec.name for spec in applications}) == 87
    assert [spec.code for spec in SERVICES if spec.kind == "commendation"] == ["ganxie-xin"]


def test_the_second_district_has_its_own() -> None:
    assert len(ELSEWHERE) >= 12
    story = next(one for one in ELSEWHERE if one.code == "sanqiao-kaosheng")
    assert story.chain == ["district", "city", "province"]


def test_no_two_districts_say_it_in_the_same_words() -> None:
    """A pack is written for its district: the conditions of one are not those of another with the name changed."""
    told = {condition.text for spec in SERVICES for condition in spec.conditions if len(condition.text) > 12}
    assert not told & {condition.text for spec in ELSEWHERE for condition in spec.conditions}


@pytest.mark.parametrize("spec", ALL)
def test_none_is_a_stub(spec: ServiceSpec) -> None:
    """What someone needs before they set out, and what an office needs to decide."""
    assert len(spec.who) >= 12 and len(spec.summary) >= 8
    assert len(spec.words) >= 4
    assert sum(bool(one.ask) for one in spec.conditions) >= 2 or spec.kind == "commendation"
    assert len(spec.steps) >= 2 and any(step.term for step in spec.steps)
    kinds = [one.kind for one in fields_of(spec)]
    assert len(kinds) >= 5 and kinds[-1] == "declaration"
    assert {"person", "id_number", "credit_code"}.intersection(kinds) or spec.kind == "commendation"
    assert all(finders.find(one.picture) for one in spec.materials) and (spec.materials or spec.kind == "commendation")


@pytest.mark.parametrize("spec", ALL)
def test_the_steps_fit_into_what_is_promised(spec: ServiceSpec) -> None:
    terms = [Term.parse(step.term) for step in spec.steps if step.term]
    days = sum(term.amount for term in terms if term.unit == Unit.WORKING_DAYS)
    assert days <= spec.days.promised


def test_nothing_is_called_confirmed_that_nobody_has_confirmed() -> None:
    """The district's offices have looked at none of it yet, and no article has been read."""
    assert all(not basis.checked and not basis.article for spec in (*SERVICES, *ELSEWHERE) for basis in spec.basis)
    assert all(not amount.checked for spec in (*SERVICES, *ELSEWHERE) for amount in spec.amounts)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("老人 补贴", "gaoling-jintie"), ("老人补贴", "gaoling-jintie"), ("高令津贴", "gaoling-jintie"), ("gaoling", "gaoling-jintie"),
        ("gao ling", "gaoling-jintie"), ("办低保", "zuidi-shenghuo-baozhang"), ("低保", "zuidi-shenghuo-baozhang"), ("残疾证", "canji-ren-zheng"),
        ("上户口", "xinsheng-er-luohu"), ("居住证", "juzhu-zheng"), ("养狗", "yang-quan-dengji"), ("公租房", "gongzu-fang"),
        ("装电梯", "jiazhuang-dianti"), ("食品小作坊", "shipin-xiaozuofang"), ("失业金", "shiye-baoxianjin"), ("生育登记", "shengyu-dengji"),
    ],
)  # fmt: skip
def test_people_find_it_in_their_own_words(typed: str, first: str) -> None:
    found = [one.code for one in guides.found(typed, GUIDES)]
    assert found[:1] == [first], found[:5]


def test_all_that_fits_is_found() -> None:
    assert len(guides.found("补贴", GUIDES)) == len([one for one in GUIDES if one.fits("补贴") > 0.5]) > 20


def test_a_file_of_the_form_is_a_paper_to_hand_in() -> None:
    spec = next(one for one in SERVICES if one.code == "gaoling-jintie")
    form = [group.model_dump() for group in spec.form]
    form[0]["fields"] += [
        {"id": "proof", "kind": "file", "label": "居住证明"},
        {"id": "more", "kind": "file", "label": "别的材料", "optional": True},
        {"id": "power", "kind": "file", "label": "委托书", "only_if": {"applicant": ["子女"]}},
    ]
    form = [{**group, "fields": sorted(group["fields"], key=lambda one: one["id"] == "power")} for group in form]
    form[-1]["fields"].append(form[0]["fields"].pop())
    with_files = ServiceSpec.model_validate({**spec.model_dump(), "form": form})
    assert [one.id for one in with_files.asked_of_everyone] == [*(one.id for one in spec.asked_of_everyone), "proof"]
    assert [one.id for one in with_files.papers[-3:]] == ["proof", "more", "power"]


def test_what_nobody_offers_is_not_found() -> None:
    assert guides.found("火箭发射", GUIDES) == []
    assert guides.found("  ，。", GUIDES) == []


def test_the_answers_say_at_once_what_is_missing() -> None:
    guide = next(one for one in GUIDES if one.code == "gaoling-jintie")
    assert guides.verdict(guide, [True, True]).may_apply
    wrong = guides.verdict(guide, [False, True])
    assert not wrong.may_apply and [one.text for one in wrong.missing] == ["老人年满80周岁"]
    assert guides.verdict(guide, [None, True]).unanswered == [guide.questions[0]]
    other_way = next(one for one in GUIDES if one.code == "shipin-xiaozuofang")
    answers = [one.yes for one in other_way.questions]
    assert False in answers and guides.verdict(other_way, answers).may_apply


@pytest.mark.parametrize("spec", ALL)
def test_each_form_is_a_json_schema(spec: ServiceSpec) -> None:
    schema = json_schema(spec)
    assert set(schema["properties"]) == {one.id for one in fields_of(spec) if one.kind != "computed"}
    assert set(schema["required"]) <= set(schema["properties"])
    named = [name for group in schema["x-groups"] for name in group["fields"]]
    assert named == [one.id for one in fields_of(spec)]


def test_what_is_asked_under_a_condition_is_required_only_then() -> None:
    spec = next(one for one in SERVICES if one.code == "gaoling-jintie")
    rules: list[dict[str, Any]] = json_schema(spec)["allOf"]
    assert {"if": {"properties": {"applicant": {"enum": ["子女", "其他亲友", "社区工作人员代办"]}}, "required": ["applicant"]},
            "then": {"required": ["agent"]}} in rules  # fmt: skip
    assert "agent" not in json_schema(spec)["required"]
