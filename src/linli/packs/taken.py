"""What a pack wants for its district but another, or a real person, already has."""

from __future__ import annotations

from django.utils.translation import gettext as _

from linli.people.models import Account
from linli.places.models import Area, District

from .contents import Contents
from .mistakes import Mistakes


def check_taken(contents: Contents, mistakes: Mistakes) -> None:
    """Add a mistake for everything that is there once in an installation and is not free."""
    entry = contents.district
    other = District.objects.filter(slug=entry.slug).exclude(code=entry.code).first()
    if other is not None:
        message = _("District %(name)s (%(code)s) is called “%(value)s” already.")
        told = {"name": other.name, "code": other.code, "value": entry.slug}
        mistakes.add("district.yaml", 1, "slug", message % told)
    lines = {person.username: line for person, line in contents.people if person.username}
    held = Account.objects.filter(username__in=lines).exclude(district=entry.code, is_demo=True)
    for username in held.values_list("username", flat=True):
        message = _("Someone who is no demo person of this district signs in as “%(value)s” already.")
        mistakes.add("people.yaml", lines.get(username or "", 0), "username", message % {"value": username})


def shared_above(contents: Contents) -> set[str]:
    """Codes of the province and city that another district of theirs has brought already."""
    above = [entry.code for entry, _line in contents.areas if contents.district.code.startswith(entry.code)]
    held = Area.objects.filter(code__in=above).exclude(district=contents.district.code)
    return set(held.values_list("code", flat=True))
