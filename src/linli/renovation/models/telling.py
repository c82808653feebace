"""What is told of a renovation: a note a week, pictures before and after, faults that are cases until mended."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.ids import uuid7

from .estates import Estate, House, Work


class WeekNote(models.Model):
    """What was done in a week (its Monday) and what comes next, for everyone to read."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    estate = models.ForeignKey(Estate, on_delete=models.PROTECT, related_name="notes")
    week = models.DateField()
    text = models.TextField()
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["estate", "week"], name="weeknote_once")]

    def __str__(self) -> str:
        return f"{self.estate_id} {self.week}"


class Moment(models.TextChoices):
    BEFORE = "before", _("Before the renovation")
    DURING = "during", _("During the work")
    AFTER = "after", _("After the renovation")


class Picture(models.Model):
    """A picture for anyone to look at: names in the store of public files."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    estate = models.ForeignKey(Estate, on_delete=models.PROTECT, related_name="pictures")
    house = models.ForeignKey(House, null=True, on_delete=models.PROTECT, related_name="+")
    work = models.ForeignKey(Work, on_delete=models.PROTECT, related_name="+")
    moment = models.CharField(max_length=6, choices=Moment.choices)
    picture = models.CharField(max_length=120)
    picture_small = models.CharField(max_length=120)
    shows = models.CharField(max_length=60)
    day = models.DateField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["estate", "work", "moment", "picture"], name="renopicture_once")]

    def __str__(self) -> str:
        return self.shows

    @property
    def moment_label(self) -> str:
        return str(Moment(self.moment).label)


class Fault(models.Model):
    """Something wrong with a work: a case, until it is mended. `mended_by`: the case was closed as solved."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    estate = models.ForeignKey(Estate, on_delete=models.PROTECT, related_name="faults")
    house = models.ForeignKey(House, on_delete=models.PROTECT, related_name="faults")
    work = models.ForeignKey(Work, on_delete=models.PROTECT, related_name="faults")
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    found_at = models.DateTimeField()
    mended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            # actions.faults: what of a work is open; those whose cases are watched
            models.Index(fields=["house", "work"], name="renofault_open", condition=Q(mended_at=None)),
            # queries.estate_page: an estate's, the latest first
            models.Index(fields=["estate", "-found_at"], name="renofault_estate"),
            # actions.faults: the faults of a case
            models.Index(fields=["case"], name="renofault_case"),
        ]

    def __str__(self) -> str:
        return f"{self.house_id} {self.work_id}"
