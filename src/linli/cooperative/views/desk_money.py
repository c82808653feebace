"""Settlements: drawn up, released by another, printed, and put right by adjustments."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from linli.cases.sheet import Sheet
from linli.ids import uuid7
from linli.people.actors import Actor

from .. import actions
from ..errors import NotThere
from ..paper import pdf_answer, statements_pdf
from ..queries import milk
from ..queries import settling as queries
from .desk import (
    asked,
    attempt,
    month_given,
    number_given,
    only_sent,
    page_to_read,
    page_with_form,
    say_or_show,
    shown,
    typed,
)

_ADJUST = ("key", "household", "amount", "reason")


@page_with_form
def settlements(request: HttpRequest, actor: Actor) -> HttpResponse:
    sheet = typed(request, ("month",))
    if request.method == "POST":
        month = month_given(sheet.typed["month"])
        if month is None:
            sheet.say("month", _("Please give a month, such as 2026-10."))
        else:
            row = attempt(sheet, partial(actions.draw_up, actor, month))
            if row is not None:
                said = _("Drawn up. Please look it through; a colleague releases it.")
                return say_or_show(request, sheet, said, "cooperative:settlement", row.pk)
    elif month := milk.to_settle(actor.reach.district):
        sheet = Sheet(typed={"month": f"{month:%Y-%m}"})
    context = {"sheet": sheet, "rows": queries.settlements(actor)}
    return shown(request, actor, "settlements", "/settlements", context, sheet.status)


@page_to_read
def settlement(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    return _page(request, actor, key, Sheet())


def _page(request: HttpRequest, actor: Actor, key: UUID, sheet: Sheet) -> HttpResponse:
    row = queries.settlement(actor, key)
    number = asked(request, "household")
    page = queries.lines(row, number_given(request.GET.get("after", "")), number_given(number) if number else None)
    context = {
        "row": row, "page": page, "sheet": sheet, "corrections": queries.corrections(row), "number": number,
        "is_mine": row.drawn_by_id == actor.reach.account_id, "key": sheet.typed.get("key") or uuid7(),
    }  # fmt: skip
    return shown(request, actor, "settlement", "/settlements", context, sheet.status)


@only_sent
def release(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    sheet = Sheet()
    if attempt(sheet, lambda: actions.release(actor, key)) is None:
        return _page(request, actor, key, sheet)
    said = _("Released and in the ledger. Households see it on their phones.")
    return say_or_show(request, sheet, said, "cooperative:settlement", key)


@only_sent
def withdraw(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    sheet = typed(request, ("reason",))
    if attempt(sheet, lambda: actions.withdraw(actor, key, dict(sheet.typed))) is None:
        return _page(request, actor, key, sheet)
    return say_or_show(request, sheet, _("Withdrawn. The month can be drawn up anew."), "cooperative:settlements")


@only_sent
def adjust(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    sheet = typed(request, _ADJUST)
    if attempt(sheet, lambda: actions.adjust(actor, key, dict(sheet.typed))) is None:
        return _page(request, actor, key, sheet)
    return say_or_show(request, sheet, _("Kept: it is paid with the next settlement."), "cooperative:settlement", key)


@page_to_read
def statement(request: HttpRequest, actor: Actor, key: UUID, number: int) -> HttpResponse:
    row = queries.settlement(actor, key)
    found = queries.statements(row, [number])
    if not found:
        raise NotThere(str(number))
    return shown(request, actor, "statement", "/settlements", {"row": row, "shown": found[0], "line": found[0].line})


@page_to_read
def papers(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """All statements of a month in one file, or one household's: ?household=1001."""
    row = queries.settlement(actor, key)
    number = number_given(request.GET.get("household", ""))
    found = queries.statements(row, [number] if number else ())
    if not found:
        raise NotThere(str(number))
    return pdf_answer(lambda: statements_pdf(row, found, "a4" if not number else "a5"), f"milk-{row}.pdf")
