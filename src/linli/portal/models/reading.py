"""How often a page was read, without anybody being followed, and where an article was republished."""

from __future__ import annotations

from django.db import models

from .addresses import Target


class Reads(models.Model):
    """How many times a thing was opened on a day. Nothing else is kept of a reader."""

    district = models.ForeignKey("places.District", on_delete=models.PROTECT)
    target = models.CharField(max_length=8, choices=Target.choices)
    key = models.CharField(max_length=64)
    day = models.DateField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "target", "key", "day"], name="reads_once_a_day")]

    def __str__(self) -> str:
        return f"{self.key} {self.day} {self.count}"


class Outlet(models.Model):
    """A paper, station or account that republishes what a district writes. From the pack."""

    district = models.ForeignKey("places.District", on_delete=models.PROTECT)
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=60)
    # national, provincial, city or own
    level = models.CharField(max_length=10)
    position = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "code"], name="outlet_once")]

    def __str__(self) -> str:
        return self.name


class Republication(models.Model):
    """What an outlet made of the district's work in a month: so many items, read so many times.

    Of one article where `article` says which, else the sum that the outlet told for the month.
    """

    district = models.ForeignKey("places.District", on_delete=models.PROTECT)
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT)
    article = models.ForeignKey(
        "portal.ArticlePage", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    title = models.CharField(max_length=200, blank=True, default="")
    address = models.URLField(max_length=400, blank=True, default="")
    month = models.DateField()
    items = models.PositiveIntegerField(default=1)
    reads = models.PositiveBigIntegerField(default=0)
    entered_by = models.ForeignKey("people.Account", null=True, on_delete=models.SET_NULL, related_name="+")
    entered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        # queries.figures: a district's months, by outlet
        indexes = [models.Index(fields=["district", "month", "outlet"], name="republication_month")]
        # actions.outlets: said again, it is the same
        constraints = [
            models.UniqueConstraint(fields=["outlet", "month", "title", "address"], name="republication_once")
        ]

    def __str__(self) -> str:
        return f"{self.outlet_id} {self.month:%Y-%m}"
