"""Units that answer for an estate, for a building, or for a task: organisations with a post to turn to and an office's telephone.

Nothing of any person is in here: who lives where, who is a member of what, or what anybody is called.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.ids import uuid7


class UnitKind(models.TextChoices):
    ESTATE = "estate", _("Estate unit")
    BUILDING = "building", _("Building unit")
    FUNCTIONAL = "functional", _("Unit for a task")


class Unit(models.Model):
    """A unit of a community (`organisation`): `contact` is what the post is called that one turns to, `phone` that of an office."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    code = models.SlugField(max_length=60)
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=UnitKind.choices)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="below")
    area = models.ForeignKey("places.Area", on_delete=models.PROTECT, related_name="+")
    building = models.ForeignKey("places.Building", null=True, on_delete=models.CASCADE, related_name="+")
    address = models.CharField(max_length=120, blank=True, default="")
    contact = models.CharField(max_length=40)
    phone = models.CharField(max_length=20, blank=True, default="")
    hours = models.CharField(max_length=60, blank=True, default="")
    task = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "code"], name="unit_code_once"),
            # A building has one unit that answers for it.
            models.UniqueConstraint(fields=["building"], condition=~Q(building=None), name="unit_building_once"),
            models.CheckConstraint(
                condition=Q(kind="functional", building=None) | (~Q(kind="functional") & Q(building__isnull=False)),
                name="unit_of_a_building_or_of_a_task",
            ),
        ]

    def __str__(self) -> str:
        return self.name
