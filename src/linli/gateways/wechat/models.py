"""The tables of the official accounts: followers, conversations, what came in, the access token, errands to run later."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from linli.ids import uuid7
from linli.people.vault import blind_index, unseal


def index_of(district: str, openid: str) -> str:
    """By what a follower is found: an account's openids are its own, and a district has one account."""
    return blind_index(f"wechat {district} {openid}")


class Follower(models.Model):
    """Someone who wrote to a district's official account, follows it, or signs in by it.

    Who has linked it to their number is `account`; what others report is under `contact`. WeChat's name for them, the openid, is
    sealed and told by its blind index alone.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    openid_cipher = models.BinaryField()
    openid_index = models.CharField(max_length=64)
    following = models.BooleanField(default=False)
    account = models.ForeignKey("people.Account", null=True, on_delete=models.SET_NULL, related_name="+")
    contact = models.OneToOneField("people.Contact", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    # When they unfollowed; they may follow again.
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "openid_index"], name="follower_once"),
            models.UniqueConstraint(
                fields=["district", "account"], condition=Q(account__isnull=False), name="follower_of_account"
            ),
        ]
        # actions.following.forget_gone
        indexes = [models.Index(fields=["left_at"], name="follower_left", condition=Q(left_at__isnull=False))]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def openid(self) -> str:
        return unseal(self.openid_cipher)


class Conversation(models.Model):
    """A report on its way, message by message. What was said so far is sealed; it is put away when left lying."""

    follower = models.OneToOneField(Follower, primary_key=True, on_delete=models.CASCADE, related_name="conversation")
    said_cipher = models.BinaryField()
    # actions.sweeping
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.pk)


class Received(models.Model):
    """A message that was taken, by its number, with the sealed answer it was given: sent again, it gets the same."""

    district = models.ForeignKey("places.District", on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)
    answer_cipher = models.BinaryField(default=bytes)
    # actions.sweeping
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "key"], name="wechat_received_once")]

    def __str__(self) -> str:
        return self.key[:8]


class Nonce(models.Model):
    """A signature that was shown, and the message it came with; kept while it could still be shown again."""

    district = models.ForeignKey("places.District", on_delete=models.CASCADE, related_name="+")
    value = models.CharField(max_length=64)
    key = models.CharField(max_length=64)
    # actions.sweeping
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "value"], name="wechat_nonce_once")]

    def __str__(self) -> str:
        return self.value[:8]


class AccessToken(models.Model):
    """What every call to WeChat needs, one for all nodes. Whoever holds the lease is the one that fetches the next."""

    district = models.OneToOneField("places.District", primary_key=True, on_delete=models.CASCADE, related_name="+")
    value_cipher = models.BinaryField(default=bytes)
    expires_at = models.DateTimeField()
    fetched_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.district_id


class Sent(models.Model):
    """A template message that WeChat took, by its number there, until it says whether it arrived."""

    district = models.ForeignKey("places.District", on_delete=models.CASCADE, related_name="+")
    number = models.CharField(max_length=40)
    delivery = models.UUIDField()
    # actions.sweeping
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "number"], name="wechat_sent_once")]

    def __str__(self) -> str:
        return self.number


class ErrandKind(models.TextChoices):
    TEXT = "text"
    PICTURE = "picture"


class ErrandState(models.TextChoices):
    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


class Errand(models.Model):
    """What could not be done within the five seconds of an answer: a text to be sent, a picture to be fetched.

    `body_cipher` is its JSON, sealed, and wiped when it is done or given up. `case`: where a picture belongs once its report has been handed in.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, related_name="errands")
    kind = models.CharField(max_length=8, choices=ErrandKind.choices)
    body_cipher = models.BinaryField(default=bytes)
    case = models.ForeignKey("cases.Case", null=True, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=8, choices=ErrandState.choices, default=ErrandState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    next_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        indexes = [
            # actions.errands.run_due
            models.Index(fields=["next_at", "id"], name="errand_due", condition=Q(state="waiting")),
            # actions.sweeping
            models.Index(fields=["created_at"], name="errand_created"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state} {self.id}"
