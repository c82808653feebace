"""Somebody's time with a lawyer: booked or walked in, the notes of it, and whether legal aid is asked for."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.clock import now
from linli.ids import uuid7
from linli.people.vault import mask_name, unseal


class State(models.TextChoices):
    BOOKED = "booked", _("Booked")
    CAME = "came", _("Was there")
    MISSED = "missed", _("Did not come")
    CANCELLED = "cancelled", _("Cancelled")


HELD = (State.BOOKED, State.CAME, State.MISSED)
# Who comes early is there already.
ARRIVES = timedelta(minutes=30)
_TONES = {State.BOOKED: "good", State.CAME: "calm", State.MISSED: "late"}


class Consultation(models.Model):
    """A slot of a lawyer's hours that is somebody's; the name, the question and the notes are sealed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=16, unique=True)
    lawyer = models.ForeignKey("legal.Lawyer", on_delete=models.PROTECT, related_name="consultations")
    place = models.ForeignKey("legal.LegalPlace", on_delete=models.PROTECT, related_name="consultations")
    kind = models.ForeignKey("legal.LegalKind", on_delete=models.PROTECT, related_name="+")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.BOOKED)
    account = models.ForeignKey(
        "people.Account", null=True, on_delete=models.SET_NULL, related_name="legal_consultations"
    )
    name_cipher = models.BinaryField(default=bytes)
    question_cipher = models.BinaryField(default=bytes)
    walked_in = models.BooleanField(default=False)
    by_staff = models.BooleanField(default=False)
    moved = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("begins_at")), name="consultation_follows")]
        indexes = [
            # queries.desk: a lawyer's day and week
            models.Index(fields=["lawyer", "begins_at"], name="consultation_lawyer"),
            # queries.mine
            models.Index(fields=["account", "-begins_at"], name="consultation_account"),
            # queries.figures: the months of a district
            models.Index(fields=["district", "begins_at"], name="consultation_month"),
            # actions.chores: whom to remind, whose time has passed
            models.Index(fields=["begins_at"], name="consultation_booked", condition=Q(state="booked")),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> str:
        return unseal(self.name_cipher) if self.name_cipher else ""

    @property
    def masked_name(self) -> str:
        return mask_name(self.name)

    @property
    def question(self) -> str:
        return unseal(self.question_cipher) if self.question_cipher else ""

    @property
    def state_label(self) -> str:
        return str(State(self.state).label)

    @property
    def tone(self) -> str:
        return _TONES.get(State(self.state), "")

    @property
    def subject(self) -> str:
        """As the audit names it."""
        return f"legal:{self.code}"

    @property
    def may_change(self) -> bool:
        """Whether it can still be cancelled or moved."""
        at: datetime = self.begins_at
        return self.state == State.BOOKED and now() < at

    @property
    def may_be_noted(self) -> bool:
        at: datetime = self.begins_at
        return self.state != State.CANCELLED and now() >= at - ARRIVES


class Ten(models.Model):
    """Ten minutes of a lawyer that are taken. A consultation holds two or three that follow; the database lets nobody
    take one twice, however long the slots are that hours were changed to."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="tens")
    lawyer = models.ForeignKey("legal.Lawyer", on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey("people.Account", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lawyer", "at"], name="ten_lawyer_once"),
            models.UniqueConstraint(fields=["account", "at"], name="ten_person_once"),
        ]

    def __str__(self) -> str:
        return f"{self.lawyer_id} {self.at:%H:%M}"


class Note(models.Model):
    """What was asked and explained, for who asked: only they and that lawyer read it. One sealed JSON of four parts."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    consultation = models.OneToOneField(Consultation, on_delete=models.CASCADE, related_name="note")
    body_cipher = models.BinaryField()
    written_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.consultation_id}"


class AidState(models.TextChoices):
    PROPOSED = "proposed", _("Proposed by the lawyer")
    AGREED = "agreed", _("Agreed to, with the judicial bureau")
    DECLINED = "declined", _("Not wanted")
    TAKEN = "taken", _("Taken up by legal aid")
    REFUSED = "refused", _("Not within legal aid")


class Aid(models.Model):
    """Legal aid is proposed by the lawyer; only if the resident agrees does the judicial bureau learn of it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    consultation = models.OneToOneField(Consultation, on_delete=models.CASCADE, related_name="aid")
    state = models.CharField(max_length=10, choices=AidState.choices, default=AidState.PROPOSED)
    reason_cipher = models.BinaryField()
    answer_cipher = models.BinaryField(default=bytes)
    proposed_at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        # queries.desk.aids: what waits for the judicial bureau
        indexes = [models.Index(fields=["agreed_at"], name="aid_waiting", condition=Q(state="agreed"))]

    def __str__(self) -> str:
        return f"{self.consultation_id} {self.state}"

    @property
    def state_label(self) -> str:
        return str(AidState(self.state).label)

    @property
    def tone(self) -> str:
        return {"proposed": "wait", "agreed": "calm", "taken": "good", "refused": "late"}.get(self.state, "")

    @property
    def reason(self) -> str:
        return unseal(self.reason_cipher) if self.reason_cipher else ""

    @property
    def answer(self) -> str:
        return unseal(self.answer_cipher) if self.answer_cipher else ""
