"""Sums of money as pages write them: `yuan` to the cent, `about` in a few signs for figures."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

register = template.Library()

# Ten thousand, and a hundred million: the steps in which Chinese counts.
_WAN, _YI = Decimal(10_000), Decimal(100_000_000)


@register.filter
def yuan(amount: Decimal | None) -> SafeString:
    """¥1,234.50; nothing is a dash. Never broken over two lines."""
    if amount is None:
        return mark_safe("—")
    sign = "−" if amount < 0 else ""
    return mark_safe(f'<span class="nowrap">{sign}¥{abs(amount):,.2f}</span>')


@register.filter
def about(amount: Decimal) -> str:
    """A figure: 8,200, 3,500 万, 3.5 亿; rounded to two places, the exact sum stands beside it."""
    if abs(amount) >= _YI:
        return _("%(n)s hundred million") % {"n": _short(amount / _YI)}
    if abs(amount) >= _WAN:
        return _("%(n)s ten thousand") % {"n": _short(amount / _WAN)}
    return _short(amount)


def _short(number: Decimal) -> str:
    text = f"{number:,.2f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
