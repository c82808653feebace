"""The priority of a demand, worked out by the rule that counts today, and kept with every part of it."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from linli.clock import now, today

from ..models import LIVE_DEMANDS, Demand, Rule
from ..weighing import Weights, priority, weigh

# Of a district whose pack states no rule.
UNSTATED = Weights(
    "1",
    {"cases": 30, "supports": 30, "urgency": 20, "waiting": 20},
    {"cases": 10, "supports": 30, "urgency": 1, "waiting": 180},
)
_BATCH = 500


def rule_of(district: str) -> Weights:
    """The newest version that counts already."""
    row = Rule.objects.filter(district=district, since__lte=today()).order_by("-since", "-version").first()
    return Weights.of(row.version, row.weights) if row else UNSTATED


def weighed(row: Demand, rule: Weights) -> None:
    """Fill in `priority` and `weighing`; the caller saves them."""
    parts = weigh(
        rule, cases=row.cases, supports=row.supports, households=row.households, urgent=row.urgent,
        days=(now() - row.created_at).days,
    )  # fmt: skip
    row.priority = Decimal(str(priority(parts)))
    row.weighing = {"rule": rule.version, "at": now().isoformat(), "most": rule.most, "parts": [one.told() for one in parts]}  # fmt: skip


def weigh_again(row: Demand) -> None:
    """Worked out and saved, of a demand that the caller has locked."""
    weighed(row, rule_of(row.district_id))
    row.save(update_fields=["priority", "weighing"])


def weigh_all(limit: int = 5_000) -> int:
    """Those that wait: each day older. Run by the worker once a day; returns how many changed."""
    changed = 0
    districts = Demand.objects.filter(state__in=LIVE_DEMANDS).order_by().values_list("district", flat=True).distinct()
    for district in districts:
        rule = rule_of(district)
        rows = Demand.objects.filter(district=district, state__in=LIVE_DEMANDS).order_by("pk")[:limit]
        changed += _write([row for row in rows.iterator(chunk_size=_BATCH) if _differs(row, rule)])
    return changed


def _differs(row: Demand, rule: Weights) -> bool:
    before, by = row.priority, row.weighing.get("rule")
    weighed(row, rule)
    return (row.priority, rule.version) != (before, by)


def _write(rows: Iterable[Demand]) -> int:
    """Only these two columns: supports that came meanwhile stay."""
    return Demand.objects.bulk_update(rows, ["priority", "weighing"], batch_size=_BATCH)
