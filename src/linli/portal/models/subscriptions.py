"""Subscriptions: who wants to be told of new policies, of what kind; and the policies that are being told of."""

from __future__ import annotations

from django.db import models

from linli.clock import now
from linli.ids import uuid7


class Subscription(models.Model):
    """Someone is told of a policy that fits all of this, once. What is left empty fits anything."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT)
    account = models.ForeignKey("people.Account", on_delete=models.CASCADE, related_name="subscriptions")
    audience = models.CharField(max_length=12, blank=True, default="")
    subject = models.CharField(max_length=40, blank=True, default="")
    region = models.CharField(max_length=15, blank=True, default="")
    # How: in the app alone, by text message, or through WeChat.
    channel = models.CharField(max_length=8, default="sms")
    created_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "district", "audience", "subject", "region"], name="subscription_once"
            )
        ]
        # actions.subscribing.tell_subscribers: all of a district, account by account
        indexes = [models.Index(fields=["district", "account", "id"], name="subscription_district")]

    def __str__(self) -> str:
        return f"{self.audience}/{self.subject}/{self.region}"


class Announcement(models.Model):
    """A policy that subscribers are told of, once: `reached` is the last account whose subscriptions were looked at."""

    policy = models.OneToOneField("portal.Policy", on_delete=models.CASCADE, related_name="announcement")
    district = models.ForeignKey("places.District", on_delete=models.PROTECT)
    begun_at = models.DateTimeField()
    reached = models.UUIDField(null=True)
    told = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True)

    class Meta:
        # actions.subscribing.tell_subscribers: what is not told to the end
        indexes = [
            models.Index(fields=["begun_at"], name="announcement_waiting", condition=models.Q(done_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.policy_id}"
