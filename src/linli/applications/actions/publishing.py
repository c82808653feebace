"""Letters of thanks: shown to everyone when the centre has passed one on and its writer agreed; taken down by either."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from linli.audit.actions import record
from linli.cases.models import Case
from linli.cases.privacy import masked
from linli.catalogue.services import MAY_BE_SHOWN, WITH_SURNAME
from linli.clock import now
from linli.ids import uuid7
from linli.people.actors import Actor

from ..errors import NoSuchLetter
from ..file import ApplicationFile
from ..models import Commendation
from ..queries.thanks import may_take_down


def publish(file: ApplicationFile) -> Commendation | None:
    """The letter as everyone may read it, written with the decision; None where it is none, or for its addressee only."""
    if file.spec.kind != "commendation":
        return None
    case, answers = file.case, file.answers
    if answers.get("public") != MAY_BE_SHOWN:
        return None
    with_name = answers.get("signed") == WITH_SURNAME
    letter = Commendation(
        id=uuid7(), case=case, district_id=case.district_id, organisation=masked(str(answers["whom"])),
        text=masked(str(answers["letter"])), shown_name=surname(str(answers.get("writer", ""))) if with_name else "",
        published_at=now(),
    )  # fmt: skip
    file.file.rows.append(letter)
    return letter


def surname(name: str) -> str:
    """刘**: how long the name is stays unread too."""
    return f"{name.strip()[:1]}**" if name.strip() else ""


@transaction.atomic
def take_down(actor: Actor, key: UUID) -> Commendation:
    """The writer, or the centre, has it read by nobody from now on. Raises NoSuchLetter (also for others)."""
    letter = Commendation.objects.select_for_update(of=("self",)).select_related("case").filter(pk=key).first()
    if letter is None or letter.taken_down_at or not may_take_down(actor, letter.case):
        raise NoSuchLetter
    letter.taken_down_at = now()
    letter.save(update_fields=["taken_down_at"])
    record(actor, "commendation_taken_down", district=letter.district_id, subject=letter.case.code)
    return letter


def withdraw_published(case: Case) -> None:
    """What was decided is revoked: so it is shown no more."""
    Commendation.objects.filter(case=case, taken_down_at=None).update(taken_down_at=now())


def erase_published(cases: Sequence[UUID]) -> None:
    """The letters of a person who is erased: taken down, their words wiped."""
    theirs = Commendation.objects.filter(case__in=cases)
    theirs.filter(taken_down_at=None).update(taken_down_at=now())
    theirs.update(organisation="", text="", shown_name="")
