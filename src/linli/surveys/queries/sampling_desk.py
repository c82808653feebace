"""What the desk shows of a frame, a plan that is tried, and a drawn sample."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..models import Cluster, Survey, Unit
from ..sampling import Drawn, FrameUnit, totals


@dataclass(frozen=True)
class StratumLine:
    """A stratum of the frame, and what the plan asks of it."""

    name: str
    clusters: int
    size: int
    smallest: int
    take: str
    each: str


@dataclass(frozen=True)
class Tried:
    """What a plan would draw: how many, with what weights, and which clusters are certain."""

    drawn: Sequence[Drawn]
    people: int
    lowest: float
    highest: float
    total: float
    population: int

    @property
    def is_exact(self) -> bool:
        return round(self.total) == self.population

    @property
    def certain(self) -> int:
        return sum(one.certain for one in self.drawn)


@dataclass(frozen=True)
class ClusterLine:
    cluster: Cluster
    weight: float
    people: int
    given: int
    interviewers: str


@dataclass(frozen=True)
class ClusterPage:
    units: list[Unit]
    named: int
    weight: float


def strata_of(frame: Sequence[FrameUnit], takes: Mapping[str, tuple[str, str]]) -> list[StratumLine]:
    found: dict[str, list[FrameUnit]] = defaultdict(list)
    for one in frame:
        found[one.stratum].append(one)
    return [
        StratumLine(
            name,
            len(units),
            sum(one.size for one in units),
            min(one.length for one in units),
            *takes.get(name, ("", "")),
        )
        for name, units in found.items()
    ]


def tried(frame: Sequence[FrameUnit], drawn: Sequence[Drawn]) -> Tried:
    weights = [float(one.weight) for one in drawn]
    return Tried(
        drawn, sum(len(one.numbers) for one in drawn), min(weights), max(weights), float(totals(drawn)),
        sum(one.size for one in frame),
    )  # fmt: skip


def clusters_of(survey: Survey) -> list[ClusterLine]:
    """The drawn clusters, and to whom their people are given."""
    given: dict[Any, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for cluster, name in Unit.objects.filter(survey=survey).values_list("cluster", "interviewer__name"):
        given[cluster][name or ""] += 1
    rows = Cluster.objects.filter(sample__survey=survey).order_by("number")
    return [
        ClusterLine(
            one, float(one.weight), sum(given[one.pk].values()), sum(count for name, count in given[one.pk].items() if name),
            "、".join(name for name in given[one.pk] if name),
        )
        for one in rows
    ]  # fmt: skip


def cluster_page(cluster: Cluster) -> ClusterPage:
    units = list(Unit.objects.filter(cluster=cluster).select_related("interviewer").order_by("serial"))
    return ClusterPage(units, sum(bool(one.name_cipher) for one in units), float(cluster.weight))
