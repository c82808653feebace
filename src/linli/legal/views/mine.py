"""One's own times with a lawyer: moved or given back, the notes to read and print, legal aid, who looked."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.cases.sheet import Sheet
from linli.people.actors import actor_of
from linli.places.queries import district_by, districts
from linli.problem import Problem

from .. import actions
from ..errors import NotThere, NotWrittenYet
from ..models import Hours
from ..printing import note_pdf
from ..queries import times
from ..queries.mine import Mine, mine, own
from .public import at_slot, shown_day, slot_given
from .sent import unknown


@require_safe
@never_cache
def listed(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    if actor.kind != "resident":
        return redirect("/sign-in?next=/my/legal")
    with_hours = set(
        Hours.objects.filter(lawyer__active=True, place__active=True).values_list("lawyer__district", flat=True)
    )
    there = [one for one in districts() if one.code in with_hours]
    return render(request, "legal/mine.html", {"consultations": mine(actor), "districts": there})


@require_safe
@never_cache
def page(request: HttpRequest, code: str) -> HttpResponse:
    try:
        return _page(request, own(actor_of(request), code))
    except NotThere as problem:
        return unknown(request, problem)


def _page(request: HttpRequest, found: Mine, faults: tuple[str, ...] = (), status: int = 200) -> HttpResponse:
    context = {"district": district_by(found.row.district_id), "one": found, "row": found.row, "faults": faults}
    return render(request, "legal/consultation.html", context, status=status)


@require_POST
@never_cache
def do(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """Give the time back, or answer on legal aid."""
    actor = actor_of(request)
    known: dict[str, tuple[Callable[[], object], str]] = {
        "cancel": (lambda: actions.cancel(actor, code), _("Cancelled. Thank you for telling us: somebody else can come then.")),
        "aid": (lambda: actions.answer_aid(actor, code, True), _("Thank you. The judicial bureau has it and calls you.")),
        "no-aid": (lambda: actions.answer_aid(actor, code, False), _("Noted. Nothing is handed on.")),
    }  # fmt: skip
    if name not in known:
        raise Http404(name)
    act, done = known[name]
    try:
        act()
    except NotThere as problem:
        return unknown(request, problem)
    except Problem as problem:
        return _page(request, own(actor, code), (problem.message,), problem.status)
    messages.success(request, done)
    return redirect("legal:consultation", code)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def move(request: HttpRequest, code: str) -> HttpResponse:
    """Choose another time."""
    actor = actor_of(request)
    try:
        found = own(actor, code)
    except NotThere as problem:
        return unknown(request, problem)
    if request.method != "POST":
        return (
            _times(request, found, Sheet()) if found.row.may_change else redirect("legal:consultation", found.row.code)
        )
    sheet = Sheet(typed={"slot": request.POST.get("slot", "")})
    try:
        actions.move(actor, code, slot_given(dict(sheet.typed)))
    except Problem as problem:
        at_slot(sheet, problem)
        return _times(request, found, sheet, problem.status)
    messages.success(request, _("Moved. We remind you the day before."))
    return redirect("legal:consultation", found.row.code)


def _times(request: HttpRequest, found: Mine, sheet: Sheet, status: int = 200) -> HttpResponse:
    days = times.open_days(found.row.district_id)
    context = {
        "district": district_by(found.row.district_id), "row": found.row, "days": days, "shown": shown_day(request, days),
        "sheet": sheet,
    }  # fmt: skip
    return render(request, "legal/move.html", context, status=status)


@require_safe
@never_cache
def paper(request: HttpRequest, code: str) -> HttpResponse:
    """The notes as PDF."""
    try:
        found = own(actor_of(request), code)
    except NotThere as problem:
        return unknown(request, problem)
    try:
        if found.note is None:
            raise NotWrittenYet
        body = note_pdf(found.row, found.note)
    except Problem as problem:
        return _page(request, found, (problem.message,), problem.status)
    answer = HttpResponse(body, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{found.row.code}.pdf"'
    return answer
