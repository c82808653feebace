"""What the state owns, and the three rights in it: who owns it, who may use it, how its income is shared."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.clock import now
from linli.ids import uuid7


class AssetKind(models.TextChoices):
    SHOP = "shop", _("Shop")
    HALL = "hall", _("Hall or house")
    OFFICE = "office", _("Offices")
    FACTORY = "factory", _("Workshop or factory")
    WAREHOUSE = "warehouse", _("Warehouse")
    LAND = "land", _("Land")


class Asset(models.Model):
    """A shop, a hall, a piece of land. It is vacant on a day on which nobody holds its use right and no lease runs."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=AssetKind.choices)
    address = models.CharField(max_length=120)
    area = models.ForeignKey("places.Area", on_delete=models.PROTECT, related_name="+")
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    square_metres = models.DecimalField(max_digits=10, decimal_places=2)
    about = models.CharField(max_length=300, blank=True, default="")
    # Taken off the register: sold, pulled down. What it earned stays.
    active = models.BooleanField(default=True)
    # Its facts were put right at the desk: a pack no longer writes over them.
    corrected = models.BooleanField(default=False)
    # When anything changed that is said of it in public, its use included.
    touched_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "code"], name="asset_code_once"),
            models.CheckConstraint(condition=Q(square_metres__gt=0), name="asset_has_room"),
        ]
        indexes = [
            # queries.finding: what changed since
            models.Index(fields=["touched_at", "id"], name="asset_touched"),
        ]

    def __str__(self) -> str:
        return self.name


class Photo(models.Model):
    """How an asset looks, for everyone: a picture written anew, with nothing in it of where or when it was taken."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="photos")
    picture = models.CharField(max_length=120)
    picture_small = models.CharField(max_length=120)
    caption = models.CharField(max_length=80, blank=True, default="")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["asset", "picture"], name="asset_photo_once")]

    def __str__(self) -> str:
        return self.caption or self.picture


class Ownership(models.Model):
    """Who owns it. It has no end, and a second one there cannot be: the rows are neither changed nor deleted."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    asset = models.OneToOneField(Asset, on_delete=models.PROTECT, related_name="ownership")
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="owned_assets")
    since = models.DateField()

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.since}"


class UseRight(models.Model):
    """An organisation may run it from one day to another, or until further notice. Two never hold it at once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="use_rights")
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="used_assets")
    first = models.DateField()
    last = models.DateField(null=True)
    reason = models.CharField(max_length=200)
    granted_by = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last=None) | Q(last__gte=F("first")), name="use_right_days_follow"),
        ]
        indexes = [
            # whose it is on a day; what overlaps
            models.Index(fields=["asset", "first"], name="use_right_of_asset"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.first}"


class ShareRule(models.Model):
    """How what it earns is shared from a day on, in per cent: owner, community, and whoever runs it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="share_rules")
    first = models.DateField()
    owner = models.PositiveSmallIntegerField()
    community = models.PositiveSmallIntegerField()
    operator = models.PositiveSmallIntegerField()
    set_by = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["asset", "first"], name="share_rule_once"),
            models.CheckConstraint(
                condition=Q(owner=100 - F("community") - F("operator")), name="share_rule_is_a_hundred"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.owner}/{self.community}/{self.operator}"
