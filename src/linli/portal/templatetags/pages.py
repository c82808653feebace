"""Tags that articles, channels and the front page share."""

from __future__ import annotations

from typing import Any

import orjson
from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

# What could end the element it stands in, or begin another.
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


@register.simple_tag
def structured(told: dict[str, Any]) -> SafeString:
    """What schema.org says of a page: read by machines, run by none."""
    if not told:
        return mark_safe("")
    text = orjson.dumps({"@context": "https://schema.org", **told}).decode().translate(_ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))


@register.simple_tag
def shot(image: Any, spec: str, wide: str = "", alt: str = "", sizes: str = "", lazy: bool = True) -> SafeString:
    """A picture as WebP in a size, and in a wider one for finer screens: `{% shot image "fill-480x270" "fill-960x540" %}`."""
    if image is None:
        return mark_safe("")
    small = image.get_rendition(f"{spec}|format-webp")
    larger = image.get_rendition(f"{wide}|format-webp") if wide else None
    wider = format_html(' srcset="{} {}w, {} {}w" sizes="{}"', small.url, small.width, larger.url, larger.width, sizes or "100vw") if larger else ""  # fmt: skip
    how = mark_safe(' loading="lazy" decoding="async"' if lazy else ' fetchpriority="high"')
    return format_html('<img src="{}"{} width="{}" height="{}" alt="{}"{}>', small.url, wider, small.width, small.height, alt, how)  # fmt: skip


@register.filter
def counted(number: int) -> str:
    """A count as people read it: 22,062,100."""
    return f"{number:,}"


@register.filter
def percent(share: float) -> str:
    """A share of one as a width of a hundred, for drawings."""
    return f"{share * 100:.1f}"
