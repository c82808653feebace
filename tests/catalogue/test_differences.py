"""What changed between two versions of a service, said so that anyone understands it, and never missed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from linli.catalogue.actions import ServiceRow, replace_services
from linli.catalogue.differences import _WORDED, Difference, Part, differences, since_version
from linli.catalogue.guides import guide, versions
from linli.catalogue.models import Service
from linli.catalogue.services import ServiceSpec
from linli.places.actions import bump_revision
from tests import factories
from tests.catalogue.test_services import ELSEWHERE, SERVICES
from tests.conftest import MovableClock

EVERY = (*SERVICES, *ELSEWHERE)
ELDERLY = next(one for one in SERVICES if one.code == "gaoling-jintie")


def changed(of: ServiceSpec = ELDERLY, **parts: Any) -> ServiceSpec:
    return ServiceSpec.model_validate({**of.model_dump(), **parts})


def told(old: ServiceSpec, new: ServiceSpec) -> list[str]:
    return [one.text for one in differences(old, new)]


def material(number: int, **parts: Any) -> list[dict[str, Any]]:
    """The materials with one of them changed."""
    rows = [one.model_dump() for one in ELDERLY.materials]
    rows[number] |= parts
    return rows


def field(name: str, **parts: Any) -> list[dict[str, Any]]:
    """The form with one of its fields changed."""
    groups = [group.model_dump() for group in ELDERLY.form]
    for row in (row for group in groups for row in group["fields"] if row["id"] == name):
        row |= parts
    return groups


def test_a_paper_less_and_a_paper_more() -> None:
    rows = [one.model_dump() for one in ELDERLY.materials]
    fewer = changed(materials=rows[:-1])
    last = ELDERLY.materials[-1].name
    assert told(ELDERLY, fewer) == [f"“{last}”不用交了"]
    assert told(fewer, ELDERLY)[0].startswith(f"多交一样：“{last}”（")
    assert told(ELDERLY, changed(materials=rows[::-1])) == ["要交什么：内容不变，换了顺序"]


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ({"name": "老人身份证"}, "“老人的身份证”现在叫“老人身份证”"),
        ({"needs": "data"}, "“老人的身份证”：拍照就行 → 不用交，由我们核对"),
        ({"optional": True}, "“老人的身份证”：拍照就行 → 拍照就行，可以不填、不交"),
        ({"valid_for": "30个工作日"}, "新增“老人的身份证”的有效期：30个工作日"),
        ({"note": "正反两面"}, "“老人的身份证”的说明"),
        ({"only_if": {"living": ["自己住"]}}, "“老人的身份证”的适用对象：所有人 → "),
        ({"sample": "proof"}, "“老人的身份证”换了示意图"),
    ],
)
def test_a_paper_is_asked_for_otherwise(parts: dict[str, Any], sentence: str) -> None:
    place = next(n for n, one in enumerate(ELDERLY.materials) if one.id == "id_card")
    named = {**material(place)[place], "name": "老人的身份证", "needs": "photo", "note": "", "only_if": {}}
    before = changed(materials=material(place, **named))
    after = changed(materials=material(place, **{**named, **parts}))
    (only,) = differences(before, after)
    assert only.part == Part.MATERIALS and sentence in only.text and only.concerns_applicants


def test_the_form_asks_more_and_less_and_otherwise() -> None:
    more = [group.model_dump() for group in ELDERLY.form]
    more[0]["fields"].append({"id": "nickname", "kind": "text", "label": "怎么称呼您"})
    assert told(ELDERLY, changed(form=more)) == ["表单增加一项：“怎么称呼您”"]
    assert told(changed(form=more), ELDERLY) == ["表单不再问“怎么称呼您”"]
    label = next(one.label for group in ELDERLY.form for one in group.fields if one.id == "address")
    assert told(ELDERLY, changed(form=field("address", label="家住哪里"))) == [f"“{label}”改问“家住哪里”"]
    assert told(ELDERLY, changed(form=field("address", kind="text"))) == [f"“{label}”：地址 → 一行文字"]
    assert told(ELDERLY, changed(form=field("address", hint="写到门牌号")))[0].endswith("写到门牌号")


def test_choices_bounds_and_pages_of_the_form() -> None:
    living = next(one for group in ELDERLY.form for one in group.fields if one.id == "living")
    wider = changed(form=field("living", choices=[*living.choices, "住在养老院隔壁"]))
    assert told(ELDERLY, wider) == [f"“{living.label}”增加了选项：住在养老院隔壁"]
    assert told(wider, ELDERLY) == [f"“{living.label}”去掉了选项：住在养老院隔壁"]
    turned = changed(form=field("living", choices=living.choices[::-1]))
    assert told(ELDERLY, turned) == [f"“{living.label}”的选项换了顺序"]
    renamed = [group.model_dump() for group in ELDERLY.form]
    renamed[0]["title"] = "先说说老人"
    assert told(ELDERLY, changed(form=renamed))[0].startswith("现在在“先说说老人”这一页：")


def test_columns_of_a_table_and_what_is_summed() -> None:
    of = next(one for one in EVERY if any(f.kind == "table" for group in one.form for f in group.fields))
    rows = [group.model_dump() for group in of.form]
    table = next(row for group in rows for row in group["fields"] if row["kind"] == "table")
    table["columns"][0]["label"] = "换个名字"
    assert told(of, changed(of, form=rows))[0].startswith(f"表格“{table['label']}”里：")
    summed = next(
        one for one in EVERY if any(f.kind == "computed" and len(f.adds) > 1 for g in one.form for f in g.fields)
    )
    rows = [group.model_dump() for group in summed.form]
    total = next(row for group in rows for row in group["fields"] if row["kind"] == "computed" and len(row["adds"]) > 1)
    total["adds"] = total["adds"][:-1]
    assert "的算法" in told(summed, changed(summed, form=rows))[0]


def test_days_fee_visit_and_who_looks() -> None:
    days = {"promised": ELDERLY.days.promised + 5, "law": 40}
    assert told(ELDERLY, changed(days=days))[0] == f"承诺天数（工作日）：{ELDERLY.days.promised} → {days['promised']}"
    unnamed = changed(days={"promised": ELDERLY.days.promised})
    assert "法定天数（工作日）：没有写明 → 40" in told(
        unnamed, changed(days={"promised": ELDERLY.days.promised, "law": 40})
    )
    assert told(changed(fee="不收费"), changed(fee="工本费10元")) == ["收费：不收费 → 工本费10元"]
    saves = {**ELDERLY.saves.model_dump(), "visits_now": 0, "visits_before": 2}
    come = changed(saves={**saves, "visits_now": 1}, visit="要当面按指印")
    stay = changed(saves=saves, visit="")
    assert told(stay, come) == ["现在要到场：要当面按指印", "现在要跑的次数：0 → 1"]
    assert "不用到场了" in told(come, stay)
    shorter = changed(chain=["community", "street"])
    assert told(changed(chain=["community", "street", "district"]), shorter) == [
        "审查层级：社区（村） → 街道（镇） → 区县 → 社区（村） → 街道（镇）"
    ]
    assert told(ELDERLY, changed(four_eyes=True)) == ["区级以上审查人数：一个人 → 两个人"]


def test_conditions_amounts_basis_and_steps() -> None:
    rows = [one.model_dump() for one in ELDERLY.conditions]
    assert told(ELDERLY, changed(conditions=[*rows, {"text": "没有领过别的津贴"}])) == ["新增条件：没有领过别的津贴"]
    assert told(changed(conditions=[*rows, {"text": "没有领过别的津贴"}]), ELDERLY) == ["不再要求：没有领过别的津贴"]
    rows[0]["ask"], rows[0]["missing"] = "满了吗？", "还差一点"
    assert "换了问法" in told(ELDERLY, changed(conditions=rows))[0]
    amount = {"what": "80至89岁，每月", "value": "50元", "checked": False}
    before = changed(amounts=[amount])
    assert told(before, changed(amounts=[{**amount, "value": "60元"}])) == ["80至89岁，每月：50元 → 60元"]
    assert told(before, changed(amounts=[{**amount, "checked": True}])) == ["80至89岁，每月：待区里确认 → 区里已确认"]
    assert told(before, changed(amounts=[])) == ["不再写明：80至89岁，每月 50元"]
    law = [*(one.model_dump() for one in ELDERLY.basis), {"name": "《某办法》", "article": "第三条"}]
    (only,) = differences(ELDERLY, changed(basis=law))
    assert (only.text, only.concerns_applicants) == ("新增依据：《某办法》第三条", False)
    steps = [one.model_dump() for one in ELDERLY.steps]
    steps[0]["does"] = "换一种做法"
    assert told(ELDERLY, changed(steps=steps))[0].startswith("有一步现在是：")


def test_what_matters_to_whoever_applies_comes_first() -> None:
    new = changed(
        words=["老人钱", "高龄补贴"], days={**ELDERLY.days.model_dump(), "promised": 1}, fee="工本费10元",
        materials=[one.model_dump() for one in ELDERLY.materials][:-1], summary="换一句话",
    )  # fmt: skip
    found = differences(ELDERLY, new)
    assert list(dict.fromkeys(one.part for one in found)) == [Part.MATERIALS, Part.DAYS, Part.FEE, Part.ABOUT]
    assert "俗称增加：老人钱" in [one.text for one in found]


def test_the_office_is_told_by_its_name() -> None:
    new = changed(holder="511502-weijian")
    names = {ELDERLY.holder: "区民政局", "511502-weijian": "区卫生健康局"}
    assert differences(ELDERLY, new, names) == [
        Difference(Part.WAY, "负责单位：区民政局 → 区卫生健康局", "区民政局", "区卫生健康局")
    ]


def test_an_office_whose_code_begins_another_keeps_its_name() -> None:
    """A street's code begins those of its communities."""
    names = {"511502001": "东街街道", "511502001003": "林家巷社区"}
    new = changed(holder="511502001003")
    for one, other in (("511502001", "511502001003"), ("511502001003", "511502001")):
        (only,) = differences(changed(holder=one), changed(new, holder=other), names)
        assert only.text == f"负责单位：{names[one]} → {names[other]}"
        assert (only.before, only.after) == (names[one], names[other])


def test_a_paper_that_has_to_be_brought() -> None:
    saves = {**ELDERLY.saves.model_dump(), "visits_before": 2, "visits_now": 1}
    here = changed(saves=saves, visit="要当面看一下", materials=material(0, needs="photo"))
    name = ELDERLY.materials[0].name
    assert told(here, changed(here, materials=material(0, needs="original"))) == [f"“{name}”：拍照就行 → 带原件看一下"]


def test_every_part_of_a_service_has_words_of_its_own() -> None:
    assert set(_WORDED) == set(ServiceSpec.model_fields)


# Whatever differs is told, and nothing else.


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, (*path, key))
    elif isinstance(value, list | tuple):
        for place, inner in enumerate(value):
            yield from leaves(inner, (*path, place))


def bent(value: Any, way: int) -> Any:
    """Something near it, of the same kind."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, str):
        return ["", f"{value}改", "photo", "data", "text", "district"][way % 6]
    if isinstance(value, list | tuple):
        rows = list(value)
        return [rows[::-1], rows[1:], rows[:-1], rows * 2, rows][way % 5]
    return {None: ["", "3个工作日", 5, "paper"]}[None][way % 4] if value is None else value


@st.composite
def pairs(draw: st.DrawFn) -> tuple[ServiceSpec, ServiceSpec]:
    """A service, and the same with one to three things in it bent."""
    old = draw(st.sampled_from(EVERY))
    given = old.model_dump(mode="json")
    for _time in range(draw(st.integers(1, 3))):
        paths = [path for path in leaves(given) if path]
        *way, last = draw(st.sampled_from(paths))
        inner = given
        for step in way:
            inner = inner[step]
        inner[last] = bent(inner[last], draw(st.integers(0, 29)))
    try:
        return old, ServiceSpec.model_validate(given)
    except (ValidationError, KeyError, TypeError, ValueError):
        assume(False)
        raise


@settings(max_examples=400, deadline=None)
@given(pairs())
def test_there_are_differences_exactly_where_something_differs(pair: tuple[ServiceSpec, ServiceSpec]) -> None:
    old, new = pair
    found = differences(old, new)
    assert (found == []) == (old == new)
    assert all(one.text and "None" not in one.text for one in found)
    back = differences(new, old)
    assert bool(back) == bool(found) and {one.part for one in back} == {one.part for one in found}


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(EVERY), st.sampled_from(EVERY))
def test_any_two_services_can_be_compared(one: ServiceSpec, other: ServiceSpec) -> None:
    assert (differences(one, other) == []) == (one is other)
    assert differences(one, one.model_copy(deep=True)) == []


# At the desk, and for whoever began under an older version.


@pytest.fixture
def offered(db: None, clock: MovableClock) -> str:
    """Three versions of 高龄津贴: more days, then a paper less; and a service that is no longer offered."""
    found = factories.district()
    first = changed(holder=factories.WORKS)
    gone = changed(SERVICES[0] if SERVICES[0].code != ELDERLY.code else SERVICES[1], holder=factories.WORKS)
    second = changed(first, days={**first.days.model_dump(), "promised": 1})
    third = changed(second, materials=[one.model_dump() for one in second.materials][:-1], words=["老人钱", "高龄补贴"])
    for number, specs in enumerate(([first, gone], [second, gone], [third])):
        clock.advance(days=number)
        rows = [ServiceRow(one.code, one.name, one.holder, one.model_dump(mode="json")) for one in specs]
        replace_services(found, rows)
    Service.objects.filter(version=1).update(created_at=None)
    bump_revision(found)
    return gone.code


def test_what_changed_since_one_began(offered: str) -> None:
    now = guide(factories.CODE, ELDERLY.code)
    days = f"承诺天数（工作日）：{ELDERLY.days.promised} → 1"
    paper = f"“{ELDERLY.materials[-1].name}”不用交了"
    assert since_version(now, 1) == [paper, days]
    assert since_version(now, 2) == [paper]
    assert since_version(now, 3) == since_version(now, 9) == []


def test_the_desk_lists_versions_and_compares_any_two(client: Any, offered: str) -> None:
    client.post("/staff/sign-in", {"username": "here", "password": factories.PASSWORD})
    shown = client.get("/desk/services").content.decode()
    assert "高龄津贴" in shown and "已停办" in shown and "11月5日" in shown
    assert "已停办" not in client.get("/desk/services?q=高龄").content.decode()
    assert "没有找到" in client.get("/desk/services?q=火箭发射").content.decode()
    one = f"/desk/services/{ELDERLY.code}"
    newest = client.get(one).content.decode()
    assert "不用交了" in newest and "启用日期没有记录" in newest and "承诺天数" not in newest
    both = client.get(f"{one}?from=1&to=3").content.decode()
    assert "不用交了" in both and "承诺天数" in both
    assert "请选两个不同的版本" in client.get(f"{one}?from=2&to=2").content.decode()
    assert client.get(f"{one}?from=nine&to=-1").status_code == 200
    assert "目前只有一版" in client.get(f"/desk/services/{offered}").content.decode()
    assert client.get("/desk/services/no-such").status_code == 404
    client.post("/sign-out")


def test_the_desks_pages_of_services_are_for_staff(client: Any, offered: str) -> None:
    for address in ("/desk/services", f"/desk/services/{ELDERLY.code}"):
        assert client.get(address).status_code == 302
    assert len(versions(factories.CODE)) == 4
