"""Urgent values: raised and told at once, seen, and closed with what became of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from linli.cases.commands import parse
from linli.clock import now
from linli.ids import uuid7
from linli.inserting import insert
from linli.notices.actions import Message, tell
from linli.people.actors import Actor
from linli.people.queries import organisations
from linli.people.vault import seal

from ..access import check_physician
from ..commands import Outcome
from ..errors import AlertClosed, NoSuchAlert
from ..models import Alert, AlertState, Observation
from ..on_file import on_file

# What is older when it comes in, as a table of last year, is urgent no more.
STILL_URGENT = timedelta(days=30)


def raise_alerts(rows: Sequence[Observation]) -> list[Alert]:
    """One for each urgent value, told at once to the physicians and institutions of the person and of the place."""
    fresh = [row for row in rows if row.at >= row.received_at - STILL_URGENT]
    if not fresh:
        return []
    alerts = [
        Alert(
            id=uuid7(), district_id=row.district_id, observation=row, patient=row.patient,
            organisation_id=row.patient.organisation_id, raised_at=row.received_at,
        )
        for row in fresh
    ]  # fmt: skip
    insert(alerts)
    tell([message for alert in alerts for message in _messages(alert)])
    return alerts


def _messages(alert: Alert) -> Iterator[Message]:
    row = alert.observation
    patient, point = row.patient, row.point
    cards = organisations(alert.district_id)
    place = point.name if point else cards[patient.organisation_id].name
    units = {patient.organisation_id, *([point.organisation_id] if point else [])}
    people = {patient.physician_id, point.physician_id if point else None} - {None}
    same: dict[str, Any] = {
        "district": alert.district_id, "template": "health_urgent", "about": alert.pk,
        "params": {"organisation": place, "due": row.at.isoformat(), "code": patient.code},
        "link": f"/desk/health/patients/{patient.code}",
    }  # fmt: skip
    for unit in sorted(units):
        yield Message(key=f"health_urgent:{row.pk}:{unit}", organisation=unit, **same)
    for account in sorted(people, key=str):
        yield Message(key=f"health_urgent:{row.pk}:{account}", account=account, **same)


def alerts_of(actor: Actor) -> Q:
    """Those of whom the institution looks after, and those measured at its points."""
    units = actor.reach.organisations
    return Q(organisation__in=units) | Q(observation__point__organisation__in=units)


def _locked(actor: Actor, key: UUID) -> Alert:
    check_physician(actor)
    rows = Alert.objects.select_for_update(of=("self",)).select_related("patient")
    row = rows.filter(alerts_of(actor), pk=key, district=actor.reach.district).first()
    if row is None:
        raise NoSuchAlert
    return row


@transaction.atomic
def see_alert(actor: Actor, key: UUID) -> Alert:
    """A physician has it in hand; who was first stays. Raises NotYours, NoSuchAlert."""
    row = _locked(actor, key)
    if row.state == AlertState.OPEN:
        row.state, row.seen_at, row.seen_by = AlertState.SEEN, now(), actor.account
        row.save(update_fields=["state", "seen_at", "seen_by"])
        on_file(actor, "health_alert_seen", row.patient)
    return row


@transaction.atomic
def close_alert(actor: Actor, key: UUID, given: Outcome | dict[str, Any]) -> Alert:
    """Note what became of it. Raises NotYours, NoSuchAlert, AlertClosed, InvalidInput."""
    command = given if isinstance(given, Outcome) else parse(Outcome, given)
    row = _locked(actor, key)
    if row.state == AlertState.CLOSED:
        raise AlertClosed
    at = now()
    if row.state == AlertState.OPEN:
        row.seen_at, row.seen_by = at, actor.account
    row.state, row.closed_at, row.closed_by = AlertState.CLOSED, at, actor.account
    row.outcome_cipher = seal(command.outcome)
    row.save(update_fields=["state", "seen_at", "seen_by", "closed_at", "closed_by", "outcome_cipher"])
    on_file(actor, "health_alert_closed", row.patient)
    return row
