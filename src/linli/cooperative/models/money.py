"""Settlements of a month, a line for each household, and what corrects an earlier one."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.ids import uuid7
from linli.ledger.models import NOTHING, money

from .herd import Household

__all__ = ["NOTHING", "Adjustment", "Settlement", "SettlementLine", "SettlementState"]
_HALF_A_CENT = Decimal("0.005")
_SUM = F("gross") - F("feed") - F("vet") + F("adjustment") + F("brought")


class SettlementState(models.TextChoices):
    DRAWN = "drawn", _("Waits for release")
    RELEASED = "released", _("Released and paid")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Settlement(models.Model):
    """What a month comes to. Drawn up by one person and released by another; from then on it stays as it is."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    month = models.DateField()
    state = models.CharField(max_length=9, choices=SettlementState.choices, default=SettlementState.DRAWN)
    households = models.PositiveIntegerField(default=0)
    kg = models.DecimalField(max_digits=12, decimal_places=2, default=NOTHING)
    gross = models.DecimalField(max_digits=14, decimal_places=2, default=NOTHING)
    deductions = models.DecimalField(max_digits=14, decimal_places=2, default=NOTHING)
    adjustments = models.DecimalField(max_digits=14, decimal_places=2, default=NOTHING)
    brought = models.DecimalField(max_digits=14, decimal_places=2, default=NOTHING)
    net = models.DecimalField(max_digits=14, decimal_places=2, default=NOTHING)
    paid = models.DecimalField(max_digits=14, decimal_places=2, default=NOTHING)
    drawn_by = models.ForeignKey("people.Account", null=True, on_delete=models.SET_NULL, related_name="+")
    drawn_at = models.DateTimeField()
    decided_by = models.ForeignKey("people.Account", null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=100, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "month"], condition=~Q(state="withdrawn"), name="coop_settlement_month_once"
            ),
            models.CheckConstraint(
                condition=~Q(state="released") | Q(drawn_by=None) | Q(decided_by=None) | ~Q(decided_by=F("drawn_by")),
                name="coop_settlement_two_people",
            ),
            models.CheckConstraint(
                condition=Q(state="drawn") | Q(decided_at__isnull=False), name="coop_settlement_decided_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"

    @property
    def state_label(self) -> str:
        return str(SettlementState(self.state).label)

    @property
    def tone(self) -> str:
        return {"drawn": "wait", "released": "good"}.get(self.state, "")


class SettlementLine(models.Model):
    """One household's month. `brought` is what it still owed from before (nothing or less); a `net` below zero is carried on."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+", db_index=False)
    settlement = models.ForeignKey(Settlement, on_delete=models.PROTECT, related_name="lines", db_index=False)
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="lines")
    days = models.PositiveSmallIntegerField()
    kg = models.DecimalField(max_digits=10, decimal_places=2)
    kg_rejected = models.DecimalField(max_digits=10, decimal_places=2)
    gross = money()
    feed = money()
    vet = money()
    adjustment = money()
    brought = money()
    net = money()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["settlement", "household"], name="coop_settlementline_once"),
            models.CheckConstraint(
                condition=Q(net__gt=_SUM - _HALF_A_CENT) & Q(net__lt=_SUM + _HALF_A_CENT),
                name="coop_settlementline_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(gross__gte=0, feed__gte=0, vet__gte=0), name="coop_settlementline_sides"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.net}"

    @property
    def paid(self) -> Decimal:
        return max(self.net, NOTHING)

    @property
    def carried(self) -> Decimal:
        """What the household owes after it: nothing, or below zero."""
        return min(self.net, NOTHING)

    @property
    def deductions(self) -> Decimal:
        return self.feed + self.vet


class Adjustment(models.Model):
    """So much more, or less, to a household with its next settlement: what corrects one that is released."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="adjustments")
    corrects = models.ForeignKey(Settlement, on_delete=models.PROTECT, related_name="corrections")
    amount = money()
    reason = models.CharField(max_length=100)
    settlement = models.ForeignKey(Settlement, null=True, on_delete=models.PROTECT, related_name="taken_up")
    by = models.ForeignKey("people.Account", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(amount=0), name="coop_adjustment_not_nothing")]

    def __str__(self) -> str:
        return f"{self.amount}"
