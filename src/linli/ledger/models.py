"""Funds, accounts, the book with its entries and postings, budgets, payments and receipts."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.ids import uuid7
from linli.people.models import Account, Organisation
from linli.people.vault import unseal
from linli.places.models import District

NOTHING = Decimal("0.00")
CENT = Decimal("0.01")


def money() -> models.DecimalField[Decimal, Decimal]:
    """Yuan, two places."""
    return models.DecimalField(max_digits=14, decimal_places=2)


def in_cents(sum_of: Decimal | None) -> Decimal:
    """A sum that the database made, to the cent: SQLite adds up in floating point, and nothing is no sum."""
    return NOTHING if sum_of is None else sum_of.quantize(CENT)


def by_key(rows: Iterable[tuple[Any, Decimal | None]]) -> dict[Any, Decimal]:
    """The same of many sums, each with what it is of."""
    return {key: in_cents(sum_of) for key, sum_of in rows}


class Fund(models.Model):
    """Money for one purpose, and how much of it may be spent in all. Its organisation answers for it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey(District, on_delete=models.PROTECT)
    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=60)
    purpose = models.CharField(max_length=200)
    ceiling = money()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="funds")
    closed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "code"], name="fund_code_once"),
            models.CheckConstraint(condition=Q(ceiling__gt=0), name="fund_ceiling_above_zero"),
        ]

    def __str__(self) -> str:
        return self.name


class Kind(models.TextChoices):
    """What an account is; the first and the last grow on the debit side."""

    ASSET = "asset", _("Assets")
    LIABILITY = "liability", _("Liabilities")
    EQUITY = "equity", _("Equity")
    INCOME = "income", _("Income")
    EXPENSE = "expense", _("Expenses")


class LedgerAccount(models.Model):
    """One account of a district's book. `code` is a path of small words: expense:lift, asset:bank:service-companies."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey(District, on_delete=models.PROTECT)
    code = models.CharField(max_length=80)
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    fund = models.ForeignKey(Fund, null=True, on_delete=models.PROTECT, related_name="accounts")
    closed_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "code"], name="ledger_account_code_once")]

    def __str__(self) -> str:
        return self.name


class Entry(models.Model):
    """One thing that happened to money. `number` counts within a district's book, without a gap.

    `key` is what whoever posted it calls it, and it is posted once. `text` is public: it names no person.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey(District, on_delete=models.PROTECT)
    number = models.PositiveIntegerField()
    on = models.DateField()
    text = models.CharField(max_length=200)
    key = models.CharField(max_length=120)
    reverses = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="reversed_by")
    posted_at = models.DateTimeField()
    posted_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    # Over all of the above and the postings, and the digest of the entry before: what was taken away or changed shows.
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "key"], name="entry_key_once"),
            models.UniqueConstraint(fields=["district", "number"], name="entry_number_once"),
        ]
        indexes = [
            # a district's book by day; the export of a year
            models.Index(fields=["district", "on", "number"], name="entry_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.number:06d}"


class Posting(models.Model):
    """An amount from one account's credit to another's debit. Each has both sides, so that no entry can be out of balance."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey(District, on_delete=models.PROTECT)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="postings")
    debit = models.ForeignKey(LedgerAccount, on_delete=models.PROTECT, related_name="debits")
    credit = models.ForeignKey(LedgerAccount, on_delete=models.PROTECT, related_name="credits")
    amount = money()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="posting_above_zero"),
            models.CheckConstraint(condition=~Q(debit=F("credit")), name="posting_two_accounts"),
        ]

    def __str__(self) -> str:
        return f"{self.amount}"


class Book(models.Model):
    """A district's book: its newest entry, and until which day nothing more is posted. Whoever posts holds this row.

    Its keeper is the organisation that closes months and reverses what was posted wrongly.
    """

    district = models.OneToOneField(District, primary_key=True, on_delete=models.PROTECT)
    number = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True, default="")
    closed_until = models.DateField(null=True)
    keeper = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.district_id} {self.number}"


class Budget(models.Model):
    """What a fund is planned to be spent on, and how much of it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey(District, on_delete=models.PROTECT)
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="budgets")
    account = models.ForeignKey(LedgerAccount, on_delete=models.PROTECT, related_name="budgets")
    amount = money()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fund", "account"], name="budget_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="budget_above_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.amount}"


class PaymentState(models.TextChoices):
    REQUESTED = "requested", _("Requested")
    RELEASED = "released", _("Paid")
    REFUSED = "refused", _("Not released")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Payment(models.Model):
    """Money that is promised from the moment it is requested, and paid when somebody else releases it.

    `payee` is sealed; `shown_as` is what everybody reads: a firm's name, or what kind of person.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey(District, on_delete=models.PROTECT)
    code = models.CharField(max_length=16, unique=True)
    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, related_name="payments")
    paid_from = models.ForeignKey(LedgerAccount, on_delete=models.PROTECT, related_name="+")
    amount = money()
    purpose = models.CharField(max_length=200)
    payee_cipher = models.BinaryField(default=bytes)
    shown_as = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=PaymentState.choices, default=PaymentState.REQUESTED)
    requested_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    decided_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True, default="")
    entry = models.OneToOneField(Entry, null=True, on_delete=models.PROTECT, related_name="payment")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_above_zero"),
            models.CheckConstraint(
                condition=Q(decided_by=None) | Q(state="withdrawn") | ~Q(decided_by=F("requested_by")),
                name="payment_two_people",
            ),
            models.CheckConstraint(
                condition=Q(state="released", entry__isnull=False) | (~Q(state="released") & Q(entry=None)),
                name="payment_posted_when_released",
            ),
        ]
        indexes = [
            # what waits for a fund's second person; how much is promised
            models.Index(fields=["budget", "state"], name="payment_of_budget"),
            # a fund's payments, the newest first
            models.Index(fields=["budget", "-requested_at"], name="payment_newest"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def payee(self) -> str:
        return unseal(self.payee_cipher)


class Receipt(models.Model):
    """A paper that proves a payment, sealed in the data folder. `digest` is of what was handed in."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey(District, on_delete=models.PROTECT)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="receipts")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    added_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["payment", "digest"], name="receipt_once")]

    def __str__(self) -> str:
        return self.name
