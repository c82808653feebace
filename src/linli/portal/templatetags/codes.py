"""Codes to scan: {% qr_of "service" guide.code %} shows a thing's QR code, its short address, and where to print it."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context

from ..actions.shortening import short_code
from ..queries.addresses import short_address

register = template.Library()


@register.inclusion_tag("portal/parts/qr.html", takes_context=True)
def qr_of(context: Context, target: str, key: Any, label: str = "") -> dict[str, Any]:
    """`target` is a kind of models.Target, `key` the row's key or the service's code; the district is the page's."""
    district = context["district"]
    code = short_code(district.code, target, str(key))
    address = short_address(district, target, str(key))
    return {"code": code, "address": address, "short": address.split("://", 1)[-1], "label": label}
