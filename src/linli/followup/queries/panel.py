"""The panel of an institution: whom it visits, filtered by what the address says, and what is due within a week."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from linli.clock import today
from linli.people.actors import Actor
from linli.people.vault import blind_index, mask_name

from ..access import enrolments_of, referrals_of
from ..models import OPEN_REFERRALS, Condition, Control, DueReason, Enrolment, Referral, VisitKind
from .people import age_on

PAGE = 50
SOON = timedelta(days=7)
WEEK_LISTED = 300
SHOWS = ("all", "due", "overdue", "urgent", "uncontrolled", "lost", "ended")


@dataclass(frozen=True)
class Filter:
    """What the address asks for. `mine`: only those whom the reader looks after in person."""

    show: str = "all"
    condition: str = ""
    mine: bool = False
    text: str = ""
    after: tuple[date, UUID] | None = None

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Filter:
        show, condition = given.get("show", ""), given.get("condition", "")
        return cls(
            show if show in SHOWS else "all", condition if condition in Condition.values else "",
            given.get("who") == "mine", given.get("q", "").strip()[:30], _place(given.get("after", "")),
        )  # fmt: skip

    def address(self, **changed: str) -> str:
        """The address of the same view with something changed."""
        parts = {
            "show": self.show if self.show != "all" else "", "condition": self.condition,
            "who": "mine" if self.mine else "", "q": self.text, **changed,
        }  # fmt: skip
        said = "&".join(f"{name}={value}" for name, value in parts.items() if value)
        return f"?{said}"


def _place(text: str) -> tuple[date, UUID] | None:
    day, _, key = text.partition("_")
    try:
        return date.fromisoformat(day), UUID(key)
    except ValueError:
        return None


@dataclass(frozen=True)
class Line:
    """One person in a list; the name is masked, and was unsealed once."""

    row: Enrolment
    name: str
    age: int
    referred: bool

    @property
    def days_over(self) -> int:
        """How many days the next visit is overdue; negative: to come."""
        return (today() - self.row.next_due).days if self.row.next_due else 0

    @property
    def is_urgent(self) -> bool:
        return self.row.next_reason == DueReason.URGENT

    @property
    def is_lost(self) -> bool:
        return self.row.last_kind == VisitKind.LOST

    @property
    def tone(self) -> str:
        if self.row.ended_on:
            return ""
        if self.days_over > 0 or self.is_urgent:
            return "late"
        return "wait" if self.days_over > -SOON.days else "good"

    @property
    def days_to(self) -> int:
        return -self.days_over


def _line(row: Enrolment, name: str = "") -> Line:
    return Line(
        row, name or mask_name(row.patient.name), age_on(row.patient, today()), bool(getattr(row, "referred", 0))
    )


def _shown(show: str) -> Q:
    return {
        "all": Q(),
        "due": Q(next_due__lte=today() + SOON),
        "overdue": Q(next_due__lt=today()),
        "urgent": Q(next_reason=DueReason.URGENT),
        "uncontrolled": Q(last_control=Control.NO) & ~Q(last_kind=VisitKind.LOST),
        "lost": Q(last_kind=VisitKind.LOST),
        "ended": Q(),
    }[show]


def _scoped(actor: Actor, wanted: Filter, *, ended: bool = False) -> QuerySet[Enrolment]:
    rows = enrolments_of(actor).filter(ended_on__isnull=not ended, patient__erased_at=None)
    if wanted.condition:
        rows = rows.filter(condition=wanted.condition)
    if wanted.mine and actor.account is not None:
        rows = rows.filter(physician=actor.account)
    return rows


def panel(actor: Actor, wanted: Filter) -> list[Line]:
    """One more than a page, by when the next visit is due; one statement."""
    ended = wanted.show == "ended"
    rows = _scoped(actor, wanted, ended=ended).filter(_shown(wanted.show))
    if wanted.text:
        rows = rows.filter(Q(patient__code=wanted.text.upper()) | Q(patient__phone_index=blind_index(wanted.text)))
    order = "ended_on" if ended else "next_due"
    if wanted.after is not None:
        day, key = wanted.after
        rows = rows.filter(Q(**{f"{order}__gt": day}) | Q(**{order: day, "pk__gt": key}))
    rows = _with_people(rows).order_by(order, "pk")
    return [_line(row) for row in rows[: PAGE + 1]]


def _with_people(rows: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    still = Referral.objects.filter(enrolment=OuterRef("pk"), state__in=OPEN_REFERRALS)
    return rows.select_related("patient__area", "physician", "organisation").annotate(referred=Exists(still))


def counts(actor: Actor, wanted: Filter) -> dict[str, int]:
    """How many stand how, whatever is shown now; one statement."""
    rows = _scoped(actor, wanted)
    return rows.aggregate(**{show: Count("pk", filter=_shown(show)) for show in SHOWS if show not in ("all", "ended")}, all=Count("pk"))  # fmt: skip


@dataclass(frozen=True)
class OpenReferral:
    """A referral whose outcome is to be asked, or that is to be arranged."""

    row: Referral
    name: str
    age: int

    @property
    def days_over(self) -> int:
        return (today() - self.row.due_on).days

    @property
    def is_enrolled(self) -> bool:
        return self.row.enrolment_id is not None


@dataclass(frozen=True)
class Week:
    """What an institution has to do until a day: who is to be visited, the most urgent first, and open referrals."""

    until: date
    lines: list[Line]
    referrals: list[OpenReferral]


def week(actor: Actor, wanted: Filter, *, whole_names: bool = False) -> Week:
    """Everything due within seven days or overdue; two statements. `whole_names`: for the paper taken along."""
    until = today() + SOON
    rows = _with_people(_scoped(actor, wanted)).filter(Q(next_due__lte=until) | Q(next_reason=DueReason.URGENT))
    lines = [
        _line(row, row.patient.name if whole_names else "") for row in rows.order_by("next_due", "pk")[:WEEK_LISTED]
    ]
    lines.sort(key=lambda line: (not line.is_urgent, line.row.last_control != Control.NO, line.row.next_due or until))
    return Week(until, lines, open_referrals(actor, whole_names=whole_names))


def open_referrals(actor: Actor, *, whole_names: bool = False) -> list[OpenReferral]:
    """By urgency, then by when they are to be asked about; one statement."""
    rows = referrals_of(actor).filter(state__in=OPEN_REFERRALS, patient__erased_at=None)
    rows = rows.select_related("patient__area", "enrolment").order_by("-urgent", "due_on", "pk")
    return [
        OpenReferral(
            row, row.patient.name if whole_names else mask_name(row.patient.name), age_on(row.patient, today())
        )
        for row in rows[:WEEK_LISTED]
    ]
