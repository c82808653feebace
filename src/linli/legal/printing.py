"""The lawyer's notes on paper, for who asked."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext as _

from linli.clock import moment_text
from linli.typesetting import fonts, pdf

from .models import Consultation
from .queries.mine import ReadNote

PAPERS = Path(__file__).parent / "papers"


def note_pdf(row: Consultation, note: ReadNote) -> bytes:
    """PDF, A4. Raises NoChineseFont."""
    parts = (
        (_("What was asked"), note.asked), (_("What was explained"), note.explained), (_("Which law"), note.law),
        (_("What to do next"), note.next),
    )  # fmt: skip
    content = {
        "fonts": fonts(), "title": _("Notes of a legal consultation"), "number": _("Number %(code)s") % {"code": row.code},
        "name": _("For %(name)s") % {"name": row.name}, "lawyer": f"{row.lawyer.name} {row.lawyer.firm}".strip(),
        "when": f"{moment_text(row.begins_at)} {row.place.name}",
        "parts": [{"label": label, "text": text} for label, text in parts if text],
        "foot": _("Advice on what was told that day. A term may be running: please act in time, and ask again if something changes."),
        "demo": _("Demonstration, invented") if row.district.demo else "",
    }  # fmt: skip
    return pdf((PAPERS / "note.typ").read_bytes(), content, PAPERS)
