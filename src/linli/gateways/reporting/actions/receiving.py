"""What a peer reports: taken once, held against its digest and its sums, told what arrived."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, TypeVar

import orjson
from django.db import transaction
from django.utils.translation import gettext as _
from pydantic import BaseModel, ValidationError

from linli.audit import actions as audit
from linli.clock import now
from linli.faults import faults_of
from linli.ids import uuid7
from linli.inserting import insert
from linli.people.actors import Actor
from linli.people.vault import seal_bytes, unseal_bytes
from linli.places.models import District
from linli.places.queries import UnknownDistrict, district_by, districts

from ...exchange.peers import Peer
from ...exchange.requests import check_body
from ..access import check_may_report
from ..checks import check
from ..envelopes import Asked, Envelope, ranges
from ..errors import NotYours, NumberTaken, ReportAltered, UnfitReport
from ..models import Incoming, Kind

Answer = dict[str, Any]


def take(peer: Peer, headers: Mapping[str, str], body: bytes) -> tuple[Answer, bool]:
    """What a peer is answered, its receipt, and whether it is told that for the first time.

    Raises NotSigned, WrongDigest, UnfitReport, NotYours, SumsDiffer, ReportAltered, NumberTaken.
    """
    check_body(headers, body)
    given = _parsed(Envelope, body)
    digest = hashlib.sha256(body).hexdigest()
    there = Incoming.objects.filter(peer=peer.name, report=given.id).first()
    if there is not None:
        return _again(there, digest), False
    if given.district.code not in peer.reports:
        raise NotYours(given.district.code)
    if given.part > given.parts:
        raise UnfitReport(_("Part %(part)d of %(parts)d cannot be.") % {"part": given.part, "parts": given.parts})
    check(Kind(given.kind), given.content, given.content_digest, given.counts)
    row = _row(peer, given, body, digest)
    with transaction.atomic():
        # Of two at the same moment the second waits for the first.
        if insert([row], unless_there=True):
            return _receipt(row), True
    there = Incoming.objects.filter(peer=peer.name, report=given.id).first()
    if there is None:
        raise NumberTaken(given.number)
    return _again(there, digest), False


def _row(peer: Peer, given: Envelope, body: bytes, digest: str) -> Incoming:
    return Incoming(
        id=uuid7(), district=_ours(peer), peer=peer.name, report=given.id, number=given.number, from_district=given.district.code,
        from_name=given.district.name, kind=given.kind, period=given.period, version=given.version, part=given.part,
        parts=given.parts, counts=given.counts, digest=digest, body_cipher=seal_bytes(body), released_at=given.released_at, at=now(),
    )  # fmt: skip


def _ours(peer: Peer) -> District:
    """Which district of ours looks at it: the one that the list of peers says, or the only one."""
    try:
        if peer.district:
            return district_by(peer.district)
    except UnknownDistrict:
        raise UnfitReport(_("Nobody here is set up to look at your reports.")) from None
    there = districts()
    if len(there) != 1:
        raise UnfitReport(_("Nobody here is set up to look at your reports."))
    return there[0]


def _again(known: Incoming, digest: str) -> Answer:
    if known.digest != digest:
        raise ReportAltered(str(known.report))
    return _receipt(known)


def _receipt(row: Incoming) -> Answer:
    return {
        "report": str(row.report),
        "number": row.number,
        "receipt": str(row.pk),
        "digest": row.digest,
        "at": row.at.isoformat(),
    }


def known(peer: Peer, headers: Mapping[str, str], body: bytes) -> Answer:
    """Which of a peer's numbers are here. Raises NotSigned, WrongDigest, UnfitReport."""
    check_body(headers, body)
    asked = _parsed(Asked, body)
    rows = Incoming.objects.filter(peer=peer.name)
    here = list(
        rows.filter(number__range=(asked.since, asked.until)).order_by("number").values_list("number", flat=True)
    )
    highest = rows.order_by("-number").values_list("number", flat=True).first() or 0
    return {"highest": highest, "have": ranges(here)}


Model = TypeVar("Model", bound=BaseModel)


def _parsed(model: type[Model], body: bytes) -> Model:
    try:
        return model.model_validate(orjson.loads(body))
    except orjson.JSONDecodeError:
        raise UnfitReport(_("The body is not JSON that we can read. Please send a JSON object in UTF-8.")) from None
    except ValidationError as wrong:
        faults = tuple(faults_of(wrong.errors()))
        raise UnfitReport(_("Please look at the marked fields again."), faults=faults) from None


def read(actor: Actor, row: Incoming) -> dict[str, Any]:
    """All of a report that came, for those who work on it; that somebody looked is recorded. Raises NotForYou."""
    check_may_report(actor)
    subject = f"report:{row.from_district}/{row.kind}/{row.period}/{row.version}.{row.part}"
    audit.record(actor, "report_read", district=row.district_id, subject=subject, data={"peer": row.peer})
    found: dict[str, Any] = orjson.loads(unseal_bytes(row.body_cipher))
    return found
