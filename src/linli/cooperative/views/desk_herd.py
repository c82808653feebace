"""Households, the herd book, and what is delivered to households."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from linli.cases.sheet import Sheet
from linli.clock import today
from linli.ids import uuid7
from linli.people.actors import Actor

from .. import actions
from ..models import EventKind, Household, Sex, Supply
from ..queries import herd as queries
from .desk import (
    asked,
    attempt,
    key_given,
    number_given,
    only_sent,
    page_to_read,
    page_with_form,
    say_or_show,
    shown,
    typed,
)

_HOUSEHOLD = ("number", "name", "phone", "payout", "area", "shares", "joined_on")
_CAMEL = ("household", "tag", "sex", "born_on", "dam", "sire")
_HEALTH = ("key", "kind", "on", "what", "withdrawal_days")
_DELIVERY = ("key", "household", "on", "kind", "what", "quantity", "unit", "amount")


@page_to_read
def households(request: HttpRequest, actor: Actor) -> HttpResponse:
    words = asked(request, "q", 40)
    page = queries.households(actor, words, number_given(request.GET.get("after", "")))
    return shown(request, actor, "households", "/households", {"page": page, "words": words})


@page_with_form
def household_new(request: HttpRequest, actor: Actor) -> HttpResponse:
    sheet = typed(request, _HOUSEHOLD)
    if request.method == "POST":
        row = attempt(sheet, lambda: actions.add_household(actor, dict(sheet.typed)))
        if row is not None:
            return say_or_show(request, sheet, _("The household is in the book."), "cooperative:household", row.number)
    elif request.method != "POST":
        sheet = Sheet(typed={"shares": "1", "joined_on": today().isoformat()})
    return _household_form(request, actor, sheet, None)


@page_with_form
def household_edit(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    """All that is kept is shown to be changed, so opening it is on the record."""
    if request.method != "POST":
        row = actions.see_household(actor, number)
        return _household_form(request, actor, Sheet(typed=_as_typed(row)), row)
    sheet = typed(request, _HOUSEHOLD[1:])
    if attempt(sheet, lambda: actions.change_household(actor, number, dict(sheet.typed))) is not None:
        return say_or_show(request, sheet, _("Kept."), "cooperative:household", number)
    return _household_form(request, actor, sheet, queries.household(actor, number))


def _as_typed(row: Household) -> dict[str, str]:
    return {
        "name": row.name, "phone": row.phone, "payout": row.payout, "area": row.area_id, "shares": str(row.shares),
        "joined_on": row.joined_on.isoformat(),
    }  # fmt: skip


def _household_form(request: HttpRequest, actor: Actor, sheet: Sheet, row: Household | None) -> HttpResponse:
    context = {"sheet": sheet, "row": row, "areas": queries.villages(actor.reach.district)}
    return shown(request, actor, "household_form", "/households", context, sheet.status)


@page_to_read
def household(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    row = queries.household(actor, number)
    return shown(request, actor, "household", "/households", {"page": queries.household_page(actor, row), "row": row})


@page_to_read
def herd(request: HttpRequest, actor: Actor) -> HttpResponse:
    words, view = asked(request, "q"), asked(request, "view")
    page = queries.camels(actor, words, view, asked(request, "after"))
    named = (("", _("In the herd")), ("withheld", _("Milk withheld")), ("gone", _("Sold or dead")))
    views = [{"label": label, "href": f"?view={code}", "current": code == view} for code, label in named]
    return shown(request, actor, "herd", "/herd", {"page": page, "words": words, "view": view, "views": views})


@page_with_form
def camel_new(request: HttpRequest, actor: Actor) -> HttpResponse:
    sheet = typed(request, _CAMEL)
    if request.method == "POST":
        row = attempt(sheet, lambda: actions.add_camel(actor, dict(sheet.typed)))
        if row is not None:
            return say_or_show(request, sheet, _("The camel is in the herd book."), "cooperative:camel", row.tag)
    else:
        sheet = Sheet(typed={"household": asked(request, "household", 6), "sex": "female"})
    return shown(request, actor, "camel_form", "/herd", {"sheet": sheet, "sexes": Sex.choices}, sheet.status)


@page_to_read
def camel(request: HttpRequest, actor: Actor, tag: str) -> HttpResponse:
    return _camel(request, actor, tag, Sheet())


def _camel(request: HttpRequest, actor: Actor, tag: str, sheet: Sheet) -> HttpResponse:
    context = {
        "page": queries.camel(actor, tag), "sheet": sheet, "key": sheet.typed.get("key") or uuid7(),
        "kinds": EventKind.choices, "today": today(), "ways": [("sold", _("Sold")), ("dead", _("Dead"))],
    }  # fmt: skip
    return shown(request, actor, "camel", "/herd", context, sheet.status)


@only_sent
def camel_health(request: HttpRequest, actor: Actor, tag: str) -> HttpResponse:
    sheet = typed(request, _HEALTH)
    given = {**sheet.typed, "withdrawal_days": sheet.typed["withdrawal_days"] or "0"}
    if attempt(sheet, lambda: actions.note_health(actor, tag, given)) is None:
        return _camel(request, actor, tag, sheet)
    return say_or_show(request, sheet, _("Noted in the herd book."), "cooperative:camel", tag)


@only_sent
def camel_end(request: HttpRequest, actor: Actor, tag: str) -> HttpResponse:
    sheet = typed(request, ("state", "on"))
    if attempt(sheet, lambda: actions.end_camel(actor, tag, dict(sheet.typed))) is None:
        return _camel(request, actor, tag, sheet)
    return say_or_show(request, sheet, _("Noted in the herd book."), "cooperative:camel", tag)


@only_sent
def health_strike(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    sheet = typed(request, ("reason",))
    row = attempt(sheet, lambda: actions.strike_health(actor, key, dict(sheet.typed)))
    if row is None:
        return say_or_show(request, sheet, "", "cooperative:herd")
    return say_or_show(request, sheet, _("Struck."), "cooperative:camel", row.camel.tag)


@page_with_form
def deliveries(request: HttpRequest, actor: Actor) -> HttpResponse:
    sheet = typed(request, _DELIVERY)
    if request.method == "POST":
        if attempt(sheet, lambda: actions.deliver(actor, dict(sheet.typed))) is not None:
            said = _("Noted. It is taken off the household’s next settlement.")
            return say_or_show(request, sheet, said, "cooperative:deliveries")
    else:
        start = {"on": today().isoformat(), "unit": _("kg"), "household": asked(request, "household", 6)}
        sheet = Sheet(typed=start)
    view = asked(request, "view")
    named = (("", _("All")), ("open", _("Not settled yet")))
    context = {
        "sheet": sheet, "key": sheet.typed.get("key") or uuid7(), "kinds": Supply.choices, "view": view,
        "page": queries.deliveries(actor, view, key_given(request.GET.get("before", ""))),
        "views": [{"label": label, "href": f"?view={code}", "current": code == view} for code, label in named],
    }  # fmt: skip
    return shown(request, actor, "deliveries", "/deliveries", context, sheet.status)


@only_sent
def delivery_strike(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    sheet = typed(request, ("reason",))
    attempt(sheet, lambda: actions.strike_delivery(actor, key, dict(sheet.typed)))
    return say_or_show(request, sheet, _("Struck."), "cooperative:deliveries")
