"""What officers of disease control see of their district's bulletins: also drafts, and what drafts can be made from."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from linli.people.actors import Actor
from linli.places.queries import district_by

from ..errors import NoSuchBulletin
from ..models import Bulletin, State
from ..sources import Source, sources_of

MOST = 200


def one_of(actor: Actor, key: UUID, *, for_update: bool = False) -> Bulletin:
    """One of the actor's district. Raises NoSuchBulletin."""
    rows = Bulletin.objects.filter(district=actor.reach.district)
    rows = rows.select_for_update(of=("self",)) if for_update else rows
    found = rows.select_related("edition", "district", "made_by", "agreed_by", "published_by").filter(pk=key).first()
    if found is None:
        raise NoSuchBulletin
    return found


def all_of(actor: Actor) -> list[Bulletin]:
    """Every version, the latest first."""
    rows = Bulletin.objects.filter(district=actor.reach.district).select_related("made_by", "agreed_by")
    return list(rows.order_by("-made_at")[:MOST])


@dataclass(frozen=True)
class Choice:
    """A source, and the bulletin that there is of it."""

    source: Source
    bulletin: Bulletin | None

    @property
    def is_free(self) -> bool:
        return self.bulletin is None or self.bulletin.state == State.WITHDRAWN


def choices(actor: Actor) -> list[Choice]:
    rows = Bulletin.objects.filter(district=actor.reach.district).order_by("version")
    known = {row.source: row for row in rows}
    return [Choice(one, known.get(one.key)) for one in sources_of(district_by(actor.reach.district))]
