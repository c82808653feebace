"""Tickets, days and points, prices, and files of tickets."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from linli.cases.sheet import Sheet
from linli.clock import today
from linli.people.actors import Actor

from .. import actions
from ..actions.files import COLUMNS
from ..models import Point
from ..queries import herd
from ..queries import milk as queries
from .desk import (
    asked,
    attempt,
    day_given,
    key_given,
    number_given,
    only_sent,
    page_to_read,
    page_with_form,
    say_or_show,
    shown,
    typed,
)

_PRICE = ("first", "last", "decided", "density_min", "density_max", "temperature_max")
_POINT = ("code", "name", "area", "organisation")
MOST_GRADES = 4


def _points(actor: Actor) -> list[Point]:
    return list(Point.objects.filter(district=actor.reach.district).order_by("code"))


@page_to_read
def weighings(request: HttpRequest, actor: Actor) -> HttpResponse:
    number = asked(request, "household")
    filters = queries.Filters(
        day_given(request.GET.get("day", "")), asked(request, "point"),
        number_given(number) if number else None, asked(request, "view"),
    )  # fmt: skip
    page = queries.weighings(actor, filters, _before(request.GET.get("before", "")))
    query = request.GET.copy()
    query["before"] = page.after
    context = {
        "page": page, "filters": filters, "points": _points(actor), "older": f"?{query.urlencode()}" if page.after else "",
        "views": [("", _("All")), ("rejected", _("Sent back")), ("voided", _("Voided"))],
    }  # fmt: skip
    return shown(request, actor, "weighings", "/weighings", context)


def _before(text: str) -> tuple[datetime, UUID] | None:
    at, _mark, key = text.partition("_")
    found = key_given(key)
    try:
        when = datetime.fromisoformat(at)
    except ValueError:
        return None
    return (when, found) if found and when.tzinfo else None


@only_sent
def void(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    sheet = typed(request, ("reason",))
    attempt(sheet, lambda: actions.void(actor, key, dict(sheet.typed)))
    return say_or_show(request, sheet, _("The ticket is voided; its number is free again."), "cooperative:weighings")


@page_with_form
def days(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The days of a fortnight, and the points."""
    sheet = typed(request, _POINT)
    if request.method == "POST" and attempt(sheet, lambda: actions.open_point(actor, dict(sheet.typed))) is not None:
        return say_or_show(request, sheet, _("The point is open."), "cooperative:days")
    last = day_given(request.GET.get("until", "")) or today()
    first = last - timedelta(days=13)
    context = {
        "sheet": sheet, "days": queries.days(actor.reach.district, first, last), "points": _points(actor),
        "areas": herd.villages(actor.reach.district), "organisations": queries.point_organisations(actor),
        "older": f"?until={first - timedelta(days=1)}",
        "newer": f"?until={last + timedelta(days=14)}" if last < today() else "",
    }  # fmt: skip
    return shown(request, actor, "days", "/days", context, sheet.status)


@page_to_read
def prices(request: HttpRequest, actor: Actor) -> HttpResponse:
    return _prices(request, actor, Sheet())


def _prices(request: HttpRequest, actor: Actor, sheet: Sheet) -> HttpResponse:
    context = {"agreements": queries.agreements(actor), "me": actor.reach.account_id, "sheet": sheet}
    return shown(request, actor, "prices", "/prices", context, sheet.status)


@page_with_form
def price_new(request: HttpRequest, actor: Actor) -> HttpResponse:
    names = [f"{part}-{rank}" for rank in range(1, MOST_GRADES + 1) for part in ("name", "fat", "price")]
    sheet = typed(request, (*_PRICE, *names))
    if request.method == "POST":
        given = {name: sheet.typed[name] for name in _PRICE} | {"grades": _grades(sheet)}
        if attempt(sheet, lambda: actions.propose_price(actor, given)) is not None:
            said = _("Proposed. It counts once a colleague has noted that the assembly agreed.")
            return say_or_show(request, sheet, said, "cooperative:prices")
    else:
        sheet = Sheet(typed={"density_min": "1.028", "density_max": "1.045", "temperature_max": "10"})
    shown_grades = [
        {part: (f"{part}-{rank}", sheet.typed.get(f"{part}-{rank}", "")) for part in ("name", "fat", "price")}
        for rank in range(1, MOST_GRADES + 1)
    ]
    return shown(request, actor, "price_form", "/prices", {"sheet": sheet, "grades": shown_grades}, sheet.status)


def _grades(sheet: Sheet) -> list[dict[str, str]]:
    """Lines with nothing in them are left out."""
    lines = [
        {
            part: sheet.typed.get(f"{given}-{rank}", "")
            for part, given in (("name", "name"), ("fat_min", "fat"), ("price", "price"))
        }
        for rank in range(1, MOST_GRADES + 1)
    ]
    return [line for line in lines if any(line.values())]


@only_sent
def price_agree(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    sheet = Sheet()
    attempt(sheet, lambda: actions.agree_price(actor, key))
    return say_or_show(request, sheet, _("Agreed: it counts on each of its days."), "cooperative:prices")


@only_sent
def price_refuse(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    sheet = typed(request, ("reason",))
    attempt(sheet, lambda: actions.refuse_price(actor, key, dict(sheet.typed)))
    return say_or_show(request, sheet, _("Kept: it was not agreed."), "cooperative:prices")


@only_sent
def price_end(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    sheet = typed(request, ("last",))
    last = day_given(sheet.typed["last"])
    if last is None:
        sheet.say("last", _("Please give the last day on which it counts."))
    else:
        attempt(sheet, lambda: actions.end_price(actor, key, last))
    return say_or_show(request, sheet, _("It ends on that day."), "cooperative:prices")


@page_with_form
def files(request: HttpRequest, actor: Actor) -> HttpResponse:
    sheet = Sheet()
    if request.method == "POST":
        there = request.FILES.get("file")
        if there is None:
            sheet.say("file", _("Please choose a file first."))
        else:
            row = attempt(sheet, lambda: actions.hand_in(actor, str(there.name), there.read()))
            if row is not None:
                return redirect("cooperative:file", row.pk)
    context = {"sheet": sheet, "files": queries.files(actor)}
    return shown(request, actor, "files", "/files", context, sheet.status)


@page_to_read
def file(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    sheet = Sheet()
    preview = attempt(sheet, lambda: actions.look_at(actor, key))
    return shown(request, actor, "file", "/files", {"preview": preview, "sheet": sheet}, sheet.status)


@only_sent
def file_take(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    sheet = Sheet()
    done = attempt(sheet, lambda: actions.take_file(actor, key, request.POST.get("how") == "good"))
    if done is None:
        return say_or_show(request, sheet, "", "cooperative:file", key)
    told = {"fresh": len(done.fresh), "known": done.known, "bad": len(done.bad)}
    messages.success(request, _("%(fresh)s tickets taken, %(known)s were there already, %(bad)s left out.") % told)
    return redirect("cooperative:files")


@page_to_read
def template(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The first line of a file of tickets, and one ticket to go by; UTF-8 with a mark, so that spreadsheets read it."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="milk-tickets.csv"'
    point = next(iter(_points(actor)), None)
    table = csv.writer(response)
    table.writerow([names[0] for names in COLUMNS.values()])
    code = point.code if point else "dian"
    table.writerow([code, "000001", "1001", "", f"{today()} 08:10", "6.50", "4.80", "1.0320", "6.0", ""])
    return response
