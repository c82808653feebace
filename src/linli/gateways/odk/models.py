"""The keys that tablets sign in with: one a tablet, of one interviewer in one district."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from linli.ids import uuid7


class Key(models.Model):
    """What ODK Collect on one tablet may do: what its interviewer may, and nothing beside surveys.

    The token itself is shown once and not kept: `token_index` is its blind index. Signing in by HTTP digest needs the MD5 of
    user name, realm and token on the server's side; that is sealed.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey("people.Account", on_delete=models.CASCADE, related_name="+")
    issued_by = models.ForeignKey("people.Account", on_delete=models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=40)
    username = models.CharField(max_length=20, unique=True)
    token_index = models.CharField(max_length=64, unique=True)
    digest_cipher = models.BinaryField()
    created_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    # The tablet's clock less ours, in seconds, as its last request said; unknown where it said nothing.
    clock_off = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            # queries.keys_of
            models.Index(fields=["district", "created_at"], name="odk_keys_of"),
            # actions.end_of: all that one person's tablets hold
            models.Index(fields=["account"], name="odk_account", condition=Q(ended_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.username
