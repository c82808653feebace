"""The pack of 峄城区: loads as it is, beside another district on one installation, and nothing of the two mixes."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from linli.catalogue import guides
from linli.catalogue.models import Service
from linli.packs import load
from linli.people.models import Organisation
from linli.places.models import Area
from linli.portal.actions.policies import policy_id
from linli.portal.actions.shortening import short_code
from linli.portal.models import Policy
from tests.packs.folders import lay, mini_pack

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PACK = Path(__file__).resolve().parents[2] / "packs/yicheng"
CODE = "370404"
POLICIES = ("duties.yaml", "questions.yaml", "papers", "services", "subjects.yaml", "policies")


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
    lay("yicheng")
    holder = Organisation.objects.get(code=f"{CODE}-qiaowu")
    above = []
    while holder.parent:
        holder = holder.parent
        above.append(holder.name)
    assert [name[:3] for name in above] == ["枣庄市", "山东省"]


def test_whoever_scans_the_code_of_the_hiring_subsidy_lands_there_and_one_tap_further_at_its_form(
    client: Client,
) -> None:
    lay("yicheng", *POLICIES)
    key = policy_id(CODE, "sheng-xiaowei-zhaopin")
    scanned = client.get(f"/s/{short_code(CODE, 'policy', str(key))}")
    assert scanned.headers["Location"] == f"/yicheng/policies/{key}"
    page = client.get(scanned.headers["Location"]).content.decode()
    assert page.index("一看就懂") < page.index("政策原文")
    form = "/yicheng/services/xiaowei-zhaopin-butie/apply"
    assert f'href="{form}"' in page and "chuangye-danbao-daikuan" not in page
    assert "xiaowei-zhaopin-butie" in client.get(form).headers["Location"], "who is not signed in comes back to it"


def test_a_policy_leads_only_to_services_that_it_speaks_of() -> None:
    lay("yicheng", *POLICIES)
    offered = set(guides.guides(CODE))
    told = {one.title: set(one.services) for one in Policy.objects.filter(district=CODE)}
    assert all(services <= offered for services in told.values())
    assert told["关于实施小微企业招聘补贴的通知（演示）"] == {"xiaowei-zhaopin-butie"}
    of_pomegranates = [services for title, services in told.items() if "石榴" in title]
    assert of_pomegranates and all("gengdi-butie" not in services for services in of_pomegranates), (
        "wheat, not orchards"
    )
