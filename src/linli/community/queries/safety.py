"""The safety of venues for those who answer for it: what is due, open faults, history. Nothing about visitors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q

from linli.cases.models import DONE_STATES, OPEN_STATES
from linli.clock import now, today
from linli.people.actors import Actor
from linli.people.models import Account, Position
from linli.people.roles import Role
from linli.places.revision import per_revision

from ..access import INSPECTORS
from ..errors import NoSuchVenue
from ..models import Fault, Finding, Inspection, InspectionEntry, Level, SafetyItem, SafetyPlan, SafetyPost
from .venues import VenueCard, venues

HISTORY = 20
# Who walks through a building comes to its end within days.
WALK_LASTS = timedelta(days=3)
MENDED_SHOWN = 10
_LEVELS = (Level.VENUE, Level.STREET, Level.DISTRICT)


@per_revision
def organisations_asked(district_code: str) -> frozenset[str]:
    """The organisations that answer for some venue, on whichever level."""
    rows = SafetyPost.objects.filter(district=district_code, venue__safety_plan__active=True)
    return frozenset(rows.values_list("organisation_id", flat=True))


def has_part(actor: Actor) -> bool:
    """Whether the safety of some venue is this person's to see."""
    if not actor.is_staff or not actor.reach.district:
        return False
    asked = organisations_asked(actor.reach.district)
    return bool(asked) and (actor.reach.whole_district or not asked.isdisjoint(actor.reach.organisations))


@dataclass(frozen=True)
class Figures:
    """The last year of some venues: how many of the inspections that were due were done by their day, and faults mended."""

    due: int
    in_time: int
    mended: int
    days_to_mend: int | None

    @property
    def share(self) -> float | None:
        return self.in_time / self.due if self.due else None


@dataclass(frozen=True)
class Standing:
    """How it stands with a venue: when it is due, what is open."""

    venue: VenueCard
    plan: SafetyPlan
    posts: tuple[SafetyPost, ...]
    open_faults: int
    under_way: bool

    @property
    def tone(self) -> str:
        if self.plan.is_overdue:
            return "late"
        return "wait" if self.plan.days_over >= -3 else "good"


def standings(actor: Actor) -> list[Standing]:
    """Every venue this person answers for or oversees, the one longest overdue first; three statements."""
    if not actor.is_staff or not actor.reach.district:
        return []
    plans = SafetyPlan.objects.filter(district=actor.reach.district, active=True, venue__active=True)
    if not actor.reach.whole_district:
        plans = plans.filter(venue__safety_posts__organisation__in=actor.reach.organisations).distinct()
    rows = list(plans.select_related("venue").order_by("due_on", "venue_id"))
    keys = [row.venue_id for row in rows]
    posts: dict[UUID, list[SafetyPost]] = defaultdict(list)
    for post in posts_of(keys):
        posts[post.venue_id].append(post)
    faults = dict(
        Fault.objects.filter(venue__in=keys, mended_at=None).values_list("venue").annotate(number=Count("pk"))
    )
    begun = set(Inspection.objects.filter(venue__in=keys, done_at=None).values_list("venue_id", flat=True))
    known = venues(actor.reach.district)
    return [
        Standing(known[row.venue.code], row, _in_order(posts[row.venue_id]), faults.get(row.venue_id, 0), row.venue_id in begun)
        for row in rows
        if row.venue.code in known
    ]  # fmt: skip


def posts_of(keys: Iterable[UUID]) -> list[SafetyPost]:
    """Who answers for these venues; a person who left the organisation, or signs in no longer, is nobody here."""
    held = Position.objects.today().filter(account=OuterRef("account"), organisation=OuterRef("organisation"))
    rows = SafetyPost.objects.filter(venue__in=list(keys)).select_related("organisation", "account", "venue")
    posts: list[SafetyPost] = []
    for post in rows.annotate(holds=Exists(held.filter(account__is_active=True))):
        post.account = post.account if post.holds else None
        posts.append(post)
    return posts


def _in_order(posts: list[SafetyPost]) -> tuple[SafetyPost, ...]:
    return tuple(sorted(posts, key=lambda post: _LEVELS.index(Level(post.level))))


def figures(shown: list[Standing]) -> Figures:
    """One that is overdue now counts as due and not done in time; two statements."""
    keys, since = [one.venue.id for one in shown], now() - timedelta(days=365)
    done = list(Inspection.objects.filter(venue__in=keys, done_at__gte=since))
    ended = Fault.objects.filter(venue__in=keys, mended_at__gte=since).values_list("found_at", "mended_at")
    days = sorted((mended - found).days for found, mended in ended if mended is not None)
    overdue = sum(one.plan.is_overdue for one in shown)
    return Figures(
        len(done) + overdue, sum(not one.was_late for one in done), len(days), days[len(days) // 2] if days else None
    )


def standing(actor: Actor, code: str) -> Standing:
    """One of them. Raises NoSuchVenue, also for one that is not theirs."""
    found = next((one for one in standings(actor) if one.venue.code == code), None)
    if found is None:
        raise NoSuchVenue(code)
    return found


def may_inspect(actor: Actor, shown: Standing) -> bool:
    """Who works for an organisation that answers for it."""
    return actor.has(*INSPECTORS) and any(post.organisation_id in actor.reach.organisations for post in shown.posts)


def may_name(actor: Actor, shown: Standing, level: str) -> bool:
    """The organisation itself, one on a higher level, or a dispatcher."""
    above = _LEVELS[_LEVELS.index(Level(level)) :]
    own = any(post.level in above and post.organisation_id in actor.reach.organisations for post in shown.posts)
    return (own and actor.has(*INSPECTORS)) or actor.has(Role.DISPATCHER)


def staff_of(organisation: str) -> list[Account]:
    """Who can be named: the staff of an organisation that sign in."""
    held = Position.objects.on(today()).filter(organisation=organisation, account__username__isnull=False)
    held = held.filter(account__is_active=True, stands_in_for=None).exclude(role=Role.BUILDING_CONTACT)
    return list(Account.objects.filter(pk__in=held.values("account_id")).order_by("name", "username"))


def items_for(venue: VenueCard) -> list[SafetyItem]:
    """What is looked at in a venue of this kind, in the pack's order."""
    rows = SafetyItem.objects.filter(district=venue.district, active=True).order_by("position", "code")
    return [row for row in rows if not row.kinds or venue.kind in row.kinds]


def open_faults(venue: UUID) -> list[Fault]:
    """Not mended yet, the oldest first, each with its case."""
    rows = Fault.objects.filter(venue=venue, mended_at=None)
    return list(rows.select_related("item", "case").order_by("found_at"))


def mended(venue: UUID) -> list[Fault]:
    rows = Fault.objects.filter(venue=venue, mended_at__isnull=False)
    return list(rows.select_related("item", "case").order_by("-mended_at")[:MENDED_SHOWN])


def is_left_open(fault: Fault) -> bool:
    """Its case has ended, and it has not been mended."""
    return fault.mended_at is None and fault.case.state in DONE_STATES and fault.case.state not in OPEN_STATES


def history(venue: UUID) -> list[Inspection]:
    rows = Inspection.objects.filter(venue=venue, done_at__isnull=False)
    return list(rows.select_related("account", "organisation").order_by("-begun_at")[:HISTORY])


def under_way(venue: UUID) -> Inspection | None:
    return Inspection.objects.filter(venue=venue, done_at=None).first()


def entries(inspection: Inspection) -> dict[UUID, InspectionEntry]:
    """What has been found so far, by item. What was in order days ago is looked at again; a fault stays one."""
    fresh = Q(at__gte=now() - WALK_LASTS) | Q(finding=Finding.FAULT)
    rows = InspectionEntry.objects.filter(fresh, inspection=inspection).select_related("fault__case")
    return {row.item_id: row for row in rows}


def entry_with_photo(actor: Actor, key: UUID) -> InspectionEntry | None:
    """An entry whose photo this person may see."""
    rows = InspectionEntry.objects.filter(pk=key, district=actor.reach.district).exclude(photo="")
    if not actor.reach.whole_district:
        theirs = SafetyPost.objects.filter(organisation__in=actor.reach.organisations)
        rows = rows.filter(Q(inspection__venue__in=theirs.values("venue_id")))
    return rows.first()
