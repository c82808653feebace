"""Keys of tablets, to sign in by and to see at the desk."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet

from linli.health.access import is_epidemiologist
from linli.people.actors import Actor
from linli.people.models import Account, AccountKind
from linli.people.roles import Role

from .models import Key

# Of a tablet's clock: what is further off is told at the desk.
OFF_SECONDS = 300
_SHOWN = 200


def key_of_token(index: str) -> Key | None:
    return _keys().filter(token_index=index).first()


def key_of_username(username: str) -> Key | None:
    return _keys().filter(username=username[:20]).first()


def _keys() -> QuerySet[Key]:
    return Key.objects.select_related("account", "district")


def at_interviews(actor: Actor) -> bool:
    """Who gives keys out or holds them."""
    return actor.is_staff and (is_epidemiologist(actor) or actor.has(Role.INTERVIEWER))


def keys_of(actor: Actor) -> Sequence[Key]:
    """The newest keys: of the whole district for officers of disease control, one's own for interviewers."""
    keys = _keys().filter(district=actor.reach.district).order_by("-created_at")
    if not is_epidemiologist(actor):
        keys = keys.filter(account=actor.account)
    return list(keys[:_SHOWN])


def interviewers_for(actor: Actor) -> list[Account]:
    """To whom this actor may give a key."""
    staff = Account.objects.filter(kind=AccountKind.STAFF, is_active=True)
    if not is_epidemiologist(actor):
        return list(staff.filter(pk=actor.account.pk)) if actor.account and actor.has(Role.INTERVIEWER) else []
    roles = [Role.INTERVIEWER, Role.EPIDEMIOLOGIST]
    here = staff.filter(positions__role__in=roles, positions__organisation__district=actor.reach.district)
    return list(here.distinct().order_by("name"))


def key_for(actor: Actor, key: UUID) -> Key | None:
    return next((one for one in keys_of(actor) if one.pk == key), None)
