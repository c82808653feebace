"""Who may ask for a fund's money and release it: staff of the organisation that answers for the fund."""

from __future__ import annotations

from linli.people.actors import Actor

from .errors import NotYourFund
from .models import Fund


def keeps(actor: Actor, fund: Fund) -> bool:
    return actor.is_staff and actor.account is not None and fund.organisation_id in actor.reach.organisations


def check_keeps(actor: Actor, fund: Fund) -> None:
    """Raises NotYourFund."""
    if not keeps(actor, fund):
        raise NotYourFund
