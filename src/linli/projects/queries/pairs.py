"""What goes into matching, and why a resource was proposed for a need: in words, with the numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.assets import queries as assets
from linli.clock import moment_text, today
from linli.people.actors import Actor

from ..access import areas_kept, keeps, within
from ..matching import FAR_M, TERMS, WEIGHTS, Need, Offer
from ..models import TO_BE_MATCHED, Demand, Match, MatchState, Resource, ResourceState, Run
from ..models import Need as NeedRow
from .timeline import plain

# A need is there until it is met; for matching, for so long.
LASTS = timedelta(days=365)
# What the priority of a demand is measured against.
MOST_POINTS = 100.0
BATCH = 60


@dataclass(frozen=True)
class OpenNeed:
    row: NeedRow
    need: Need


@dataclass(frozen=True)
class OpenOffer:
    row: Resource
    offer: Offer


def needs_open(district: str, areas: tuple[str, ...]) -> list[OpenNeed]:
    """What demands of these areas lack still: one statement."""
    rows = NeedRow.objects.filter(demand__district=district, demand__state__in=TO_BE_MATCHED, met=False)
    rows = rows.exclude(matches__state=MatchState.ACCEPTED).select_related("demand__kind").order_by("pk")
    return [OpenNeed(row, _need(row)) for row in rows if within(areas, row.demand.area_id)]


def _need(row: NeedRow) -> Need:
    demand = row.demand
    return Need(
        key=str(row.pk), manner=row.manner, kind=demand.kind.code, amount=float(row.amount), area=demand.area_id,
        days=(today().toordinal(), (today() + LASTS).toordinal()), lat=demand.lat, lon=demand.lon,
        weight=min(1.0, float(demand.priority) / float(demand.weighing.get("most") or MOST_POINTS)),
    )  # fmt: skip


def offers_open(district: str) -> list[OpenOffer]:
    """What is to be had and not used up; an idle asset only while nobody uses it. Two statements."""
    rows = Resource.objects.filter(district=district, state=ResourceState.LISTED).order_by("pk")
    there = [row for row in rows if row.left > 0 and (row.last is None or row.last >= today())]
    free = {one.pk for one in assets.vacant(district)} if any(row.asset_id for row in there) else set()
    return [OpenOffer(row, _offer(row)) for row in there if row.asset_id is None or row.asset_id in free]


def _offer(row: Resource) -> Offer:
    last = row.last or date.max
    return Offer(
        key=str(row.pk), manner=row.manner, fits={kind: float(fit) for kind, fit in row.serves.items()}, left=float(row.left),
        areas=tuple(row.areas), days=(row.first.toordinal(), last.toordinal()), lat=row.lat, lon=row.lon, places=row.places,
    )  # fmt: skip


@dataclass(frozen=True)
class Term:
    """One term of the cost: what was measured in words, what it costs of 1, its weight, and how good that is."""

    name: str
    said: str
    cost: float
    weight: float

    @property
    def share(self) -> float:
        return 1 - self.cost

    @property
    def points(self) -> float:
        """Of a hundred."""
        return round((1 - self.cost) * self.weight * 100, 1)

    @property
    def most(self) -> float:
        return round(self.weight * 100, 1)


@dataclass(frozen=True)
class Shown:
    """A proposal with its reason."""

    row: Match
    may: bool

    @property
    def score(self) -> float:
        """How well it suits, of a hundred: what the terms do not cost."""
        return round((1 - self.row.cost) * 100, 1)

    @property
    def why(self) -> str:
        """In one sentence, for who has ten seconds."""
        return _("; ").join(one for one in (_fit(self.row), _near(self.row), _enough(self.row)) if one) + _(".")

    @property
    def checks(self) -> list[tuple[str, str]]:
        """The conditions that every proposal fulfils, each with what was found."""
        row, resource = self.row, self.row.resource
        until = _("from %(first)s") % {"first": resource.first} if resource.last is None else f"{resource.first} – {resource.last}"  # fmt: skip
        return [
            (_("Kind"), _("“%(kind)s” is among what it may be used for") % {"kind": row.demand.kind.name}),
            (_("Area"), _("%(where)s lies where it may be used") % {"where": row.demand.where}),
            (_("Time"), _("to be had %(until)s%(hours)s") % {"until": until, "hours": f"，{resource.hours}" if resource.hours else ""}),
            (_("How much there is"), _amounts(row)),
        ]  # fmt: skip

    @property
    def terms(self) -> list[Term]:
        said = {
            "fit": _fit(self.row), "distance": _near(self.row) or _("it comes to where it is needed"), "surplus": _enough(self.row),
            "priority": _("priority %(points)s") % {"points": self.row.demand.priority},
        }  # fmt: skip
        names = {
            "fit": _("How well it suits"), "distance": _("How near it is"), "surplus": _("How little is left unused"),
            "priority": _("How urgent the demand is"),
        }  # fmt: skip
        return [Term(names[term], said[term], self.row.costs[term], WEIGHTS[term]) for term in TERMS]


def _fit(row: Match) -> str:
    kind = row.demand.kind.name
    if row.fit >= 0.95:
        return _("made for “%(kind)s”") % {"kind": kind}
    return _("can be used for “%(kind)s”, though not made for it") % {"kind": kind}


def _near(row: Match) -> str:
    if row.metres is None:
        return ""
    metres = round(row.metres, -1)
    if metres < 1000:
        return _("%(n)d metres away") % {"n": max(10, metres)}
    return _("%(n).1f km away") % {"n": metres / 1000}


def _amounts(row: Match) -> str:
    told = {"needed": plain(row.amount), "there": plain(row.resource.left), "unit": row.need.unit_label}
    return _("%(needed)s %(unit)s needed, %(there)s %(unit)s there") % told


def _enough(row: Match) -> str:
    there = plain(Decimal(str(round(float(row.amount) * row.times, 1))))
    told = {"there": there, "needed": plain(row.amount), "unit": row.need.unit_label}
    return _("%(there)s %(unit)s for the %(needed)s %(unit)s that are needed") % told


def far_km() -> str:
    return f"{FAR_M / 1000:g}"


def _with_all(rows: QuerySet[Match]) -> QuerySet[Match]:
    return rows.select_related("need", "demand__kind", "resource", "decided_by")


def waiting(actor: Actor, demand: str = "") -> list[Shown]:
    """Proposals that wait for this person's word, the best first: one statement."""
    rows = Match.objects.filter(district=actor.reach.district, state=MatchState.PROPOSED)
    if demand:
        rows = rows.filter(demand__code=demand)
    kept = areas_kept(actor)
    found = [row for row in _with_all(rows).order_by("cost", "pk")[: BATCH * 8] if within(kept, row.demand.area_id)]
    return [Shown(row, True) for row in found[:BATCH]]


def decided(actor: Actor, state: str) -> list[Shown]:
    """The latest that were accepted or rejected: one statement."""
    rows = _with_all(Match.objects.filter(district=actor.reach.district, state=state)).order_by("-decided_at")[:BATCH]
    return [Shown(row, keeps(actor, row.demand.area_id)) for row in rows]


def of_demand(actor: Actor, demand: Demand) -> list[Shown]:
    """All that was ever proposed for one, the best first."""
    rows = _with_all(Match.objects.filter(demand=demand)).order_by("state", "cost")
    return [Shown(row, keeps(actor, row.demand.area_id)) for row in rows]


def last_run(district: str) -> Run | None:
    return Run.objects.filter(district=district).order_by("-at").first()


def last_run_words(run: Run | None) -> str:
    if run is None:
        return _("Nothing has been matched yet.")
    told = {
        "needs": run.needs, "offers": run.offers, "pairs": run.pairs, "seconds": f"{run.seconds:.2f}",
        "at": moment_text(run.at),
    }  # fmt: skip
    return (
        ngettext(
            "On %(at)s %(needs)d needs were held against %(offers)d resources: %(pairs)d proposal, in %(seconds)s seconds.",
            "On %(at)s %(needs)d needs were held against %(offers)d resources: %(pairs)d proposals, in %(seconds)s seconds.",
            run.pairs,
        )
        % told
    )
