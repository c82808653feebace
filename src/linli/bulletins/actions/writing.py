"""Drafts: made from a source, small numbers left out before anything is written; put into other words; corrected."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.cases.commands import parse
from linli.clock import now
from linli.health.statistics.suppression import UnfitCounts
from linli.ids import uuid7
from linli.people.actors import Actor
from linli.places.models import District
from linli.places.queries import district_by

from ..access import check_may_make
from ..commands import Correct, Make, Revise
from ..content import Content, digest_of
from ..errors import DraftThere, NotNow, TablesDisagree
from ..models import Bulletin, Edition, State
from ..queries.desk import one_of
from ..sources import Source, content_of, source_named

UNDER_WAY = (State.DRAFT, State.REVIEWED)


def make(actor: Actor, given: Make | dict[str, Any]) -> Bulletin:
    """A draft of what a source tells. Raises NotForYou, InvalidInput, NoSuchSource, NothingToTell, DraftThere, TablesDisagree."""
    check_may_make(actor)
    command = given if isinstance(given, Make) else parse(Make, given)
    district = district_by(actor.reach.district)
    source = source_named(district, command.source)
    _check_free(district, source)
    content = _content(district, source)
    with transaction.atomic():
        return _drafted(actor, district, source, content, _code(district, source), "")


def correct(actor: Actor, key: UUID, given: Correct | dict[str, Any]) -> Bulletin:
    """The next version of one that is published, from its source as it is now; `why` is for its readers.

    Raises NotForYou, NoSuchBulletin, InvalidInput, NotNow, NoSuchSource, NothingToTell, DraftThere, TablesDisagree.
    """
    check_may_make(actor)
    command = given if isinstance(given, Correct) else parse(Correct, given)
    row = one_of(actor, key)
    if row.state != State.PUBLISHED:
        raise NotNow(_("Correct it"), row.state_label)
    source = source_named(row.district, row.source)
    _check_free(row.district, source)
    content = _content(row.district, source)
    with transaction.atomic():
        return _drafted(actor, row.district, source, content, row.code, command.why)


@transaction.atomic
def revise(actor: Actor, key: UUID, given: Revise | dict[str, Any]) -> Bulletin:
    """Title and summary in other words: another edition, that somebody else has to agree to.

    Raises NotForYou, NoSuchBulletin, InvalidInput, NotNow.
    """
    check_may_make(actor)
    command = given if isinstance(given, Revise) else parse(Revise, given)
    row = one_of(actor, key, for_update=True)
    if row.state not in UNDER_WAY:
        raise NotNow(_("Keep these words"), row.state_label)
    content = Content.model_validate(row.edition.content)
    fresh = content.model_copy(update={"title": command.title, "summary": tuple(command.summary)})
    row.edition, row.title, row.state = _edition(actor, row.district, fresh), fresh.title, State.DRAFT
    assert actor.account is not None
    row.made_by, row.made_at, row.agreed_by, row.agreed_at = actor.account, row.edition.made_at, None, None
    row.save()
    _record(actor, "bulletin_revised", row)
    return row


def _check_free(district: District, source: Source) -> None:
    row = Bulletin.objects.filter(district=district, source=source.key, state__in=UNDER_WAY).first()
    if row is not None:
        raise DraftThere(row.title, row.version)


def _content(district: District, source: Source) -> Content:
    try:
        return content_of(district, source)
    except UnfitCounts as wrong:
        raise TablesDisagree(str(wrong)) from wrong


def _code(district: District, source: Source) -> str:
    """That of the versions before; else year and kind, numbered where a year has several."""
    before = Bulletin.objects.filter(district=district, source=source.key).order_by("-version").first()
    if before is not None:
        return before.code
    plain = f"{source.year}-{source.kind}"
    taken = set(Bulletin.objects.filter(district=district, code__startswith=plain).values_list("code", flat=True))
    return next(one for one in (plain, *(f"{plain}-{n}" for n in range(2, len(taken) + 3))) if one not in taken)


def _drafted(actor: Actor, district: District, source: Source, content: Content, code: str, corrects: str) -> Bulletin:
    assert actor.account is not None
    versions = Bulletin.objects.filter(district=district, code=code)
    last = versions.aggregate(last=Max("version"))["last"] or 0
    edition = _edition(actor, district, content)
    row = Bulletin.objects.create(
        id=uuid7(), district=district, code=code, version=last + 1, kind=source.kind, source=source.key, year=content.year,
        title=content.title, edition=edition, made_by=actor.account, made_at=edition.made_at, corrects=corrects,
    )  # fmt: skip
    _record(actor, "bulletin_made", row)
    return row


def _edition(actor: Actor, district: District, content: Content) -> Edition:
    assert actor.account is not None
    return Edition.objects.create(
        id=uuid7(), district=district, content=content.model_dump(mode="json"), digest=digest_of(content),
        made_by=actor.account, made_at=now(),
    )  # fmt: skip


def _record(actor: Actor, kind: str, row: Bulletin) -> None:
    audit.record(
        actor, kind, district=row.district_id, subject=f"bulletin:{row.code}/{row.version}",
        data={"digest": row.edition.digest},
    )  # fmt: skip
