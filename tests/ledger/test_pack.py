"""funds.yaml of a pack: what it makes, that a second load changes nothing, and every mistake with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import translation

from linli.ledger.files import path_of
from linli.ledger.models import Book, Budget, Entry, Fund, LedgerAccount, Payment, Receipt
from linli.ledger.queries import whole
from linli.packs import PackRefused, load
from tests.packs.folders import MINI_COMMUNITY, MINI_VILLAGE, Folder

pytestmark = pytest.mark.django_db

GOOD = """
keeper: "ORG"
accounts:
  - {code: "asset:bank:help", name: 专户, kind: asset, fund: help}
  - {code: "income:grants", name: 拨款, kind: income}
  - {code: "expense:wages", name: 工资, kind: expense}
funds:
  - code: help
    name: 扶持资金
    purpose: 扶持邻里
    ceiling: 10000
    organisation: "ORG"
    budgets: [{account: "expense:wages", amount: 6000}]
demo:
  grants: [{fund: help, into: "asset:bank:help", source: "income:grants", amount: 5000, days_ago: 40, text: 区财政拨付}]
  payments:
    - {fund: help, account: "expense:wages", paid_from: "asset:bank:help", amount: 1200.50, days_ago: 20, purpose: 十月工资, payee: 甲乙二人, shown_as: 岗位 2 人, receipts: [工资表, 回单]}
    - {fund: help, account: "expense:wages", paid_from: "asset:bank:help", amount: 10, days_ago: 9, purpose: 补发, payee: 甲某, shown_as: 岗位 1 人, state: refused, reason: 重复}
    - {fund: help, account: "expense:wages", paid_from: "asset:bank:help", amount: 100, days_ago: 0, purpose: 十一月工资, payee: 甲某, shown_as: 岗位 1 人, state: requested}
"""
PEOPLE = """  - username: mini.keeper
    name: 某甲
    positions: [{role: community_worker, organisation: "ORG", area: "ORG"}]
  - username: mini.second
    name: 某乙
    positions: [{role: community_worker, organisation: "ORG", area: "ORG"}]
"""


def pack(tmp_path: Path, text: str = GOOD, people: str = PEOPLE) -> Path:
    """The mini pack with this funds.yaml, and two who keep the fund."""
    folder = Folder(tmp_path)
    folder.write("funds.yaml", text.replace("ORG", MINI_COMMUNITY))
    folder.swap("people.yaml", "accounts:\n", "accounts:\n" + people.replace("ORG", MINI_COMMUNITY))
    return folder.path


def told(folder: Path) -> str:
    with translation.override("en"), pytest.raises(PackRefused) as refused:
        load(folder)
    return str(refused.value)


def test_what_is_written_is_there_and_a_second_load_changes_nothing(tmp_path: Path) -> None:
    folder = pack(tmp_path)
    assert load(folder, dry_run=True).changed and not Fund.objects.exists()
    assert load(folder).changed
    assert not load(folder).changed
    assert (Fund.objects.count(), LedgerAccount.objects.count(), Budget.objects.count()) == (1, 3, 1)
    assert Book.objects.get().keeper_id == MINI_COMMUNITY
    assert sorted(Payment.objects.values_list("state", flat=True)) == ["refused", "released", "requested"]
    assert all(row.decided_by != row.requested_by for row in Payment.objects.exclude(state="requested"))
    days = [entry.on for entry in Entry.objects.order_by("number")]
    assert len(days) == 2 and days == sorted(days) and list(whole.faults()) == []
    receipts = list(Receipt.objects.all())
    assert len(receipts) == 2 and all(path_of(one).is_file() for one in receipts)


@pytest.mark.parametrize(
    ("good", "wrong", "said"),
    [
        ('keeper: "ORG"', 'keeper: "990202-none"', "990202-none"),
        ("kind: asset,", "kind: expense,", "begins with its kind"),
        ("fund: help}", "fund: halp}", "There is no fund “halp”"),
        ("amount: 6000", "amount: 16000", "The budgets come to 16000"),
        ('budgets: [{account: "expense:wages"', 'budgets: [{account: "expense:wagen"', "There is no ledger account “expense:wagen”"),
        ("ceiling: 10000", "ceiling: 0", "ceiling"),
        ('"income:grants", name', '"expense:wages", name', "begins with its kind"),
        ('source: "income:grants"', 'source: "asset:bank:help"', "There is no ledger account"),
        ("state: refused, reason: 重复", "state: refused", "why it was not released"),
        ("amount: 1200.50", "amount: 1200.505", "amount"),
        ("days_ago: 40", "days_ago: -1", "days_ago"),
    ],
)  # fmt: skip
def test_every_mistake_is_named_with_its_line(tmp_path: Path, good: str, wrong: str, said: str) -> None:
    assert good in GOOD
    heard = told(pack(tmp_path, GOOD.replace(good, wrong, 1)))
    assert said in heard and "funds.yaml:" in heard, heard


def test_who_asks_needs_somebody_to_release(tmp_path: Path) -> None:
    alone = GOOD.replace('organisation: "ORG"', f'organisation: "{MINI_VILLAGE}"')
    assert "Two accounts are needed" in told(pack(tmp_path, alone))


def test_a_real_district_has_nothing_invented(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.write("funds.yaml", GOOD.replace("ORG", MINI_COMMUNITY))
    folder.remove("people.yaml")
    folder.swap("district.yaml", "demo: true", "demo: false")
    assert "An invented half year" in told(folder.path)
    folder.write("funds.yaml", GOOD[: GOOD.index("demo:")].replace("ORG", MINI_COMMUNITY))
    assert load(folder.path).changed and not Entry.objects.exists()
