"""How far the interviews are: by cluster and by interviewer."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from ..analysis.people import Visited, visited
from ..models import Submission, Survey, Unit, UnitState


@dataclass(frozen=True)
class Asker:
    """One interviewer: who is left to visit, how the visits ended, the middle length of an interview in minutes."""

    name: str
    drawn: int
    done: int
    refused: int
    absent: int
    waiting: int
    doubts: int
    minutes: float | None

    @property
    def response(self) -> float | None:
        ended = self.done + self.refused + self.absent
        return self.done / ended if ended else None

    @property
    def share(self) -> float:
        return 1 - self.waiting / self.drawn if self.drawn else 0.0


@dataclass(frozen=True)
class Progress:
    clusters: list[Visited]
    askers: list[Asker]

    def sum(self, name: str) -> int:
        return sum(getattr(one, name) for one in self.clusters)

    @property
    def drawn(self) -> int:
        return self.sum("drawn")

    @property
    def done(self) -> int:
        return self.sum("done")

    @property
    def waiting(self) -> int:
        return self.sum("waiting")

    @property
    def share(self) -> float | None:
        return 1 - self.waiting / self.drawn if self.drawn else None

    @property
    def response(self) -> float | None:
        """Interviewed by eligible, of those whose visit has ended."""
        ended = sum(one.eligible - one.waiting for one in self.clusters)
        return self.done / ended if ended else None


def progress(survey: Survey) -> Progress:
    return Progress(visited(survey), _askers(survey))


def _askers(survey: Survey) -> list[Asker]:
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for name, state in Unit.objects.filter(survey=survey).values_list("interviewer__name", "state"):
        counts[name or ""][state] += 1
    lengths: dict[str, list[int]] = defaultdict(list)
    doubts: dict[str, int] = defaultdict(int)
    rows = Submission.objects.filter(survey=survey, left_out=False).values_list(
        "by__name", "seconds", "outcome", "doubts"
    )
    for name, seconds, outcome, found in rows:
        if outcome == UnitState.DONE and seconds:
            lengths[name or ""].append(seconds)
        doubts[name or ""] += bool(found)
    return [_asker(name, counts[name], lengths[name], doubts[name]) for name in sorted({*counts, *lengths})]


def _asker(name: str, of: dict[str, int], lengths: list[int], doubts: int) -> Asker:
    middle = sorted(lengths)[len(lengths) // 2] / 60 if lengths else None
    state: Any = UnitState
    return Asker(
        name, sum(of.values()), of[state.DONE], of[state.REFUSED], of[state.ABSENT], of[state.WAITING], doubts, middle
    )
