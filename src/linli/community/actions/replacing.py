"""Making the safety lists and plans of a district what its pack says, and a demo's events; called by the loader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from linli.clock import LOCAL, now, today
from linli.ids import uuid7
from linli.people.models import Account
from linli.places.actions import Changes, replace
from linli.places.models import District, Venue

from ..models import Event, EventState, SafetyItem, SafetyPlan, SafetyPost

# Between today and the first event of a demo.
_FIRST = 2


@dataclass(frozen=True)
class SafetyItemRow:
    code: str
    group: str
    name: str
    look: str
    basis: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    category: str = ""


@dataclass(frozen=True)
class PostRow:
    """`person` is a username; nobody: whoever was named stays."""

    level: str
    organisation: str
    person: str = ""


@dataclass(frozen=True)
class PlanRow:
    """`due_in`: the days to the first inspection of a plan that is new."""

    venue: str
    every_days: int
    due_in: int
    posts: tuple[PostRow, ...]


@dataclass(frozen=True)
class EventRow:
    """An invented event: on the weekday (0 is Monday) so many weeks from now, negative: held already."""

    code: str
    title: str
    text: str
    organisation: str
    weekday: int
    weeks: int
    at: time
    minutes: int
    venue: str = ""
    place: str = ""
    audience: str = ""
    seats: int | None = None
    companions: int = 0
    attended: int | None = None
    phone: str = ""
    picture: tuple[str, str, str] = ("", "", "")


def replace_safety_items(district: District, rows: Sequence[SafetyItemRow]) -> Changes:
    """One left out is retired as long as inspections name it."""
    wanted = {
        row.code: SafetyItem(
            district=district, code=row.code, group=row.group, name=row.name, look=row.look, basis=list(row.basis),
            kinds=list(row.kinds), category=row.category, position=position,
        )
        for position, row in enumerate(rows)
    }  # fmt: skip
    existing = {row.code: row for row in SafetyItem.objects.filter(district=district)}
    changes = replace(existing, wanted, ("group", "name", "look", "basis", "kinds", "category", "position", "active"))
    left = SafetyItem.objects.filter(district=district, active=True).exclude(code__in=wanted)
    changes.removed += [row.name for row in left]
    left.update(active=False)
    return changes


def replace_safety_plans(district: District, rows: Sequence[PlanRow]) -> Changes:
    """Plans by venue; when the next inspection is due stays as it is."""
    changes = Changes()
    known = {one.code: one for one in Venue.objects.filter(district=district, active=True).exclude(code="")}
    plans = {plan.venue_id: plan for plan in SafetyPlan.objects.filter(district=district)}
    for row in (one for one in rows if one.venue in known):
        venue = known[row.venue]
        plan = plans.pop(venue.pk, None)
        is_new = plan is None
        if plan is None:
            due = today() + timedelta(days=row.due_in)
            SafetyPlan.objects.create(district=district, venue=venue, every_days=row.every_days, due_on=due)
            changes.added.append(venue.name)
        changed = plan is not None and (plan.every_days, plan.active) != (row.every_days, True)
        if plan is not None and changed:
            plan.every_days, plan.active = row.every_days, True
            plan.save(update_fields=["every_days", "active"])
        if (_replace_posts(district, venue, row.posts) or changed) and not is_new:
            changes.changed.append(venue.name)
    for plan in (one for one in plans.values() if one.active):
        plan.active = False
        plan.save(update_fields=["active"])
        changes.removed.append(str(plan.venue))
    return changes


def _replace_posts(district: District, venue: Venue, rows: Sequence[PostRow]) -> bool:
    """Whether anything became otherwise."""
    known = {post.level: post for post in SafetyPost.objects.filter(venue=venue)}
    persons = dict(Account.objects.filter(username__in=[row.person for row in rows]).values_list("username", "pk"))
    changed = False
    for row in rows:
        post = known.pop(row.level, None) or SafetyPost(district=district, venue=venue, level=row.level)
        before = (post.organisation_id, post.account_id)
        stays = post.account_id if post.organisation_id == row.organisation else None
        post.organisation_id, post.account_id = row.organisation, persons.get(row.person, stays)
        if before != (post.organisation_id, post.account_id):
            post.save()
            changed = True
    for post in known.values():
        post.delete()
        changed = True
    return changed


def add_demo_events(district: District, rows: Sequence[EventRow]) -> Changes:
    """Each is made once; what became of it since is its organisation's."""
    changes = Changes()
    known = set(Event.objects.filter(district=district).values_list("code", flat=True))
    venues = dict(Venue.objects.filter(district=district).exclude(code="").values_list("code", "pk"))
    for row in (one for one in rows if one.code not in known):
        Event.objects.create(district=district, **_event(row, venues))
        changes.added.append(row.title)
    return changes


def _event(row: EventRow, venues: dict[str, Any]) -> dict[str, Any]:
    begins = datetime.combine(_day(row), row.at, LOCAL)
    ends, at = begins + timedelta(minutes=row.minutes), now()
    is_over = ends <= at
    announced = min(at, begins - timedelta(days=10))
    return {
        "id": uuid7(), "code": row.code, "title": row.title, "text": row.text, "organisation_id": row.organisation,
        "venue_id": venues.get(row.venue), "place": row.place, "audience": row.audience, "begins_at": begins,
        "ends_at": ends, "seats": row.seats, "companions": row.companions, "phone": row.phone, "picture": row.picture[0],
        "picture_small": row.picture[1], "picture_alt": row.picture[2],
        "state": EventState.HELD if is_over else EventState.PUBLISHED, "attended": row.attended if is_over else None,
        "taken": min(row.attended or 0, row.seats or 0) if is_over else 0,
        "version": 1, "created_at": announced, "published_at": announced, "changed_at": at,
    }  # fmt: skip


def _day(row: EventRow) -> Any:
    """The first such weekday that is not before the day after tomorrow, so many weeks on."""
    first = today() + timedelta(days=_FIRST)
    return first + timedelta(days=(row.weekday - first.weekday()) % 7, weeks=row.weeks)
