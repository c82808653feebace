"""Who does what at the legal desk: lawyers for whom they advise, the judicial bureau for the hours, communities for who comes."""

from __future__ import annotations

from django.utils.translation import gettext as _

from linli.people.actors import Actor
from linli.people.roles import Role

from .errors import NotThere, NotYours
from .models import Consultation, Lawyer, LegalPlace


def lawyer_of(actor: Actor) -> Lawyer | None:
    """Who the actor is at the desk; whoever stands in for a lawyer is none by that, and reads no notes."""
    if not actor.is_staff or actor.account is None or not actor.has(Role.LAWYER):
        return None
    return Lawyer.objects.filter(account=actor.account, district=actor.reach.district, active=True).first()


def runs(actor: Actor) -> bool:
    """Whether they are of the bureau that lawyers are sent by."""
    if not actor.is_staff or not actor.has(Role.DEPARTMENT_HANDLER):
        return False
    units = actor.reach.organisations
    return Lawyer.objects.filter(district=actor.reach.district, organisation__in=units, active=True).exists()


def own_places(actor: Actor) -> list[LegalPlace]:
    """The places that the actor's community holds."""
    if not actor.is_staff or not actor.has(Role.COMMUNITY_WORKER):
        return []
    rows = LegalPlace.objects.filter(
        district=actor.reach.district, organisation__in=actor.reach.organisations, active=True
    )
    return list(rows.order_by("position"))


def may_enter(actor: Actor) -> bool:
    """Whether there is a desk for them at all."""
    return lawyer_of(actor) is not None or runs(actor) or bool(own_places(actor))


def check_may_take(actor: Actor, lawyer: Lawyer, place: LegalPlace) -> None:
    """Book, move, cancel or take in for somebody. Raises NotYours."""
    mine = lawyer_of(actor)
    if (mine is not None and mine.pk == lawyer.pk) or runs(actor):
        return
    if place.pk not in {one.pk for one in own_places(actor)}:
        raise NotYours(_("You book for the places of your own community, or for yourself as the lawyer."))


def check_runs(actor: Actor) -> None:
    """Raises NotYours."""
    if not runs(actor):
        raise NotYours(_("Hours are set by the judicial bureau."))


def check_advises(actor: Actor, row: Consultation) -> None:
    """Only the lawyer who advised writes and reads the notes. Raises NotThere: to another they are not there."""
    mine = lawyer_of(actor)
    if mine is None or mine.pk != row.lawyer_id:
        raise NotThere(row.code)
