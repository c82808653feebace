"""Estates, the houses in them, the works, and how each work stands at each house."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.ids import uuid7

NOTHING = Decimal("0.00")


def square_metres(digits: int = 10) -> models.DecimalField[Decimal, Decimal]:
    """Two places, as in the certificate of title."""
    return models.DecimalField(max_digits=digits, decimal_places=2)


class WorkState(models.TextChoices):
    NOT_PLANNED = "not_planned", _("Not planned")
    PLANNED = "planned", _("Planned to be done")
    UNDER_WAY = "under_way", _("Works going on")
    DONE = "done", _("Done, not accepted yet")
    ACCEPTED = "accepted", _("Accepted on site")


# From each state to which; what was accepted stays so: what goes wrong later is a fault.
MOVES: Mapping[str, tuple[str, ...]] = {
    WorkState.NOT_PLANNED: (WorkState.PLANNED, WorkState.UNDER_WAY),
    WorkState.PLANNED: (WorkState.NOT_PLANNED, WorkState.UNDER_WAY),
    WorkState.UNDER_WAY: (WorkState.PLANNED, WorkState.DONE),
    WorkState.DONE: (WorkState.UNDER_WAY, WorkState.ACCEPTED),
    WorkState.ACCEPTED: (),
}
WORK_TONES: Mapping[str, str] = {
    WorkState.NOT_PLANNED: "", WorkState.PLANNED: "calm", WorkState.UNDER_WAY: "wait", WorkState.DONE: "calm",
    WorkState.ACCEPTED: "good",
}  # fmt: skip


class Programme(models.Model):
    """What a district calls its renovation, who leads it, and out of which fund it is paid. `checked`: its wording was
    held against the district's own papers."""

    district = models.OneToOneField("places.District", primary_key=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=40)
    about = models.TextField()
    department = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    fund = models.CharField(max_length=40)
    account = models.CharField(max_length=80)
    checked = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class Work(models.Model):
    """One of the works, or what is done alongside. `category` is the code of the case that a fault of it becomes."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=20)
    about = models.CharField(max_length=200)
    category = models.CharField(max_length=6, blank=True, default="")
    alongside = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "code"], name="renowork_once")]

    def __str__(self) -> str:
        return self.name


class Estate(models.Model):
    """An estate that is renovated. `organisation` looks after it; no roll may hold more than its `floor_area`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    place = models.OneToOneField("places.Building", on_delete=models.PROTECT, related_name="renovation")
    area = models.ForeignKey("places.Area", on_delete=models.PROTECT)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="renovated_estates")
    name = models.CharField(max_length=60)
    about = models.CharField(max_length=300, blank=True, default="")
    built = models.PositiveSmallIntegerField()
    households = models.PositiveIntegerField()
    floor_area = square_metres(12)
    position = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "code"], name="estate_once"),
            models.CheckConstraint(condition=Q(floor_area__gt=0), name="estate_has_area"),
        ]

    def __str__(self) -> str:
        return self.name


class DutyPart(models.TextChoices):
    LEAD = "lead", _("Leads the renovation")
    COMMUNITY = "community", _("Community on the spot")
    CONTRACTOR = "contractor", _("Builds")
    SUPERVISION = "supervision", _("Supervises the building site")
    PROPERTY = "property", _("Looks after the estate afterwards")


class EstateDuty(models.Model):
    """Who answers for what at an estate: an organisation and the telephone of its duty, which is public."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    estate = models.ForeignKey(Estate, on_delete=models.PROTECT, related_name="duties")
    part = models.CharField(max_length=12, choices=DutyPart.choices)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    duty_phone = models.CharField(max_length=20)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["estate", "part", "organisation"], name="estateduty_once")]

    def __str__(self) -> str:
        return f"{self.estate_id} {self.part}"

    @property
    def part_label(self) -> str:
        return str(DutyPart(self.part).label)


class House(models.Model):
    """A building of an estate, or the whole of one that has no buildings of its own."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    estate = models.ForeignKey(Estate, on_delete=models.PROTECT, related_name="houses")
    place = models.OneToOneField("places.Building", on_delete=models.PROTECT, related_name="renovated_house")
    name = models.CharField(max_length=60)
    households = models.PositiveIntegerField()
    floor_area = square_metres(12)
    position = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(floor_area__gt=0), name="house_has_area")]

    def __str__(self) -> str:
        return self.name

    @property
    def short(self) -> str:
        """The name without that of its estate: 1幢; the caller has read the estate."""
        return self.name.removeprefix(self.estate.name) or self.name


class HouseWork(models.Model):
    """How a work stands at a house, when, by whom, and what it is planned to cost. No row: not planned."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    house = models.ForeignKey(House, on_delete=models.PROTECT, related_name="works")
    work = models.ForeignKey(Work, on_delete=models.PROTECT, related_name="houses")
    state = models.CharField(max_length=12, choices=WorkState.choices, default=WorkState.NOT_PLANNED)
    planned_from = models.DateField(null=True)
    planned_until = models.DateField(null=True)
    started_on = models.DateField(null=True)
    done_on = models.DateField(null=True)
    accepted_on = models.DateField(null=True)
    contractor = models.ForeignKey("people.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    planned_amount = models.DecimalField(max_digits=14, decimal_places=2, default=NOTHING)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["house", "work"], name="housework_once"),
            models.CheckConstraint(condition=Q(planned_amount__gte=0), name="housework_amount"),
            models.CheckConstraint(
                condition=Q(planned_from=None) | Q(planned_until=None) | Q(planned_until__gte=F("planned_from")),
                name="housework_days_follow",
            ),
            models.CheckConstraint(
                condition=Q(state="accepted", accepted_on__isnull=False) | (~Q(state="accepted") & Q(accepted_on=None)),
                name="housework_accepted_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.house_id} {self.work_id} {self.state}"

    @property
    def state_label(self) -> str:
        return str(WorkState(self.state).label)

    @property
    def tone(self) -> str:
        return WORK_TONES[self.state]


class WorkEvent(models.Model):
    """One change of a work at a house; never changed, never taken away."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    estate = models.ForeignKey(Estate, on_delete=models.PROTECT, related_name="events")
    house = models.ForeignKey(House, on_delete=models.PROTECT, related_name="events")
    work = models.ForeignKey(Work, on_delete=models.PROTECT, related_name="events")
    was = models.CharField(max_length=12, choices=WorkState.choices)
    became = models.CharField(max_length=12, choices=WorkState.choices)
    day = models.DateField()
    note = models.CharField(max_length=200, blank=True, default="")
    organisation = models.CharField(max_length=24, blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        # queries.estate_page: the timeline of an estate, the latest first
        indexes = [models.Index(fields=["estate", "-day", "-id"], name="workevent_estate")]

    def __str__(self) -> str:
        return f"{self.house_id} {self.work_id} {self.became}"

    @property
    def became_label(self) -> str:
        return str(WorkState(self.became).label)


class RenovationPayment(models.Model):
    """Which work of which estate a payment of the ledger is for."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    payment = models.OneToOneField("ledger.Payment", on_delete=models.PROTECT, related_name="renovation")
    estate = models.ForeignKey(Estate, on_delete=models.PROTECT, related_name="payments")
    work = models.ForeignKey(Work, on_delete=models.PROTECT, related_name="payments")
    linked_at = models.DateTimeField()
    linked_by = models.ForeignKey("people.Account", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        # queries.money: what is paid for an estate
        indexes = [models.Index(fields=["estate", "work"], name="renopayment_estate")]

    def __str__(self) -> str:
        return f"{self.estate_id} {self.payment_id}"


def estate_state(counts: Mapping[str, int]) -> WorkState:
    """How an estate stands as a whole, by how many works of its houses are in each state."""
    meant = {WorkState(state): n for state, n in counts.items() if n and state != WorkState.NOT_PLANNED}
    if not meant:
        return WorkState.NOT_PLANNED
    if set(meant) == {WorkState.ACCEPTED}:
        return WorkState.ACCEPTED
    if set(meant) <= {WorkState.ACCEPTED, WorkState.DONE}:
        return WorkState.DONE
    return WorkState.PLANNED if set(meant) == {WorkState.PLANNED} else WorkState.UNDER_WAY
