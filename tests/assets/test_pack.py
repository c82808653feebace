"""assets.yaml of a pack: what it makes, that a second load changes nothing, and every mistake with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import translation

from linli.assets.models import Asset, Lease, Ownership, Rent, RentPayment, UseApplication, UseRight
from linli.ledger.queries import whole
from linli.packs import PackRefused, load
from tests.packs.folders import MINI_COMMUNITY, Folder

pytestmark = pytest.mark.django_db

BOOK = """
keeper: "ORG"
accounts:
  - {code: "asset:bank:pooled", name: 专户, kind: asset, fund: pooled}
  - {code: "asset:rent-due", name: 应收租金, kind: asset}
  - {code: "income:rent", name: 租金, kind: income}
  - {code: "income:services", name: 服务, kind: income}
  - {code: "liability:owners", name: 应付产权单位, kind: liability}
  - {code: "liability:community", name: 应付社区, kind: liability}
  - {code: "liability:deposits", name: 保证金, kind: liability}
funds: [{code: pooled, name: 统筹, purpose: 统筹资金, ceiling: 1000, organisation: "ORG"}]
"""
GOOD = """
assets:
  - {code: shop-1, name: 一号铺面, kind: shop, address: 东街1号, area: "AREA", square_metres: 60, owner: "ORG", since: 2001-01-01, shares: {owner: 50, community: 30, operator: 20}}
  - {code: hall-1, name: 旧礼堂, kind: hall, address: 东街2号, area: "AREA", square_metres: 300.5, owner: "ORG", since: 1990-01-01}
demo:
  leases: [{asset: shop-1, lessee: 某店, months_ago: 4, months: 24, rent: 1000.01, deposit: 2000, due_day: 1, unpaid: 2, part: 300, operator: "ORG"}]
  applications: [{asset: hall-1, who: person, name: 某人, purpose: 想给邻居排练用的地方, months: 6, days_ago: 3}]
"""
PEOPLE = """  - username: mini.keeper
    name: 某甲
    positions: [{role: community_worker, organisation: "ORG", area: "ORG"}]
  - username: mini.second
    name: 某乙
    positions: [{role: community_worker, organisation: "ORG", area: "ORG"}]
"""


def filled(text: str) -> str:
    return text.replace("AREA", MINI_COMMUNITY).replace("ORG", MINI_COMMUNITY)


def pack(tmp_path: Path, text: str = GOOD) -> Folder:
    folder = Folder(tmp_path)
    folder.write("funds.yaml", filled(BOOK))
    folder.write("assets.yaml", filled(text))
    folder.swap("people.yaml", "accounts:\n", "accounts:\n" + filled(PEOPLE))
    return folder


def told(folder: Path) -> str:
    with translation.override("en"), pytest.raises(PackRefused) as refused:
        load(folder)
    return str(refused.value)


def test_what_is_written_is_there_and_a_second_load_changes_nothing(tmp_path: Path) -> None:
    folder = pack(tmp_path).path
    assert load(folder).changed
    assert not load(folder).changed
    assert (Asset.objects.count(), Ownership.objects.count(), UseRight.objects.count()) == (2, 2, 1)
    lease = Lease.objects.get()
    assert lease.deposit_entry is not None and Rent.objects.count() == 5
    unpaid = [rent.left for rent in Rent.objects.order_by("month") if rent.left]
    assert [str(one) for one in unpaid] == ["700.01", "1000.01"]
    assert RentPayment.objects.count() == 4 and list(whole.faults()) == []
    assert UseApplication.objects.get().account is None


@pytest.mark.parametrize(
    ("good", "wrong", "said"),
    [
        ('owner: "ORG", since: 2001', 'owner: "990202-none", since: 2001', "990202-none"),
        ("owner: 50, community", "owner: 60, community", "come to 110 per cent"),
        ("square_metres: 60", "square_metres: 0", "square_metres"),
        ("kind: hall", "kind: castle", "Possible"),
        ("asset: shop-1,", "asset: shop-9,", "There is no asset “shop-9”"),
        ("code: hall-1", "code: shop-1", "is there twice"),
        ("part: 300", "part: 3000", "A part is less"),
        ("due_day: 1,", "due_day: 31,", "due_day"),
        ('address: 东街2号, area: "AREA"', 'address: 东街2号, area: "990202009009"', "990202009009"),
    ],
)
def test_every_mistake_is_named_with_its_line(tmp_path: Path, good: str, wrong: str, said: str) -> None:
    assert good in GOOD
    heard = told(pack(tmp_path, GOOD.replace(good, wrong, 1)).path)
    assert said in heard and "assets.yaml:" in heard, heard


def test_leases_need_a_book(tmp_path: Path) -> None:
    folder = pack(tmp_path)
    folder.remove("funds.yaml")
    assert "please add funds.yaml" in told(folder.path)
