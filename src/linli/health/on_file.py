"""What somebody did with a person's file is put on record under the institution as whose physician they did it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from linli.audit.actions import record
from linli.people.actors import Actor

from .models import Patient


def on_file(actor: Actor, kind: str, patient: Patient, data: Mapping[str, Any] | None = None) -> None:
    """A physician may sit in several: it is the one that looks after the person, where they sit there."""
    at_home = patient.organisation_id in actor.reach.organisations
    record(
        actor, kind, district=patient.district_id, subject=f"patient:{patient.code}", data=data,
        organisation=patient.organisation_id if at_home else "",
    )  # fmt: skip
