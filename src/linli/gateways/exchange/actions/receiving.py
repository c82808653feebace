"""A request from another installation: who sent it, whether it is as they signed it, and then what it tells.

The signature is looked at before the body is read: from a stranger nothing large is taken in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Literal, TypeVar
from uuid import UUID

import orjson
from django.db import transaction
from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, ValidationError

from linli.applications.across import CorrectedBelow, EndedBelow, Outcome, ReportedUp
from linli.applications.actions import across, reported
from linli.cases.models import Case
from linli.clock import now
from linli.faults import faults_of
from linli.inserting import insert
from linli.problem import Problem

from ..errors import (
    NonceUsed,
    NotSigned,
    ParcelAltered,
    Stale,
    UnfitParcel,
    UnknownPeer,
    WrongSignature,
)  # fmt: skip
from ..models import Nonce, Received
from ..peers import Peer, peers
from ..requests import check_body
from ..signing import Malformed, claim_of, is_proved

# How far the time of a signature may be from the time here.
WINDOW = timedelta(minutes=5)


class _Parcel(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: UUID
    kind: Literal["application", "correction", "ended", "outcome"]
    body: dict[str, Any]


def sender_of(headers: Mapping[str, str], *, method: str, authority: str, path: str) -> Peer:
    """Who signed this request; its body is still to be held against its digest.

    Raises NotSigned, UnknownPeer, WrongSignature, Stale, NonceUsed, PeersUnreadable.
    """
    try:
        claim = claim_of(headers)
    except Malformed as wrong:
        raise NotSigned(str(wrong)) from None
    peer = next((one for one in peers().values() if one.keyid == claim.keyid), None)
    if peer is None:
        raise UnknownPeer(claim.keyid)
    digest = headers.get("Content-Digest", "")
    if not is_proved(claim, peer.key, method=method, authority=authority, path=path, digest=digest):
        raise WrongSignature
    away = abs(int(now().timestamp()) - claim.created)
    if away > WINDOW.total_seconds():
        raise Stale(away)
    if not insert(
        [Nonce(peer=peer.name, value=hashlib.sha256(claim.nonce.encode()).hexdigest(), at=now())], unless_there=True
    ):
        raise NonceUsed
    return peer


def take(peer: Peer, headers: Mapping[str, str], body: bytes) -> tuple[dict[str, str], bool]:
    """What a peer is answered, and whether it is told that for the first time.

    Raises NotSigned, WrongDigest, UnfitParcel (and that is final), ParcelAltered.
    """
    check_body(headers, body)
    given = _parsed(_Parcel, body)
    row = Received(
        peer=peer.name, parcel=given.id, kind=given.kind, digest=hashlib.sha256(body).hexdigest(), answer={}, at=now()
    )
    with transaction.atomic():
        # Written first: of two at the same moment the second waits for the first.
        if not insert([row], unless_there=True):
            return _known(row), False
        try:
            with transaction.atomic():
                case = _KINDS[given.kind](peer, given.body)
        except Problem as refused:
            raise UnfitParcel(refused.message, faults=refused.faults, reason=refused.code) from refused
        answer = {"parcel": str(given.id), "case": case.code}
        Received.objects.filter(peer=peer.name, parcel=given.id).update(case=case, answer=answer)
    return answer, True


def _known(row: Received) -> dict[str, str]:
    there = Received.objects.get(peer=row.peer, parcel=row.parcel)
    if there.digest != row.digest:
        raise ParcelAltered(str(row.parcel))
    answer: dict[str, str] = there.answer
    return answer


Model = TypeVar("Model", bound=BaseModel)


def _parsed(model: type[Model], given: bytes | dict[str, Any]) -> Model:
    try:
        return model.model_validate(orjson.loads(given) if isinstance(given, bytes) else given)
    except orjson.JSONDecodeError:
        raise UnfitParcel(_("The body is not JSON that we can read. Please send a JSON object in UTF-8.")) from None
    except ValidationError as wrong:
        faults = tuple(faults_of(wrong.errors()))
        raise UnfitParcel(_("Please look at the marked fields again."), faults=faults) from None


def _application(peer: Peer, body: dict[str, Any]) -> Case:
    return reported.take_reported(peer.name, peer.district, _parsed(ReportedUp, body))


def _correction(peer: Peer, body: dict[str, Any]) -> Case:
    return reported.take_corrected(peer.name, _parsed(CorrectedBelow, body))


def _ended(peer: Peer, body: dict[str, Any]) -> Case:
    return reported.take_ended(peer.name, _parsed(EndedBelow, body))


def _outcome(peer: Peer, body: dict[str, Any]) -> Case:
    return across.from_above(peer.name, _parsed(Outcome, body))


_KINDS: dict[str, Callable[[Peer, dict[str, Any]], Case]] = {
    "application": _application, "correction": _correction, "ended": _ended, "outcome": _outcome,
}  # fmt: skip
