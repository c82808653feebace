"""Other ways to reach a person than a text message, offered by gateways above this room; asked when something is handed over.

A person who has such a way is told by it instead; where it will not do after all, a text message goes out. Gateways that
tell a person besides, and never instead, are told of the notice.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Protocol

from django.conf import settings

from .gateways import Refused
from .models import Channel, Notice
from .proof import TO_BE_PROVED, token

__all__ = ["BESIDES", "WAYS", "Refused", "Way", "link_of", "tell_besides", "way_to"]

logger = logging.getLogger(__name__)


class Way(Protocol):
    """One way. `send` may answer late or never; then it is tried again, with the same key, and in the end by text message."""

    channel: Channel

    def address(self, notice: Notice) -> str:
        """Where the notice's recipient is reached by it now; "" if they are not."""

    def send(self, key: str, notice: Notice, address: str) -> None:
        """Hand over. Raises Refused, or anything else if it may be tried again."""


WAYS: list[Way] = []
# Each puts by what it will send of a notice, once however often it is called, and calls nobody outside.
BESIDES: list[Callable[[Notice], None]] = []


def way_to(notice: Notice) -> tuple[Way, str] | None:
    """The first way by which the person is reached now, and the address there."""
    if notice.organisation_id is not None:
        return None
    found = ((way, way.address(notice)) for way in WAYS)
    return next(((way, address) for way, address in found if address), None)


def tell_besides(notice: Notice) -> None:
    """A notice to a person is being handed over. What goes wrong here keeps no text message back."""
    for put_by in BESIDES if notice.organisation_id is None else ():
        try:
            put_by(notice)
        except Exception:  # as with any gateway
            logger.exception("notice %s was not put by", notice.pk)


def link_of(notice: Notice) -> str:
    """Where to read on, with the proof of being who was told; "" if nowhere."""
    proof = ""
    if notice.link.endswith(TO_BE_PROVED) and notice.about and notice.contact_id:
        proof = token(notice.about, notice.contact_id, notice.created_at)
    return f"{settings.LINLI_ADDRESS}{notice.link}{proof}" if notice.link else ""
