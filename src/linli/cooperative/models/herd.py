"""The co-operative, its member households, their camels, and what it delivers to them."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.ids import uuid7
from linli.ledger.models import money
from linli.people.vault import mask_name, mask_phone, unseal

# From this age on a she-camel may give milk.
GROWN_YEARS = 4


class Cooperative(models.Model):
    """A district's co-operative: which organisation it is, and how much one camel can give in a day (kg)."""

    district = models.OneToOneField("places.District", primary_key=True, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    most_kg_camel = models.DecimalField(max_digits=5, decimal_places=2)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(most_kg_camel__gt=0), name="coop_most_above_zero")]

    def __str__(self) -> str:
        return self.name


class Household(models.Model):
    """A member household. Its number is what everybody works with; the name of its head, its phone and its account are sealed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    name_cipher = models.BinaryField(default=bytes)
    phone_cipher = models.BinaryField(default=bytes)
    phone_index = models.CharField(max_length=64, blank=True, default="")
    payout_cipher = models.BinaryField(default=bytes)
    area = models.ForeignKey("places.Area", on_delete=models.PROTECT, related_name="+")
    shares = models.PositiveIntegerField(default=1)
    joined_on = models.DateField()
    left_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "number"], name="coop_household_number_once"),
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(left_on__gte=F("joined_on")), name="coop_household_left_after_joining"
            ),
        ]
        # queries.mine: the households of whoever signed in with this phone
        indexes = [models.Index(fields=["phone_index"], condition=~Q(phone_index=""), name="coop_household_phone")]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def name(self) -> str:
        return unseal(self.name_cipher)

    @property
    def masked_name(self) -> str:
        return mask_name(self.name)

    @property
    def last_character(self) -> str:
        """What a collector's device may keep of a name."""
        return self.name[-1:]

    @property
    def phone(self) -> str:
        return unseal(self.phone_cipher)

    @property
    def masked_phone(self) -> str:
        return mask_phone(self.phone)

    @property
    def payout(self) -> str:
        return unseal(self.payout_cipher)

    @property
    def masked_payout(self) -> str:
        known = self.payout
        return f"…{known[-4:]}" if known else ""

    def is_member_on(self, day: date) -> bool:
        return self.joined_on <= day and (self.left_on is None or day <= self.left_on)


class Sex(models.TextChoices):
    FEMALE = "female", _("She-camel")
    MALE = "male", _("He-camel")


class CamelState(models.TextChoices):
    ALIVE = "alive", _("In the herd")
    SOLD = "sold", _("Sold")
    DEAD = "dead", _("Dead")


class Camel(models.Model):
    """One animal of the herd book. From `ended_on` on it is no longer there."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="camels")
    tag = models.CharField(max_length=20)
    sex = models.CharField(max_length=6, choices=Sex.choices)
    born_on = models.DateField()
    dam = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    sire = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=6, choices=CamelState.choices, default=CamelState.ALIVE)
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "tag"], name="coop_camel_tag_once"),
            models.CheckConstraint(
                condition=Q(state="alive", ended_on=None) | (~Q(state="alive") & Q(ended_on__gte=F("born_on"))),
                name="coop_camel_ends_once",
            ),
            models.CheckConstraint(
                condition=(Q(dam=None) | ~Q(dam=F("id"))) & (Q(sire=None) | ~Q(sire=F("id"))),
                name="coop_camel_not_its_own",
            ),
        ]

    def __str__(self) -> str:
        return self.tag

    @property
    def state_label(self) -> str:
        return str(CamelState(self.state).label)

    @property
    def tone(self) -> str:
        return {"alive": "good", "sold": "calm"}.get(self.state, "")

    @property
    def sex_label(self) -> str:
        return str(Sex(self.sex).label)

    def is_there_on(self, day: date) -> bool:
        return self.born_on <= day and (self.ended_on is None or day < self.ended_on)

    def may_give_milk_on(self, day: date) -> bool:
        """A grown she-camel of the herd, whatever she was treated with."""
        grown = (day.year - self.born_on.year) - ((day.month, day.day) < (self.born_on.month, self.born_on.day))
        return self.sex == Sex.FEMALE and self.is_there_on(day) and grown >= GROWN_YEARS


class EventKind(models.TextChoices):
    VACCINATION = "vaccination", _("Vaccination")
    TREATMENT = "treatment", _("Treated")


class HealthEvent(models.Model):
    """A camel was vaccinated or treated; until and with `withheld_until` its milk is not taken. One entered wrongly is struck."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    camel = models.ForeignKey(Camel, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=12, choices=EventKind.choices)
    on = models.DateField()
    what = models.CharField(max_length=80)
    withdrawal_days = models.PositiveSmallIntegerField(default=0)
    withheld_until = models.DateField(null=True)
    by = models.ForeignKey("people.Account", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    struck = models.CharField(max_length=100, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawal_days=0, withheld_until=None) | Q(withdrawal_days__gt=0, withheld_until__gte=F("on")),
                name="coop_healthevent_withheld_by_days",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.on} {self.what}"

    @property
    def kind_label(self) -> str:
        return str(EventKind(self.kind).label)


class Supply(models.TextChoices):
    FEED = "feed", _("Feed")
    VET = "vet", _("Medicine and vet")


class Delivery(models.Model):
    """Feed, or medicine and the vet, that the co-operative brought to a household; taken off its next settlement."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="deliveries")
    on = models.DateField()
    kind = models.CharField(max_length=4, choices=Supply.choices)
    what = models.CharField(max_length=80)
    quantity = models.DecimalField(max_digits=9, decimal_places=2)
    unit = models.CharField(max_length=10)
    amount = money()
    settlement = models.ForeignKey("Settlement", null=True, on_delete=models.PROTECT, related_name="deliveries")
    by = models.ForeignKey("people.Account", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    struck = models.CharField(max_length=100, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0, quantity__gt=0), name="coop_delivery_above_zero"),
            models.CheckConstraint(
                condition=Q(struck="") | Q(settlement=None), name="coop_delivery_struck_before_settled"
            ),
        ]
        indexes = [
            # actions.settling: what is to be taken off
            models.Index(
                fields=["district", "on"], condition=Q(settlement=None, struck=""), name="coop_delivery_to_settle"
            ),
            # queries.desk: the newest first
            models.Index(fields=["district", "-id"], name="coop_delivery_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.what}"

    @property
    def kind_label(self) -> str:
        return str(Supply(self.kind).label)
