"""Tables of follow-up: who is managed for what, each visit, referral and examination, and the population behind the rates.

What a person said and what was measured is sealed; what lists and rates are made of (dates, whether the aim was reached)
is not.
"""

from __future__ import annotations

from typing import Any

import orjson
from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.health.models import Alert, Patient
from linli.ids import uuid7
from linli.people.models import Account, Organisation
from linli.people.vault import unseal, unseal_bytes
from linli.places.models import District


class Condition(models.TextChoices):
    HYPERTENSION = "hypertension", _("High blood pressure")
    T2DM = "t2dm", _("Type 2 diabetes")


class EndReason(models.TextChoices):
    DIED = "died", _("Died")
    MOVED = "moved", _("Moved away")
    REFUSED = "refused", _("Wants no more visits")
    LOST = "lost", _("Cannot be found")
    MISTAKEN = "mistaken", _("Enrolled by mistake")


class DueReason(models.TextChoices):
    """Why the next visit is due when it is."""

    FIRST = "first", _("First visit")
    REGULAR = "regular", _("Every three months")
    UNCONTROLLED = "uncontrolled", _("Aim not reached")
    ADVERSE = "adverse", _("Side effects")
    COMPLICATION = "complication", _("Complication")
    URGENT = "urgent", _("Urgent value")
    LOST = "lost", _("Not met last time")
    CHOSEN = "chosen", _("Earlier, as the physician chose")


class Control(models.TextChoices):
    YES = "yes", _("Aim reached")
    NO = "no", _("Aim not reached")
    UNKNOWN = "unknown", _("Not measured")


class Classed(models.TextChoices):
    """The four classes of the norm's form."""

    SATISFIED = "satisfied", _("Well controlled")
    UNSATISFIED = "unsatisfied", _("Not well controlled")
    ADVERSE = "adverse", _("Side effects of medicines")
    COMPLICATION = "complication", _("Complications")


class VisitKind(models.TextChoices):
    CLINIC = "clinic", _("At the clinic")
    HOME = "home", _("At home")
    PHONE = "phone", _("By telephone")
    VIDEO = "video", _("By video")
    # Nobody was met: kept as a visit, because the person then counts as not controlled.
    LOST = "lost", _("Not met")


FACE_TO_FACE = (VisitKind.CLINIC, VisitKind.HOME)


class Enrolment(models.Model):
    """A person managed for a condition by an institution, from a day on and until it ends.

    `last_*` and `next_*` are the fold of its visits and referrals, written with them.
    `reminded_for`, `overdue_told_for`: the due day of which the resident, the institution were told.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey(District, on_delete=models.PROTECT)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="enrolments")
    condition = models.CharField(max_length=12, choices=Condition.choices)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    physician = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    ended_on = models.DateField(null=True)
    end_reason = models.CharField(max_length=10, choices=EndReason.choices, blank=True, default="")
    last_on = models.DateField(null=True)
    last_control = models.CharField(max_length=7, choices=Control.choices, blank=True, default="")
    last_kind = models.CharField(max_length=6, choices=VisitKind.choices, blank=True, default="")
    next_due = models.DateField(null=True)
    next_reason = models.CharField(max_length=12, choices=DueReason.choices, default=DueReason.FIRST)
    reminded_for = models.DateField(null=True)
    overdue_told_for = models.DateField(null=True)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "condition"], condition=models.Q(ended_on=None), name="enrolment_once_at_a_time"
            )
        ]
        indexes = [
            # an institution's panel, by when the next visit is due
            models.Index(
                fields=["organisation", "next_due", "id"], name="enrolment_panel", condition=models.Q(ended_on=None)
            ),
            # the chores: whose visit is due or overdue
            models.Index(fields=["next_due"], name="enrolment_due", condition=models.Q(ended_on=None)),
            # the rates of a year
            models.Index(fields=["district", "condition", "since"], name="enrolment_rates"),
        ]

    def __str__(self) -> str:
        return f"{self.patient} {self.condition}"


class Visit(models.Model):
    """One visit, with the sealed answers to the form of `form_version` and what the norm of `norm_version` made of them.

    A correction is a row of its own that `replaces` the earlier one, which stays with `replaced_at` set.
    `computed` is the class by rule, `classed` what counts: the same, or another with a word why in the answers.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey(District, on_delete=models.PROTECT)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="visits")
    kind = models.CharField(max_length=6, choices=VisitKind.choices)
    on = models.DateField()
    form_version = models.CharField(max_length=20)
    norm_version = models.CharField(max_length=20)
    answers_cipher = models.BinaryField(default=bytes)
    control = models.CharField(max_length=7, choices=Control.choices)
    computed = models.CharField(max_length=12, choices=Classed.choices)
    classed = models.CharField(max_length=12, choices=Classed.choices)
    # Codes of what the class and the next day rest on.
    reasons = models.JSONField(default=list)
    urgent = models.BooleanField(default=False)
    next_due = models.DateField()
    next_reason = models.CharField(max_length=12, choices=DueReason.choices)
    by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    replaced_at = models.DateTimeField(null=True)
    # What was given to the person's curve: keys of observations.
    observations = models.JSONField(default=list)

    class Meta:
        # a person's visits, the newest first; corrected ones apart
        indexes = [models.Index(fields=["enrolment", "-on", "-id"], name="visit_newest")]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.on}"

    @property
    def answers(self) -> dict[str, Any]:
        """What was said and measured, unsealed; empty for one who was erased."""
        body = unseal_bytes(self.answers_cipher)
        found: dict[str, Any] = orjson.loads(body) if body else {}
        return found

    @property
    def face_to_face(self) -> bool:
        return self.kind in FACE_TO_FACE


class ReferralState(models.TextChoices):
    # Something urgent was seen; where they are sent is not said yet.
    NEEDED = "needed", _("To be arranged")
    SENT = "sent", _("Sent there")
    # They were seen there, or it was found that they need not go.
    DONE = "done", _("Has been there")
    NOT_GONE = "not_gone", _("Did not go")
    NOT_NEEDED = "not_needed", _("Not needed")


OPEN_REFERRALS = (ReferralState.NEEDED, ReferralState.SENT)


class ReferralReason(models.TextChoices):
    URGENT_PRESSURE = "urgent_pressure", _("Blood pressure at an urgent level")
    URGENT_HIGH_GLUCOSE = "urgent_high", _("Blood glucose at an urgent high level")
    URGENT_LOW_GLUCOSE = "urgent_low", _("Blood glucose at an urgent low level")
    TWICE = "twice", _("Aim not reached twice in a row")
    ADVERSE = "adverse", _("Side effects that do not go away")
    COMPLICATION = "complication", _("New or worse complication")
    OTHER = "other", _("Another reason")


class Referral(models.Model):
    """A person sent on to a higher institution, from a visit or because of an urgent value at a health point.

    What became of it is asked by `due_on`, two weeks after.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey(District, on_delete=models.PROTECT)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="referrals")
    enrolment = models.ForeignKey(Enrolment, null=True, on_delete=models.PROTECT, related_name="referrals")
    visit = models.OneToOneField(Visit, null=True, on_delete=models.PROTECT, related_name="referral")
    alert = models.OneToOneField(Alert, null=True, on_delete=models.CASCADE, related_name="referral")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=16, choices=ReferralReason.choices)
    urgent = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=ReferralState.choices, default=ReferralState.NEEDED)
    # Where they are sent, and what became of it: sealed.
    to_cipher = models.BinaryField(default=bytes)
    outcome_cipher = models.BinaryField(default=bytes)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    sent_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        # what is open at an institution, by when it is to be asked about
        indexes = [
            models.Index(fields=["organisation", "due_on"], name="referral_open", condition=models.Q(closed_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.patient} {self.reason}"

    @property
    def to(self) -> str:
        return unseal(self.to_cipher)

    @property
    def outcome(self) -> str:
        return unseal(self.outcome_cipher)


class Examination(models.Model):
    """The yearly examination of a managed person; it counts for each of their conditions."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey(District, on_delete=models.PROTECT)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="examinations")
    on = models.DateField()
    findings_cipher = models.BinaryField(default=bytes)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["patient", "on"], name="examination_once_a_day")]

    def __str__(self) -> str:
        return f"{self.patient} {self.on}"

    @property
    def findings(self) -> str:
        return unseal(self.findings_cipher)


class NormSetting(models.Model):
    """What a district changed of the norm: names of `norm.Norm` with their values, and whence."""

    district = models.OneToOneField(District, primary_key=True, on_delete=models.CASCADE, related_name="+")
    version = models.CharField(max_length=20)
    source = models.CharField(max_length=200)
    changes = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.version


class Estimate(models.Model):
    """How many people of a year are thought to have a condition: a population times a share.

    Of one institution's area, or of the whole district (`organisation` None). `verified`: whether the share was compared
    with its source.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey(District, on_delete=models.CASCADE)
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.CASCADE, related_name="+")
    condition = models.CharField(max_length=12, choices=Condition.choices)
    year = models.PositiveSmallIntegerField()
    population = models.PositiveIntegerField()
    prevalence = models.DecimalField(max_digits=6, decimal_places=5)
    source = models.CharField(max_length=200)
    verified = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "condition", "year"],
                condition=models.Q(organisation__isnull=False),
                name="estimate_of_institution_once",
            ),
            models.UniqueConstraint(
                fields=["district", "condition", "year"],
                condition=models.Q(organisation=None),
                name="estimate_of_district_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.condition} {self.year}"
