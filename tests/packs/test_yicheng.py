"""The pack of 峄城区: loads as it is, beside another district on one installation, and nothing of the two mixes."""

from __future__ import annotations

from pathlib import Path

import pytest

from linli.catalogue import guides
from linli.catalogue.models import Service
from linli.packs import load
from linli.people.models import Organisation
from linli.places.models import Area
from tests.packs.folders import mini_pack

pytestmark = pytest.mark.django_db
PACK = Path(__file__).resolve().parents[2] / "packs/yicheng"
CODE = "370404"


def test_two_districts_on_one_installation_stay_apart() -> None:
    load(mini_pack())
    assert load(PACK).changed
    assert not load(PACK).changed
    assert Area.objects.filter(code__startswith=CODE, level="community").count() > 300
    assert all(row.district_id == CODE for row in Service.objects.all())
    assert guides.guides("990202") == {}
    offered = guides.guides(CODE)
    assert "三侨考生身份认定" in {one.name for one in offered.values()}
    assert guides.found("华侨子女高考", offered.values())[0].code == "sanqiao-kaosheng"


def test_what_is_reported_upward_has_somewhere_to_go() -> None:
    load(PACK)
    holder = Organisation.objects.get(code=f"{CODE}-qiaowu")
    above = []
    while holder.parent:
        holder = holder.parent
        above.append(holder.name)
    assert [name[:3] for name in above] == ["枣庄市", "山东省"]
