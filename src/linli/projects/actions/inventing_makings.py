"""What invented projects are made of: templates, places, teams and firms; and the rows on their way to the database."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from linli.places.models import Area, District, Road

from ..models import BudgetLine, Claim, Demand, DemandKind, Milestone, Need, Part, Photo, Project, Rating, Support, Vote
from ..queries.teams import TeamCard


@dataclass(frozen=True)
class Template:
    """Of one kind: how such a demand and project are called, what they need, by which steps, in how many days."""

    kind: str
    title: str
    demand: str
    text: str
    does: str
    money: tuple[int, int]
    what: str
    other: Sequence[tuple[str, str, str, int, int]]
    steps: Sequence[str]
    days: tuple[int, int]
    weight: int = 1
    lead: str = ""
    # By phase: the names of the picture and of its small version in the store, and what it shows.
    pictures: Mapping[str, tuple[str, str, str]] = field(default_factory=dict)


@dataclass
class Makings:
    """What everything is made of."""

    district: District
    drawn: random.Random
    kinds: dict[str, DemandKind]
    teams: list[TeamCard]
    firms: Sequence[str]
    names: Sequence[str]
    roads: dict[str, list[str]] = field(default_factory=dict)
    areas: list[Area] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.areas = list(Area.objects.filter(district=self.district, level="community").order_by("code"))
        for area, name in (
            Road.objects.filter(district=self.district).order_by("area", "name").values_list("area", "name")
        ):
            self.roads.setdefault(area, []).append(name)
        self.drawn.shuffle(self.teams)


@dataclass
class Rows:
    """A list for each table, in the order in which they are written."""

    projects: list[Project] = field(default_factory=list)
    demands: list[Demand] = field(default_factory=list)
    needs: list[Need] = field(default_factory=list)
    supports: list[Support] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    lines: list[BudgetLine] = field(default_factory=list)
    milestones: list[Milestone] = field(default_factory=list)
    photos: list[Photo] = field(default_factory=list)
    votes: list[Vote] = field(default_factory=list)
    ratings: list[Rating] = field(default_factory=list)
    events: list[Any] = field(default_factory=list)
