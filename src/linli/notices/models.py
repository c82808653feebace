"""The tables of notices: what was told to whom, its handing over to a gateway, and a pack's own texts."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.ids import uuid7
from linli.people.reach import Reach
from linli.people.roles import Role
from linli.subqueries import keys_of_any


class Channel(models.TextChoices):
    SMS = "sms", _("Text message")
    EMAIL = "email", _("E-mail")
    WECHAT = "wechat", _("WeChat")


class DeliveryState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Given up")
    NO_ADDRESS = "no_address", _("No number or address known")


class NoticeQuerySet(models.QuerySet["Notice"]):
    def by_reader(self, reach: Reach) -> list[Self]:
        """What this person was told: themselves, by the number they reported with, and each organisation they sit in.

        One read by index each; one condition over all would have PostgreSQL read every notice.
        """
        parts = [self.filter(account_id=reach.account_id)] if reach.account_id else []
        if Role.RESIDENT in reach.roles:
            return [*parts, self.filter(contact__account=reach.account_id)]
        return [*parts, *(self.filter(organisation_id=code) for code in sorted(reach.organisations))]

    def for_reader(self, reach: Reach) -> Self:
        """The same, as one."""
        return self.filter(pk__in=keys_of_any(part.values("pk") for part in self.by_reader(reach)))

    def unread(self) -> Self:
        return self.filter(read_at=None)


class Notice(models.Model):
    """Something told to one person or organisation. `id` follows from `key`: telling twice is one row."""

    id = models.UUIDField(primary_key=True, editable=False)
    key = models.CharField(max_length=160, unique=True)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT)
    template = models.CharField(max_length=40)
    text = models.CharField(max_length=500)
    link = models.CharField(max_length=300, blank=True, default="")
    about = models.UUIDField(null=True)
    account = models.ForeignKey("people.Account", null=True, on_delete=models.CASCADE)
    organisation = models.ForeignKey("people.Organisation", null=True, on_delete=models.CASCADE)
    contact = models.ForeignKey("people.Contact", null=True, on_delete=models.CASCADE)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(account=None, organisation=None, contact__isnull=False)
                | models.Q(account=None, organisation__isnull=False, contact=None)
                | models.Q(account__isnull=False, organisation=None, contact=None),
                name="notice_one_recipient",
            )
        ]
        indexes = [
            # queries.told: the notices page, newest first
            models.Index(fields=["account", "-created_at", "-id"], name="notice_account"),
            models.Index(fields=["organisation", "-created_at", "-id"], name="notice_organisation"),
            # queries.unread_count
            models.Index(fields=["account"], name="notice_account_unread", condition=models.Q(read_at=None)),
            models.Index(fields=["organisation"], name="notice_org_unread", condition=models.Q(read_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.template}: {self.text[:30]}"


class Delivery(models.Model):
    """One handing over to a gateway, which is given `id` as the key to tell repetitions by.

    The address is looked up at that moment, so that a changed number is used and an erased one is gone.
    A one-time code has no notice: its address and text are kept here, encrypted, and wiped afterwards.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", null=True, on_delete=models.PROTECT)
    notice = models.ForeignKey(Notice, null=True, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.SMS)
    address_cipher = models.BinaryField(default=b"")
    text_cipher = models.BinaryField(default=b"")
    state = models.CharField(max_length=10, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    next_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=200, blank=True, default="")
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            # actions.deliver_due: what is waiting, by when it is due
            models.Index(fields=["next_at"], name="delivery_due", condition=models.Q(state="waiting")),
            # queries.undelivered: what was given up, newest first
            models.Index(
                fields=["district", "-created_at", "-id"],
                name="delivery_undelivered",
                condition=models.Q(state="failed"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.state} {self.id}"


class NoticeText(models.Model):
    """A district's own wording of a template, from its pack."""

    district = models.ForeignKey("places.District", on_delete=models.CASCADE)
    template = models.CharField(max_length=40)
    text = models.CharField(max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "template"], name="noticetext_once")]

    def __str__(self) -> str:
        return f"{self.district_id} {self.template}"
