"""Leases, the rent of each month, and what was paid of it, with the entries in the ledger."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Round

from linli.clock import today
from linli.ids import uuid7

from .register import Asset

NOTHING = Decimal("0.00")


def money() -> models.DecimalField[Decimal, Decimal]:
    """Yuan, two places."""
    return models.DecimalField(max_digits=12, decimal_places=2)


def money_from_nothing() -> models.DecimalField[Decimal, Decimal]:
    """The same, beginning with zero."""
    return models.DecimalField(max_digits=12, decimal_places=2, default=NOTHING)


class Lease(models.Model):
    """A firm or organisation rents it. `last` is as agreed, `until` the day it really ends; no two overlap.

    `next_month` is the month whose rent is still to be made; nothing when all are.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=16, unique=True)
    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="leases")
    lessee = models.CharField(max_length=60)
    organisation = models.ForeignKey("people.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    first = models.DateField()
    last = models.DateField()
    until = models.DateField()
    rent = money()
    deposit = money_from_nothing()
    deposit_entry = models.OneToOneField("ledger.Entry", null=True, on_delete=models.PROTECT, related_name="+")
    due_day = models.PositiveSmallIntegerField()
    next_month = models.DateField(null=True)
    ended_reason = models.CharField(max_length=200, blank=True, default="")
    signed_by = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("first"), last__gte=F("until")), name="lease_days_follow"),
            models.CheckConstraint(condition=Q(rent__gt=0, deposit__gte=0), name="lease_rent_above_zero"),
            models.CheckConstraint(condition=Q(due_day__gte=1, due_day__lte=28), name="lease_due_day_in_every_month"),
        ]
        indexes = [
            # chores: whose rent of a month is to be made
            models.Index(fields=["next_month"], condition=Q(next_month__isnull=False), name="lease_next_month"),
            # what overlaps; an asset's leases
            models.Index(fields=["asset", "first"], name="lease_of_asset"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_running(self) -> bool:
        return self.first <= today() <= self.until


class Rent(models.Model):
    """The rent of a month; of a month not whole, by days. Waived, it is due no more."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    lease = models.ForeignKey(Lease, on_delete=models.PROTECT, related_name="rents")
    month = models.DateField()
    due_on = models.DateField()
    amount = money()
    paid = money_from_nothing()
    entry = models.OneToOneField("ledger.Entry", on_delete=models.PROTECT, related_name="+")
    waived = models.OneToOneField("ledger.Entry", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lease", "month"], name="rent_once"),
            models.CheckConstraint(condition=Q(amount__gt=0, paid__gte=0), name="rent_above_zero"),
            models.CheckConstraint(condition=Q(paid__lte=F("amount")), name="rent_never_overpaid"),
            models.CheckConstraint(condition=Q(waived=None) | Q(paid=0), name="rent_waived_unpaid"),
        ]
        indexes = [
            # arrears of a district, the oldest first
            models.Index(
                fields=["district", "due_on"], condition=Q(waived=None, paid__lt=F("amount")), name="rent_arrears"
            ),
            # the rents of a month
            models.Index(fields=["district", "month"], name="rent_of_month"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"

    @property
    def left(self) -> Decimal:
        return NOTHING if self.waived_id else self.amount - self.paid

    @property
    def days_late(self) -> int:
        """Days since it was due, while anything is left of it."""
        return max(0, (today() - self.due_on).days) if self.left else 0


class RentPayment(models.Model):
    """Rent that came in, and how it was shared; both are entries of the ledger."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    rent = models.ForeignKey(Rent, on_delete=models.PROTECT, related_name="payments")
    number = models.PositiveSmallIntegerField()
    on = models.DateField()
    amount = money()
    owner = money()
    community = money()
    operator = money()
    entry = models.OneToOneField("ledger.Entry", on_delete=models.PROTECT, related_name="+")
    split = models.OneToOneField("ledger.Entry", on_delete=models.PROTECT, related_name="+")
    received_by = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rent", "number"], name="rent_payment_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="rent_payment_above_zero"),
            models.CheckConstraint(
                condition=Q(amount=Round(F("owner") + F("community") + F("operator"), precision=2)),
                name="rent_payment_shared_whole",
            ),
        ]
        indexes = [
            # what came in, by day: the open figures
            models.Index(fields=["district", "on"], name="rent_payment_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.amount}"
