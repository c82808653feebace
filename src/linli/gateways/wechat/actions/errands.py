"""Errands: what takes longer than an answer may. Claimed with a lease, done, tried again with growing waits, at last given up."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from linli import clock
from linli.cases.actions import attach, draft_for
from linli.cases.actions.papers import attach_to_draft
from linli.inserting import insert
from linli.people.vault import seal, unseal
from linli.problem import Problem

from ..accounts import OfficialAccount, account_of
from ..asking import picture, send_text
from ..calling import NO_SUCH_PERSON
from ..errors import ClientError, NoAccount, Unwilling
from ..models import Errand, ErrandKind, ErrandState, Follower
from .following import actor_for, unfollow

logger = logging.getLogger(__name__)

FIRST_WAIT, WAIT_GROWS, GIVE_UP_AFTER = timedelta(seconds=5), 4, 6
# One may take so long where WeChat is slow: a token, a picture.
LEASE, LONGEST = timedelta(minutes=2), timedelta(seconds=40)


def send_later(follower: Follower, text: str) -> None:
    """A text to somebody who has just written, by the worker."""
    _put(follower, ErrandKind.TEXT, {"text": text})


def fetch_later(follower: Follower, media: str, draft: str, number: int) -> None:
    """A picture for the draft of a report; `draft` is its secret, `number` which of the report's pictures it is."""
    _put(follower, ErrandKind.PICTURE, {"media": media, "draft": draft, "number": number})


def _put(follower: Follower, kind: ErrandKind, body: dict[str, Any]) -> None:
    at = clock.now()
    insert([
        Errand(
            district_id=follower.district_id, follower=follower, kind=kind, body_cipher=seal(orjson.dumps(body).decode()),
            created_at=at, next_at=at,
        )
    ])  # fmt: skip


def pictures_to_come(follower: Follower) -> list[UUID]:
    """Of the report on its way: held before its draft is, as the worker does, who puts one of them there."""
    waiting = Errand.objects.filter(
        follower=follower, kind=ErrandKind.PICTURE, state=ErrandState.WAITING, case=None
    ).order_by("pk")
    return list(waiting.select_for_update().values_list("pk", flat=True))


def for_the_case(pictures: Sequence[UUID], case_id: UUID) -> None:
    """What is still to be fetched belongs to the case that was just opened."""
    Errand.objects.filter(pk__in=pictures).update(case=case_id)


def no_more(pictures: Sequence[UUID]) -> None:
    """The report they were for was put away."""
    Errand.objects.filter(pk__in=pictures).update(state=ErrandState.DONE, body_cipher=b"", lease_until=None)


def run_due(at: datetime, limit: int = 20) -> int:
    """Do what is due; returns how many were done. Safe with any number of workers."""
    done = 0
    claimed = _claim(at, limit)
    for place, errand in enumerate(claimed):
        if errand.lease_until and clock.now() + LONGEST > errand.lease_until:
            # Too slow today: give the rest back rather than have two workers do the same.
            Errand.objects.filter(pk__in=[late.pk for late in claimed[place:]]).update(lease_until=None)
            break
        try:
            done += _run(errand)
        except OperationalError:
            raise
        except (NoAccount, ClientError) as error:
            _failed(errand, str(error), final=isinstance(error, Unwilling))
        except Exception as error:  # what is wrong with one errand keeps no other waiting
            logger.exception("errand %s failed", errand.pk)
            _failed(errand, type(error).__name__, final=False)
    return done


def _claim(at: datetime, limit: int) -> list[Errand]:
    due = Errand.objects.filter(
        Q(lease_until=None) | Q(lease_until__lte=at), state=ErrandState.WAITING, next_at__lte=at
    ).order_by("next_at", "pk")
    if not due.values("pk")[:1]:
        return []
    with transaction.atomic():
        ids = list(due.select_for_update(skip_locked=True).values_list("pk", flat=True)[:limit])
        Errand.objects.filter(pk__in=ids).update(lease_until=at + LEASE)
    return list(Errand.objects.filter(pk__in=ids).select_related("follower__account").order_by("next_at", "pk"))


def _run(errand: Errand) -> bool:
    account = account_of(errand.district_id)
    body: dict[str, Any] = orjson.loads(unseal(errand.body_cipher))
    if errand.kind == ErrandKind.PICTURE:
        _fetch(account, errand, body)
        return True
    if errand.follower.following:
        _send(account, errand.follower, body["text"])
    _ended(errand, ErrandState.DONE)
    return True


def _send(account: OfficialAccount, follower: Follower, text: str) -> None:
    try:
        send_text(account, follower.openid, text)
    except Unwilling as refused:
        if refused.number in NO_SUCH_PERSON:
            unfollow(follower)
        raise


def _fetch(account: OfficialAccount, errand: Errand, body: dict[str, Any]) -> None:
    """Fetched with nothing held; then put where the report is by now: still a draft, or a case; once, or nowhere."""
    name = _("Picture %(number)d") % {"number": body["number"]}
    file = SimpleUploadedFile(f"{name}.jpg", picture(account, body["media"]))
    try:
        with transaction.atomic():
            locked = Errand.objects.select_for_update(of=("self",)).select_related("case", "district").get(pk=errand.pk)
            if locked.state != ErrandState.WAITING:
                return
            if locked.case is not None:
                attach(actor_for(errand.follower).holding(locked.case.pk), locked.case.code, [file])
            elif draft := draft_for(body["draft"], locked.district):
                attach_to_draft(draft, [file])
            _ended(errand, ErrandState.DONE)
    except Problem as refused:
        told = _("%(name)s could not be kept: %(why)s") % {"name": name, "why": refused.message}
        with transaction.atomic():
            send_later(errand.follower, told)
            _ended(errand, ErrandState.DONE, refused.code)


def _ended(errand: Errand, state: ErrandState, why: str = "") -> None:
    Errand.objects.filter(pk=errand.pk).update(
        state=state, body_cipher=b"", attempts=errand.attempts + 1, lease_until=None, last_error=why[:200]
    )


def _failed(errand: Errand, why: str, *, final: bool) -> None:
    logger.warning("errand %s: %s", errand.pk, why)
    if final or errand.attempts + 1 >= GIVE_UP_AFTER:
        _ended(errand, ErrandState.FAILED, why)
        if errand.kind == ErrandKind.PICTURE:
            send_later(
                errand.follower, _("One of your pictures could not be fetched from WeChat. Please send it again.")
            )
        return
    wait = FIRST_WAIT * WAIT_GROWS**errand.attempts
    Errand.objects.filter(pk=errand.pk).update(
        attempts=errand.attempts + 1, last_error=why[:200], next_at=clock.now() + wait, lease_until=None
    )
