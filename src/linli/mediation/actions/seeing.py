"""Every look of the staff at a file: on the record before it is shown. The parties read the list of them."""

from __future__ import annotations

from django.db import transaction

from linli.audit import actions as audit
from linli.people.actors import Actor

from ..models import Matter, Team
from .files import work_on

SEEN, PRINTED, BOOK_SEEN = "mediation_seen", "mediation_printed", "mediation_book_seen"


@transaction.atomic
def see_matter(actor: Actor, code: str, how: str = "page") -> Matter:
    """A file of the actor's team; `how`: page, agreement, summary. Raises NotThere."""
    matter = work_on(actor, code)
    kind = SEEN if how == "page" else PRINTED
    audit.record(actor, kind, district=matter.district_id, subject=matter.subject, data={"how": how})
    return matter


@transaction.atomic
def see_book(actor: Actor, team: Team, year: int, how: str = "page") -> None:
    """A year of the team's book; the caller reads it leaving out what the actor stepped aside from."""
    subject = book_subject(team)
    audit.record(actor, BOOK_SEEN, district=team.district_id, subject=subject, data={"year": year, "how": how})


def book_subject(team: Team) -> str:
    return f"mediation_book:{team.code}"
