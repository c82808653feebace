"""Policies: official documents with their number, issuer and dates, what they mean in plain words, and what they lead to."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import DraftStateMixin, LockableMixin, RevisionMixin, WorkflowMixin

from linli.clock import now, today
from linli.ids import uuid7

from ..official.paragraphs import compact

LONG_AGO = date(1900, 1, 1)


class PolicyLevel(models.TextChoices):
    """Whose policy it is."""

    CENTRAL = "central", _("State level")
    PROVINCE = "province", _("Province level")
    CITY = "city", _("City level")
    DISTRICT = "district", _("District level")


class Validity(models.TextChoices):
    """What became of it, as its issuer said. One whose last day has passed is over, whatever this says."""

    IN_FORCE = "in_force", _("In force")
    AMENDED = "amended", _("Amended")
    REPEALED = "repealed", _("Repealed")


class Policy(WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, models.Model):
    """An official document.

    `text` is plain: a paragraph a line; headings are found in it by how official texts number theirs (一、（一）1.).
    `questions` is a list of {"q", "a"}; `services` are codes of the district's services, `regions` codes of areas
    (none: everywhere in the district); `audiences` and `subjects` as the pack names them.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT)
    title = models.CharField(_("Title"), max_length=200)
    number = models.CharField(_("Document number"), max_length=60, blank=True)
    issuer = models.CharField(_("Issuing authority"), max_length=120, blank=True)
    level = models.CharField(_("Level"), max_length=10, choices=PolicyLevel.choices)
    issued_on = models.DateField(_("Issued on"), null=True, blank=True)
    in_force_from = models.DateField(_("In force from"), null=True, blank=True)
    in_force_until = models.DateField(_("In force until"), null=True, blank=True)
    validity = models.CharField(_("Validity"), max_length=10, choices=Validity.choices, default=Validity.IN_FORCE)
    changed_by = models.ForeignKey(
        "self", verbose_name=_("Amended or repealed by"), null=True, blank=True, on_delete=models.SET_NULL, related_name="changes"
    )  # fmt: skip
    before = models.ForeignKey(
        "self", verbose_name=_("The version before"), null=True, blank=True, on_delete=models.SET_NULL, related_name="after"
    )  # fmt: skip
    audiences = models.JSONField(_("Addressed to"), default=list, blank=True)
    subjects = models.JSONField(_("Subjects"), default=list, blank=True)
    regions = models.JSONField(_("Region"), default=list, blank=True)
    text = models.TextField(_("Official text"))
    summary = models.TextField(_("In plain words"), blank=True)
    questions = models.JSONField(_("Questions and answers"), default=list, blank=True)
    services = models.JSONField(_("Services"), default=list, blank=True)
    # Keys of documents: forms, lists, the scan with the seal. In the row itself, so that a draft does not publish them.
    attachments = models.JSONField(_("Attachments"), default=list, blank=True)
    # By which lists are sorted: the day it was issued, or else that it holds from; long ago where neither is known.
    listed_on = models.DateField(default=LONG_AGO, editable=False)
    # Where it was taken from, and the SHA-256 of its text as it came.
    origin = models.CharField(max_length=200, blank=True, editable=False)
    digest = models.CharField(max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField(default=now, editable=False)
    updated_at = models.DateTimeField(default=now, editable=False)

    revisions = GenericRelation("wagtailcore.Revision", related_query_name="policy")
    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState", content_type_field="base_content_type", object_id_field="object_id",
        related_query_name="policy",
    )  # fmt: skip

    class Meta:
        verbose_name = _("Policy")
        verbose_name_plural = _("Policies")
        indexes = [
            # queries.station: the newest of a district, all or of a level
            models.Index(fields=["district", "-listed_on", "-id"], name="policy_newest"),
            models.Index(fields=["district", "level", "-listed_on", "-id"], name="policy_level"),
            # actions.importing: is it here already?
            models.Index(fields=["district", "number"], name="policy_number"),
            # actions.policies.close_what_ran_out
            models.Index(
                fields=["in_force_until"], name="policy_until", condition=models.Q(in_force_until__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.number or str(self.pk)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.settle()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "digest", "listed_on", "updated_at"}
        if not self._state.adding:
            PolicyVersion.keep(self)
        super().save(*args, **kwargs)

    @property
    def is_over(self) -> bool:
        """Repealed, or past its last day."""
        return self.validity == Validity.REPEALED or self.has_run_out(today())

    def has_run_out(self, day: date) -> bool:
        return self.in_force_until is not None and self.in_force_until < day

    def settle(self) -> None:
        """Bring what follows from the other columns in line with them."""
        self.digest, self.updated_at = digest_of(self.text), now()
        self.listed_on = self.issued_on or self.in_force_from or LONG_AGO


def digest_of(text: str) -> str:
    """By which two copies of a text are the same, however their lines were broken."""
    return hashlib.sha256(compact(text).encode()).hexdigest()


class PolicyVersion(models.Model):
    """A text that everyone could read, and that another took the place of."""

    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="versions")
    text = models.TextField()
    digest = models.CharField(max_length=64)
    ended_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.policy_id} {self.ended_at}"

    @classmethod
    def keep(cls, policy: Policy) -> None:
        """Keep the text that is there, if it is published and another one now."""
        there = Policy.objects.filter(pk=policy.pk, live=True).exclude(digest=policy.digest)
        for text, digest in there.values_list("text", "digest"):
            cls.objects.create(policy=policy, text=text, digest=digest, ended_at=policy.updated_at)


class PolicyTerm(models.Model):
    """One thing by which policies are narrowed: audience:businesses, subject:税费. Follows from the policy's own lists."""

    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="terms")
    term = models.CharField(max_length=60)

    class Meta:
        # queries.station: the policies of a term
        constraints = [models.UniqueConstraint(fields=["term", "policy"], name="policyterm_once")]

    def __str__(self) -> str:
        return self.term


class PolicySubject(models.Model):
    """What policies are about, as the district's pack names it; `words` in a title tell that a policy is about it."""

    district = models.ForeignKey("places.District", on_delete=models.PROTECT)
    name = models.CharField(max_length=20)
    words = models.JSONField(default=list)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "name"], name="policysubject_once")]

    def __str__(self) -> str:
        return self.name
