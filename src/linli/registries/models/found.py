"""By what a card is found again when it is reported twice, and the pairs that people are shown."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.ids import uuid7
from linli.people.models import Account
from linli.places.models import District

from .cards import Card, CardKind


class CardKey(models.Model):
    """One blind key of a card: equal keys mean that the same two or three things were written of a person.

    63 bits of a keyed digest over kind of key, kind of card, district and the values.
    """

    card = models.ForeignKey(Card, on_delete=models.CASCADE, related_name="keys", db_constraint=False, db_index=False)
    key = models.BigIntegerField()

    class Meta:
        indexes = [
            # queries.duplicates: which cards share a key, read from the index alone
            models.Index(fields=["key", "card"], name="cardkey_key"),
            # actions.keys: a card's own, to be written anew
            models.Index(fields=["card"], name="cardkey_card"),
        ]

    def __str__(self) -> str:
        return f"{self.card_id} {self.key}"


class PairState(models.TextChoices):
    OPEN = "open", _("To be compared")
    APART = "apart", _("Two different ones")
    MERGED = "merged", _("Merged with another")


class Pair(models.Model):
    """Two cards that may be one. `first` was reported first; `reasons` are codes of what agrees and what differs."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey(District, on_delete=models.PROTECT)
    kind = models.CharField(max_length=6, choices=CardKind.choices)
    first = models.ForeignKey(Card, on_delete=models.CASCADE, related_name="pairs_as_first")
    second = models.ForeignKey(Card, on_delete=models.CASCADE, related_name="pairs_as_second")
    score = models.PositiveSmallIntegerField()
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=6, choices=PairState.choices, default=PairState.OPEN)
    found_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    # Which of the two was kept, when they were merged.
    kept = models.ForeignKey(Card, null=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="registry_pair_once")]
        indexes = [
            # queries.pairs: what waits in a district, the likeliest first
            models.Index(fields=["district", "state", "-score", "-id"], name="registry_pair_open")
        ]

    def __str__(self) -> str:
        return f"{self.first} {self.second}"

    @property
    def state_label(self) -> str:
        return str(PairState(self.state).label)
