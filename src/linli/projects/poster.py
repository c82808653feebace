"""The poster of a project: what is done, by whom, until when, with whose money, and the code that leads to its page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from linli.clock import day_text
from linli.places.models import District
from linli.typesetting import fonts, pdf, qr

from .models import ProjectState
from .queries.one_project import ProjectPage
from .queries.timeline import plain

TEMPLATE = Path(__file__).parent / "papers/poster.typ"
MOST_STEPS = 6


def poster_pdf(district: District, page: ProjectPage, size: str, *, with_word: bool = False) -> bytes:
    """PDF, A4 or A3. `with_word`: with the word by which neighbours vote, for who puts it up. Raises NoChineseFont."""
    return pdf(
        TEMPLATE.read_bytes(), {"fonts": fonts(), "size": size, **_content(district, page, with_word)}, TEMPLATE.parent
    )


def _funds(page: ProjectPage) -> str:
    told = {"money": plain(page.money), "kind": plain(page.in_kind)}
    return (_("¥%(money)s planned, and things worth ¥%(kind)s") if page.in_kind else _("¥%(money)s planned")) % told


def _content(district: District, page: ProjectPage, with_word: bool) -> dict[str, Any]:
    row = page.row
    address = f"{settings.LINLI_ADDRESS}/{district.slug}/projects/{row.code}"
    facts = [
        [_("Where"), row.where + (f" · {row.place}" if row.place else "")],
        [_("Answers for it"), row.organisation.name],
        [_("From and until"), f"{day_text(row.first)} – {day_text(row.last)}"],
        [_("Funds"), _funds(page)],
    ]  # fmt: skip
    asked = row.state == ProjectState.ASKED
    return {
        "title": row.title, "district": district.name, "kind": row.kind.name, "state": row.state_label, "text": row.text[:160],
        "facts": facts, "steps": [
            [one.title, day_text(one.done_on or one.due), bool(one.done_on)] for one in page.milestones[:MOST_STEPS]
        ],
        "steps_title": _("Step by step"), "address": address, "qr": qr(address),
        "scan": _("Scan: how it goes, every yuan, and what you can take on") if not asked else _("Scan: is it done? Please vote"),
        "door": _("The word for this door: %(word)s") % {"word": row.door_code} if asked and with_word else "",
        "number": row.code, "demo": _("Demonstration, invented") if row.is_demo or district.demo else "",
    }  # fmt: skip
