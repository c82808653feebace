"""The households of a house, by unit, and what they say of the work afterwards. Names and telephones are sealed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from linli.ids import uuid7
from linli.people.vault import mask_name, mask_phone, unseal

from .estates import Estate, House, square_metres


class Household(models.Model):
    """One unit that is somebody's own (专有部分): its number, its area as in the title, whose it is.

    `phone_index` finds it for a resident who has signed in with that number.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    house = models.ForeignKey(House, on_delete=models.PROTECT, related_name="roll")
    unit = models.CharField(max_length=20)
    area = square_metres()
    owner_cipher = models.BinaryField(default=bytes)
    phone_cipher = models.BinaryField(default=bytes)
    phone_index = models.CharField(max_length=64, blank=True, default="")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["house", "unit"], name="household_unit_once"),
            models.CheckConstraint(condition=Q(area__gt=0), name="household_has_area"),
        ]
        indexes = [
            # queries.mine: whose number has signed in
            models.Index(fields=["phone_index"], name="household_phone", condition=~Q(phone_index="")),
        ]

    def __str__(self) -> str:
        return self.unit

    @property
    def masked_owner(self) -> str:
        return mask_name(unseal(self.owner_cipher)) if self.owner_cipher else ""

    @property
    def masked_phone(self) -> str:
        return mask_phone(unseal(self.phone_cipher)) if self.phone_cipher else ""


class EstateRating(models.Model):
    """What a household says of the work at its house, once. What it says in words is for those who answer for it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    estate = models.ForeignKey(Estate, on_delete=models.PROTECT, related_name="ratings")
    # One household, one word.
    household = models.OneToOneField(Household, on_delete=models.PROTECT, related_name="rating")
    score = models.PositiveSmallIntegerField()
    text_cipher = models.BinaryField(default=bytes)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(score__range=(1, 5)), name="estaterating_score")]
        # queries.figures: how an estate was rated
        indexes = [models.Index(fields=["estate", "score"], name="estaterating_estate")]

    def __str__(self) -> str:
        return f"{self.estate_id} {self.score}"

    @property
    def text(self) -> str:
        return unseal(self.text_cipher) if self.text_cipher else ""
