"""Parcels are handed to their peer: claimed with a lease, posted as signed requests, tried again with growing waits.

What is about one application arrives in the order it happened. A peer that cannot be reached is asked by one parcel at
a time; nothing is ever given up for that. What a peer says it will never take goes back to whoever sent it.
"""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import OperationalError, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from linli import clock
from linli.applications.actions import across, reported
from linli.notices.actions import Message, tell

from ..calling import Unreachable, post
from ..models import Nonce, Parcel, ParcelKind, ParcelState
from ..outbox import FINAL, claimed, put_off
from ..packing import PagesGone, packed
from ..peers import Peer, peers
from .receiving import WINDOW

logger = logging.getLogger(__name__)


def deliver_due(at: datetime, limit: int = 3) -> int:
    """Hand over what is due; returns how many were taken. Safe with any number of workers: a peer knows what it has."""
    ours = _claim(at, limit)
    if not ours:
        return 0
    known, unreachable, done = peers(), set[str](), 0
    for parcel in ours:
        if parcel.peer in unreachable:
            continue
        try:
            done += _hand_over(parcel, known.get(parcel.peer))
        except Unreachable as error:
            unreachable.add(parcel.peer)
            _put_off(parcel, str(error), all_of_peer=True)
        except OperationalError:
            raise
        except Exception as error:  # what is wrong with one parcel keeps no other waiting
            logger.exception("parcel %s could not be handed to %s", parcel.pk, parcel.peer)
            _put_off(parcel, type(error).__name__)
    return done


def _claim(at: datetime, limit: int) -> list[Parcel]:
    waiting = Parcel.objects.filter(state=ParcelState.WAITING)
    before = waiting.filter(case=OuterRef("case"), peer=OuterRef("peer"), pk__lt=OuterRef("pk"))
    due = waiting.filter(~Exists(before), Q(lease_until=None) | Q(lease_until__lte=at), next_at__lte=at)
    due = due.order_by("next_at", "pk")
    ids = claimed(due, at, limit)
    return list(Parcel.objects.filter(pk__in=ids).select_related("case").order_by("next_at", "pk"))


def _hand_over(parcel: Parcel, peer: Peer | None) -> bool:
    if peer is None:
        _put_off(parcel, "peer not configured", all_of_peer=True)
        return False
    try:
        body = packed(parcel)
    except PagesGone:
        _refuse(parcel, "pages gone", _("Its documents are no longer there."))
        return False
    answer = post(peer, body)
    if answer.status in (200, 201):
        _taken(parcel)
        return True
    if answer.status in FINAL:
        _refuse(parcel, f"{answer.status} {answer.code}", answer.words)
    else:
        _put_off(parcel, f"{answer.status} {answer.code}")
    return False


@transaction.atomic
def _taken(parcel: Parcel) -> None:
    """The last of what was to be told of a case is its decision: with that, and not before, it is handed over."""
    Parcel.objects.filter(pk=parcel.pk).update(
        state=ParcelState.SENT, sent_at=clock.now(), attempts=parcel.attempts + 1, lease_until=None, last_error="",
        body_cipher=b"",
    )  # fmt: skip
    outcomes = Parcel.objects.filter(case=parcel.case_id, kind=ParcelKind.OUTCOME)
    if parcel.kind == ParcelKind.OUTCOME and not outcomes.filter(state=ParcelState.WAITING).exists():
        reported.told_below(parcel.case_id)


@transaction.atomic
def _refuse(parcel: Parcel, error: str, words: str) -> None:
    """Never taken: an application goes back to the level that handed it up; of anything else its sender is told."""
    logger.warning("parcel %s was refused by %s: %s", parcel.pk, parcel.peer, error)
    Parcel.objects.filter(pk=parcel.pk).update(
        state=ParcelState.REFUSED,
        attempts=parcel.attempts + 1,
        lease_until=None,
        last_error=error[:200],
        body_cipher=b"",
    )
    reason = _("%(name)s could not take it: %(words)s") % {"name": parcel.name, "words": words}
    back = parcel.kind in (ParcelKind.APPLICATION, ParcelKind.CORRECTION)
    if not (back and across.not_taken(parcel.case_id, parcel.peer, reason[:1000])):
        _tell(parcel, "exchange_refused")


def _put_off(parcel: Parcel, why: str, *, all_of_peer: bool = False) -> None:
    logger.warning("parcel %s was not taken by %s: %s", parcel.pk, parcel.peer, why)
    put_off(parcel, why, all_of_peer=all_of_peer)


def tell_of_waiting(at: datetime, limit: int = 100) -> int:
    """Whoever sent what has not arrived for three working days is told, once each; returns how many."""
    late = Parcel.objects.filter(state=ParcelState.WAITING, tell_at__lte=at).order_by("tell_at")
    told = 0
    for parcel in late.select_related("case")[:limit]:
        with transaction.atomic():
            _tell(parcel, "exchange_waits", due=parcel.created_at.isoformat())
            told += Parcel.objects.filter(pk=parcel.pk, tell_at=parcel.tell_at).update(tell_at=None)
    return told


def _tell(parcel: Parcel, template: str, **params: str) -> None:
    case = parcel.case
    known = {"code": case.code, "title": case.title, "organisation": parcel.name, "link": case.desk_address}
    tell(
        [
            Message(
                key=f"{parcel.pk}:{template}", district=parcel.district_id, template=template, params={**known, **params},
                link=case.desk_address, about=case.pk, organisation=parcel.organisation_id,
            )
        ]
    )  # fmt: skip


def forget_nonces(at: datetime) -> int:
    """Those whose signature is too old by now to be shown again; returns how many."""
    removed, _by_model = Nonce.objects.filter(at__lt=at - 3 * WINDOW).delete()
    return removed
