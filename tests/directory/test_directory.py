"""The address book: who answers for what and for which building, and nothing about who lives there."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import IntegrityError, models, transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from linli.directory import actions
from linli.directory.models import Unit
from linli.directory.queries import answering, entries
from linli.directory.queries.entries import Search
from linli.places.actions import bump_revision
from linli.places.models import District
from tests import factories
from tests.directory import town
from tests.directory.town import BOOK, CODE, CONTACT, ESTATE, FIRST, HERE, SECOND, building
from tests.factories import WATER, WORKS


def page(path: str, status: int = 200) -> str:
    answer = Client().get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


def found(**search: str) -> list[str]:
    return [one.name for one in entries.find(CODE, Search(**search))]


def test_who_answers_for_a_building_from_the_nearest_up(district: District) -> None:
    answer = answering.of_building(district, building(FIRST).pk)
    named = [(step.level, step.entry.name if step.entry else "") for step in answer.steps]
    assert named == [
        ("楼栋", f"{FIRST}小组"), ("小区（院落）", "林家院小区"), ("网格", "东街社区居民委员会"), ("社区（村）", "东街社区居民委员会"),
        ("街道（镇）", "河东街道办事处"),
    ]  # fmt: skip
    on_duty = [one.code for one in answer.departments]
    assert on_duty[0] == factories.CENTRE and set(on_duty[1:]) == {WORKS, factories.POLICE}, (
        "the centre, then who leads"
    )
    shown = page(f"{BOOK}/buildings/{building(FIRST).pk}")
    assert "19900000301" in shown and "第1网格" in shown and "楼栋联系岗" in shown


def test_by_address_in_words(district: District) -> None:
    shown = page(f"{BOOK}/who?q={FIRST}")
    assert f"{FIRST}小组" in shown
    by_road = page(f"{BOOK}/who?q=林家巷52号")
    assert "东街社区居民委员会" in by_road and "河东街道办事处" in by_road


@pytest.mark.parametrize("text", ["月球背面", "建设路"])
def test_an_address_that_is_none_or_several(district: District, text: str) -> None:
    shown = page(f"{BOOK}/who?q={text}", 422)
    assert f'value="{text}"' in shown, "what was typed stays"


def test_an_address_that_means_two_places_offers_both(district: District) -> None:
    shown = page(f"{BOOK}/who?q=建设路", 422)
    assert "东街社区" in shown and "西街社区" in shown


def test_found_by_name_address_matter_kind_and_community(district: District) -> None:
    assert found(words="林家院1幢") == [f"{FIRST}小组"]
    assert found(words="西街9号") == ["骑手驿站"]
    assert found(words="歇脚 骑手") == ["骑手驿站"]
    assert found(kind="building") == [f"{FIRST}小组", f"{SECOND}小组"]
    assert found(area=town.THERE) == ["骑手驿站", "西街社区居民委员会"]
    assert found(words="排水") == ["演示区住建局"], "who leads in a matter is found by its name"
    assert "演示区水务局" in found(words="水务")
    assert found(words="没有这家") == []
    assert "没有找到" in page(f"{BOOK}?q=没有这家")


def test_unknown_filters_are_none(district: District) -> None:
    assert Search.of({"kind": "spy", "area": "123"}, CODE).is_nothing
    assert page(f"{BOOK}?kind=spy&area=123&after=nobody")


def test_what_a_department_answers_for(district: District) -> None:
    shown = page(f"{BOOK}/{WORKS}")
    assert "排水管网堵塞" in shown and "牵头事项" in shown and "19900000001" in shown
    assert "协办事项" in page(f"{BOOK}/{WATER}")
    community = page(f"{BOOK}/{HERE}")
    assert "东街58号" in community and "林家院小区" in community
    assert page(f"{BOOK}/nobody", 404) and page(f"{BOOK}/buildings/{uuid4()}", 404)


def test_a_page_at_a_time(district: District, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entries, "PAGE", 3)
    everybody, seen, after = entries.find(CODE, Search()), list[str](), ""
    while True:
        shown, after = entries.page_of(everybody, after)
        seen += [one.code for one in shown]
        if not after:
            break
    assert seen == [one.code for one in everybody] and len(set(seen)) == len(seen)


def test_the_map_has_a_point_for_each_building_with_a_unit(district: District) -> None:
    features = Client().get(f"{BOOK}/points.geojson").json()["features"]
    assert [one["properties"]["title"] for one in features] == [ESTATE, FIRST, SECOND]
    assert all(Client().get(one["properties"]["href"]).status_code == 200 for one in features)


def test_a_page_asks_the_database_for_next_to_nothing(
    district: District, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = Client()
    for path in (BOOK, f"{BOOK}?q=水", f"{BOOK}/{WORKS}", f"{BOOK}/buildings/{building(FIRST).pk}"):
        client.get(path)
        with django_assert_max_num_queries(3):
            client.get(path)


def test_nothing_about_any_person(district: District) -> None:
    """No table of the room can hold anything of a resident, and no page says the name of who looks after a building."""
    points_at = {
        field.related_model._meta.label
        for field in Unit._meta.get_fields()
        if isinstance(field, models.ForeignKey) and field.related_model is not None
    }
    assert points_at == {"places.District", "people.Organisation", "directory.Unit", "places.Area", "places.Building"}
    kept = {field.name for field in Unit._meta.get_fields() if not field.is_relation}
    assert kept == {"id", "code", "name", "kind", "address", "contact", "phone", "hours", "task", "position"}
    paths = (
        BOOK,
        f"{BOOK}/who",
        f"{BOOK}/who?q={FIRST}",
        f"{BOOK}/{HERE}",
        f"{BOOK}/estate-01",
        f"{BOOK}/buildings/{building(FIRST).pk}",
    )
    for path in paths:
        assert CONTACT not in page(path) and "某here" not in page(path)
    assert CONTACT not in page(f"{BOOK}?q={CONTACT}").replace(f'value="{CONTACT}"', "")


def test_a_building_has_one_unit(district: District) -> None:
    row = Unit.objects.get(code="estate-01-01")
    for changed in (
        {"code": "another"},
        {"code": "task-x", "kind": "functional"},
        {"code": "y", "kind": "building", "building": None},
    ):
        wrong = Unit(
            **{field.name: getattr(row, field.name) for field in Unit._meta.fields if field.name != "id"} | changed
        )
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong.save(force_insert=True)


def test_units_follow_the_pack(district: District) -> None:
    assert not actions.replace_units(district, town.units()), "nothing changed"
    changes = actions.replace_units(district, [one for one in town.units() if one.code != "estate-01-02"])
    bump_revision(district)
    assert changes.removed == [f"{SECOND}小组"] and f"{SECOND}小组" not in found()
    assert entries.has_directory(CODE)
    actions.replace_units(district, [])
    bump_revision(district)
    assert not entries.has_directory(CODE) and not Unit.objects.exists()
