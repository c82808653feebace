"""Teams as other rooms know them: who they are, what they can do, who speaks for them. No person is in a card."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from linli.people.actors import Actor

from ..access import speaks_for
from ..models import Team


@dataclass(frozen=True)
class TeamCard:
    """`skills` are names by code; `kind` is enterprise, self_governing or stewards; `area` and `organisation` are codes."""

    id: UUID
    code: str
    name: str
    kind: str
    kind_label: str
    district: str
    area: str
    organisation: str
    about: str
    skills: dict[str, str]


def cards(rows: Iterable[Team]) -> list[TeamCard]:
    """Of rows whose skills are at hand."""
    return [
        TeamCard(
            row.pk, row.code, row.name, row.kind, row.kind_label, row.district_id, row.area_id, row.organisation_id,
            row.about, {one.code: one.name for one in row.skills.all()},
        )
        for row in rows
    ]  # fmt: skip


def teams(district: str) -> list[TeamCard]:
    """Every team of a district that is active, in the order of its list; two statements."""
    rows = Team.objects.filter(district=district, active=True)
    return cards(rows.prefetch_related("skills").order_by("position", "id"))


def led_by(actor: Actor) -> list[TeamCard]:
    """The teams in whose name somebody may speak: as leader, or as their home organisation; two statements."""
    return cards(speaks_for(actor).prefetch_related("skills").order_by("position", "id"))
