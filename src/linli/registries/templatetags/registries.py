"""How figures are written: rates with limits, shares with what they are of, bars beside numbers."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ..queries.figures import Indicator, Line, Rated

register = template.Library()


@register.filter
def rated(rate: Rated | None) -> str:
    """12.3 (10.1–14.8), or a dash."""
    if rate is None:
        return "—"
    limits = f" ({rate.low:.1f}–{rate.high:.1f})" if rate.low is not None and rate.high is not None else ""
    return f"{rate.value:.1f}{limits}"


@register.filter
def by_standard(line: Line, code: str) -> str:
    return rated(line.standardised.get(code))


@register.filter
def indicated(one: Indicator) -> str:
    """A ratio with two places, all else in per cent."""
    if one.value is None:
        return "—"
    return f"{one.value:.2f}" if one.code == "mi" else f"{one.value:.1%}"


@register.filter
def fraction(one: Indicator) -> str:
    """Numerator and denominator."""
    if one.numerator is None or not one.denominator:
        return ""
    return f"{one.numerator:,.0f} / {one.denominator:,.0f}"


@register.filter
def thousands(number: int) -> str:
    return f"{number:,}"


@register.simple_tag
def bar(share: float, tone: str) -> SafeString:
    """A bar of that share; the number stands beside it."""
    return format_html(
        '<svg class="share {}" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><path d="M0 0h{}v10H0z"/></svg>',
        tone, f"{share * 100:.1f}",
    )  # fmt: skip
