"""How figures of a survey are written and drawn."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ..analysis.estimating import Figure

register = template.Library()
# A bar of this height is every second reading.
_TALLEST = 40


@register.filter
def bar(share: float) -> str:
    """The height of a bar in a field of 40, full at 30%."""
    return f"{min(share / 0.3, 1) * _TALLEST:.1f}"


@register.filter
def pvalue(p: float) -> str:
    return "< 0.001" if p < 0.001 else f"= {p:.3f}"


@register.filter
def minutes(seconds: int) -> str:
    return f"{seconds / 60:.0f}"


@register.filter
def estimate(value: float | None, unit: str) -> str:
    """A share in percent, a mean with its unit's decimals; nothing is a dash."""
    if value is None:
        return "—"
    if unit == "%":
        return f"{value * 100:.1f}%"
    return f"{value:.0f}" if unit == "min" or (unit == "g" and value >= 100) else f"{value:.1f}"


@register.simple_tag
def whisker(figure: Figure) -> SafeString:
    """A share with its interval on a line from 0 to 100%; the same figures stand beside it."""
    if figure.value is None or figure.low is None or figure.high is None:
        return SafeString("")
    low, value, high = (f"{one * 100:.2f}" for one in (figure.low, figure.value, figure.high))
    return format_html(
        '<svg viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true"><path class="scale" d="M0 6h100"/>'
        '<path class="reach" d="M{} 6H{}"/><path class="point" d="M{} 2v8"/></svg>', low, high, value,
    )  # fmt: skip
