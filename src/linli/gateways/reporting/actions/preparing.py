"""A release: one prepares what of which period goes to whom, another authorises it; with that it stands in the outbox."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import orjson
from django.db import transaction
from django.db.models import Max

from linli.audit import actions as audit
from linli.cases.commands import parse
from linli.clock import now, today
from linli.ids import uuid7
from linli.people.actors import Actor
from linli.people.vault import seal_bytes, unseal_bytes
from linli.places.models import District
from linli.places.queries import district_by

from ..access import check_may_report
from ..checks import counts_of, digest_of
from ..commands import Prepare
from ..contents import parts_of
from ..envelopes import Envelope
from ..errors import NobodyAbove, NothingNew, NotNow, SamePerson, UnderWay
from ..models import Kind, Release, ReleaseState, Report
from ..periods import period_of
from ..queries.sending import release_of, targets


def prepare(actor: Actor, given: Prepare | dict[str, Any]) -> Release:
    """Put together what there is now, for a colleague to look at.

    Raises NotForYou, InvalidInput, NobodyAbove, UnfitPeriod, NothingToReport, NothingNew, UnderWay, UnfitCards.
    """
    check_may_report(actor)
    command = given if isinstance(given, Prepare) else parse(Prepare, given)
    district, kind = district_by(actor.reach.district), Kind(command.kind)
    target = next((one for one in targets(district) if one.peer == command.peer), None)
    if target is None:
        raise NobodyAbove(command.peer)
    period = period_of(kind, command.period, today())
    before = Release.objects.filter(district=district, peer=target.peer, kind=kind, period=period.code)
    if before.filter(state=ReleaseState.PREPARED).exists():
        raise UnderWay
    parts = parts_of(actor, district, kind, period)
    _check_new(before.filter(state=ReleaseState.AUTHORISED).order_by("-version").first(), parts)
    with transaction.atomic():
        version = (before.aggregate(last=Max("version"))["last"] or 0) + 1
        assert actor.account is not None
        row = Release.objects.create(
            id=uuid7(), district=district, organisation_id=actor.organisation, peer=target.peer, addressee=target.name, kind=kind,
            period=period.code, version=version, counts=_counted(kind, parts), parts_cipher=seal_bytes(orjson.dumps(parts)),
            reason=command.reason, prepared_by=actor.account, prepared_at=now(),
        )  # fmt: skip
        _record(actor, "report_prepared", row)
    return row


def _check_new(last: Release | None, parts: list[dict[str, Any]]) -> None:
    """Raises NothingNew: the same was authorised before."""
    if last is None:
        return
    sent = set(last.reports.values_list("digest", flat=True))
    if sent == {digest_of(one) for one in parts}:
        raise NothingNew(last.version)


def _counted(kind: Kind, parts: list[dict[str, Any]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for part in parts:
        for name, number in counts_of(kind, part).items():
            total[name] = total.get(name, 0) + number
    return total


@transaction.atomic
def authorise(actor: Actor, key: UUID) -> Release:
    """It may go. Raises NotForYou, NoSuchRelease, NotNow, SamePerson."""
    row = _waiting(actor, key)
    if actor.account == row.prepared_by:
        raise SamePerson
    at = now()
    row.state, row.authorised_by, row.authorised_at = ReleaseState.AUTHORISED, actor.account, at
    _put_up(row, row.district, orjson.loads(unseal_bytes(row.parts_cipher)))
    row.parts_cipher = b""
    row.save()
    _record(actor, "report_authorised", row)
    return row


def _put_up(row: Release, district: District, parts: list[dict[str, Any]]) -> None:
    """Numbers go on from the last one for this peer; of two at once the second waits for the first."""
    last = Report.objects.select_for_update(of=("self",)).filter(peer=row.peer).order_by("-number").first()
    number = last.number if last else 0
    assert row.authorised_at is not None
    for part, content in enumerate(parts, 1):
        key = uuid7()
        envelope = Envelope.model_validate(
            {
                "id": key, "number": number + part, "kind": row.kind, "district": {"code": district.code, "name": district.name},
                "period": row.period, "version": row.version, "part": part, "parts": len(parts), "released_at": row.authorised_at,
                "released_by": row.organisation.name, "counts": counts_of(Kind(row.kind), content),
                "content_digest": digest_of(content), "content": content,
            }
        )  # fmt: skip
        body = orjson.dumps(envelope.model_dump(mode="json"))
        Report.objects.create(
            id=key, district=district, release=row, peer=row.peer, number=number + part, part=part, parts=len(parts),
            body_cipher=seal_bytes(body), digest=digest_of(content), created_at=row.authorised_at, next_at=row.authorised_at,
        )  # fmt: skip


@transaction.atomic
def drop(actor: Actor, key: UUID) -> Release:
    """It will not be sent. Raises NotForYou, NoSuchRelease, NotNow."""
    row = _waiting(actor, key)
    row.state, row.parts_cipher = ReleaseState.DROPPED, b""
    row.save()
    _record(actor, "report_dropped", row)
    return row


def _waiting(actor: Actor, key: UUID) -> Release:
    check_may_report(actor)
    row = release_of(actor, key, for_update=True)
    if row.state != ReleaseState.PREPARED:
        raise NotNow(row.state_label)
    return row


def _record(actor: Actor, kind: str, row: Release) -> None:
    audit.record(
        actor, kind, district=row.district_id, subject=f"report:{row.kind}/{row.period}/{row.version}",
        data={"peer": row.peer, "counts": row.counts},
    )  # fmt: skip
