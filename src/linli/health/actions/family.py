"""A person lets somebody of the family look at their curve, and takes that back; and finds the file that is their own."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from linli.audit.actions import record
from linli.audit.models import AuditEntry
from linli.cases.commands import Command, parse, tidy
from linli.clock import now, today
from linli.ids import uuid7
from linli.people.actors import Actor
from linli.people.errors import InvalidPhone
from linli.people.vault import blind_index, normal_mobile, seal

from ..errors import HealthProblem, NoSuchPatient
from ..models import Grant, Patient
from ..on_file import on_file
from ..queries.privacy import own_files, standing_grants, unlinked_files

LONGEST = timedelta(days=366)
MOST_GRANTS = 10
# Wrong dates of birth a day, before somebody at the health point has to look at it.
TRIES = 5


class TooManyGrants(HealthProblem):
    code = "too_many_grants"
    status = 409

    def __init__(self) -> None:
        super().__init__(
            _("%(most)d people may look already. Please end one of them first.") % {"most": MOST_GRANTS}, field="phone"
        )  # fmt: skip


class LetAlready(HealthProblem):
    """They may look; or it is the person's own telephone."""

    code = "let_already"
    status = 409

    def __init__(self, *, own: bool) -> None:
        words = _("This is your own telephone: with it you see your file anyway.")
        if not own:
            words = _("Somebody with this telephone may look already. End that first to set another day.")
        super().__init__(words, field="phone")


class NoSuchGrant(HealthProblem):
    code = "no_such_grant"
    status = 404

    def __init__(self) -> None:
        super().__init__(_("There is nobody of that kind whom you let look."))


class OtherBirthDate(HealthProblem):
    code = "other_birth_date"
    status = 422

    def __init__(self) -> None:
        super().__init__(
            _("This is not the date of birth that the health point wrote down. Please try again, or ask at the health point."),
            field="born",
        )  # fmt: skip


class TooManyTries(HealthProblem):
    code = "too_many_tries"
    status = 429

    def __init__(self) -> None:
        super().__init__(
            _("The date was wrong %(n)d times today. Please ask at the health point, or come back tomorrow.") % {"n": TRIES},
            field="born",
        )  # fmt: skip


def _mobile(given: str) -> str:
    try:
        return normal_mobile(given)
    except InvalidPhone as wrong:
        raise PydanticCustomError("said", "{said}", {"said": wrong.message}) from None


def _day_to_come(given: date) -> date:
    if today() <= given <= today() + LONGEST:
        return given
    words = _("Please choose a day from today to %(last)s.") % {"last": today() + LONGEST}
    raise PydanticCustomError("said", "{said}", {"said": words})


class GrantSheet(Command):
    """Who may look, what they are called by who lets them, and until when."""

    phone: Annotated[str, Field(max_length=20), BeforeValidator(tidy), AfterValidator(_mobile)]
    called: Annotated[str, Field(min_length=1, max_length=20), BeforeValidator(tidy)]
    until: Annotated[date, AfterValidator(_day_to_come)]


class BirthDate(Command):
    born: date


def _own(actor: Actor, key: UUID) -> Patient:
    """Raises NoSuchPatient."""
    if actor.account is None or not actor.is_resident:
        raise NoSuchPatient
    row = Patient.objects.select_for_update().filter(pk=key, account=actor.account, erased_at=None).first()
    if row is None:
        raise NoSuchPatient
    return row


@transaction.atomic
def let_look(actor: Actor, key: UUID, given: GrantSheet | dict[str, Any]) -> Grant:
    """Somebody who signs in with this telephone sees the curve until that day.

    Raises NoSuchPatient, InvalidInput, TooManyGrants, LetAlready.
    """
    patient = _own(actor, key)
    command = given if isinstance(given, GrantSheet) else parse(GrantSheet, given)
    index = blind_index(command.phone)
    assert actor.account is not None
    if index in (patient.phone_index, actor.account.phone_index):
        raise LetAlready(own=True)
    standing = standing_grants().filter(patient=patient)
    if standing.filter(phone_index=index).exists():
        raise LetAlready(own=False)
    if standing.count() >= MOST_GRANTS:
        raise TooManyGrants
    row = Grant.objects.create(
        id=uuid7(), patient=patient, phone_cipher=seal(command.phone), phone_index=index, called=command.called,
        given_at=now(), until=command.until,
    )  # fmt: skip
    _recorded(actor, patient, "health_granted", row)
    return row


@transaction.atomic
def end_grant(actor: Actor, key: UUID, grant: UUID) -> Grant:
    """From now on they see nothing. Raises NoSuchPatient, NoSuchGrant."""
    patient = _own(actor, key)
    row = patient.grants.filter(pk=grant, ended_at=None).first()
    if row is None:
        raise NoSuchGrant
    row.ended_at = now()
    row.save(update_fields=["ended_at"])
    _recorded(actor, patient, "health_grant_ended", row)
    return row


def _recorded(actor: Actor, patient: Patient, kind: str, grant: Grant) -> None:
    on_file(actor, kind, patient, {"grant": str(grant.pk)})


def link_file(actor: Actor, key: UUID, given: BirthDate | dict[str, Any]) -> Patient:
    """The file with this telephone is theirs who knows the date of birth: telephone numbers go from one to another.

    Raises NoSuchPatient, InvalidInput, OtherBirthDate, TooManyTries.
    """
    row = next((one for one in unlinked_files(actor) if one.pk == key), None)
    if row is None:
        raise NoSuchPatient
    command = given if isinstance(given, BirthDate) else parse(BirthDate, given)
    subject = f"patient:{row.code}"
    day_ago = now() - timedelta(days=1)
    tried = AuditEntry.objects.filter(
        kind="health_link_failed", district=row.district_id, subject=subject, at__gte=day_ago
    )
    if tried.count() >= TRIES:
        raise TooManyTries
    if row.born != command.born:
        record(actor, "health_link_failed", district=row.district_id, subject=subject)
        raise OtherBirthDate
    with transaction.atomic():
        if not Patient.objects.filter(pk=key, account=None, erased_at=None).update(account=actor.account):
            raise NoSuchPatient
        record(actor, "health_file_linked", district=row.district_id, subject=subject)
    return next(one for one in own_files(actor) if one.pk == key)
