"""What differs in what has to be handed in, material by material."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from .services import Material, ServiceSpec
from .wording import Told, line, quoted, term, when


def material_differences(old: ServiceSpec, new: ServiceSpec) -> Iterator[Told]:
    """First what is asked for besides, then what no longer is, then what is asked for otherwise."""
    before, after = ({one.id: one for one in spec.materials} for spec in (old, new))
    for key, one in after.items():
        if key not in before:
            yield _("One paper more: “%(name)s” (%(how)s)") % {"name": one.name, "how": how(one)}, "", how(one)
    for key, one in before.items():
        if key not in after:
            yield _("“%(name)s” is no longer asked for") % {"name": one.name}, how(one), ""
    for key, was in before.items():
        if key in after and was != after[key]:
            yield from _changed(was, after[key], old, new)


def how(one: Material) -> str:
    """How it is handed in."""
    ways = {"photo": _("a photo will do"), "original": _("the original to look at"), "data": _("we look it up")}
    words = ways[one.needs]
    return f"{words}，{_('may be left out')}" if one.optional else words


def _changed(was: Material, one: Material, old: ServiceSpec, new: ServiceSpec) -> Iterator[Told]:
    name = quoted(one.name)
    if was.name != one.name:
        yield _("“%(was)s” is now called “%(name)s”") % {"was": was.name, "name": one.name}, was.name, one.name
    if how(was) != how(one):
        yield line(name, how(was), how(one))
    if was.only_if != one.only_if:
        yield line(_("%(name)s is asked of") % {"name": name}, when(was.only_if, old), when(one.only_if, new))
    if was.valid_for != one.valid_for:
        yield line(_("%(name)s is valid for") % {"name": name}, term(was.valid_for), term(one.valid_for))
    if was.issued_by != one.issued_by:
        yield line(_("%(name)s is issued by") % {"name": name}, was.issued_by, one.issued_by)
    if was.note != one.note:
        yield line(_("What is said of %(name)s") % {"name": name}, was.note, one.note)
    if was.sample != one.sample:
        yield _("%(name)s is shown by another drawing") % {"name": name}, "", ""
