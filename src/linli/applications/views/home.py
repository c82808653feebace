"""Where a form leads when it is left: a resident to “Mine”, staff to the counter."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from linli.people.actors import Actor


def home_of(actor: Actor) -> str:
    """Where what this person has begun is found again."""
    return reverse("applications:help_choose") if actor.kind == "staff" else "/my"


def kept(actor: Actor) -> str:
    """Said when a draft is left to be gone on with."""
    if actor.kind == "staff":
        return _("Kept. You can go on at any time under “Apply for somebody”.")
    return _("Kept. You can go on at any time, on any device, under “Mine”.")


def thrown_away(actor: Actor) -> str:
    if actor.kind == "staff":
        return _("The draft is gone.")
    return _("The draft is gone. Your documents stay in your folder.")
