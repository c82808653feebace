"""Finding a place by words in 翠屏区: what lies here is taken, what lies in another city or county is sent there."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.places.errors import AmbiguousPlace, OutsideDistrict, PlaceError, UnknownPlace
from linli.places.models import Building, District
from linli.places.queries import district_by, locate_text, names
from tests import factories
from tests.packs.folders import lay

pytestmark = [pytest.mark.django_db, pytest.mark.once]

# Words that are of no other place, with the community they must lead to where they lead to one.
HERE = {
    "永辉超市门口": "", "居民区门口": "", "市区中山街40号": "511502012011", "东区3栋": "", "红旗连锁": "", "红旗连锁旁边的巷子": "",
    "宜宾市临港经开区港园路60号": "511502011006", "我是翠屏区东街社区的居民": "511502012001", "我在宜宾市东街社区": "511502012001",
    "我在宜宾市翠屏区林家巷52号": "511502012001", "四川省宜宾市翠屏区林家巷52号": "511502012001", "宜宾翠屏区东街社区": "511502012001",
    "宜宾市区中山街40号": "511502012011", "菜市场门口": "", "东街菜市场": "511502012001", "夜市街口": "", "花市边上": "", "集市路口": "",
    "城市广场地下车库": "", "早市摊位": "", "建材市场2区": "", "棚户区改造工地": "", "步行街区": "", "大学城校区南门": "", "我们小区3单元": "",
    "家属区后门": "", "老城区北街70号": "511502012012", "新区工地": "", "宜宾市三江新区志城路88号": "511502011004", "酒都市民广场": "511502007002",
    "象鼻市民广场": "511502010001", "商业区电影院": "", "开发区港园路60号": "511502011006", "工业园区大门": "", "高县路口的加油站": "",
    "提高县城绿化": "", "宜宾市政府门口": "", "居然之家建材市": "", "本市东街社区": "511502012001", "门市部前面": "", "公交站区": "",
    "A区5幢": "", "林家巷小区1幢2单元": "511502012001", "江安县来的大货车停在合江门广场": "511502012001",
    "成都市武侯区来的旅游车堵在林家巷52号": "511502012001", "东街社区，紧挨叙州区的公交站": "511502012001", "跳蚤市场": "",
    "往江安县方向的公交站": "", "去成都市的高速路口": "", "北区停车场": "", "景区售票处": "", "上市公司楼下": "", "三江口片区": "",
}  # fmt: skip

# Words that say another place, and how we name it.
ELSEWHERE = {
    "成都市武侯区武侯祠大街231号": "成都市武侯区", "成都市武侯区人民路12号": "成都市武侯区", "四川省成都市锦江区春熙路": "成都市锦江区",
    "四川成都市青羊区": "成都市青羊区", "我在成都市武侯区": "成都市武侯区", "家住成都市金牛区": "成都市金牛区", "成都市": "成都市",
    "叙州区柏溪街道东城社区": "叙州区", "叙州区柏溪街道东街12号": "叙州区", "宜宾市叙州区柏溪街道": "叙州区", "四川省宜宾市叙州区南岸": "叙州区",
    "宜宾叙州区金沙江大道": "叙州区", "我在叙州区": "叙州区", "本人现住叙州区喜捷镇": "叙州区", "地址：叙州区观音镇": "叙州区",
    "南溪区南溪街道": "南溪区", "宜宾市南溪区罗龙街道": "南溪区", "江安县江安镇": "江安县", "江安县阳春镇": "江安县", "宜宾市江安县": "江安县",
    "长宁县竹海镇": "长宁县", "长宁县长宁镇": "长宁县", "高县文江镇": "高县", "宜宾市高县庆符镇": "高县", "珙县巡场镇": "珙县", "筠连县": "筠连县",
    "筠连县筠连镇": "筠连县", "兴文县古宋镇": "兴文县", "屏山县屏山镇": "屏山县", "四川省宜宾市屏山县书楼镇": "屏山县",
    "北京市朝阳区望京街道": "北京市朝阳区", "北京市海淀区中关村大街": "北京市海淀区", "上海市长宁区": "上海市长宁区", "重庆市渝中区解放碑": "重庆市渝中区",
    "天津市和平区": "天津市和平区", "泸州市江阳区": "泸州市江阳区", "自贡市自流井区": "自贡市自流井区", "内江市市中区": "内江市市中区",
    "乐山市市中区": "乐山市市中区", "云南省昭通市水富市": "云南省昭通市", "云南省昭通市绥江县": "云南省昭通市", "贵州省遵义市": "贵州省遵义市",
    "广东省深圳市南山区": "广东省深圳市", "绵阳市涪城区": "绵阳市涪城区", "凉山彝族自治州西昌市": "凉山彝族自治州", "甘孜州康定市": "甘孜州",
    "新疆维吾尔自治区阿克苏地区": "新疆维吾尔自治区", "内蒙古自治区呼和浩特市": "内蒙古自治区", "车祸在成都市武侯区": "成都市武侯区",
}  # fmt: skip


@pytest.fixture
def cuiping() -> District:
    """翠屏区 as its pack says it is."""
    lay("cuiping", "cells.geojson", "roads.csv", "buildings.yaml", "venues.yaml")
    return district_by("cuiping")


def outcome(text: str, district: District) -> str:
    """The community found, "" for none or several, or “→” and the other place."""
    try:
        return locate_text(text, district).community or ""
    except OutsideDistrict as outside:
        return "→" + str(outside.faults[0].value)
    except (AmbiguousPlace, UnknownPlace):
        return ""


def test_what_lies_here_is_never_sent_away(cuiping: District) -> None:
    assert len(HERE) >= 40
    wrong = {text: found for text, wanted in HERE.items() if (found := outcome(text, cuiping)) != wanted}
    assert wrong == {}


def test_what_lies_elsewhere_is_named(cuiping: District) -> None:
    assert len(ELSEWHERE) >= 40
    found = {text: outcome(text, cuiping) for text in ELSEWHERE}
    assert {text: place for text, place in found.items() if not place.startswith("→" + ELSEWHERE[text])} == {}


def test_every_community_is_found_by_its_full_address(cuiping: District) -> None:
    """However the address begins; where several share a name in a street, none is guessed."""
    lost = []
    for code, area in names(cuiping.code).items():
        if area.level != "community":
            continue
        street = names(cuiping.code)[code[:9]].name
        for lead in ("四川省宜宾市翠屏区", "宜宾市翠屏区", "我在翠屏区", ""):
            if outcome(f"{lead}{street}{area.name}", cuiping) != code:
                lost.append(f"{lead}{street}{area.name}")
    assert lost == []


def test_without_neighbours_a_county_alone_is_not_believed(cuiping: District) -> None:
    """It may be a part of town; then the dispatcher looks, and nobody is sent away."""
    cuiping.settings["neighbours"] = []
    cuiping.save()
    with pytest.raises(UnknownPlace):
        locate_text("江安县阳春镇", District.objects.get())


def test_the_building_that_an_address_names(cuiping: District) -> None:
    def building(text: str) -> str | None:
        key = locate_text(text, cuiping).building
        return Building.objects.get(pk=key).name if key else None

    assert building("林家巷小区1幢2单元门口") == "林家巷小区1幢"
    assert building("东街社区林家巷小区里面") == "林家巷小区"
    assert building("林家巷52号") is None
    assert building("东街花园1幢和东街花园2幢之间") is None


def test_a_wrong_address_costs_nobody_what_is_known() -> None:
    """Anyone may ask for a district that is not there, as often as they like."""
    factories.district()
    before = names(factories.CODE)
    with pytest.raises(PlaceError):
        district_by("no-such-place")
    with CaptureQueriesContext(connection) as asked:
        for _time in range(20):
            with pytest.raises(PlaceError):
                district_by("no-such-place")
        assert names(factories.CODE) is before
    assert len(asked) == 0


def test_a_district_set_up_by_another_process_is_soon_known() -> None:
    factories.district()
    district_by(factories.SLUG)
    District.objects.create(code="990909", slug="later", name="后来区", prefix="LT")
    from linli.places import revision

    revision._checked_at -= revision.MISSED_AFTER
    assert district_by("later").code == "990909"


def test_a_long_row_of_steps_is_read_once(cuiping: District) -> None:
    """Each could end in several places: tried in every way, sixty of them would take longer than anyone lives."""
    for row in ("区" * 60, "市区" * 30, "街道社区镇" * 20, "一区" * 40):
        assert outcome(f"成都市{row}1{cuiping.name}", cuiping) == ""
        assert outcome(f"成都市武侯区{row}人民路1号", cuiping).startswith("→成都市")
