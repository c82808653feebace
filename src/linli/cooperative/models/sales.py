"""Lots of milk, powder or bottles: what they were made of, what was tested, who bought them and what was paid."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.ids import uuid7
from linli.ledger.models import NOTHING, money
from linli.people.vault import unseal

from .milk import Collection


class Buyer(models.Model):
    """An organisation that buys. Whom to call there is sealed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    contact_cipher = models.BinaryField(default=bytes)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "name"], name="coop_buyer_name_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def contact(self) -> str:
        return unseal(self.contact_cipher)


class Product(models.TextChoices):
    MILK = "milk", _("Fresh camel milk")
    POWDER = "powder", _("Camel milk powder")
    BOTTLES = "bottles", _("Bottled camel milk")


class LotState(models.TextChoices):
    MADE = "made", _("In store")
    INVOICED = "invoiced", _("Sold, not paid yet")
    PAID = "paid", _("Paid")
    DROPPED = "dropped", _("Lot given up")


class Lot(models.Model):
    """What was made of the milk of some days, sold as one. Its `code` stands on every bottle."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=20, unique=True)
    product = models.CharField(max_length=8, choices=Product.choices)
    made_on = models.DateField()
    quantity = models.DecimalField(max_digits=10, decimal_places=2)
    unit = models.CharField(max_length=10)
    kg = models.DecimalField(max_digits=10, decimal_places=2)
    state = models.CharField(max_length=8, choices=LotState.choices, default=LotState.MADE)
    buyer = models.ForeignKey(Buyer, null=True, on_delete=models.PROTECT, related_name="lots")
    price = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    invoiced_on = models.DateField(null=True)
    received = models.DecimalField(max_digits=14, decimal_places=2, default=NOTHING)
    reason = models.CharField(max_length=100, blank=True, default="")
    by = models.ForeignKey("people.Account", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0, kg__gt=0), name="coop_lot_above_zero"),
            models.CheckConstraint(
                condition=(Q(state__in=["made", "dropped"], amount=None, received=0))
                | Q(state="invoiced", amount__gt=F("received"), received__gte=0, buyer__isnull=False)
                | Q(state="paid", amount=F("received"), buyer__isnull=False),
                name="coop_lot_money_as_its_state",
            ),
        ]
        # queries.sales: the newest first
        indexes = [models.Index(fields=["district", "-id"], name="coop_lot_newest")]

    def __str__(self) -> str:
        return self.code

    @property
    def state_label(self) -> str:
        return str(LotState(self.state).label)

    @property
    def tone(self) -> str:
        return {"made": "calm", "invoiced": "wait", "paid": "good"}.get(self.state, "")

    @property
    def product_label(self) -> str:
        return str(Product(self.product).label)

    @property
    def owed(self) -> Decimal:
        return (self.amount or NOTHING) - self.received


class LotPart(models.Model):
    """So much of a point's day went into a lot."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="parts")
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="lot_parts")
    kg = models.DecimalField(max_digits=10, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lot", "collection"], name="coop_lotpart_once"),
            models.CheckConstraint(condition=Q(kg__gt=0), name="coop_lotpart_above_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.kg}"


class LotTest(models.Model):
    """A test of a lot: what for, what was found, and whether that is as it should be."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="tests")
    on = models.DateField()
    what = models.CharField(max_length=40)
    found = models.CharField(max_length=60)
    passed = models.BooleanField()
    laboratory = models.CharField(max_length=60)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lot", "what", "on"], name="coop_lottest_once")]

    def __str__(self) -> str:
        return self.what


class LotPayment(models.Model):
    """Money that a buyer paid for a lot."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="payments")
    on = models.DateField()
    amount = money()
    by = models.ForeignKey("people.Account", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="coop_lotpayment_above_zero")]

    def __str__(self) -> str:
        return f"{self.amount}"
