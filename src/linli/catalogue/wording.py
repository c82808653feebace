"""Short sentences that differences between versions are told in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from linli.places.models import Level

from .services import FormField, ServiceSpec
from .working_time import Term

# A sentence, and what it is about before and after; empty where there was, or is, nothing.
Told = tuple[str, str, str]
_SHORT = 30


def line(name: str, before: str, after: str) -> Told:
    """20 → 10 where both are short, the new wording where they are long."""
    if before and after:
        short = len(before) <= _SHORT and len(after) <= _SHORT
        text = _("%(name)s: %(before)s → %(after)s") if short else _("%(name)s now reads: %(after)s")
    elif after:
        text = _("%(name)s is new: %(after)s")
    else:
        text = _("%(name)s is gone; it was: %(before)s")
    return text % {"name": name, "before": before, "after": after}, before, after


def quoted(name: str) -> str:
    return _("“%(name)s”") % {"name": name}


def level_name(level: str) -> str:
    return str(Level(level).label)


def term(text: str | None) -> str:
    """A term in the reader's language."""
    return Term.parse(text).text if text else ""


def fields_of(spec: ServiceSpec) -> Iterable[FormField]:
    return (one for group in spec.form for one in group.fields)


def when(only_if: Mapping[str, list[str]], spec: ServiceSpec) -> str:
    """Of whom something is asked: 户籍：农村 or 城镇."""
    labels = {one.id: one.label for one in fields_of(spec)}
    waits = [f"{labels.get(name, name)}：{'／'.join(wanted)}" for name, wanted in only_if.items()]
    return "；".join(waits) or _("everyone")
