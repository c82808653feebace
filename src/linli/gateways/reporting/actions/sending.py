"""Reports are handed over like parcels: claimed, posted as signed requests, tried again with growing waits. Now and then
a peer is asked what it has, and what it has not goes once more."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

import orjson
from django.db import OperationalError
from django.db.models import F

from linli import clock
from linli.audit import actions as audit
from linli.cases.commands import parse
from linli.people.actors import Actor
from linli.people.vault import unseal_bytes
from linli.places.queries import district_by

from ...exchange.calling import Answer, Unreachable, post
from ...exchange.outbox import FINAL, claimed, put_off
from ...exchange.peers import Peer, peers
from ..access import check_may_report
from ..commands import Resend
from ..envelopes import Known
from ..errors import NobodyAbove
from ..models import Reconciled, Report, ReportState
from ..queries.sending import targets

logger = logging.getLogger(__name__)

# Why a report waits whose peer is not in LINLI_PEERS.
NOT_LISTED = "peer not configured"
PATH, PATH_KNOWN = "/exchange/v1/reports", "/exchange/v1/reports/known"
# So long a report is kept after it was taken, to be sent again if it gets lost above.
KEPT = timedelta(days=180)
ASK_EVERY = timedelta(days=1)


def deliver_due(at: datetime, limit: int = 3) -> int:
    """Hand over what is due, in the order of numbers; returns how many were taken."""
    due = Report.objects.filter(state=ReportState.WAITING, next_at__lte=at)
    due = due.exclude(lease_until__gt=at).order_by("number")
    known, silent, done = peers(), set[str](), 0
    for row in Report.objects.filter(pk__in=claimed(due, at, limit)).order_by("number"):
        if row.peer in silent:
            continue
        try:
            done += _hand_over(row, known.get(row.peer))
        except Unreachable as error:
            silent.add(row.peer)
            put_off(row, str(error), all_of_peer=True)
        except OperationalError:
            raise
        except Exception as error:  # what is wrong with one report keeps no other waiting
            logger.exception("report %s could not be handed to %s", row.pk, row.peer)
            put_off(row, type(error).__name__)
    return done


def _hand_over(row: Report, peer: Peer | None) -> bool:
    if peer is None:
        put_off(row, NOT_LISTED, all_of_peer=True)
        return False
    answer = post(peer, unseal_bytes(row.body_cipher), PATH)
    if answer.status in (200, 201):
        _taken(row, answer)
        return True
    if answer.status in FINAL:
        logger.warning("report %s was refused by %s: %s", row.pk, row.peer, answer.code)
        Report.objects.filter(pk=row.pk).update(
            state=ReportState.REFUSED, attempts=row.attempts + 1, lease_until=None, last_error=(answer.words or answer.code)[:200]
        )  # fmt: skip
    else:
        put_off(row, f"{answer.status} {answer.code}")
    return False


def _taken(row: Report, answer: Answer) -> None:
    receipt = {name: answer.told[name] for name in ("receipt", "digest", "at") if name in answer.told}
    Report.objects.filter(pk=row.pk).update(
        state=ReportState.SENT,
        sent_at=clock.now(),
        attempts=row.attempts + 1,
        lease_until=None,
        last_error="",
        receipt=receipt,
    )


# What arrived


def reconcile(peer: Peer) -> int:
    """Ask a peer what it has of what was sent; what it has not waits once more. Returns how many. Raises Unreachable."""
    sent = Report.objects.filter(peer=peer.name, state=ReportState.SENT).exclude(body_cipher=b"")
    numbers = dict(sent.order_by("number").values_list("number", "pk"))
    if not numbers:
        return 0
    body = orjson.dumps({"since": min(numbers), "until": max(numbers)})
    answer = post(peer, body, PATH_KNOWN)
    if answer.status != 200:
        _note(peer, error=f"{answer.status} {answer.code}")
        return 0
    told = Known.model_validate(answer.told)
    lost = [key for number, key in numbers.items() if not told.has(number)]
    _again(lost)
    _note(peer, highest=told.highest, missing=len(lost))
    return len(lost)


def _again(keys: list[Any]) -> int:
    return Report.objects.filter(pk__in=keys).update(
        state=ReportState.WAITING, next_at=clock.now(), lease_until=None, attempts=0, resent=F("resent") + 1
    )


def _note(peer: Peer, *, highest: int | None = None, missing: int = 0, error: str = "") -> None:
    told = {"at": clock.now(), "missing": missing, "last_error": error[:200]}
    Reconciled.objects.update_or_create(
        peer=peer.name, defaults={**told, **({} if highest is None else {"highest": highest})}
    )


def reconcile_due(at: datetime) -> int:
    """Each peer that anything was sent to, once a day; returns how many reports wait once more."""
    asked = dict(Reconciled.objects.values_list("peer", "at"))
    sent_to = set(Report.objects.filter(state=ReportState.SENT).values_list("peer", flat=True).distinct())
    again = 0
    for name, peer in peers().items():
        if name in sent_to and (name not in asked or asked[name] <= at - ASK_EVERY):
            try:
                again += reconcile(peer)
            except Unreachable as silent:
                _note(peer, error=str(silent))
    return again


def resend(actor: Actor, given: Resend | dict[str, Any]) -> int:
    """Everything for a peer from a number on, whatever it says it has; it knows each again by its id. Returns how many.

    Raises NotForYou, InvalidInput, NobodyAbove.
    """
    check_may_report(actor)
    command = given if isinstance(given, Resend) else parse(Resend, given)
    district = district_by(actor.reach.district)
    if all(one.peer != command.peer for one in targets(district)):
        raise NobodyAbove(command.peer)
    rows = Report.objects.filter(district=district, peer=command.peer, number__gte=command.since).exclude(
        body_cipher=b""
    )
    done = _again(list(rows.values_list("pk", flat=True)))
    audit.record(
        actor, "report_resent", district=district.code, subject=f"peer:{command.peer}",
        data={"since": command.since, "reports": done},
    )  # fmt: skip
    return done


def wipe(at: datetime) -> int:
    """What was taken long ago is no longer kept here in this form; the receipt stays. Returns how many."""
    old = Report.objects.filter(state=ReportState.SENT, sent_at__lt=at - KEPT).exclude(body_cipher=b"")
    return old.update(body_cipher=b"")
