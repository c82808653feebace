"""Amounts as pages write them: `plain` without places that say nothing; `of` looks something up by its name."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import template

from ..queries.timeline import plain as _plain

register = template.Library()


@register.filter
def plain(amount: Decimal | float | None) -> str:
    """60, 1,280.5; nothing is a dash."""
    return "—" if amount is None else _plain(Decimal(str(amount)))


@register.filter
def of(known: Mapping[str, Any], name: str) -> Any:
    """What stands under a name; nothing where there is none."""
    return known.get(name)


@register.filter
def form(forms: Any, name: str) -> Any:
    """The form of a page by its name: with faults if it is the one that came back."""
    return forms.of(name)
