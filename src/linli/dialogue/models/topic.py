"""What an organisation asks everybody, for a time, and the secret ballot that may go with it."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from linli.clock import now
from linli.ids import uuid7
from linli.people.queries import organisations
from linli.people.vault import seal, unseal


class Moderation(models.TextChoices):
    BEFORE = "before", _("Looked at before everybody reads it")
    AFTER = "after", _("Read by everybody at once, looked at afterwards")


class TopicQuerySet(models.QuerySet["Topic"]):
    def public(self) -> Self:
        """Those that have begun, also when they are over."""
        return self.filter(active=True, opens_at__lte=now())

    def open(self) -> Self:
        """Those that one can speak to now."""
        return self.public().filter(closes_at__gt=now())

    def over(self) -> Self:
        return self.public().filter(closes_at__lte=now())


class Topic(models.Model):
    """A question to everybody. `answer_days` are the working days in which each proposal to it is answered.

    `opened_at` and `ended_at` are when the installation took note that it began and ended: what is told of it is told
    then, once. What can be done follows from `opens_at` and `closes_at` alone. One changed at the desk is the pack's
    (`from_pack`) no more.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="topics")
    code = models.CharField(max_length=40)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="topics")
    title = models.CharField(max_length=60)
    question = models.CharField(max_length=300)
    background = models.TextField(blank=True, default="")
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    moderation = models.CharField(max_length=8, choices=Moderation.choices, default=Moderation.BEFORE)
    answer_days = models.PositiveSmallIntegerField()
    from_pack = models.BooleanField(default=False)
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    # When its words or its last day were changed after it had begun: shown to everyone.
    changed_at = models.DateTimeField(null=True)

    objects = TopicQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "code"], name="topic_code_once"),
            models.CheckConstraint(condition=models.Q(closes_at__gt=F("opens_at")), name="topic_period"),
        ]
        indexes = [
            # queries.topics: those of a district, the soonest to end first
            models.Index(fields=["district", "closes_at"], name="topic_closing"),
            # actions.chores.turn_topics
            models.Index(fields=["opens_at"], name="topic_to_open", condition=models.Q(opened_at=None)),
            models.Index(fields=["closes_at"], name="topic_to_end", condition=models.Q(ended_at=None)),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_open(self) -> bool:
        return self.active and self.opens_at <= now() < self.closes_at

    @property
    def is_over(self) -> bool:
        return self.closes_at <= now()

    @property
    def has_begun(self) -> bool:
        return self.opens_at <= now()

    @property
    def organisation_name(self) -> str:
        card = organisations(self.district_id).get(self.organisation_id)
        return card.name if card else self.organisation_id


class Ballot(models.Model):
    """A secret ballot on a topic, open until the topic ends for the first time, and never again.

    Who has voted (`BallotTurn`) and how many chose what (`sealed`) have nothing in common but the ballot. The counts are
    one sealed value, always as long, written whole with each vote: two states of this row, from a backup, a
    replication log or a page not yet overwritten, do not tell which count went up.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT)
    topic = models.OneToOneField(Topic, on_delete=models.CASCADE, related_name="ballot")
    question = models.CharField(max_length=200)
    # Counts in the order of the options, ten digits each.
    sealed = models.BinaryField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.question

    @property
    def counts(self) -> list[int]:
        """How many chose each option: read by nobody before the end."""
        return [int(count) for count in unseal(self.sealed).split()]

    @counts.setter
    def counts(self, votes: list[int]) -> None:
        self.sealed = seal(" ".join(f"{count:010d}" for count in votes))


class BallotOption(models.Model):
    """One of the answers, by its place from 1."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT)
    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="options")
    order = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ballot", "order"], name="ballotoption_order_once")]

    def __str__(self) -> str:
        return self.text


class BallotTurn(models.Model):
    """Somebody has voted. `mark` is the blind index of ballot and account: it names nobody and tells no order. When the
    ballot has ended nobody can vote twice, and these rows go."""

    mark = models.CharField(max_length=64, primary_key=True)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT)
    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="turns")

    def __str__(self) -> str:
        return self.mark[:8]
