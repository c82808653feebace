"""A demo's demands gather cases of its invented year, as a community does: by its own people, once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from linli.cases.models import Case
from linli.people.actors import Actor
from linli.people.models import Account, Position
from linli.places.models import District

from ..access import keeps
from ..models import LIVE_DEMANDS, Demand
from .demands import add_cases

# So many are plenty to be looked through.
MOST = 8


def join_demo_cases(district: District, asked: Mapping[str, Sequence[str]]) -> int:
    """By the title of a demand: of which categories the cases are that ask for it. Returns how many joined."""
    joined = 0
    for title, categories in asked.items():
        rows = Demand.objects.filter(district=district, is_demo=True, cases=0, state__in=LIVE_DEMANDS, title=title)
        row = rows.first()
        keeper = _keeper(row) if row else None
        if row is None or keeper is None:
            continue
        cases = Case.objects.visible_to(keeper.reach).requests().filter(
            source="demo", community=row.area_id, category__code__in=categories
        )  # fmt: skip
        cases = cases.exclude(state__in=("withdrawn", "declined", "merged")).order_by("-id")[:MOST]
        if codes := list(cases.values_list("code", flat=True)):
            joined += add_cases(keeper, row.code, codes).cases
    return joined


def _keeper(row: Demand) -> Actor | None:
    """One of the demo's people who looks after where it is."""
    held = Position.objects.today().filter(account__is_demo=True, organisation=row.organisation_id)
    people = Account.objects.filter(pk__in=held.values("account"), username__isnull=False).order_by("username")
    return next((actor for actor in map(Actor.of, people) if keeps(actor, row.area_id)), None)
