"""The three lists over JSON, as everybody may read them."""

from __future__ import annotations

from typing import Any

from django.test import Client

from linli.places.models import District
from linli.projects import actions
from tests.projects import town
from tests.projects.town import CODE, HERE, SLUG, THERE, actor, resident


def got(path: str, status: int = 200) -> Any:
    answer = Client().get(f"/api/v1{path}")
    assert answer.status_code == status, answer.content
    assert status == 200 or answer.headers["Content-Type"] == "application/problem+json"
    return answer.json()


def test_demands_by_priority_page_by_page(district: District) -> None:
    rows = [town.demand(title=f"要一处食堂之{number}") for number in range(26)]
    actions.support(resident(), rows[3].code)
    first = got(f"/demands?district={SLUG}")
    assert (
        first["items"][0]["code"] == rows[3].code and len(first["items"]) == 24 and first["items"][0]["supports"] == 1
    )
    rest = got(f"/demands?district={CODE}&after={first['next']}")
    assert rest["next"] is None
    assert {one["code"] for one in first["items"] + rest["items"]} == {row.code for row in rows}
    assert got(f"/demands?district={CODE}&area={THERE}")["items"] == []
    assert len(got(f"/demands?district={CODE}&area={HERE}&kind=canteen&q=之7")["items"]) == 1


def test_one_demand_with_where_it_comes_from(district: District) -> None:
    cases = town.asking()
    row = actions.make_demand_of_cases(actor("here"), town.sheet(cases=[case.code for case in cases]))
    told = got(f"/demands/{row.code}?district={CODE}")
    assert told["cases_count"] == 3 and [one["manner"] for one in told["needs"]] == ["space", "money", "skill"]
    assert sum(one["points"] for one in told["priority_of"]) == float(told["priority"])
    assert told["timeline"][-1]["what"].startswith("列入需求清单")


def test_resources_on_offer_without_who_offers_them(district: District) -> None:
    waits, listed = town.offered(), town.gift()
    (item,) = got(f"/resources?district={CODE}")["items"]
    assert (item["code"], item["left"], item["unit"]) == (listed.code, "200000.00", "元")
    assert got(f"/resources?district={CODE}&manner=space")["items"] == []
    assert got(f"/resources/{waits.code}?district={CODE}", 404)["code"] == "not_there", (
        "an offer that nobody took up yet"
    )
    row = town.demand()
    actions.accept(actor("here"), town.proposed(row, listed).pk)
    assert got(f"/resources/{listed.code}?district={CODE}")["given"][0]["demand"] == row.code


def test_projects_with_parts_money_and_milestones(district: District) -> None:
    plan = town.project()
    assert got(f"/projects?district={CODE}")["items"] == [] and got(f"/projects/{plan.code}?district={CODE}", 404)
    made = town.open_one(town.demand(title="又一处食堂"))
    town.claim(resident(), made, "500", name="柳青青")
    (item,) = got(f"/projects?district={CODE}&state=open")["items"]
    assert item["code"] == made.code and item["organisation_name"] == "社区服务公司"
    told = got(f"/projects/{made.code}?district={CODE}")
    money = next(one for one in told["parts"] if one["manner"] == "money")
    assert money["claimed"] == "500.00" and "柳青青" not in str(told) and told["milestones"][0]["title"] == "开门营业"
    assert got(f"/projects?district={CODE}&state=done")["items"] == []


def test_what_cannot_be_asked_is_said_clearly(district: District) -> None:
    for path, field in (
        ("demands?state=x", "state"), ("projects?state=draft", "state"), ("resources?manner=x", "manner"), ("demands?kind=x", "kind"),
        ("projects?area=1", "area"),
    ):  # fmt: skip
        assert got(f"/{path}&district={CODE}", 422)["errors"][0]["field"] == field, path
    assert len(got(f"/demands?district={CODE}&after=nonsense")["items"]) == 0
    assert got("/demands?district=nowhere", 404)["status"] == 404
    assert got(f"/demands/XQ-0000-0000?district={CODE}", 404)["code"] == "not_there"
