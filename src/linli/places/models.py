"""Districts, areas down to the grid cell, and what stands in them: venues, buildings, roads."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.ids import uuid7


class District(models.Model):
    """A tenant. Every row of a district's carries its code.

    `settings` holds contact, hours, holidays, workdays and neighbours (the other counties of its city).
    """

    code = models.CharField(max_length=6, primary_key=True)
    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=20)
    city = models.CharField(max_length=20, blank=True, default="")
    province = models.CharField(max_length=20, blank=True, default="")
    prefix = models.CharField(max_length=4)
    demo = models.BooleanField(default=False)
    settings = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=1)
    pack_digest = models.CharField(max_length=64, blank=True, default="")

    def __str__(self) -> str:
        return self.name


class Level(models.TextChoices):
    PROVINCE = "province", _("Province")
    CITY = "city", _("City")
    DISTRICT = "district", _("District")
    STREET = "street", _("Street or town")
    COMMUNITY = "community", _("Community or village")
    GRID = "grid", _("Grid cell")


class Area(models.Model):
    """A division by its statistical code; the code is the path, so a subtree is a prefix. Cells have 15 digits."""

    code = models.CharField(max_length=15, primary_key=True)
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="areas")
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    name = models.CharField(max_length=40)
    level = models.CharField(max_length=10, choices=Level.choices)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    schematic = models.BooleanField(default=False)
    shape = models.TextField(blank=True, default="", help_text="WKT, WGS-84, longitude first; cells only")

    class Meta:
        # shapes: the cells of a district
        indexes = [models.Index(fields=["district", "level", "code"], name="area_level")]

    def __str__(self) -> str:
        return self.name


class Venue(models.Model):
    """A public place people know by name (阵地、场馆). One with a `code` has a page of its own.

    `hours` are periods by weekday: {"mon": [["09:00", "12:00"], …]}; `open_on_holidays`: they hold on public holidays too.
    `pictures` are [{"name", "small", "alt"}], names in the store that anyone may look at. `organisation` is the code of
    the one that runs it. One no longer `active` is only named by what was held there.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey(District, on_delete=models.PROTECT)
    area = models.ForeignKey(Area, on_delete=models.PROTECT)
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=30)
    address = models.CharField(max_length=120, blank=True, default="")
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    code = models.CharField(max_length=40, blank=True, default="")
    intro = models.TextField(blank=True, default="")
    hours = models.JSONField(default=dict)
    open_on_holidays = models.BooleanField(default=False)
    phone = models.CharField(max_length=20, blank=True, default="")
    note = models.CharField(max_length=120, blank=True, default="")
    features = models.JSONField(default=list)
    capacity = models.PositiveIntegerField(null=True)
    organisation = models.CharField(max_length=24, blank=True, default="")
    pictures = models.JSONField(default=list)
    position = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "code"], condition=~models.Q(code=""), name="venue_code_once")
        ]

    def __str__(self) -> str:
        return self.name


class Building(models.Model):
    """A building or an estate that a case can be about; its contact person is a position. One no longer `active` is only named by old cases."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey(District, on_delete=models.PROTECT)
    area = models.ForeignKey(Area, on_delete=models.PROTECT)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="parts")
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=[("estate", _("Estate")), ("building", _("Building"))])
    address = models.CharField(max_length=120, blank=True, default="")
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    active = models.BooleanField(default=True)

    class Meta:
        # the desk's form: the buildings of a community
        indexes = [models.Index(fields=["area", "name"], name="building_area")]

    def __str__(self) -> str:
        return self.name


class Road(models.Model):
    """A road or lane within one community, and the house numbers it has there."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey(District, on_delete=models.PROTECT)
    area = models.ForeignKey(Area, on_delete=models.PROTECT)
    name = models.CharField(max_length=40)
    numbers_from = models.PositiveIntegerField(null=True)
    numbers_to = models.PositiveIntegerField(null=True)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)

    def __str__(self) -> str:
        return self.name
