"""Statements on paper: a page for each household, on A5 for one, on A4 for all of a month in one file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from linli.clock import day_text
from linli.places.queries import district_by
from linli.typesetting import NoChineseFont, fonts, pdf

from .models import Cooperative, Settlement
from .queries.settling import Statement

TEMPLATE = Path(__file__).parent / "papers/statement.typ"


def statements_pdf(row: Settlement, statements: Sequence[Statement], paper: str) -> bytes:
    """PDF; `paper` is a5 or a4. Raises NoChineseFont."""
    cooperative = Cooperative.objects.get(district=row.district_id)
    demo = district_by(row.district_id).demo
    content = {
        "fonts": fonts(), "paper": paper, "cooperative": cooperative.name, "demo": _("Demonstration, invented") if demo else "",
        "words": _words(), "title": _("Camel milk statement of %(month)s") % {"month": f"{row.month:%Y-%m}"},
        "state": row.state_label, "pages": [_page(one) for one in statements],
    }  # fmt: skip
    return pdf(TEMPLATE.read_bytes(), content, TEMPLATE.parent)


def _words() -> dict[str, str]:
    return {
        "household": _("Household"), "day": _("Day"), "grade": _("Milk grade"), "kg": _("kg"), "price": _("Yuan a kg"),
        "amount": _("Yuan"), "milk": _("Milk"), "off": _("Taken off and added"), "net": _("Paid out"), "carried": _("Carried on"),
        "entry": _("Entry in the ledger"), "sent_back": _("Sent back"), "sum": _("Together"), "signed": _("Received (signature)"),
    }  # fmt: skip


def yuan(amount: Decimal) -> str:
    return f"{amount:,.2f}"


def _page(one: Statement) -> dict[str, Any]:
    line = one.line
    assert line is not None
    return {
        "number": str(one.household.number), "village": one.household.area.name, "name": one.household.masked_name,
        "rows": [
            [_short(row.day), row.grade or _("Sent back"), f"{row.kg:.2f}", yuan(row.price) if row.grade else "—", yuan(row.amount)]
            for row in one.rows
        ],
        "kg": f"{one.kg:.2f}", "gross": yuan(line.gross), "off": list(_off(one)), "net": yuan(line.paid),
        "carried": yuan(line.carried) if line.carried else "", "entry": one.entry,
    }  # fmt: skip


def _off(one: Statement) -> list[list[str]]:
    found = [
        [f"{_short(row.on)} {row.what} {row.quantity.normalize():f} {row.unit}", f"−{yuan(row.amount)}"]
        for row in one.deliveries
    ]
    found += [[row.reason, yuan(row.amount)] for row in one.adjustments]
    if one.line and one.line.brought:
        found.append([_("Still owed from before"), yuan(one.line.brought)])
    return found


def _short(day: date) -> str:
    return day_text(day).partition("年")[2] or day.isoformat()


def pdf_answer(make: Callable[[], bytes], name: str) -> HttpResponse:
    try:
        answer = HttpResponse(make(), content_type="application/pdf")
    except NoChineseFont as lacking:
        return HttpResponse(
            f"{lacking.message}\n{lacking.advice}", status=lacking.status, content_type="text/plain; charset=utf-8"
        )
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return answer
