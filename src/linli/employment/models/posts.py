"""Companies that offer posts, the rule of whom a post is offered to first, posts, and who asks for one."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.clock import today
from linli.ids import uuid7
from linli.ledger.models import money
from linli.people.vault import mask_name, mask_phone, unseal

# Of who claims nothing, or did not agree that it be used.
NO_GROUP = ""


class Company(models.Model):
    """An organisation that offers posts and pays wages out of an account of the ledger (`bank`, its code)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    organisation = models.OneToOneField("people.Organisation", on_delete=models.PROTECT, related_name="employs")
    bank = models.CharField(max_length=80)
    address = models.CharField(max_length=120, blank=True, default="")
    phone = models.CharField(max_length=20, blank=True, default="")
    active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.organisation_id


class Rule(models.Model):
    """Whom posts are offered to first, in words; and the least an hour is paid. A change is a new version, so that each post
    keeps the one that was printed on it.

    `groups` are [{"code", "name", "words"}], the first first. `verified`: the minimum was compared with its `source`.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    version = models.CharField(max_length=20)
    name = models.CharField(max_length=40)
    words = models.TextField()
    groups = models.JSONField(default=list)
    least_an_hour = money()
    source = models.CharField(max_length=200)
    verified = models.BooleanField(default=False)
    current = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "version"], name="jobs_rule_version_once"),
            models.UniqueConstraint(fields=["district"], condition=Q(current=True), name="jobs_rule_one_current"),
            models.CheckConstraint(condition=Q(least_an_hour__gt=0), name="jobs_rule_least_above_zero"),
        ]

    def __str__(self) -> str:
        return self.version

    def rank(self, group: str) -> int:
        """Which place a group has in the order, from 0; who claims none comes after all of them."""
        codes = [str(one["code"]) for one in self.groups]
        return codes.index(group) if group in codes else len(codes)

    def group_name(self, group: str) -> str:
        found: Any = next((one["name"] for one in self.groups if one["code"] == group), "")
        return str(found)


class PostKind(models.TextChoices):
    FULL = "full", _("Full time")
    PART = "part", _("Part time")


class Pay(models.TextChoices):
    MONTHLY = "monthly", _("a month")
    HOURLY = "hourly", _("an hour")


class PostState(models.TextChoices):
    OPEN = "open", _("Open to ask")
    CLOSED = "closed", _("Post closed")


class Post(models.Model):
    """Work that a company offers to `wanted` people. `taken` is how many hold it now: it is raised together with each
    placement, and the database refuses more than are wanted. `last_turn` is the number of who asked last."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="posts")
    rule = models.ForeignKey(Rule, on_delete=models.PROTECT, related_name="posts")
    code = models.CharField(max_length=40)
    title = models.CharField(max_length=40)
    about = models.TextField()
    area = models.ForeignKey("places.Area", on_delete=models.PROTECT)
    place = models.CharField(max_length=60)
    kind = models.CharField(max_length=4, choices=PostKind.choices)
    hours_a_week = models.PositiveSmallIntegerField()
    times = models.CharField(max_length=60, blank=True, default="")
    pay = models.CharField(max_length=8, choices=Pay.choices)
    wage = money()
    wanted = models.PositiveSmallIntegerField()
    taken = models.PositiveSmallIntegerField(default=0)
    last_turn = models.PositiveIntegerField(default=0)
    open_from = models.DateField()
    open_until = models.DateField()
    state = models.CharField(max_length=6, choices=PostState.choices, default=PostState.OPEN)
    reason = models.CharField(max_length=100, blank=True, default="")
    by = models.ForeignKey("people.Account", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "code"], name="post_code_once"),
            models.CheckConstraint(condition=Q(wage__gt=0), name="post_wage_above_zero"),
            models.CheckConstraint(condition=Q(wanted__gt=0), name="post_wants_somebody"),
            # Nobody is given a post that is not there.
            models.CheckConstraint(condition=Q(taken__lte=F("wanted")), name="post_not_over_its_number"),
            models.CheckConstraint(condition=Q(open_until__gte=F("open_from")), name="post_days_follow"),
            models.CheckConstraint(condition=Q(hours_a_week__gt=0, hours_a_week__lte=60), name="post_hours_a_week"),
        ]
        indexes = [
            # queries.jobs: what is open in a district; actions.chores: what ran out
            models.Index(fields=["district", "state", "open_until"], name="post_open"),
            # queries.desk: a company's posts, the newest first
            models.Index(fields=["company", "-id"], name="post_company"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def left(self) -> int:
        return self.wanted - self.taken

    @property
    def is_full(self) -> bool:
        return self.left <= 0

    @property
    def takes_applicants(self) -> bool:
        return self.state == PostState.OPEN and self.open_from <= today() <= self.open_until and not self.is_full

    @property
    def kind_label(self) -> str:
        return str(PostKind(self.kind).label)

    @property
    def pay_label(self) -> str:
        return str(Pay(self.pay).label)

    @property
    def state_label(self) -> str:
        """In a word, as readers see it."""
        if self.state == PostState.CLOSED or today() > self.open_until:
            return str(_("All places taken") if self.is_full else PostState.CLOSED.label)
        if self.is_full:
            return str(_("All places taken"))
        return str(_("Open from later on") if today() < self.open_from else _("Wanted now"))

    @property
    def tone(self) -> str:
        return "good" if self.takes_applicants else ""


class ApplicantState(models.TextChoices):
    APPLIED = "applied", _("Asked for the post")
    INVITED = "invited", _("Invited to talk")
    PLACED = "placed", _("Has the post")
    DECLINED = "declined", _("Not chosen")
    WITHDRAWN = "withdrawn", _("Taken back")


UNDECIDED = (ApplicantState.APPLIED, ApplicantState.INVITED)
_TONES = {ApplicantState.APPLIED: "calm", ApplicantState.INVITED: "wait", ApplicantState.PLACED: "good"}


class Applicant(models.Model):
    """Who asks for a post, in the `turn` in which they came.

    Name, number, group claimed, hours and words are sealed. What is only needed to decide (group, paper, hours, words) is
    wiped as soon as it is decided, the rest some time after. `paper_seen`: staff saw the paper that goes with the group.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="applicants")
    account = models.ForeignKey("people.Account", null=True, on_delete=models.SET_NULL, related_name="+")
    code = models.CharField(max_length=16, unique=True)
    turn = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=ApplicantState.choices, default=ApplicantState.APPLIED)
    name_cipher = models.BinaryField(default=bytes)
    contact_cipher = models.BinaryField(default=bytes)
    group_cipher = models.BinaryField(default=bytes)
    times_cipher = models.BinaryField(default=bytes)
    words_cipher = models.BinaryField(default=bytes)
    paper_seen = models.BooleanField(null=True)
    by_staff = models.BooleanField(default=False)
    invited_to = models.DateTimeField(null=True)
    invited_where = models.CharField(max_length=120, blank=True, default="")
    reason = models.CharField(max_length=200, blank=True, default="")
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "turn"], name="applicant_turn_once"),
            # One person asks once for a post, and not for one they hold.
            models.UniqueConstraint(
                fields=["post", "account"], condition=Q(state__in=["applied", "invited"]), name="applicant_person_once"
            ),
            # What was needed to decide is gone once it is decided.
            models.CheckConstraint(
                condition=Q(state__in=["applied", "invited"]) | Q(group_cipher=b"", words_cipher=b"", times_cipher=b"", paper_seen=None),
                name="applicant_wiped_when_decided",
            ),
        ]  # fmt: skip
        indexes = [
            # queries.desk: who asks for a post and is undecided
            models.Index(fields=["post", "state", "turn"], name="applicant_line"),
            # queries.mine
            models.Index(fields=["account", "-created_at"], name="applicant_account"),
            # actions.chores: whose name is let go of
            models.Index(fields=["ended_at"], name="applicant_ended", condition=~Q(name_cipher=b"")),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> str:
        return unseal(self.name_cipher)

    @property
    def contact(self) -> str:
        return unseal(self.contact_cipher)

    @property
    def group(self) -> str:
        return unseal(self.group_cipher)

    @property
    def times(self) -> str:
        return unseal(self.times_cipher)

    @property
    def words(self) -> str:
        return unseal(self.words_cipher)

    @property
    def masked_name(self) -> str:
        return mask_name(self.name)

    @property
    def masked_contact(self) -> str:
        return mask_phone(self.contact)

    @property
    def state_label(self) -> str:
        return str(ApplicantState(self.state).label)

    @property
    def tone(self) -> str:
        return _TONES.get(ApplicantState(self.state), "")

    @property
    def is_undecided(self) -> bool:
        return self.state in UNDECIDED


class PlacedCount(models.Model):
    """How many people of a group were placed in a year: a number, which nothing leads back from to anybody."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    group = models.CharField(max_length=20, blank=True, default="")
    number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "year", "group"], name="placed_count_once")]

    def __str__(self) -> str:
        return f"{self.year} {self.group} {self.number}"
