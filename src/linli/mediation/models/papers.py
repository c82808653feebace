"""What is written down for good: the record book, agreements and who signed them, what went to the court.

The database refuses to change or take away a row of the first three. An agreement that is changed is a version of its own.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.ids import uuid7


class BookEntry(models.Model):
    """A page of the team's record book (说事本): numbered without a gap in its year, chained to the one before.

    The words are sealed with the matter's key and name a party by their side, never by name; the digest is over the
    ciphertext, so that it can be checked after the key is gone.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    team = models.ForeignKey("mediation.Team", on_delete=models.PROTECT, related_name="entries")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    matter = models.ForeignKey("mediation.Matter", on_delete=models.PROTECT, related_name="entries")
    at = models.DateTimeField()
    by = models.CharField(max_length=40)
    body_cipher = models.BinaryField()
    prev = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "year", "number"], name="bookentry_number_once"),
            models.UniqueConstraint(fields=["team", "prev"], name="bookentry_one_after_another"),
            models.CheckConstraint(condition=Q(number__gte=1), name="bookentry_numbered"),
        ]
        # queries.book reads a team's year by the index of its numbers; a matter's by the index of the matter

    def __str__(self) -> str:
        return f"{self.team_id} {self.year}-{self.number}"

    @property
    def label(self) -> str:
        return f"{self.year}-{self.number:03d}"


class Agreement(models.Model):
    """A version of what was agreed, as exactly it is signed; the digest is over that text."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    matter = models.ForeignKey("mediation.Matter", on_delete=models.PROTECT, related_name="agreements")
    version = models.PositiveSmallIntegerField()
    body_cipher = models.BinaryField()
    digest = models.CharField(max_length=64)
    written_at = models.DateTimeField()
    by = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["matter", "version"], name="agreement_version_once")]

    def __str__(self) -> str:
        return f"{self.matter_id} v{self.version}"


class How(models.TextChoices):
    DRAWN = "drawn", _("Signed by hand on the screen")
    TYPED = "typed", _("Typed the name, with a code sent to their telephone")
    DECLARED = "declared", _("Typed the name, signed in")


class Signature(models.Model):
    """One party's or one mediator's name under one version. `digest`: of the text that they saw.

    Strokes are sealed with the party's key, a mediator's with the matter's. A staff account is named, not referred to:
    the row outlives it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="signatures")
    party = models.ForeignKey("mediation.Party", null=True, on_delete=models.PROTECT, related_name="signatures")
    mediator = models.UUIDField(null=True)
    mediator_name = models.CharField(max_length=40, blank=True, default="")
    how = models.CharField(max_length=10, choices=How.choices)
    strokes_cipher = models.BinaryField(default=bytes)
    digest = models.CharField(max_length=64)
    # Who handed the screen over, where it was signed at the team's table.
    witness = models.CharField(max_length=40, blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "party"], name="signature_party_once"),
            models.UniqueConstraint(fields=["agreement", "mediator"], name="signature_mediator_once"),
            models.CheckConstraint(
                condition=Q(party__isnull=False, mediator=None) | Q(party=None, mediator__isnull=False),
                name="signature_of_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.how}"

    @property
    def how_label(self) -> str:
        return str(How(self.how).label)


class SigningCode(models.Model):
    """A code that was sent to a party's telephone, for who signs by typing: for one version, ten minutes, five tries."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="codes")
    party = models.ForeignKey("mediation.Party", on_delete=models.CASCADE, related_name="codes")
    digest = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used = models.BooleanField(default=False)

    class Meta:
        # actions.signing: the newest one of a party for a version
        indexes = [models.Index(fields=["agreement", "party", "-sent_at"], name="signingcode_newest")]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.party_id}"


class Referral(models.Model):
    """To the court (诉调对接): a summary that the parties read and agree to; handed over once all of them did."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    matter = models.OneToOneField("mediation.Matter", on_delete=models.PROTECT, related_name="referral")
    court = models.CharField(max_length=60)
    summary_cipher = models.BinaryField()
    by = models.CharField(max_length=40)
    written_at = models.DateTimeField()
    handed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.matter_id} {self.court}"
