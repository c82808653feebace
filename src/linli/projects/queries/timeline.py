"""What happened to a demand, a resource or a project, in sentences that everybody may read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.clock import day_text
from linli.people.queries import organisations

from ..models import ProjectEvent, SourceKind

MOST = 200
WORDS: dict[str, Promise | str] = {
    "demand_made": _("Put on the list of demands%(source)s"),
    "demand_joined": _("%(cases)s more cases joined"),
    "demand_source_added": _("It came up once more%(source)s"),
    "demand_need_added": _("Also needed: %(what)s, %(amount)s %(unit)s"),
    "demand_need_dropped": _("No longer needed: %(what)s"),
    "demand_set_aside": _("Set aside: %(reason)s"),
    "demand_taken_up_again": _("Looked after again"),
    "demand_in_project": _("Became part of the project “%(title)s”"),
    "demand_free_again": _("The project was given up: the demand is open again"),
    "demand_met": _("Met: neighbours accepted what was done"),
    "match_accepted": _("“%(title)s” was accepted for: %(need)s"),
    "match_rejected": _("“%(title)s” does not suit: %(reason)s"),
    "match_ended": _("“%(title)s” was given back"),
    "resource_offered": _("Offered"),
    "resource_listed": _("Put on the list of resources"),
    "resource_declined": _("Not taken up"),
    "resource_closed": _("Taken off the list"),
    "project_planned": _("Planned as a project"),
    "project_opened": _("Opened: parts can be claimed"),
    "project_started": _("Work begins"),
    "project_asked": _("All milestones are done: neighbours are asked"),
    "project_put_right": _("%(for)s of %(votes)s neighbours accepted it; something is put right first: %(reason)s"),
    "project_accepted": _("Accepted: %(for)s of %(votes)s neighbours in favour"),
    "project_evaluated": _("Evaluated by %(ratings)s neighbours"),
    "project_abandoned": _("Given up: %(reason)s"),
    "part_added": _("Also needed: %(what)s, %(amount)s %(unit)s"),
    "part_dropped": _("No longer needed: %(what)s"),
    "part_claimed": _("%(by)s claims %(what)s: %(amount)s %(unit)s"),
    "claim_confirmed": _("Confirmed: %(by)s, %(what)s"),
    "claim_declined": _("Not taken up: %(by)s, %(what)s"),
    "claim_withdrawn": _("Given back: %(by)s, %(what)s"),
    "claim_delivered": _("Delivered: %(by)s, %(what)s, %(amount)s %(unit)s"),
    "milestone_planned": _("Milestone: %(title)s, due %(due)s"),
    "milestone_dropped": _("Milestone taken out: %(title)s"),
    "milestone_done": _("Milestone done: %(title)s. %(words)s"),
    "photo_added": _("A picture was added"),
    "photo_dropped": _("A picture was taken out"),
    "money_planned": _("Planned from %(name)s: ¥%(amount)s"),
    "money_agreed": _("Agreed: ¥%(amount)s from %(name)s"),
    "money_dropped": _("Taken out: ¥%(amount)s from %(name)s"),
    "payment_asked": _("Payment asked for: ¥%(amount)s, %(purpose)s"),
}
_SOURCES = {
    SourceKind.CASE: _(", from %(cases)s cases"), SourceKind.MEETING: _(", from a meeting of residents"),
    SourceKind.PATROL: _(", seen on an officer's round"), SourceKind.TYPED: "",
}  # fmt: skip
_GOOD = ("demand_met", "project_accepted", "project_evaluated", "milestone_done", "claim_delivered", "match_accepted")
_LATE = ("demand_set_aside", "project_abandoned")


@dataclass(frozen=True)
class Moment:
    """One thing that happened: what, when, which organisation."""

    at: datetime
    what: str
    who: str
    tone: str
    kind: str
    entry: str = ""


def moments(stream: UUID, district: str) -> list[Moment]:
    """The newest first: one statement."""
    rows = ProjectEvent.objects.filter(stream=stream).order_by("-seq")[:MOST]
    return [moment_of(row, district) for row in rows]


def moment_of(row: ProjectEvent, district: str) -> Moment:
    card = organisations(district).get(row.organisation)
    told = _told(row.data)
    tone = "good" if row.kind in _GOOD else "late" if row.kind in _LATE else ""
    words = str(WORDS.get(row.kind, row.kind)) % told
    entry = row.data.get("entry")
    return Moment(row.at, words, card.short if card else "", tone, row.kind, f"{entry:06d}" if entry else "")


class _Told(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return ""


def _told(given: Mapping[str, Any]) -> _Told:
    told = _Told(given)
    if "amount" in told:
        told["amount"] = plain(Decimal(told["amount"]))
    if told.get("due"):
        told["due"] = day_text(date.fromisoformat(told["due"]))
    if "source" in told:
        told["source"] = str(_SOURCES.get(told["source"], "")) % told
    told["by"] = told.get("by") or str(_("A resident"))
    return told


def plain(amount: Decimal) -> str:
    """60, 1,280.5: without places that say nothing."""
    return f"{amount:,.2f}".rstrip("0").rstrip(".")
