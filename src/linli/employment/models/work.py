"""Placements, the hours worked in them day by day, the wages of a month and the slips that say how they came about."""

from __future__ import annotations

import calendar
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.clock import today
from linli.ids import uuid7
from linli.ledger.models import NOTHING, money
from linli.people.vault import mask_name, unseal

from .posts import Applicant, Company, Pay, Post

__all__ = ["NOTHING", "money"]


def month_ends(month: date) -> date:
    """The last day of the month that a day lies in."""
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


class PlacementState(models.TextChoices):
    ACTIVE = "active", _("At work")
    ENDED = "ended", _("Placement over")


class Placement(models.Model):
    """Somebody in a post from a day to a day, at the wage that the contract fixes. Of somebody forgotten the row stays, without
    account and name: wages were booked for it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="placements")
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="placements")
    applicant = models.OneToOneField(Applicant, on_delete=models.PROTECT, related_name="placement")
    account = models.ForeignKey("people.Account", null=True, on_delete=models.SET_NULL, related_name="+")
    name_cipher = models.BinaryField(default=bytes)
    code = models.CharField(max_length=16, unique=True)
    begins = models.DateField()
    ends = models.DateField()
    pay = models.CharField(max_length=8, choices=Pay.choices)
    wage = money()
    hours_a_week = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=6, choices=PlacementState.choices, default=PlacementState.ACTIVE)
    reason = models.CharField(max_length=100, blank=True, default="")
    created_at = models.DateTimeField()
    by = models.ForeignKey("people.Account", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends__gte=F("begins")), name="placement_days_follow"),
            models.CheckConstraint(condition=Q(wage__gt=0), name="placement_wage_above_zero"),
            models.UniqueConstraint(
                fields=["post", "account"], condition=Q(state="active"), name="placement_person_once"
            ),
        ]
        indexes = [
            # actions.running: who is paid for a month
            models.Index(fields=["company", "begins", "ends"], name="placement_company"),
            # queries.mine
            models.Index(fields=["account", "-begins"], name="placement_account"),
            # actions.chores: what is over
            models.Index(fields=["ends"], name="placement_over", condition=Q(state="active")),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> str:
        return unseal(self.name_cipher)

    @property
    def masked_name(self) -> str:
        return mask_name(self.name)

    @property
    def pay_label(self) -> str:
        return str(Pay(self.pay).label)

    @property
    def state_label(self) -> str:
        if self.state == PlacementState.ACTIVE and today() < self.begins:
            return str(_("Begins later"))
        return str(PlacementState(self.state).label)

    @property
    def tone(self) -> str:
        return "good" if self.state == PlacementState.ACTIVE else ""

    def covers(self, day: date) -> bool:
        return self.begins <= day <= self.ends


class WorkDayState(models.TextChoices):
    ENTERED = "entered", _("Hours to be confirmed")
    CONFIRMED = "confirmed", _("Hours are confirmed")
    RETURNED = "returned", _("Please look again")


_DAY_TONES = {WorkDayState.ENTERED: "wait", WorkDayState.CONFIRMED: "good", WorkDayState.RETURNED: "late"}


class WorkDay(models.Model):
    """The hours somebody worked on a day: entered by one person, confirmed by another."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="work_days")
    day = models.DateField()
    hours = models.DecimalField(max_digits=4, decimal_places=2)
    state = models.CharField(max_length=10, choices=WorkDayState.choices, default=WorkDayState.ENTERED)
    reason = models.CharField(max_length=100, blank=True, default="")
    entered_by = models.ForeignKey("people.Account", null=True, on_delete=models.SET_NULL, related_name="+")
    entered_at = models.DateTimeField()
    confirmed_by = models.ForeignKey("people.Account", null=True, on_delete=models.SET_NULL, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["placement", "day"], name="workday_once"),
            models.CheckConstraint(condition=Q(hours__gt=0, hours__lte=24), name="workday_within_a_day"),
            models.CheckConstraint(
                condition=Q(entered_by=None) | Q(confirmed_by=None) | ~Q(confirmed_by=F("entered_by")),
                name="workday_two_people",
            ),
            models.CheckConstraint(
                condition=Q(state="confirmed", confirmed_at__isnull=False) | (~Q(state="confirmed") & Q(confirmed_at=None)),
                name="workday_confirmed_when",
            ),
        ]  # fmt: skip
        indexes = [
            # queries.desk: what waits to be confirmed; actions.running: a month's hours
            models.Index(fields=["placement", "state", "day"], name="workday_placement"),
            # queries.figures: hours by month
            models.Index(fields=["district", "state", "day"], name="workday_district"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.hours}"

    @property
    def state_label(self) -> str:
        return str(WorkDayState(self.state).label)

    @property
    def tone(self) -> str:
        return _DAY_TONES[WorkDayState(self.state)]


class RunState(models.TextChoices):
    DRAFT = "draft", _("To be released")
    RELEASED = "released", _("Wage is paid")
    DISCARDED = "discarded", _("Discarded")


class WageRun(models.Model):
    """The wages of a company for a month: drawn up by one person, released by another; a month has one that counts."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="runs")
    month = models.DateField()
    state = models.CharField(max_length=10, choices=RunState.choices, default=RunState.DRAFT)
    drawn_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()
    released_by = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company", "month"], condition=Q(state__in=["draft", "released"]), name="wagerun_month_once"
            ),
            models.CheckConstraint(
                condition=Q(released_by=None) | ~Q(released_by=F("drawn_by")), name="wagerun_two_people"
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="wagerun_month_begins"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"

    @property
    def state_label(self) -> str:
        return str(RunState(self.state).label)

    @property
    def tone(self) -> str:
        return {RunState.DRAFT: "wait", RunState.RELEASED: "good"}.get(RunState(self.state), "")


class SlipState(models.TextChoices):
    DRAFT = "draft", _("To be released")
    RELEASED = "released", _("Wage is paid")
    REVERSED = "reversed", _("Replaced by another")


class Payslip(models.Model):
    """What somebody is paid for a month, and how it came about: for hours, `lines` is [[day, hours]]; for a monthly wage so
    many `days` of the month's. One that was wrong is reversed and replaced by another, which `corrects` it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    run = models.ForeignKey(WageRun, on_delete=models.PROTECT, related_name="slips")
    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="slips")
    code = models.CharField(max_length=16, unique=True)
    state = models.CharField(max_length=10, choices=SlipState.choices, default=SlipState.DRAFT)
    pay = models.CharField(max_length=8, choices=Pay.choices)
    rate = money()
    hours = models.DecimalField(max_digits=6, decimal_places=2, default=Decimal("0.00"))
    days = models.PositiveSmallIntegerField(default=0)
    lines = models.JSONField(default=list)
    amount = money()
    corrects = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="corrected_by")
    reason = models.CharField(max_length=200, blank=True, default="")
    drawn_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()
    released_by = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField(null=True)
    owed = models.OneToOneField("ledger.Entry", null=True, on_delete=models.PROTECT, related_name="+")
    paid = models.OneToOneField("ledger.Entry", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "placement"], condition=Q(state="released"), name="payslip_month_once"
            ),
            models.UniqueConstraint(fields=["run", "placement"], condition=Q(state="draft"), name="payslip_draft_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="payslip_not_below_zero"),
            models.CheckConstraint(
                condition=Q(released_by=None) | ~Q(released_by=F("drawn_by")), name="payslip_two_people"
            ),
            # What counts as paid is in the book; what is not, is not.
            models.CheckConstraint(
                condition=Q(state="draft", owed=None, paid=None)
                | (~Q(state="draft") & (Q(owed__isnull=False, paid__isnull=False) | Q(amount=0, owed=None, paid=None))),
                name="payslip_booked_when_released",
            ),
        ]
        # queries.mine: one's payslips, the newest first
        indexes = [models.Index(fields=["placement", "-drawn_at"], name="payslip_placement")]

    def __str__(self) -> str:
        return self.code

    @property
    def month(self) -> date:
        return self.run.month

    @property
    def month_days(self) -> int:
        return month_ends(self.run.month).day

    @property
    def worked(self) -> list[tuple[date, Decimal]]:
        rows: list[Any] = self.lines
        return [(date.fromisoformat(day), Decimal(hours)) for day, hours in rows]

    @property
    def state_label(self) -> str:
        return str(SlipState(self.state).label)

    @property
    def tone(self) -> str:
        return {SlipState.DRAFT: "wait", SlipState.RELEASED: "good"}.get(SlipState(self.state), "late")
