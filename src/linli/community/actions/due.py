"""What the clock does to the safety of venues: tell of inspections that are due, level by level, and follow faults."""

from __future__ import annotations

from datetime import datetime, time
from uuid import UUID

from django.db.models import Q

from linli.cases.models import DONE_STATES, OPEN_STATES, Result, State
from linli.clock import LOCAL, now, today
from linli.notices.actions import Message, tell

from ..models import Fault, Level, SafetyPlan, SafetyPost
from ..queries.safety import posts_of
from .chores import guarded

BATCH = 100
# On the day it is due the venue is told; so many days later, if nothing was done, the next level.
TOLD_AFTER = ((Level.VENUE, 0), (Level.STREET, 1), (Level.DISTRICT, 7))
# Nobody is told before this hour.
FROM_HOUR = 9


def tell_due(limit: int = BATCH) -> int:
    """Tell the level whose turn it is, each once for an inspection; returns how many venues were told of."""
    if now().astimezone(LOCAL).hour < FROM_HOUR:
        return 0
    due = SafetyPlan.objects.filter(active=True, due_on__lte=today()).exclude(told=Level.DISTRICT)
    return sum(guarded(pk, _tell) for pk in due.order_by("due_on").values_list("pk", flat=True)[:limit])


def _tell(pk: UUID) -> bool:
    plan = SafetyPlan.objects.select_for_update(of=("self",)).select_related("venue").get(pk=pk)
    turn = [level for level, days in TOLD_AFTER if plan.days_over >= days]
    order = [level for level, _days in TOLD_AFTER]
    fresh = [level for level in turn if not plan.told or order.index(level) > order.index(Level(plan.told))]
    if not fresh:
        return False
    posts = {post.level: post for post in posts_of([plan.venue_id])}
    due = datetime.combine(plan.due_on, time(17), LOCAL).isoformat()
    for level in fresh:
        if level in posts:
            template = "safety_due" if level == Level.VENUE else "safety_overdue"
            _say(posts[level], template, f"{plan.due_on.isoformat()}:{level}", plan.venue.name, due)
    plan.told = fresh[-1]
    plan.save(update_fields=["told"])
    return True


def _say(post: SafetyPost, template: str, key: str, venue: str, due: str, title: str = "") -> None:
    """To the person named, or to the organisation as long as nobody is."""
    whom = {"account": post.account.pk} if post.account else {"organisation": post.organisation_id}
    tell(
        [
            Message(
                key=f"safety:{post.venue_id}:{key}", district=post.district_id, template=template,
                params={"title": title or venue, "organisation": venue, "due": due}, about=post.venue_id,
                link=f"/desk/safety/{post.venue.code}", **whom,
            )
        ]
    )  # fmt: skip


def follow_faults(limit: int = BATCH) -> int:
    """A fault whose case was solved is mended; one whose case ended otherwise stays open. Both are told to the venue and
    the street. One whose case was opened again is open again."""
    ended = Fault.objects.filter(mended_at=None, unmended_told=False, case__state__in=DONE_STATES)
    again = Fault.objects.filter(
        Q(mended_by="case") | Q(mended_at=None, unmended_told=True), case__state__in=OPEN_STATES
    )
    return sum(
        guarded(pk, follow)
        for rows, follow in ((ended, _follow), (again, _open_again))
        for pk in rows.order_by("found_at").values_list("pk", flat=True)[:limit]
    )


def _follow(pk: UUID) -> bool:
    rows = Fault.objects.select_for_update(of=("self",)).select_related("case", "item", "venue")
    fault = rows.filter(pk=pk, mended_at=None).first()
    if fault is None:
        return False
    if fault.case.state == State.MERGED and fault.case.merged_into_id:
        fault.case_id = fault.case.merged_into_id
    elif fault.case.result == Result.SOLVED:
        fault.mended_at, fault.mended_by = now(), "case"
        _say_of(fault, "safety_fault_mended")
    else:
        fault.unmended_told = True
        _say_of(fault, "safety_fault_open")
    fault.save()
    return True


def _say_of(fault: Fault, template: str) -> None:
    """Once for each time that its case ends."""
    for post in posts_of([fault.venue_id]):
        if post.level != Level.DISTRICT:
            key = f"fault:{fault.pk}:{fault.case_id}:{fault.case.closings}:{post.level}"
            _say(post, template, key, fault.venue.name, "", fault.item.name)


def _open_again(pk: UUID) -> bool:
    """Not where it was found anew meanwhile: then that one is followed."""
    fault = Fault.objects.select_for_update(of=("self",)).get(pk=pk)
    others = Fault.objects.filter(venue=fault.venue_id, item=fault.item_id, mended_at=None).exclude(pk=pk)
    if others.exists():
        return False
    fault.mended_at, fault.mended_by, fault.unmended_told = None, "", False
    fault.save(update_fields=["mended_at", "mended_by", "unmended_told"])
    return True
