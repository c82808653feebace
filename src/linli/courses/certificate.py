"""The certificate of a class on paper."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from linli.clock import day_text
from linli.typesetting import fonts, pdf, qr

from .models import Enrolment

TEMPLATE = Path(__file__).parent / "papers/certificate.typ"


def certificate_pdf(row: Enrolment, slug: str) -> bytes:
    """PDF, A4 across. Raises NoChineseFont."""
    return pdf(TEMPLATE.read_bytes(), {"fonts": fonts(), **_content(row, slug)}, TEMPLATE.parent)


def _content(row: Enrolment, slug: str) -> dict[str, Any]:
    held = row.course_class
    address = f"{settings.LINLI_ADDRESS}/{slug}/learn/certificates/{row.certificate}"
    told = {"term": held.term.name, "course": held.course.name, "n": held.sessions.filter(dropped="").count()}
    return {
        "title": _("Certificate of completion"), "name": row.name,
        "said": _("has attended “%(course)s”, %(term)s, %(n)d sessions, and completed it.") % told,
        "issued_by": held.course.organisation.name, "issued_on": day_text(row.certified_on),
        "number": _("Number %(number)s") % {"number": row.certificate}, "check": _("Check it here"), "address": address,
        "qr": qr(address), "demo": _("Demonstration, invented") if held.district.demo else "",
    }  # fmt: skip
