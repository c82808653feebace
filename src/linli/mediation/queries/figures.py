"""What everyone may know of mediation: how many, of what kind, how it ended, how long it took. No small number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median

from django.utils.translation import gettext as _

from linli.clock import LOCAL, today

from ..models import Kept, Matter, MatterKind, State
from ..suppressing import LEAST, Cell, suppressed

# A year is long enough that most cells are not small.
WITHIN = timedelta(days=365)
_OUTCOMES: tuple[tuple[str, tuple[State, ...]], ...] = (
    ("running", (State.BROUGHT, State.WILLING, State.TALKING)),
    ("agreed", (State.AGREED, State.FOLLOWED_UP, State.CLOSED)),
    ("not_agreed", (State.NOT_AGREED,)),
    ("referred", (State.REFERRED,)),
    ("withdrawn", (State.WITHDRAWN,)),
)


def outcome_labels() -> list[str]:
    return [_("Still running"), _("Agreement"), _("No agreement"), _("Handed to the court"), _("Withdrawn")]


@dataclass(frozen=True)
class Figures:
    """`rows`: a kind with its cells, the last being the sum; the last row is that of all kinds."""

    since: date
    labels: Sequence[str]
    rows: Sequence[tuple[str, Sequence[Cell]]]
    days: str
    days_of: str
    kept: float | None
    kept_of: str
    is_empty: bool

    @property
    def least(self) -> int:
        return LEAST

    @property
    def lines(self) -> list[tuple[str, list[tuple[str, Cell]]]]:
        """The rows with each cell beside what it counts."""
        return [(name, list(zip(self.labels, cells, strict=True))) for name, cells in self.rows]


def _outcome(state: str, agreed: datetime | None) -> str:
    """A closed matter without an agreement counts as not agreed."""
    found = next(name for name, states in _OUTCOMES if state in states)
    return "not_agreed" if found == "agreed" and agreed is None else found


def open_figures(district: str) -> Figures:
    """Of matters brought within the last year; three statements."""
    since = today() - WITHIN
    rows = Matter.objects.filter(district=district, brought_at__gte=datetime.combine(since, time(), LOCAL))
    found = list(rows.values_list("kind", "state", "brought_at", "agreed_at", "kept"))
    counts = Counter((kind, _outcome(state, agreed)) for kind, state, _brought, agreed, _kept in found)
    names = [name for name, _states in _OUTCOMES]
    kinds = [
        one
        for one in MatterKind.objects.filter(district=district).order_by("position")
        if any(counts[(one.pk, name)] for name in names)
    ]
    grid = suppressed([[counts[(one.pk, name)] for name in names] for one in kinds]) if kinds else []
    lines = list(zip([*(one.name for one in kinds), _("All kinds")], grid, strict=True)) if grid else []
    lengths = [(agreed - brought).days for _kind, _state, brought, agreed, _kept in found if agreed]
    asked = [kept for *_rest, kept in found if kept]
    days_known, kept_known = len(lengths) >= LEAST, len(asked) >= LEAST
    return Figures(
        since=since, labels=[*outcome_labels(), _("Together")], rows=lines,
        days=f"{median(lengths):g}" if days_known else "—", days_of=str(len(lengths)) if days_known else f"<{LEAST}",
        kept=_share(asked) if kept_known else None, kept_of=str(len(asked)) if kept_known else f"<{LEAST}",
        is_empty=not found,
    )  # fmt: skip


def _share(asked: list[str]) -> float | None:
    """Kept in full, to the nearest twentieth: the exact share would count the few that were broken."""
    return round(20 * sum(1 for one in asked if one == Kept.KEPT) / len(asked)) / 20
