"""The pack of 路南区: all of it listed, a health point's institution for every clinic, loads beside the others in good time."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from linli.catalogue import guides
from linli.packs import load
from linli.people.models import Account, Organisation, Position
from linli.people.roles import Role
from linli.places.models import Area
from tests.packs.folders import lay, mini_pack

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PACK = Path(__file__).resolve().parents[2] / "packs/lunan"
CODE = "130202"


def test_it_loads_beside_another_district_and_a_second_time_changes_nothing() -> None:
    load(mini_pack())
    assert load(PACK).changed
    again = load(PACK)
    assert not again.changed, str(again)
    communities = Area.objects.filter(district=CODE, level="community")
    assert communities.count() == 138
    assert communities.get(code="130202102224").name == "付庄腰街村"
    assert "老年人健康体检预约" in {one.name for one in guides.guides(CODE).values()}
    assert guides.found("免费量血压", guides.guides(CODE).values())[0].code == "manbing-dengji"


def test_twenty_four_stations_and_fifty_three_clinics_each_with_a_physician() -> None:
    lay("lunan", "people.yaml")
    units = Organisation.objects.filter(district=CODE, kind="health")
    kinds = Counter(code.partition("-")[2][:2] for code in units.values_list("code", flat=True))
    assert (kinds["fw"], kinds["ws"]) == (24, 53)
    answered = set(Position.objects.filter(role=Role.PHYSICIAN).values_list("organisation", flat=True))
    alone = set(units.values_list("code", flat=True)) - answered
    assert alone == {f"{CODE}-cdc"}, "who works at the centre for disease control treats nobody"


def test_who_lives_in_yaojie_is_looked_after_in_the_village_clinic() -> None:
    lay("lunan", "people.yaml")
    clinic = Organisation.objects.get(district=CODE, area="130202102224", kind="health")
    assert clinic.name == "稻地镇付庄腰街村卫生室"
    physician = Account.objects.get(username="lnyaojie")
    assert Position.objects.filter(account=physician, organisation=clinic, role=Role.PHYSICIAN).exists()
    assert clinic.parent and clinic.parent.name == "稻地镇卫生院"


def test_reports_go_from_the_district_to_the_city_and_the_province() -> None:
    lay("lunan")
    above = []
    unit = Organisation.objects.get(code=f"{CODE}-shi-cdc")
    while unit.parent:
        unit = unit.parent
        above.append(unit.name)
    assert above == ["河北省疾病预防控制中心"]
