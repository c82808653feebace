"""An idle state asset is accepted for a demand: from there, from the project and from the asset one reaches the use right."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from html import unescape
from urllib.parse import parse_qs, urlsplit

from django.test import Client

from linli.assets import actions as assets
from linli.assets.models import Asset, UseRight
from linli.places.models import District
from linli.projects import actions
from linli.projects.models import Demand, Resource
from tests.projects import town
from tests.projects.town import FINANCE, FIRM, HERE, SERVICE, SLUG, actor, signed_in

SHOP = "lin-52"


def shop(district: District) -> Resource:
    """林家巷52号, owned by the finance bureau, on the list."""
    assets.replace_assets(district, [
        assets.AssetRow(SHOP, "林家巷52号铺面", "shop", "林家巷52号", HERE, Decimal("80"), FINANCE, date(2020, 1, 1)),
        assets.AssetRow("yard", "堆场", "land", "林家巷60号", HERE, Decimal("900"), FINANCE, date(2020, 1, 1)),
    ])  # fmt: skip
    return town.shop("finance", asset=SHOP)


def accepted(district: District) -> Demand:
    row = town.demand()
    actions.accept(actor("here"), town.proposed(row, shop(district)).pk)
    return row


def grant_link(page: str) -> str:
    """The address of the form that the page leads to; nothing if it leads to none."""
    before, _mark, _after = unescape(page).partition("#use")
    return before.rpartition('href="')[2] if _mark else ""


def test_from_the_accepted_match_to_the_use_right(district: District) -> None:
    row = accepted(district)
    keeper = signed_in("here").get(f"/desk/projects/demands/{row.code}").content.decode()
    assert "林家巷52号铺面" in keeper and "财政局" in keeper and not grant_link(keeper), "it is not theirs to grant"
    owner = signed_in("finance")
    link = grant_link(owner.get(f"/desk/projects/demands/{row.code}").content.decode())
    assert urlsplit(link).path == f"/desk/assets/register/{SHOP}"
    filled = parse_qs(urlsplit(link).query)
    assert row.title in filled["reason"][0] and row.code in filled["reason"][0]
    form = owner.get(link).content.decode()
    assert f'value="{filled["organisation"][0]}" selected' in form and row.code in form
    given = {
        "organisation": filled["organisation"][0],
        "first": "2026-11-02",
        "last": "",
        "reason": filled["reason"][0],
    }
    assert owner.post(f"/desk/assets/register/{SHOP}/use", given).status_code == 302
    assert UseRight.objects.get().asset.code == SHOP
    after = owner.get(f"/desk/projects/demands/{row.code}").content.decode()
    assert not grant_link(after) and "已授予使用权" in after


def test_the_project_names_who_is_to_use_it(district: District) -> None:
    made = town.open_one(accepted(district))
    link = grant_link(signed_in("finance").get(f"/desk/projects/all/{made.code}").content.decode())
    assert parse_qs(urlsplit(link).query)["organisation"] == [SERVICE]
    assert not grant_link(signed_in("service").get(f"/desk/projects/all/{made.code}").content.decode())
    assert f"/{SLUG}/assets/{SHOP}" in Client().get(f"/{SLUG}/projects/{made.code}").content.decode()


def test_from_the_asset_to_what_it_serves(district: District) -> None:
    row = accepted(district)
    asset, desk = f"/{SLUG}/assets/{SHOP}", "/desk/assets"
    assert f"/{SLUG}/projects/demands/{row.code}" in Client().get(asset).content.decode()
    made = town.project(row)
    page = Client().get(asset).content.decode()
    assert made.code not in page and row.code not in page, "a plan is not public yet"
    actions.add_milestone(actor("here"), made.code, {"title": "开门营业", "due": "2026-12-20"})
    actions.open_for_claims(actor("here"), made.code)
    page = Client().get(asset).content.decode()
    assert f"/{SLUG}/projects/{made.code}" in page and "社区服务公司" in page
    assert (
        "/projects/"
        not in Client().get(f"/{SLUG}/assets/yard").content.decode().partition("<main")[2].partition("</main")[0]
    )
    owner = signed_in("finance")
    assert (
        grant_link(owner.get(desk).content.decode())
        == grant_link(owner.get(f"{desk}/register/{SHOP}").content.decode())
        != ""
    )
    assets.grant_use(actor("finance"), Asset.objects.get(code=SHOP), SERVICE, date(2026, 11, 2), None, "办食堂")
    assert not grant_link(owner.get(desk).content.decode())


def test_what_was_given_back_serves_nothing(district: District) -> None:
    row = town.demand()
    match = town.proposed(row, shop(district))
    actions.accept(actor("here"), match.pk)
    actions.undo(actor("here"), match.pk)
    assert row.code not in Client().get(f"/{SLUG}/assets/{SHOP}").content.decode()
    assert FIRM not in signed_in("finance").get("/desk/assets").content.decode()
