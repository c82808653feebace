"""funds.yaml of a pack: the chart of accounts, the funds with purpose, ceiling and budget, and a demo's invented half year.

keeper: 511502-caizheng                 # closes months, and reverses what was posted wrongly
accounts:
  - {code: "asset:bank:pooled", name: 统筹资金专户, kind: asset, fund: pooled}
funds:
  - code: pooled
    name: 统筹资金
    purpose: 统筹各类资金用于社区治理
    ceiling: 350000000
    organisation: 511502-caizheng
    budgets: [{account: "expense:projects", amount: 120000000}]
demo:                                   # demo districts only; days from the day it is loaded
  grants: [{fund: pooled, into: "asset:bank:pooled", source: "income:grants", amount: 1000, days_ago: 30, text: 区财政拨付}]
  payments: [{fund: pooled, account: "expense:projects", paid_from: "asset:bank:pooled", amount: 10.50, days_ago: 9,
              purpose: 购买灯具, payee: 某某公司, shown_as: 某某公司, receipts: [发票]}]
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from pydantic import Field, StringConstraints, model_validator

from linli.catalogue.spec import Entry, OrganisationCode, Slug, Text, wrong
from linli.ledger import actions as ledger
from linli.places.actions import Changes
from linli.places.models import District

from .mistakes import Mistakes, did_you_mean
from .reading import Document, read_yaml
from .validating import one_of

if TYPE_CHECKING:
    from .contents import Contents
    from .names import AllNames

ROOM = "ledger"
FILE = "funds.yaml"
FILES = (FILE,)

Kind = Literal["asset", "liability", "equity", "income", "expense"]
AccountCode = Annotated[
    str, StringConstraints(pattern=r"^(asset|liability|equity|income|expense)(:[a-z][a-z0-9-]*){1,4}$")
]
Yuan = Annotated[Decimal, Field(gt=0, max_digits=14, decimal_places=2)]
DaysAgo = Annotated[int, Field(ge=0, le=800)]
Said = Annotated[Text, Field(min_length=2, max_length=200)]


class AccountEntry(Entry):
    """One account; `fund`: whose money it holds."""

    code: AccountCode
    name: Annotated[Text, Field(max_length=60)]
    kind: Kind
    fund: Slug | None = None

    @model_validator(mode="after")
    def _begins_with_its_kind(self) -> AccountEntry:
        if not self.code.startswith(f"{self.kind}:"):
            raise wrong(_("The code of an account begins with its kind: %(kind)s:…") % {"kind": self.kind})
        return self


class BudgetEntry(Entry):
    account: AccountCode
    amount: Yuan


class FundEntry(Entry):
    """Money for one purpose; the lines of its budget are within its ceiling."""

    code: Slug
    name: Annotated[Text, Field(max_length=60)]
    purpose: Said
    ceiling: Yuan
    organisation: OrganisationCode
    budgets: list[BudgetEntry] = []

    @model_validator(mode="after")
    def _plans_no_more_than_there_is(self) -> FundEntry:
        planned = sum(one.amount for one in self.budgets)
        if planned > self.ceiling:
            told = {"planned": planned, "ceiling": self.ceiling}
            raise wrong(_("The budgets come to %(planned)s yuan, and the ceiling is %(ceiling)s.") % told)
        return self


class GrantEntry(Entry):
    fund: Slug
    into: AccountCode
    source: AccountCode
    amount: Yuan
    days_ago: DaysAgo
    text: Said


class PaidEntry(Entry):
    """Asked for by one of the fund's people and decided by another, the day after."""

    fund: Slug
    account: AccountCode
    paid_from: AccountCode
    amount: Yuan
    days_ago: DaysAgo
    purpose: Said
    payee: Annotated[Text, Field(min_length=2, max_length=120)]
    shown_as: Annotated[Text, Field(min_length=2, max_length=60)]
    state: Literal["released", "refused", "requested"] = "released"
    reason: Annotated[str, StringConstraints(max_length=200)] = ""
    receipts: list[Annotated[Text, Field(max_length=60)]] = []


class HalfYearEntry(Entry):
    grants: list[GrantEntry] = []
    payments: list[PaidEntry] = []


class FundsEntry(Entry):
    """funds.yaml"""

    keeper: OrganisationCode
    accounts: list[AccountEntry] = Field(min_length=1)
    funds: list[FundEntry] = Field(min_length=1)
    demo: HalfYearEntry = HalfYearEntry()


@dataclass(frozen=True)
class Funds:
    """funds.yaml as it was read, with the line of each thing in it."""

    entry: FundsEntry
    document: Document

    def line(self, *steps: str | int) -> int:
        return self.document.line(steps)


def read(folder: Path, mistakes: Mistakes) -> Funds | None:
    document = read_yaml(folder / FILE, mistakes) if (folder / FILE).is_file() else None
    entry = one_of(document, FundsEntry, mistakes) if document else None
    return Funds(entry, document) if entry and document else None


def check(contents: Contents, names: AllNames, mistakes: Mistakes) -> None:
    """Each code once, every name known; who is to release is another than who asks, so a demo's fund has two people."""
    found: Funds | None = contents.rooms[ROOM]
    if found is None:
        return
    entry = found.entry
    names.organisations.must_hold(entry.keeper, FILE, found.line("keeper"), "keeper")
    _check_once(found, "accounts", [one.code for one in entry.accounts], mistakes)
    _check_once(found, "funds", [one.code for one in entry.funds], mistakes)
    known = {"fund": {one.code for one in entry.funds}, "account": {one.code for one in entry.accounts}}
    for place, account in enumerate(entry.accounts):
        if account.fund:
            _must_hold(found.line("accounts", place), "fund", account.fund, known["fund"], mistakes)
    for place, fund in enumerate(entry.funds):
        names.organisations.must_hold(fund.organisation, FILE, found.line("funds", place), "organisation")
        _check_once(found, "funds", [one.account for one in fund.budgets], mistakes, place)
        for number, line in enumerate(fund.budgets):
            at = found.line("funds", place, "budgets", number)
            _must_hold(at, "account", line.account, known["account"], mistakes)
    _check_demo(contents, found, mistakes)


def _check_once(found: Funds, part: str, codes: list[str], mistakes: Mistakes, place: int | None = None) -> None:
    for code, times in Counter(codes).items():
        if times > 1:
            number = len(codes) - 1 - codes[::-1].index(code)
            line = found.line(part, number) if place is None else found.line(part, place, "budgets", number)
            mistakes.add(FILE, line, "code", _("“%(key)s” is there twice.") % {"key": code})


def _must_hold(line: int, path: str, value: str, known: Iterable[str], mistakes: Mistakes) -> None:
    if value not in known:
        kind = _("fund") if path == "fund" else _("ledger account")
        message = _("There is no %(kind)s “%(value)s”.") % {"kind": kind, "value": value}
        mistakes.add(FILE, line, path, message + did_you_mean(value, set(known)))


def _check_demo(contents: Contents, found: Funds, mistakes: Mistakes) -> None:
    entry, demo = found.entry, found.entry.demo
    if demo == HalfYearEntry():
        return
    if not contents.district.demo:
        message = _(
            "An invented half year can only be given in the pack of a demo district (demo: true in district.yaml)."
        )
        mistakes.add(FILE, found.line("demo"), "demo", message)
    owner = {one.code: one.fund for one in entry.accounts}
    planned = {(fund.code, line.account) for fund in entry.funds for line in fund.budgets}
    funds = {one.code for one in entry.funds}
    for place, grant in enumerate(demo.grants):
        line = found.line("demo", "grants", place)
        _must_hold(line, "fund", grant.fund, funds, mistakes)
        _must_hold(line, "source", grant.source, {code for code in owner if code.startswith("income:")}, mistakes)
        _must_hold(line, "into", grant.into, {code for code in owner if owner[code] == grant.fund}, mistakes)
    for place, paid in enumerate(demo.payments):
        line = found.line("demo", "payments", place)
        _must_hold(line, "fund", paid.fund, funds, mistakes)
        _must_hold(line, "account", paid.account, {code for fund, code in planned if fund == paid.fund}, mistakes)
        _must_hold(line, "paid_from", paid.paid_from, {code for code in owner if owner[code] == paid.fund}, mistakes)
        if paid.state == "refused" and not paid.reason:
            mistakes.add(FILE, line, "reason", _("Please say why it was not released (reason)."))
    _check_people(contents, found, mistakes)


def _check_people(contents: Contents, found: Funds, mistakes: Mistakes) -> None:
    seats = Counter(
        held.organisation for person, _line in contents.people if person.username for held in person.positions
    )
    for place, fund in enumerate(found.entry.funds):
        if seats[fund.organisation] < 2:
            message = _("Two accounts are needed at %(organisation)s: one asks for a payment, another releases it.")
            told = message % {"organisation": fund.organisation}
            mistakes.add(FILE, found.line("funds", place), "organisation", told)


def parts(district: District, contents: Contents) -> dict[str, Callable[[], Changes]]:
    """Funds, their accounts with the budgets, who keeps the book; then what is invented."""
    found: Funds | None = contents.rooms[ROOM]
    if found is None:
        return {}
    entry = found.entry
    funds = [ledger.FundRow(one.code, one.name, one.purpose, one.ceiling, one.organisation) for one in entry.funds]
    accounts = [ledger.AccountRow(**one.model_dump()) for one in entry.accounts]
    budgets: dict[str, Sequence[ledger.BudgetRow]] = {
        one.code: [ledger.BudgetRow(line.account, line.amount) for line in one.budgets] for one in entry.funds
    }
    grants = [ledger.GrantRow(**one.model_dump()) for one in entry.demo.grants]
    payments = [ledger.PaidRow(**{**one.model_dump(), "receipts": tuple(one.receipts)}) for one in entry.demo.payments]
    return {
        gettext_noop("Funds"): partial(ledger.replace_funds, district, funds),
        gettext_noop("Ledger accounts"): partial(ledger.replace_accounts, district, accounts, budgets),
        gettext_noop("Keeper of the book"): partial(ledger.appoint_keeper, district, entry.keeper),
        gettext_noop("Invented half year of payments"): partial(ledger.add_demo_half_year, district, grants, payments),
    }
