"""Filters of the pages on posts and wages."""

from __future__ import annotations

from decimal import Decimal

from django import template

register = template.Library()


@register.filter
def hours(number: Decimal | None) -> str:
    """7.5 of 7.50."""
    return "" if number is None else f"{number.normalize():f}"


@register.filter
def plain(amount: Decimal | None) -> str:
    """As one types it: 4200.00."""
    return "" if amount is None else f"{amount:.2f}"
