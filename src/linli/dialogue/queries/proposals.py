"""Proposals: the list, one with its answer, its comments and its story, and those that are alike."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.cases.queries import keyset
from linli.catalogue.working_time import calendar_of
from linli.clock import now
from linli.ids import read_case_code
from linli.people import queries as people
from linli.people.actors import Actor
from linli.search.index import Index
from linli.subqueries import keys_of_any

from ..access import may_answer, may_moderate, may_route
from ..errors import NoSuchProposal
from ..models import Answer, Comment, CommentState, DialogueEvent, Outcome, Proposal, ProposalState, Support

PAGE, COMMENTS = 30, 100
ALIKE_SHOWN, _CONSIDERED = 3, 200
_RECENT = timedelta(days=365)
# How much of two texts must agree.
_SAME_TOPIC, _ANYWHERE = 0.24, 0.34

# What a list can be narrowed to.
WAITING, LATE, ANSWERED = "waiting", "late", "answered"
FILTERS = {
    "": gettext_lazy("All"), WAITING: gettext_lazy("Waiting for an answer"), LATE: gettext_lazy("Answer overdue"),
    ANSWERED: gettext_lazy("Answered"), **{str(one.value): one.label for one in Outcome},
}  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """What of the published proposals is asked for; `topic` is a key."""

    district: str
    topic: UUID | None = None
    state: str = ""
    free: bool = False


@dataclass(frozen=True)
class ListPage:
    rows: list[Proposal]
    newer: str
    older: str


@dataclass(frozen=True)
class Step:
    """One line of a proposal's story."""

    at: datetime
    what: str
    words: str = ""
    by: str = ""
    tone: str = ""


@dataclass(frozen=True)
class ProposalPage:
    """A proposal as this reader sees it."""

    proposal: Proposal
    answer: Answer | None
    earlier: list[Answer]
    comments: list[Comment]
    more_comments: str
    steps: list[Step]
    supported: bool
    own: bool
    may_moderate: bool
    may_answer: bool
    may_route: bool

    @property
    def may_support(self) -> bool:
        return self.proposal.takes_supports and not self.own and not self.supported

    @property
    def may_withdraw(self) -> bool:
        row = self.proposal
        return (
            self.own
            and row.state in (ProposalState.WAITING, ProposalState.OPEN)
            and not (row.answered_at or row.supports)
        )

    @property
    def days_taken(self) -> int | None:
        """Working days from its publication to its answer."""
        row = self.proposal
        if row.published_at is None or row.answered_at is None:
            return None
        return calendar_of(row.district_id).days_between(row.published_at, row.answered_at)

    @property
    def case_code(self) -> str:
        """Of the case that goes on with it, where everybody may read that."""
        case = self.proposal.case
        return case.code if case is not None and case.published else ""


def narrowed(wanted: Wanted) -> QuerySet[Proposal]:
    rows = Proposal.objects.public().filter(district=wanted.district)
    if wanted.topic:
        rows = rows.filter(topic=wanted.topic)
    if wanted.free:
        rows = rows.filter(topic=None)
    if wanted.state == WAITING:
        rows = rows.filter(answered_at=None)
    elif wanted.state == LATE:
        rows = rows.filter(answered_at=None, due_at__lt=now())
    elif wanted.state == ANSWERED:
        rows = rows.exclude(answered_at=None)
    elif wanted.state in Outcome.values:
        rows = rows.filter(outcome=wanted.state)
    return rows


def listed(wanted: Wanted, older: str = "", newer: str = "", size: int = PAGE) -> ListPage:
    """The newest first, a page by key; one statement."""
    rows, order = narrowed(wanted).select_related("topic"), ["-id"]
    cursor = keyset.Cursor.read(newer or older)
    if cursor:
        rows = rows.filter(keyset.before(cursor, order) if newer else keyset.after(cursor, order))
    page, more_before, more_after = keyset.paged(rows, order, bool(newer and cursor), size)
    more_before = more_before or bool(older and cursor and page)
    return ListPage(
        page,
        keyset.cursor_of(page[0], order) if more_before and page else "",
        keyset.cursor_of(page[-1], order) if more_after and page else "",
    )


def proposal_by(actor: Actor, code: str, district: str = "") -> Proposal:
    """One that this reader may see. Raises NoSuchProposal."""
    spelled = read_case_code(code)
    rows = Proposal.objects.visible_to(actor).select_related("topic", "case")
    row = rows.filter(code=spelled).first() if spelled else None
    if row is None or (district and row.district_id != district):
        raise NoSuchProposal(code)
    return row


def proposal_page(actor: Actor, district: str, code: str, after: str = "") -> ProposalPage:
    """Five statements at most. Raises NoSuchProposal."""
    row = proposal_by(actor, code, district)
    answers = list(Answer.objects.filter(of__proposal=row).order_by("-at", "-id"))
    comments, more = comments_of(row, after, moderator=may_moderate(actor))
    resident = actor.account if actor.kind == "resident" else None
    supported = bool(resident) and Support.objects.filter(proposal=row, account=resident).exists()
    here = actor.reach.district == row.district_id
    return ProposalPage(
        row, answers[0] if answers else None, answers[1:], comments, more, steps_of(row), supported,
        own=resident is not None and row.account_id == resident.pk,
        may_moderate=here and may_moderate(actor),
        may_answer=here and may_answer(actor) and row.organisation_id in actor.reach.organisations,
        may_route=here and may_route(actor),
    )  # fmt: skip


def comments_of(row: Proposal, after: str = "", *, moderator: bool = False) -> tuple[list[Comment], str]:
    """Oldest first; those that wait to be looked at are for moderators only. Hidden ones keep their place."""
    rows = Comment.objects.filter(proposal=row)
    if not moderator:
        rows = rows.exclude(state=CommentState.WAITING)
    cursor = keyset.Cursor.read(after)
    if cursor:
        rows = rows.filter(pk__gt=cursor.key)
    found = list(rows.order_by("id")[: COMMENTS + 1])
    more = keyset.cursor_of(found[COMMENTS - 1], ["id"]) if len(found) > COMMENTS else ""
    return found[:COMMENTS], more


# What is said of each kind of event, where it is anybody's business.
_SAID = {
    "submitted": gettext_lazy("Proposed"), "published": gettext_lazy("Published, the clock for the answer runs"),
    "routed": gettext_lazy("Put to %(organisation)s"), "handed_back": gettext_lazy("%(organisation)s says it is not their matter"),
    "escalated": gettext_lazy("The answer is overdue; the supervisors were told"), "answered": gettext_lazy("Answered: %(outcome)s"),
    "outcome_changed": gettext_lazy("Now: %(outcome)s"), "held": gettext_lazy("Kept back"), "withdrawn": gettext_lazy("Withdrawn"),
}  # fmt: skip
_TONES = {"escalated": "late", "answered": "now", "outcome_changed": "now"}


def steps_of(row: Proposal) -> list[Step]:
    """Its story, oldest first."""
    units = people.organisations(row.district_id)
    steps = []
    for event in DialogueEvent.objects.filter(stream=row.pk, kind__in=list(_SAID)).order_by("seq"):
        told = dict(event.data)
        unit = units.get(str(told.get("organisation", "")))
        outcome = told.get("outcome", "")
        said = _SAID[event.kind] % {
            "organisation": unit.name if unit else _("the centre"),
            "outcome": Outcome(outcome).label if outcome in Outcome.values else "",
        }
        by = units.get(event.organisation)
        shown = by.name if by and event.actor_kind == "staff" else ""
        steps.append(Step(event.at, said, str(told.get("reason", "")), shown, _TONES.get(event.kind, "")))
    return steps


# Alike


@dataclass(frozen=True)
class Alike:
    """A published proposal that may be about the same."""

    proposal: Proposal
    score: float


def alike(district: str, title: str, text: str, topic: UUID | None = None) -> list[Alike]:
    """Published proposals that may be the same, the likeliest first: of the topic, and what the index finds."""
    mine = f"{title} {text}".strip()
    if len(mine) < 4:
        return []
    recent = Proposal.objects.public().filter(district=district, created_at__gt=now() - _RECENT)
    near = recent.filter(topic=topic).order_by("-id")[:_CONSIDERED]
    hits = Index.open().find(mine[:100], kinds=("proposal",), district=district, limit=30)
    rows = {row.pk: row for row in (*near, *recent.filter(pk__in=[UUID(hit.id) for hit in hits]))}
    found = [Alike(row, _score(row, title, mine)) for row in rows.values()]
    likely = [
        one for one in found if one.score >= (_SAME_TOPIC if topic and one.proposal.topic_id == topic else _ANYWHERE)
    ]
    return sorted(likely, key=lambda one: (-one.score, -one.proposal.supports, one.proposal.code))[:ALIKE_SHOWN]


def _score(row: Proposal, title: str, whole: str) -> float:
    """The titles say most: what is wished for stands there."""
    return max(likeness(title, row.title), likeness(whole, f"{row.title} {row.text}"))


def likeness(one: str, other: str) -> float:
    """0 to 1: how much of the shorter text's pairs of characters the longer one has too."""
    mine, theirs = _pairs(one), _pairs(other)
    smaller = min(mine.total(), theirs.total())
    return (mine & theirs).total() / max(smaller, 6) if smaller else 0.0


def _pairs(text: str) -> Counter[str]:
    plain = "".join(char for char in text[:600].lower() if char.isalnum())
    return Counter(plain[at : at + 2] for at in range(len(plain) - 1))


def voiced_by(actor: Actor) -> list[Proposal]:
    """What a person has proposed, and what they stand behind that is or was answered last: for their own page."""
    if actor.account is None or actor.kind != "resident":
        return []
    own = Proposal.objects.filter(account=actor.account).exclude(state=ProposalState.WITHDRAWN).order_by("-id")
    behind = Proposal.objects.public().filter(supporters__account=actor.account).order_by("-id")
    rows = Proposal.objects.filter(pk__in=keys_of_any([own.values("pk")[:10], behind.values("pk")[:10]]))
    return list(rows.order_by("-id")[:10])


def mine(actor: Actor, district: str) -> list[Proposal]:
    """A person's own that are not published, for the head of the list."""
    if actor.account is None or actor.kind != "resident":
        return []
    rows = Proposal.objects.filter(account=actor.account, district=district)
    return list(rows.filter(state__in=(ProposalState.WAITING, ProposalState.HELD)).order_by("-id")[:10])
