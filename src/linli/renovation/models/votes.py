"""Votes of owners: by which rule, who may vote, the ballots (sealed), and the result, none of which changes afterwards.

Rules, votes, units, ballots and results are only ever added: the database refuses to change them, and a ballot after
the result. A vote is open as long as it has no result.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.clock import today
from linli.ids import uuid7
from linli.people.vault import unseal

from .estates import Estate, House, square_metres
from .roll import Household


class Rule(models.Model):
    """How many owners must take part and agree, and by which law. `terms` as `counting.Terms` writes them.

    A version is laid down once: another wording or number is another version.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=60)
    meant_for = models.CharField(max_length=300)
    terms = models.JSONField()
    basis = models.CharField(max_length=300)
    checked = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "code", "version"], name="renorule_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class Vote(models.Model):
    """What owners are asked, of one house or of the whole estate, until the end of `closes_on`.

    `units` (owners, each once) and `area` are of those who may vote as the roll stood when it was opened. The two
    keepers alone may look who voted how.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=16, unique=True)
    estate = models.ForeignKey(Estate, on_delete=models.PROTECT, related_name="votes")
    house = models.ForeignKey(House, null=True, on_delete=models.PROTECT, related_name="votes")
    rule = models.ForeignKey(Rule, on_delete=models.PROTECT, related_name="votes")
    title = models.CharField(max_length=60)
    text = models.TextField()
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    keeper_one = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    keeper_two = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    units = models.PositiveIntegerField()
    area = square_metres(14)
    opened_at = models.DateTimeField()
    closes_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(keeper_one=F("keeper_two")), name="renovote_two_keepers"),
            models.CheckConstraint(condition=Q(units__gt=0, area__gt=0), name="renovote_has_owners"),
        ]
        # queries: an estate's votes, the latest first
        indexes = [models.Index(fields=["estate", "-opened_at"], name="renovote_estate")]

    def __str__(self) -> str:
        return self.code

    @property
    def of_whom(self) -> str:
        return self.house.name if self.house else self.estate.name

    @property
    def is_over(self) -> bool:
        return today() > self.closes_on

    @property
    def days_left(self) -> int:
        return (self.closes_on - today()).days


class VoteUnit(models.Model):
    """A household that may vote, with the area it counts for.

    `owner` is the first unit of whoever owns it, itself for most: who owns several votes once, with all of them, and is
    counted by head at that first one.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="roll")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="vote_units")
    house = models.ForeignKey(House, on_delete=models.PROTECT, related_name="+")
    unit = models.CharField(max_length=20)
    area = square_metres()
    owner = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vote", "household"], name="voteunit_once")]

    def __str__(self) -> str:
        return self.unit

    @property
    def heads(self) -> int:
        """How many owners are counted here: one, or none where theirs is another unit."""
        return int(self.owner == self.pk)


class Choice(models.TextChoices):
    """One letter each: sealed, all have one length, and nobody tells them apart by that."""

    YES = "y", _("I agree")
    NO = "n", _("I do not agree")
    ABSTAIN = "a", _("I abstain")


class Way(models.TextChoices):
    PHONE = "phone", _("Signed in by telephone")
    LETTER = "letter", _("With the code of the letter")
    PAPER = "paper", _("On paper, entered by two people")


class PaperCode(models.Model):
    """The one-time code on a unit's letter: only its digest. A letter printed anew has another code, and the old one is void."""

    unit = models.OneToOneField(VoteUnit, primary_key=True, on_delete=models.PROTECT, related_name="paper_code")
    digest = models.CharField(max_length=64, unique=True)
    printed_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.unit_id)


class PaperState(models.TextChoices):
    WAITING = "waiting", _("Waits for a second reader")
    CONFIRMED = "confirmed", _("Confirmed")
    REFUSED = "refused", _("Not confirmed")


class PaperBallot(models.Model):
    """A ballot on paper as one person entered it; it counts once another one has entered the same."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    unit = models.ForeignKey(VoteUnit, on_delete=models.PROTECT, related_name="papers")
    choice_cipher = models.BinaryField()
    state = models.CharField(max_length=10, choices=PaperState.choices, default=PaperState.WAITING)
    entered_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    decided_by = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit"], condition=Q(state="waiting"), name="paperballot_one_waits"),
            models.CheckConstraint(
                condition=Q(decided_by=None) | Q(state="refused") | ~Q(decided_by=F("entered_by")),
                name="paperballot_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.state}"


class Ballot(models.Model):
    """The vote of a household: one, and for good, the same for all units of one owner. What it says is sealed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="ballots")
    # One household, one ballot.
    unit = models.OneToOneField(VoteUnit, on_delete=models.PROTECT, related_name="ballot")
    choice_cipher = models.BinaryField()
    way = models.CharField(max_length=6, choices=Way.choices)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.vote_id} {self.unit_id}"

    @property
    def choice(self) -> Choice:
        return Choice(unseal(self.choice_cipher))

    @property
    def way_label(self) -> str:
        return str(Way(self.way).label)


class Outcome(models.TextChoices):
    REACHED = "reached", _("The owners agreed")
    NOT_REACHED = "not_reached", _("Not agreed")
    CALLED_OFF = "called_off", _("Called off")


class VoteResult(models.Model):
    """How a vote ended. Who called it off says why; then nothing is counted."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    vote = models.OneToOneField(Vote, on_delete=models.PROTECT, related_name="result")
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    reason = models.CharField(max_length=200, blank=True, default="")
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.vote_id} {self.outcome}"

    @property
    def outcome_label(self) -> str:
        return str(Outcome(self.outcome).label)


class Tally(models.Model):
    """The ballots of one house at the end: owners, each counted where their first unit is, and square metres."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    result = models.ForeignKey(VoteResult, on_delete=models.PROTECT, related_name="tallies")
    house = models.ForeignKey(House, on_delete=models.PROTECT, related_name="+")
    units = models.PositiveIntegerField()
    units_area = square_metres(14)
    yes = models.PositiveIntegerField()
    yes_area = square_metres(14)
    no = models.PositiveIntegerField()
    no_area = square_metres(14)
    abstain = models.PositiveIntegerField()
    abstain_area = square_metres(14)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["result", "house"], name="renotally_once")]

    def __str__(self) -> str:
        return f"{self.result_id} {self.house_id}"

    @property
    def voted(self) -> int:
        return self.yes + self.no + self.abstain
