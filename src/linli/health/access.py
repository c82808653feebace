"""Who may see and do what with a person's health: who treats them, themselves, whom they let, and nobody else."""

from __future__ import annotations

from linli.people.actors import Actor
from linli.people.models import OrganisationKind
from linli.people.queries import organisations
from linli.people.roles import Role

from .errors import NoSuchPatient, NotYours
from .models import Device, Patient


def is_physician(actor: Actor) -> bool:
    return actor.is_staff and actor.has(Role.PHYSICIAN) and bool(actor.reach.organisations)


def is_epidemiologist(actor: Actor) -> bool:
    """Works on registries, surveys and figures of the district, in one of its health institutions; sees no health file.

    Who sits above, at the disease control of the city or the province, gets what is reported up and nothing else.
    """
    if not (actor.is_staff and actor.has(Role.EPIDEMIOLOGIST) and actor.reach.district):
        return False
    known = organisations(actor.reach.district)
    own = [known[code] for code in actor.reach.organisations if code in known]
    return any(card.kind == OrganisationKind.HEALTH and not card.installation for card in own)


def device_actor(device: Device) -> Actor:
    """A device acts for the institution whose point it stands at: it puts values, and reads no file."""
    point = device.point
    return Actor.for_organisation(point.organisation_id, point.name, point.district_id)


def treats(actor: Actor, patient: Patient) -> bool:
    """Is this a physician of the institution that looks after them, or their own physician?"""
    if not is_physician(actor) or patient.district_id != actor.reach.district or patient.erased_at is not None:
        return False
    account = actor.account
    own = account is not None and patient.physician_id == account.pk
    return own or patient.organisation_id in actor.reach.organisations


def check_physician(actor: Actor) -> None:
    """Raises NotYours."""
    if not is_physician(actor):
        raise NotYours


def check_may_take(actor: Actor, patient: Patient) -> None:
    """Whoever puts a value: a physician or a device of the district, the person themselves, the installation.

    Raises NoSuchPatient, which tells nothing about those of another district.
    """
    if patient.erased_at is not None:
        raise NoSuchPatient
    if actor.kind == "system":
        return
    may_put = is_physician(actor) or (actor.account is None and bool(actor.reach.organisations))
    if actor.is_staff and actor.reach.district == patient.district_id and may_put:
        return
    if actor.is_resident and actor.account is not None and patient.account_id == actor.account.pk:
        return
    raise NoSuchPatient
