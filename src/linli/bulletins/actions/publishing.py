"""From a draft to what everybody reads: agreed to by a second person, published, withdrawn."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.cases.commands import parse
from linli.clock import now
from linli.people.actors import Actor

from ..access import check_may_make
from ..commands import Withdraw
from ..errors import NotNow, SamePerson
from ..models import Bulletin, State
from ..queries.desk import one_of
from ..queries.reading import content_of_row


@transaction.atomic
def agree(actor: Actor, key: UUID) -> Bulletin:
    """Another one has looked through it. Raises NotForYou, NoSuchBulletin, NotNow, SamePerson, Altered."""
    row = _taken(actor, key, _("Agree"), State.DRAFT)
    if actor.account == row.made_by:
        raise SamePerson
    content_of_row(row)
    row.state, row.agreed_by, row.agreed_at = State.REVIEWED, actor.account, now()
    return _kept(actor, row, "bulletin_agreed")


@transaction.atomic
def publish(actor: Actor, key: UUID) -> Bulletin:
    """For everybody to read; the version before stays readable and says that it was corrected.

    Raises NotForYou, NoSuchBulletin, NotNow, Altered.
    """
    row = _taken(actor, key, _("Publish"), State.REVIEWED)
    content_of_row(row)
    at = now()
    before = Bulletin.objects.filter(district=row.district_id, code=row.code, state=State.PUBLISHED)
    before.update(state=State.REPLACED, ended_at=at)
    row.state, row.published_by, row.published_at = State.PUBLISHED, actor.account, at
    return _kept(actor, row, "bulletin_published")


@transaction.atomic
def withdraw(actor: Actor, key: UUID, given: Withdraw | dict[str, Any]) -> Bulletin:
    """No longer to be read; its address says since when and why. Raises NotForYou, NoSuchBulletin, InvalidInput, NotNow."""
    command = given if isinstance(given, Withdraw) else parse(Withdraw, given)
    row = _taken(actor, key, _("Withdraw"), State.PUBLISHED)
    row.state, row.ended_at, row.ended_why = State.WITHDRAWN, now(), command.why
    return _kept(actor, row, "bulletin_withdrawn")


@transaction.atomic
def drop(actor: Actor, key: UUID) -> None:
    """A draft that will not be published. Raises NotForYou, NoSuchBulletin, NotNow."""
    row = _taken(actor, key, _("Drop"), State.DRAFT, State.REVIEWED)
    subject, district = f"bulletin:{row.code}/{row.version}", row.district_id
    row.delete()
    audit.record(actor, "bulletin_dropped", district=district, subject=subject)


def _taken(actor: Actor, key: UUID, wanted: str, *states: State) -> Bulletin:
    check_may_make(actor)
    row = one_of(actor, key, for_update=True)
    if row.state not in states:
        raise NotNow(wanted, row.state_label)
    return row


def _kept(actor: Actor, row: Bulletin, kind: str) -> Bulletin:
    row.save()
    audit.record(
        actor, kind, district=row.district_id, subject=f"bulletin:{row.code}/{row.version}",
        data={"digest": row.edition.digest},
    )  # fmt: skip
    return row
