"""Topics as everyone reads them: those that are open, one with its proposals and its ballot, those that are over."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy

from linli.cases.queries import keyset
from linli.clock import now
from linli.people.actors import Actor
from linli.people.vault import blind_index
from linli.places.revision import per_revision

from ..errors import NoSuchTopic
from ..models import AnswerTo, BallotOption, BallotTurn, DialogueEvent, Meeting, Outcome, Proposal, Topic

SHOWN, LISTED = 12, 50
# Of fewer votes the counts are not told: nobody's choice can be guessed from who took part.
FEWEST = 5


@dataclass(frozen=True)
class TopicCard:
    """A topic with what has come of it so far."""

    topic: Topic
    proposals: int
    answered: int

    @property
    def days_left(self) -> int:
        """Whole days that are left, the present one included."""
        return max(0, ceil((self.topic.closes_at - now()) / timedelta(days=1)))

    @property
    def share(self) -> float | None:
        return self.answered / self.proposals if self.proposals else None

    @property
    def last_day(self) -> datetime:
        """A moment of it: a topic ends with its last day, or when it was ended."""
        return self.topic.closes_at - timedelta(seconds=1)


@dataclass(frozen=True)
class Front:
    """A district's page of the dialogue."""

    open: list[TopicCard]
    over: list[TopicCard]
    free: list[Proposal]
    # What became of those answered last.
    became: list[Proposal]
    meetings: list[Meeting]
    figures: Figures

    @property
    def is_empty(self) -> bool:
        return not (self.open or self.over or self.free or self.became or self.meetings)


@dataclass(frozen=True)
class Figures:
    """Of all published proposals of a district: how many, answered, answered within their clock, adopted in some way."""

    proposals: int
    answered: int
    in_time: int
    taken_up: int
    late: int

    @property
    def in_time_share(self) -> float | None:
        return self.in_time / self.answered if self.answered else None

    @property
    def answered_share(self) -> float | None:
        return self.answered / self.proposals if self.proposals else None


@dataclass(frozen=True)
class Choice:
    """One answer of a ballot; counts only once it is over and enough have voted."""

    id: UUID
    text: str
    votes: int | None = None
    share: float | None = None
    leads: bool = False


@dataclass(frozen=True)
class BallotCard:
    """A ballot as this reader may see it."""

    question: str
    choices: list[Choice]
    turnout: int
    voted: bool
    is_open: bool
    too_few: bool = False


@dataclass(frozen=True)
class Turn:
    """One line of a topic's course; `words` are those that stood there before, `until` the end that was set."""

    at: datetime
    what: str
    words: list[str]
    until: datetime | None


@dataclass(frozen=True)
class TopicPage:
    card: TopicCard
    ballot: BallotCard | None
    proposals: list[Proposal]
    meetings: list[Meeting] = field(default_factory=list)
    course: list[Turn] = field(default_factory=list)

    @property
    def has_more(self) -> bool:
        return self.card.proposals > len(self.proposals)


@per_revision
def has_dialogue(district: str) -> bool:
    """Whether a district has asked its residents anything, or they proposed something. Known by every page without a
    statement."""
    topics, proposals = Topic.objects.filter(district=district, active=True), Proposal.objects.filter(district=district)
    return topics.exists() or proposals.exists()


def open_topics_count(district: str) -> int:
    return Topic.objects.open().filter(district=district).count()


def cards(rows: QuerySet[Topic], most: int) -> list[TopicCard]:
    """With their counts, in one statement."""
    return [_card(row) for row in _counted(rows)[:most]]


def _counted(rows: QuerySet[Topic]) -> QuerySet[Topic]:
    published = Q(proposals__state="open")
    return rows.annotate(
        how_many=Count("proposals", filter=published),
        how_many_answered=Count("proposals", filter=published & Q(proposals__answered_at__isnull=False)),
    )


def _card(row: Topic) -> TopicCard:
    return TopicCard(row, vars(row)["how_many"], vars(row)["how_many_answered"])


# Which topics a list holds.
OPEN, OVER, ALL = "open", "over", "all"


def listed_topics(district: str, state: str, after: str, size: int) -> tuple[list[TopicCard], str]:
    """A page by key, and where the next begins: of the open ones the soonest to end first, of others the latest."""
    rows, order = Topic.objects.filter(district=district), ["-closes_at", "-id"]
    if state == OPEN:
        rows, order = rows.open(), ["closes_at", "id"]
    else:
        rows = rows.over() if state == OVER else rows.public()
    cursor = keyset.Cursor.read(after)
    if cursor:
        rows = rows.filter(keyset.after(cursor, order))
    page, _before, more = keyset.paged(_counted(rows), order, False, size)
    return [_card(row) for row in page], keyset.cursor_of(page[-1], order) if more else ""


def front(district: str) -> Front:
    """Eight statements, however much there is."""
    topics = Topic.objects.filter(district=district)
    published = Proposal.objects.public().filter(district=district)
    return Front(
        open=cards(topics.open().order_by("closes_at", "id"), SHOWN),
        over=cards(topics.over().order_by("-closes_at", "-id"), 4),
        free=list(published.filter(topic=None, answered_at=None).order_by("-supports", "-id")[:6]),
        became=_with_words(
            published.exclude(answered_at=None).select_related("topic").order_by("-answered_at", "-id")[:6]
        ),
        meetings=list(Meeting.objects.upcoming().filter(district=district).order_by("starts_at", "id")[:3]),
        figures=figures(district),
    )


def _with_words(rows: QuerySet[Proposal]) -> list[Proposal]:
    """Answered ones with what was said last, as `said`."""
    found = list(rows)
    told = AnswerTo.objects.filter(proposal__in=found).select_related("answer").order_by("answer__at", "answer_id")
    said = {one.proposal_id: one.answer.text for one in told}
    for row in found:
        vars(row)["said"] = said.get(row.pk, "")
    return found


def figures(district: str) -> Figures:
    answered = Q(answered_at__isnull=False)
    found = Proposal.objects.public().filter(district=district).aggregate(
        proposals=Count("pk"),
        answered=Count("pk", filter=answered),
        in_time=Count("pk", filter=answered & Q(answered_at__lte=F("due_at"))),
        taken_up=Count("pk", filter=Q(outcome__in=(Outcome.ADOPTED, Outcome.PLANNED, Outcome.DONE))),
        late=Count("pk", filter=~answered & Q(due_at__lt=now())),
    )  # fmt: skip
    return Figures(**found)


def topic_by(district: str, code: str) -> Topic:
    """One that has begun. Raises NoSuchTopic."""
    row = Topic.objects.public().filter(district=district, code=code).first() if code.isprintable() else None
    if row is None:
        raise NoSuchTopic(code)
    return row


def own_topic(actor: Actor, code: str) -> Topic:
    """One of the organisations that this person speaks for, also before it begins. Raises NoSuchTopic."""
    rows = Topic.objects.filter(district=actor.reach.district, organisation__in=actor.reach.organisations, active=True)
    row = rows.filter(code=code).first()
    if row is None:
        raise NoSuchTopic(code)
    return row


def wording_of(topic: Topic) -> tuple[str, list[str]]:
    """The question of its ballot and the answers to choose from, if it has one."""
    options = BallotOption.objects.filter(ballot__topic=topic).select_related("ballot").order_by("order")
    return (options[0].ballot.question, [one.text for one in options]) if options else ("", [])


# What is said of each kind of event of a topic, where it is anybody's business.
_SAID = {
    "opened": gettext_lazy("It began"), "changed": gettext_lazy("Its words were changed"),
    "prolonged": gettext_lazy("Prolonged"), "reopened": gettext_lazy("Opened again"), "ended": gettext_lazy("It ended"),
}  # fmt: skip
_WERE = {
    "title": gettext_lazy("The title was: %(words)s"), "question": gettext_lazy("The question was: %(words)s"),
    "background": gettext_lazy("The background was: %(words)s"),
}  # fmt: skip


def course_of(topic: Topic) -> list[Turn]:
    """What was done to one that was changed after it had begun, oldest first; of any other there is nothing to say."""
    if topic.changed_at is None:
        return []
    found = []
    for event in DialogueEvent.objects.filter(stream=topic.pk, kind__in=list(_SAID)).order_by("seq"):
        before = dict(event.data).get("before", {})
        words = [str(said) % {"words": before[name] or "—"} for name, said in _WERE.items() if name in before]
        until = parse_datetime(str(dict(event.data).get("closes", "")))
        found.append(Turn(event.at, str(_SAID[event.kind]), words, until and until - timedelta(seconds=1)))
    return found


def topic_page(actor: Actor, district: str, code: str) -> TopicPage:
    """Six statements at most. Raises NoSuchTopic."""
    found = cards(Topic.objects.public().filter(district=district, code=code), 1)
    if not found:
        raise NoSuchTopic(code)
    topic = found[0].topic
    proposals = Proposal.objects.public().filter(topic=topic).order_by("-supports", "-id")[:LISTED]
    meetings = Meeting.objects.filter(topic=topic).order_by("-starts_at", "id")[:6]
    return TopicPage(found[0], ballot_of(actor, topic), list(proposals), list(meetings), course_of(topic))


def ballot_of(actor: Actor, topic: Topic) -> BallotCard | None:
    """Counts are told at the end, all at once; before it only how many have voted."""
    options = list(BallotOption.objects.filter(ballot__topic=topic).select_related("ballot").order_by("order"))
    if not options:
        return None
    ballot = options[0].ballot
    counts = ballot.counts
    turnout, most, over = sum(counts), max(counts), ballot.ended_at is not None or topic.is_over
    voted = False
    if actor.account is not None and actor.kind == "resident" and not over:
        voted = BallotTurn.objects.filter(mark=blind_index(f"ballot {ballot.pk} {actor.account.pk}")).exists()
    told = over and turnout >= FEWEST
    choices = [
        Choice(one.pk, one.text, votes, votes / turnout, votes == most) if told else Choice(one.pk, one.text)
        for one, votes in zip(options, counts, strict=True)
    ]
    return BallotCard(ballot.question, choices, turnout, voted, topic.is_open and not over, over and not told)
