"""The open figures of the neighbours over JSON, and the way to their pages from a district's open figures."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from linli.assets import actions as assets
from linli.employment.queries.figures import MonthFigures
from linli.people.models import Organisation
from linli.places.actions import bump_revision
from linli.places.models import District
from linli.web.neighbour_figures import _wages
from tests.factories import HERE, SLUG, actor
from tests.projects import town

pytestmark = pytest.mark.django_db


@pytest.fixture
def district(clock: object) -> District:
    found = town.district()
    owner = Organisation.objects.get(code=town.FINANCE)
    rows = [
        assets.AssetRow("lin-52", "铺面", "shop", "林家巷52号", HERE, Decimal("80"), owner.code, date(2020, 1, 1)),
        assets.AssetRow("hall", "礼堂", "hall", "林家巷9号", HERE, Decimal("120"), owner.code, date(2020, 1, 1)),
    ]
    assets.replace_assets(found, rows)
    bump_revision(found)
    return found


def got(name: str, status: int = 200, **asked: str) -> Any:
    answer = Client().get(f"/api/v1/figures/{name}", {"district": SLUG, **asked})
    assert answer.status_code == status, answer.content
    return answer.json()


def test_projects_and_assets_as_their_pages_count_them(district: District) -> None:
    made = town.open_one()
    town.claim("firm", made, "500")
    told = got("projects")
    assert sum(told["projects"].values()) == 1 and told["page"] == f"/{SLUG}/open/projects"
    assert [one["number"] for one in told["claims"]] == [1, 0, 0]
    asset = assets.register(actor("finance"), {
        "code": "yard", "name": "堆场", "kind": "land", "address": "林家巷60号", "area": HERE, "owner": town.FINANCE, "square_metres": "200",
    })  # fmt: skip
    assets.grant_use(actor("finance"), asset, town.SERVICE, date(2026, 11, 2), None, "放桌椅")
    told = got("assets", year="2026")
    assert (told["assets"], told["vacant"], told["rate_in_use"]) == (3, 2, 0.5)
    assert got("assets", year="x")["year"] == 2026


def test_a_room_that_a_district_has_not_is_no_room_of_zeros(district: District) -> None:
    for name in ("cooperative", "mediation", "legal", "jobs", "spaces", "volunteers", "nonsense"):
        told = got(name, 404)
        assert told["code"] == "no_such_figures" and "projects、assets" in told["detail"]
    assert got("projects", 404, district="nowhere")
    assert "response" in got("three-rates"), "the figures of cases keep their address"


def test_what_few_people_earned_is_kept_back() -> None:
    told = _wages(MonthFigures(date(2026, 10, 1), 3, Decimal(6000), Decimal(120)))
    assert told == {"month": "2026-10", "people": "<5", "wages": None, "hours": None}
    assert _wages(MonthFigures(date(2026, 10, 1), 5, Decimal(6000), Decimal(120)))["wages"] == 6000


def test_a_district_s_figures_lead_to_those_of_its_rooms(district: District) -> None:
    page = Client().get(f"/{SLUG}/open").content.decode()
    assert f'href="/{SLUG}/open/projects"' in page and f'href="/{SLUG}/open/assets"' in page
    assert f'href="/{SLUG}/open/cooperative"' not in page
