"""Who may ask for a fund's money and release it: staff of the organisation that answers for the fund; auditors read all of it."""

from __future__ import annotations

from django.db.models import QuerySet

from linli.people.actors import Actor
from linli.people.roles import Role

from .errors import NotYourBook, NotYourFund
from .models import Book, Fund


def keeps(actor: Actor, fund: Fund) -> bool:
    return actor.is_staff and actor.account is not None and fund.organisation_id in actor.reach.organisations


def check_keeps(actor: Actor, fund: Fund) -> None:
    """Raises NotYourFund."""
    if not keeps(actor, fund):
        raise NotYourFund


def audits(actor: Actor) -> bool:
    """Whether they read every fund of their district and its whole book, and change nothing."""
    return actor.is_staff and actor.has(Role.AUDITOR) and bool(actor.reach.district)


def funds_kept(actor: Actor) -> QuerySet[Fund]:
    """The funds somebody may ask for payments of."""
    if not actor.is_staff or not actor.reach.organisations:
        return Fund.objects.none()
    return Fund.objects.filter(district=actor.reach.district, organisation__in=actor.reach.organisations)


def funds_read(actor: Actor) -> QuerySet[Fund]:
    """The funds somebody sees at the desk."""
    return Fund.objects.filter(district=actor.reach.district) if audits(actor) else funds_kept(actor)


def keeps_book(actor: Actor) -> bool:
    """Whether they work for who keeps the district's book: closes its months, and reverses whatever was posted here."""
    if not actor.is_staff or not actor.reach.organisations:
        return False
    return Book.objects.filter(district=actor.reach.district, keeper__in=actor.reach.organisations).exists()


def check_keeps_book(actor: Actor) -> None:
    """Raises NotYourBook."""
    if not keeps_book(actor):
        raise NotYourBook


def reads_book(actor: Actor) -> bool:
    return audits(actor) or keeps_book(actor)


def at_ledger(actor: Actor) -> bool:
    """Whether they have a place at this desk at all."""
    return actor.is_staff and (reads_book(actor) or funds_kept(actor).exists())
