"""Points, agreed prices, and the milk: each ticket a weighing, each day of a point a collection."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.ids import uuid7
from linli.ledger.models import money

from .herd import Camel, Household

NO_KG = Decimal("0.00")


def weight() -> models.DecimalField[Decimal, Decimal]:
    """Kilograms, two places."""
    return models.DecimalField(max_digits=10, decimal_places=2, default=NO_KG)


class Point(models.Model):
    """Where milk is brought and weighed. Who works for `organisation` collects there."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    code = models.SlugField(max_length=20)
    name = models.CharField(max_length=40)
    area = models.ForeignKey("places.Area", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "code"], name="coop_point_code_once")]

    def __str__(self) -> str:
        return self.name


class AgreementState(models.TextChoices):
    PROPOSED = "proposed", _("Waits for the assembly")
    AGREED = "agreed", _("Agreed on")
    REFUSED = "refused", _("Not agreed")


class Agreement(models.Model):
    """Prices by grade from a day to a day, and what milk must be like to be taken at all.

    Proposed by one person; another notes that the members' assembly agreed. Density in g/cm³ at 20 °C, temperature in °C.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    first = models.DateField()
    last = models.DateField()
    decided = models.CharField(max_length=100)
    density_min = models.DecimalField(max_digits=5, decimal_places=4)
    density_max = models.DecimalField(max_digits=5, decimal_places=4)
    temperature_max = models.DecimalField(max_digits=4, decimal_places=1)
    state = models.CharField(max_length=8, choices=AgreementState.choices, default=AgreementState.PROPOSED)
    reason = models.CharField(max_length=100, blank=True, default="")
    proposed_by = models.ForeignKey("people.Account", null=True, on_delete=models.SET_NULL, related_name="+")
    proposed_at = models.DateTimeField()
    agreed_by = models.ForeignKey("people.Account", null=True, on_delete=models.SET_NULL, related_name="+")
    agreed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(first__lte=F("last")), name="coop_agreement_days_follow"),
            models.CheckConstraint(condition=Q(density_min__lt=F("density_max")), name="coop_agreement_density_band"),
            models.CheckConstraint(
                condition=Q(agreed_by=None) | Q(proposed_by=None) | ~Q(agreed_by=F("proposed_by")), name="coop_agreement_two_people"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.first} – {self.last}"

    @property
    def state_label(self) -> str:
        return str(AgreementState(self.state).label)

    @property
    def tone(self) -> str:
        return {"proposed": "wait", "agreed": "good"}.get(self.state, "")


class Grade(models.Model):
    """From this fat (%) on, milk is of this grade, and costs so much a kilogram. Rank 1 is the best."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="grades")
    rank = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=20)
    fat_min = models.DecimalField(max_digits=4, decimal_places=2)
    price = money()

    class Meta:
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "rank"], name="coop_grade_rank_once"),
            models.CheckConstraint(condition=Q(price__gt=0, fat_min__gte=0), name="coop_grade_above_zero"),
        ]

    def __str__(self) -> str:
        return self.name


class PriceDay(models.Model):
    """The agreement that counts on a day: one a day, so that two can never overlap."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="days")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "day"], name="coop_price_day_once")]

    def __str__(self) -> str:
        return str(self.day)


class Collection(models.Model):
    """What a point took in on a day. Once it is closed it is in the ledger; milk noted later makes a further `part`.

    `kg_taken` is what was paid for, `kg_rejected` what was sent back, `kg_used` what went into lots: the rest is stock.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    point = models.ForeignKey(Point, on_delete=models.PROTECT, related_name="collections")
    day = models.DateField()
    part = models.PositiveSmallIntegerField(default=1)
    kg_taken = weight()
    kg_rejected = weight()
    kg_used = weight()
    amount = models.DecimalField(max_digits=14, decimal_places=2, default=NO_KG)
    tickets = models.PositiveIntegerField(default=0)
    closed_at = models.DateTimeField(null=True)
    settlement = models.ForeignKey("Settlement", null=True, on_delete=models.PROTECT, related_name="collections")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["point", "day", "part"], name="coop_collection_part_once"),
            models.UniqueConstraint(
                fields=["point", "day"], condition=Q(closed_at=None), name="coop_collection_one_open"
            ),
            # What is not there cannot go into a lot, however many take at once.
            models.CheckConstraint(
                condition=Q(kg_used__gte=0, kg_used__lte=F("kg_taken")), name="coop_collection_stock_not_below_zero"
            ),
            models.CheckConstraint(
                condition=Q(settlement=None) | Q(closed_at__isnull=False), name="coop_collection_closed_before_settled"
            ),
        ]
        indexes = [
            # queries.stock: points and days by day; actions.settling: what is to be settled
            models.Index(fields=["district", "day"], name="coop_collection_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.part}"

    @property
    def left(self) -> Decimal:
        return self.kg_taken - self.kg_used


class MilkFault(models.TextChoices):
    """Why milk was sent back."""

    WARM = "warm", _("too warm")
    THIN = "thin", _("density too low: water suspected")
    DENSE = "dense", _("density too high")
    LEAN = "lean", _("fat below the lowest grade")


class Way(models.TextChoices):
    POINT = "point", _("At the point")
    DESK = "desk", _("At the desk")
    FILE = "file", _("From a file")


class Weighing(models.Model):
    """A ticket: one delivery of milk, weighed and graded. Never edited; one entered wrongly is voided before its day is closed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+", db_index=False)
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="weighings")
    point = models.ForeignKey(Point, on_delete=models.PROTECT, related_name="+", db_index=False)
    ticket = models.CharField(max_length=20)
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="weighings", db_index=False)
    camel = models.ForeignKey(Camel, null=True, on_delete=models.PROTECT, related_name="weighings", db_index=False)
    at = models.DateTimeField()
    kg = models.DecimalField(max_digits=6, decimal_places=2)
    fat = models.DecimalField(max_digits=4, decimal_places=2)
    density = models.DecimalField(max_digits=5, decimal_places=4)
    temperature = models.DecimalField(max_digits=4, decimal_places=1)
    grade = models.ForeignKey(Grade, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    fault = models.CharField(max_length=5, choices=MilkFault.choices, blank=True, default="")
    price = models.DecimalField(max_digits=8, decimal_places=2, default=NO_KG)
    amount = models.DecimalField(max_digits=10, decimal_places=2, default=NO_KG)
    device = models.CharField(max_length=40, blank=True, default="")
    way = models.CharField(max_length=5, choices=Way.choices)
    # Of what was said on the ticket: the same again is the same ticket.
    digest = models.CharField(max_length=64)
    by = models.ForeignKey("people.Account", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    entered_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)
    voided_by = models.ForeignKey(
        "people.Account", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    void_reason = models.CharField(max_length=100, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["point", "ticket"], condition=Q(voided_at=None), name="coop_weighing_ticket_once"),
            models.CheckConstraint(condition=Q(kg__gt=0, amount__gte=0), name="coop_weighing_above_zero"),
            # Either it has a grade and a price, or it was sent back and costs nothing.
            models.CheckConstraint(
                condition=Q(grade__isnull=False, fault="", price__gt=0) | (Q(grade=None, price=0, amount=0) & ~Q(fault="")),
                name="coop_weighing_graded_or_sent_back",
            ),
        ]  # fmt: skip
        indexes = [
            # queries.mine and judging: a household's tickets by time
            models.Index(fields=["household", "at"], name="coop_weighing_of_household"),
            # judging: what one camel gave on a day
            models.Index(fields=["camel", "at"], condition=Q(camel__isnull=False), name="coop_weighing_of_camel"),
            # queries.weighings: the newest of a district first
            models.Index(fields=["district", "-at", "-id"], name="coop_weighing_newest"),
        ]

    def __str__(self) -> str:
        return self.ticket

    @property
    def fault_label(self) -> str:
        return str(MilkFault(self.fault).label) if self.fault else ""


class TicketFile(models.Model):
    """A file of tickets as it was handed in, looked at first and taken afterwards; sealed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    body_cipher = models.BinaryField()
    by = models.ForeignKey("people.Account", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    taken = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.name
