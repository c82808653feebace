"""How a key stands, in words for the desk."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from linli import clock

from .models import Key


@dataclass(frozen=True)
class Standing:
    label: str
    tone: str
    holds: bool


def standing_of(key: Key) -> Standing:
    if key.ended_at:
        return Standing(_("ended"), "muted", False)
    if key.ends_at <= clock.now():
        return Standing(_("run out"), "muted", False)
    if key.used_at is None:
        return Standing(_("not used yet"), "wait", True)
    return Standing(_("in use"), "good", True)
