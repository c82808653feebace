"""Reviewing: disease control accepts a card, or gives it back with what is to be mended."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from linli.cases.commands import parse
from linli.people.actors import Actor
from linli.people.vault import seal

from ..access import check_may_review
from ..commands import Because
from ..errors import NoReason, NotNow
from ..models import Card, CardState
from .writing import append, locked


@transaction.atomic
def accept(actor: Actor, code: str) -> Card:
    """Raises NotYours, NoSuchCard, NotNow."""
    check_may_review(actor)
    card = locked(actor, code)
    if card.state != CardState.SUBMITTED:
        raise NotNow(_("Accept the card"), card.state_label)
    card.state, card.reason_cipher = CardState.ACCEPTED, b""
    append(actor, card, "accepted", digest=card.body_digest)
    card.save()
    return card


@transaction.atomic
def give_back(actor: Actor, code: str, given: Because | dict[str, Any]) -> Card:
    """With a reason, which the institution reads; the record keeps only that there was one.

    Raises NotYours, NoSuchCard, NotNow, NoReason.
    """
    check_may_review(actor)
    command = given if isinstance(given, Because) else parse(Because, given)
    card = locked(actor, code)
    if card.state not in (CardState.SUBMITTED, CardState.ACCEPTED):
        raise NotNow(_("Give back"), card.state_label)
    if len(command.reason) < 2:
        raise NoReason(_("Give back"))
    card.state, card.reason_cipher = CardState.RETURNED, seal(command.reason)
    append(actor, card, "returned", digest=card.body_digest)
    card.save()
    return card
