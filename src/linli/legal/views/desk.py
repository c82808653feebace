"""The legal desk: today and the week, booking and taking in for somebody, the notes of a consultation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.cases.at_desk import desk_page, staff_page
from linli.cases.sheet import Sheet
from linli.clock import LOCAL, today
from linli.people.actors import Actor
from linli.problem import Problem

from .. import actions
from ..access import lawyer_of, may_enter, own_places, runs
from ..errors import NotThere
from ..models import Aid, Consultation, Note
from ..queries import desk as queries
from ..queries import times
from ..queries.mine import ReadNote
from ..queries.questions import kinds, places
from .public import at_slot, shown_day, slot_given
from .sent import done_once, key_of

_BACK, _AHEAD = 60, times.DAYS_AHEAD


def not_found(unknown: Problem) -> Http404:
    return Http404(unknown.message)


def chips(actor: Actor, current: str) -> list[dict[str, object]]:
    """The pages of this desk that are for the reader."""
    named = [("", _("Today")), ("/week", _("Week")), ("/book", _("Book for somebody"))]
    if runs(actor):
        named += [("/hours", _("Hours")), ("/aid", _("Legal aid")), ("/figures", _("Figures"))]
    return [{"label": label, "href": f"/desk/legal{end}", "current": end == current} for end, label in named]


def check(actor: Actor) -> None:
    if not may_enter(actor):
        raise PermissionDenied


@require_safe
@never_cache
@staff_page
def front(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A day: who comes when, who is there without having booked."""
    check(actor)
    return _day_page(request, actor, _day(request.GET.get("day", "")), Sheet())


def _day(text: str) -> date:
    """The day asked for, of the last and next weeks; else today."""
    try:
        on = date.fromisoformat(text)
    except ValueError:
        return today()
    return on if -_BACK <= (on - today()).days <= _AHEAD else today()


def _day_page(request: HttpRequest, actor: Actor, on: date, sheet: Sheet, status: int = 200) -> HttpResponse:
    mine, district = lawyer_of(actor), actor.reach.district
    allowed = None if runs(actor) else {one.pk for one in own_places(actor)}
    there = [
        one
        for one in times.there_now(district)
        if allowed is None or one.place_id in allowed or (mine is not None and one.lawyer_id == mine.pk)
    ]
    context = {
        "chips": chips(actor, "" if on == today() else "/day"), "day": on, "lines": queries.day(actor, on), "is_today": on == today(), "there": there,
        "before": on - timedelta(days=1), "after": on + timedelta(days=1), "unwritten": queries.unwritten(actor),
        "kinds": kinds(district), "sheet": sheet, "key": key_of(request), "is_lawyer": mine is not None,
    }  # fmt: skip
    return desk_page(request, actor, "legal/desk/day.html", context, status)


@require_safe
@never_cache
@staff_page
def week(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Seven days from the Monday of the day asked for."""
    check(actor)
    on = _day(request.GET.get("day", ""))
    monday = on - timedelta(days=on.weekday())
    lines = queries.day(actor, monday, 7)
    found = [
        (monday + timedelta(days=ahead), [one for one in lines if _local(one.row) == monday + timedelta(days=ahead)])
        for ahead in range(7)
    ]
    context = {
        "chips": chips(actor, "/week"), "days": found, "before": monday - timedelta(days=7), "after": monday + timedelta(days=7),
        "monday": monday, "empty": not lines,
    }  # fmt: skip
    return desk_page(request, actor, "legal/desk/week.html", context)


def _local(row: Consultation) -> date:
    return row.begins_at.astimezone(LOCAL).date()


@require_POST
@staff_page
def walk_in(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Somebody is there, and a lawyer too."""
    check(actor)
    names = ("there", "kind", "name", "phone", "minutes")
    sheet = Sheet(typed={name: request.POST.get(name, "").strip() for name in names})
    lawyer, _at, place = sheet.typed["there"].partition("@")
    given = {
        "lawyer": lawyer, "place": place, "kind": sheet.typed["kind"], "name": sheet.typed["name"], "phone": sheet.typed["phone"],
        "minutes": sheet.typed["minutes"] or "20",
    }  # fmt: skip
    try:
        code = done_once(request, actor, given, lambda: actions.walk_in(actor, given).code)
    except Problem as problem:
        sheet.add(problem)
        return _day_page(request, actor, today(), sheet, problem.status)
    messages.success(request, _("Taken in, number %(code)s.") % {"code": code})
    return redirect("legal:desk")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff_page
def book(request: HttpRequest, actor: Actor) -> HttpResponse:
    """For somebody who called, or stands here."""
    check(actor)
    if request.method != "POST":
        return _book_page(request, actor, Sheet())
    names = ("slot", "kind", "name", "phone", "question")
    sheet = Sheet(typed={name: request.POST.get(name, "").strip() for name in names})
    given = slot_given(dict(sheet.typed))
    try:
        code = done_once(request, actor, given, lambda: actions.book_for(actor, given).code)
    except Problem as problem:
        at_slot(sheet, problem)
        return _book_page(request, actor, sheet, problem.status)
    messages.success(request, _("Booked, number %(code)s. Please tell them this number.") % {"code": code})
    return redirect("legal:desk_book")


def _book_page(request: HttpRequest, actor: Actor, sheet: Sheet, status: int = 200) -> HttpResponse:
    district = actor.reach.district
    mine, own = lawyer_of(actor), {one.pk for one in own_places(actor)}
    days = []
    for one in times.open_days(district):
        slots = [
            slot
            for slot in one.slots
            if runs(actor) or slot.place.pk in own or (mine is not None and slot.lawyer.pk == mine.pk)
        ]
        if slots:
            days.append(times.Day(one.day, slots))
    context = {
        "chips": chips(actor, "/book"), "days": days, "shown": shown_day(request, days), "sheet": sheet, "kinds": kinds(district),
        "key": key_of(request), "places": places(district),
    }  # fmt: skip
    return desk_page(request, actor, "legal/desk/book.html", context, status)


@require_POST
@staff_page
def move(request: HttpRequest, actor: Actor, code: str, name: str) -> HttpResponse:
    """Somebody came, did not, or gave the time back."""
    check(actor)
    known: dict[str, tuple[Callable[[], object], str]] = {
        "came": (lambda: actions.note_came(actor, code, True), _("Noted.")),
        "missed": (lambda: actions.note_came(actor, code, False), _("Noted.")),
        "cancel": (lambda: actions.cancel_for(actor, code), _("Cancelled, and they are told.")),
    }
    if name not in known:
        raise Http404(name)
    act, done = known[name]
    try:
        act()
    except NotThere as unknown:
        raise not_found(unknown) from None
    except Problem as problem:
        messages.error(request, problem.message)
        return redirect("legal:desk")
    messages.success(request, done)
    answer = redirect("legal:desk")
    answer.headers["Location"] += f"?day={_day(request.POST.get('day', ''))}"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff_page
def note(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """The lawyer's page of one consultation: what is asked, the notes; only theirs."""
    if lawyer_of(actor) is None:
        raise PermissionDenied
    try:
        row = actions.see_consultation(actor, code)
        if request.method != "POST":
            return _note_page(request, actor, row, Sheet())
        return _noted(request, actor, row)
    except NotThere as unknown:
        raise not_found(unknown) from None


def _noted(request: HttpRequest, actor: Actor, row: Consultation) -> HttpResponse:
    names = ("asked", "explained", "law", "next", "reason")
    sheet = Sheet(typed={name: request.POST.get(name, "").strip() for name in names})
    try:
        if "aid" in request.POST:
            actions.propose_aid(actor, row.code, {"reason": sheet.typed["reason"]})
            messages.success(request, _("They are asked. Only if they agree does the bureau learn of it."))
        else:
            actions.write_note(actor, row.code, {name: sheet.typed[name] for name in names[:4]})
            messages.success(request, _("Kept. They read it under “My legal advice”."))
    except NotThere:
        raise
    except Problem as problem:
        sheet.add(problem)
        return _note_page(request, actor, row, sheet, problem.status)
    return redirect("legal:desk_note", row.code)


def _note_page(request: HttpRequest, actor: Actor, row: Consultation, sheet: Sheet, status: int = 200) -> HttpResponse:
    found = Note.objects.filter(consultation=row).first()
    written = ReadNote.of(found) if found else None
    known = {name: getattr(written, name) for name in ("asked", "explained", "law", "next")} if written else {}
    context = {
        "row": row, "note": written, "sheet": sheet, "typed": {"asked": row.question, **known, **sheet.typed},
        "aid": Aid.objects.filter(consultation=row).first(),
    }  # fmt: skip
    return desk_page(request, actor, "legal/desk/note.html", context, status)
