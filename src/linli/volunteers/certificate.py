"""The certificate of hours on paper."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from linli.clock import day_text
from linli.typesetting import fonts, pdf, qr

from .models import Certificate

TEMPLATE = Path(__file__).parent / "papers/hours.typ"


def certificate_pdf(row: Certificate) -> bytes:
    """PDF, A4 upright. Raises NoChineseFont."""
    return pdf(TEMPLATE.read_bytes(), {"fonts": fonts(), **_content(row)}, TEMPLATE.parent)


def _content(row: Certificate) -> dict[str, Any]:
    address = f"{settings.LINLI_ADDRESS}/{row.district.slug}/volunteers/certificates/{row.number}"
    hours = f"{row.minutes // 60}", f"{row.minutes % 60}"
    return {
        "title": _("Certificate of volunteering"), "name": row.name,
        "said": _("has given neighbours of %(place)s from %(first)s to %(last)s") % {
            "place": row.district.name, "first": day_text(row.first), "last": day_text(row.last)},
        "hours": _("%(hours)s hours %(minutes)s minutes") % {"hours": hours[0], "minutes": hours[1]},
        "times": _("at %(n)d activities") % {"n": row.activities},
        "issued_by": _("Volunteers of %(place)s") % {"place": row.district.name}, "issued_on": day_text(row.issued_on),
        "number": _("Number %(number)s") % {"number": row.number}, "check": _("Check it here"), "address": address,
        "qr": qr(address), "demo": _("Demonstration, invented") if row.district.demo else "",
    }  # fmt: skip
