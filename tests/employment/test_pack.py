"""jobs.yaml of a pack: what it makes, that a second load changes nothing, and every mistake with its line."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import translation

from linli.clock import today
from linli.employment.models import Applicant, Company, Payslip, Placement, Post, Rule, WageRun, WorkDay
from linli.employment.queries import whole
from linli.ledger import actions as ledger
from linli.ledger.commands import transfer
from linli.packs import PackRefused, load
from linli.people.actors import Actor
from linli.places.models import District
from tests.conftest import MovableClock
from tests.packs.folders import MINI_CODE, MINI_COMMUNITY, Folder

pytestmark = pytest.mark.django_db
UNIT, BANK, INCOME = f"{MINI_CODE}-fuwu", "asset:bank:service-companies", "income:services"
GOOD = f"""
rule:
  version: 2026-1
  name: 先后
  words: 先请排在前面的人
  groups: [{{code: old, name: 老, words: 年满六十周岁}}, {{code: women, name: 妇, words: 妇女}}]
  least_an_hour: 20
  source: 测试
companies: [{{organisation: {UNIT}, bank: "asset:bank:service-companies"}}]
posts:
  - {{code: stairs, company: {UNIT}, title: 楼道保洁, about: 打扫, area: "{MINI_COMMUNITY}", place: 院里, kind: part, hours_a_week: 20, pay: hourly, wage: 22.50, wanted: 2, open_from: -100, open_until: 20}}
demo:
  workers: [{{post: stairs, name: 甲某, group: old, days_ago: 70, days: [mon-fri], hours: 4}}]
  asked: [{{post: stairs, name: 乙某, group: women, days_ago: 3}}]
"""


def pack(tmp_path: Path, text: str = GOOD) -> Path:
    """The mini pack with this jobs.yaml, and the company with two who work for it."""
    folder = Folder(tmp_path)
    folder.write("jobs.yaml", text)
    for name in ("mini.one", "mini.two"):
        held = f"[{{role: department_handler, organisation: {UNIT}}}]"
        folder.add("people.yaml", f"  - {{username: {name}, name: {name}, positions: {held}}}\n")
    folder.add("organisations.yaml", f"\n- {{code: {UNIT}, name: 社区服务公司, short: 服务公司, kind: enterprise}}\n")
    return folder.path


def with_a_book(folder: Path) -> None:
    """Loaded, and then given a book with money in it, as another file of a pack gives it."""
    load(folder)
    district = District.objects.get(code=MINI_CODE)
    account = ledger.AccountRow
    chart = [
        account(BANK, "专户", "asset"), account(INCOME, "收入", "income"), account("expense:wages", "工资", "expense"),
        account("liability:wages", "应付", "liability"),
    ]  # fmt: skip
    ledger.replace_accounts(district, chart, {})
    earned = transfer("e", today(), "收入", debit=BANK, credit=INCOME, amount=Decimal("90000.00"))
    ledger.post(Actor.system(), MINI_CODE, earned)


def told(folder: Path) -> str:
    with translation.override("en"), pytest.raises(PackRefused) as refused:
        load(folder)
    return str(refused.value)


def test_what_is_written_is_there_and_a_second_load_changes_nothing(tmp_path: Path) -> None:
    folder = pack(tmp_path)
    assert load(folder).changed
    assert not load(folder).changed
    assert (Company.objects.count(), Post.objects.count(), Rule.objects.get().version) == (1, 1, "2026-1")
    assert not Placement.objects.exists(), "no book, so no half year"
    Post.objects.update(title="改过的名字")
    load(folder)
    assert Post.objects.get().title == "改过的名字", "what became of it is the company's"


def test_the_half_year_is_told_through_the_verbs_of_the_desk(tmp_path: Path, clock: MovableClock) -> None:
    folder = pack(tmp_path)
    with_a_book(folder)
    assert load(folder).changed
    assert [run.month.isoformat() for run in WageRun.objects.order_by("month")] == ["2026-08-01", "2026-09-01"]
    assert {slip.state for slip in Payslip.objects.all()} == {"released"}
    assert WorkDay.objects.filter(state="confirmed", entered_by=None).count() == 0
    assert all(day.entered_by_id != day.confirmed_by_id for day in WorkDay.objects.filter(state="confirmed"))
    assert Applicant.objects.filter(state="applied").count() == 1
    assert list(whole.faults()) == []
    assert not load(folder).changed, "it is told once"


@pytest.mark.parametrize(
    ("good", "wrong", "said"),
    [
        ("wage: 22.50", "wage: 19.99", "19.99"),
        (f"company: {UNIT}", "company: 990202-none", "There is no company"),
        ("post: stairs, name: 甲某", "post: stair, name: 甲某", "Did you mean “stairs”?"),
        ("group: women", "group: woman", "There is no group “woman”"),
        ("{code: women", "{code: old", "is there twice"),
        (f'area: "{MINI_COMMUNITY}"', 'area: "990202001999"', "990202001999"),
        ("open_until: 20", "open_until: -120", "open until a day after"),
        ("days_ago: 70", "days_ago: -1", "not a possible number"),
        ("wanted: 2", "wanted: 0", "not a possible number"),
        ("least_an_hour: 20", "least_an_hour: 0", "not a possible number"),
    ],
)
def test_mistakes_are_named_with_their_line(tmp_path: Path, good: str, wrong: str, said: str) -> None:
    assert good in GOOD
    words = told(pack(tmp_path, GOOD.replace(good, wrong)))
    assert said in words and "jobs.yaml:" in words
    assert not Post.objects.exists()


def test_nobody_is_placed_beyond_the_number(tmp_path: Path) -> None:
    worker = "{post: stairs, name: 甲某, group: old, days_ago: 70, days: [mon-fri], hours: 4}"
    words = told(pack(tmp_path, GOOD.replace(worker, ", ".join([worker] * 3))))
    assert "More people are placed in “stairs” than it wants." in words
