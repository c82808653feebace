"""A district with assets: two shops and a hall of the works department, one of them let; its book; people to run them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from linli.assets import actions
from linli.assets.models import Asset, Lease, Rent
from linli.ledger import actions as ledger
from linli.ledger.models import LedgerAccount
from linli.ledger.queries.balances import balance_of
from linli.people.actors import Actor
from linli.people.models import Account
from linli.places.models import District
from tests import factories
from tests.factories import CODE, HERE, SLUG, THERE, WATER, WORKS, actor, spot

__all__ = ["CODE", "HERE", "SLUG", "THERE", "WATER", "WORKS", "actor"]

SHOP, HALL, LAND = "lin-52", "hall", "yard"
DAY = date(2026, 11, 2)
BANK, RENT_DUE, RENT = "asset:bank:pooled", "asset:rent-due", "income:rent"
OWNERS, COMMUNITY, SERVICES, DEPOSITS = (
    "liability:owners",
    "liability:community",
    "income:services",
    "liability:deposits",
)


def yuan(amount: int | str) -> Decimal:
    return Decimal(amount).quantize(Decimal("0.01"))


def book(found: District) -> None:
    """The accounts that rent goes through."""
    ledger.replace_funds(found, [ledger.FundRow("pooled", "统筹资金", "用于社区", yuan(1_000_000), WATER)])
    row = ledger.AccountRow
    ledger.replace_accounts(
        found,
        [
            row(BANK, "统筹专户", "asset", "pooled"), row(RENT_DUE, "应收租金", "asset"), row(RENT, "租金收入", "income"),
            row(OWNERS, "应付产权单位", "liability"), row(COMMUNITY, "应付社区", "liability"), row(SERVICES, "服务收入", "income"),
            row(DEPOSITS, "保证金", "liability"),
        ],
        {},
    )  # fmt: skip


def rows(**other: Any) -> list[actions.AssetRow]:
    lat, lon = spot(HERE)
    since = date(2020, 1, 1)
    return [
        actions.AssetRow(
            SHOP,
            "林家巷52号铺面",
            "shop",
            "林家巷52号",
            HERE,
            Decimal("86.5"),
            WORKS,
            since,
            lat,
            lon,
            "临街",
            (50, 30, 20),
        ),
        actions.AssetRow(
            HALL, "旧礼堂", "hall", "建设路9号", THERE, Decimal("420"), WORKS, since, None, None, "", (70, 30, 0)
        ),
        actions.AssetRow(LAND, "堆场", "land", "建设路60号", THERE, Decimal("1200"), WATER, since),
    ]


def district() -> District:
    found = factories.district()
    book(found)
    actions.replace_assets(found, rows())
    return found


def asset(code: str = SHOP) -> Asset:
    return Asset.objects.select_related("ownership").get(code=code)


def let(code: str = SHOP, who: str = "works", **other: Any) -> Lease:
    """From November 2026 for a year, 3,000 a month, due on the fifth."""
    given = {
        "lessee": "邻里食堂", "first": "2026-11-01", "last": "2027-10-31", "rent": "3000", "deposit": "6000", "due_day": "5",
    } | other  # fmt: skip
    return actions.sign_lease(actor(who), asset(code), given)


def rents() -> list[Rent]:
    actions.make_rents()
    return list(Rent.objects.order_by("month", "pk"))


def stands(code: str) -> Decimal:
    return balance_of(LedgerAccount.objects.get(code=code))


def resident(number: int = 1) -> Actor:
    row, _made = Account.objects.get_or_create(kind="resident", name=f"居民{number}", district_id=CODE)
    return Actor.of(row)


APPLY = {
    "who": "person", "name": "王小某", "phone": "13900001234", "purpose": "想开一间社区食堂，给老人做饭", "wanted_from": "2026-12-01",
    "months": "24",
}  # fmt: skip
