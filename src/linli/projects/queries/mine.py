"""What a person supported, offered and claimed."""

from __future__ import annotations

from dataclasses import dataclass

from linli.people.actors import Actor

from ..models import Claim, Demand, Project, Resource, Support

MOST_LISTED = 30


@dataclass(frozen=True)
class Mine:
    supported: list[Demand]
    offered: list[Resource]
    claimed: list[Claim]
    # Projects of what they supported: where their word counts.
    projects: list[Project]

    @property
    def is_empty(self) -> bool:
        return not (self.supported or self.offered or self.claimed)


def mine(actor: Actor) -> Mine:
    """Four statements; of nobody none."""
    if actor.account is None or actor.kind != "resident":
        return Mine([], [], [], [])
    keys = Support.objects.filter(account=actor.account).order_by("-created_at").values_list("demand", flat=True)[:MOST_LISTED]  # fmt: skip
    rows = {row.pk: row for row in Demand.objects.filter(pk__in=list(keys)).select_related("kind", "project")}
    offered = Resource.objects.filter(account=actor.account).order_by("-id")[:MOST_LISTED]
    claimed = (
        Claim.objects.filter(account=actor.account).select_related("project", "part").order_by("-id")[:MOST_LISTED]
    )
    supported = [rows[key] for key in keys if key in rows]
    projects = {row.project.pk: row.project for row in supported if row.project is not None and row.project.is_public}
    return Mine(supported, list(offered), list(claimed), list(projects.values()))


def asked_of(actor: Actor) -> int:
    """How many projects wait for this person's vote: for “Mine”."""
    return sum(1 for row in mine(actor).projects if row.state == "asked")
