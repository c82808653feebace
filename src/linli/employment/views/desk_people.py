"""People at the desk: applicants taken in and decided on, who works, their hours, the end of a placement, a correction."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.cases.at_desk import desk_page, staff_page
from linli.cases.sheet import Sheet
from linli.clock import today
from linli.ids import read_case_code
from linli.people.actors import Actor
from linli.problem import Problem

from .. import actions
from ..errors import AppliedAlready, NotThere
from ..models import Applicant
from ..queries import desk as queries
from ..queries.mine import months_of, slips_of
from .desk import company_only, not_found, rooms
from .desk_posts import key_of, post_page
from .mine import at_field

_PARTS = ("at", "where", "reason", "begins", "ends", "wage", "why")


@require_POST
@staff_page
def take_in(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """Somebody who came to the counter, or called."""
    company = company_only(actor)
    typed = {name: request.POST.get(name, "") for name in ("name", "phone", "group", "agrees", "times", "words")}
    sheet = Sheet(typed=typed)
    try:
        post = queries.own_post(company, key)
        row = actions.apply_for(actor, post.code, {**typed, "agrees": typed["agrees"] == "yes"})
    except NotThere as unknown:
        raise not_found(unknown) from None
    except AppliedAlready as there:
        messages.info(request, _("This number has asked for it already: %(code)s.") % {"code": there.applicant})
        return redirect("employment:desk_post", key)
    except Problem as problem:
        sheet.add(problem)
        return post_page(request, actor, key, sheet, "take_in", problem.status)
    messages.success(request, _("Taken in as %(code)s. Please tell them this number.") % {"code": row.code})
    return redirect("employment:desk_post", key)


@require_POST
@staff_page
def decide(request: HttpRequest, actor: Actor, code: str, name: str) -> HttpResponse:
    """Invite, decline, place, or note that the paper was seen."""
    company = company_only(actor)
    known = Applicant.objects.filter(code=read_case_code(code) or "", post__company=company).first()
    if known is None or name not in _SAID:
        raise Http404
    sheet = Sheet(typed={part: request.POST.get(part, "") for part in _PARTS})
    try:
        _do(request, actor, known.code, name, sheet)
    except Problem as problem:
        sheet.add(problem)
        return post_page(request, actor, known.post_id, sheet, f"{known.code}:{name}", problem.status)
    messages.success(request, str(_SAID[name]()))
    if name == "place":
        return redirect("employment:desk_worker", known.code)
    return redirect("employment:desk_post", known.post_id)


_SAID = {
    "invite": lambda: _("Invited. They are told when and where."),
    "decline": lambda: _("Declined. They read the reason; what they had said of themselves is deleted."),
    "place": lambda: _("Placed. What they had said of themselves for the order is deleted."),
    "paper": lambda: _("Noted."),
}


def _do(request: HttpRequest, actor: Actor, code: str, name: str, sheet: Sheet) -> None:
    typed = sheet.typed
    if name == "invite":
        actions.invite(actor, code, {"at": typed["at"], "where": typed["where"]})
    elif name == "decline":
        actions.decline(actor, code, {"reason": typed["reason"]})
    elif name == "place":
        actions.place(actor, code, {part: typed[part] for part in ("begins", "ends", "wage", "why")})
    else:
        actions.note_paper(actor, code, request.POST.get("seen") == "yes")


@require_safe
@never_cache
@staff_page
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    company = company_only(actor)
    view = "over" if request.GET.get("view") == "over" else "now"
    found = queries.workers(company, view, key_of(request.GET.get("after", "")))
    more = found[queries.PAGE - 1].row.pk if len(found) > queries.PAGE else ""
    context = {
        "chips": rooms("/workers"), "workers": found[: queries.PAGE], "view": view,
        "older": f"?view={view}&after={more}" if more else "",
        "views": [
            {"label": _("At work"), "href": "?", "current": view == "now"},
            {"label": _("Placement over"), "href": "?view=over", "current": view == "over"},
        ],
    }  # fmt: skip
    return desk_page(request, actor, "employment/desk/workers.html", context)


@require_safe
@never_cache
@staff_page
def page(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    company_only(actor)
    return _page(request, actor, code, Sheet())


def _page(
    request: HttpRequest, actor: Actor, code: str, sheet: Sheet, about: str = "", status: int = 200
) -> HttpResponse:
    try:
        row = actions.see_placement(actor, code)
    except NotThere as unknown:
        raise not_found(unknown) from None
    shown = _month(request.GET.get("month", "") or request.POST.get("month", "")) or min(today(), row.ends).replace(
        day=1
    )
    months = months_of(row)
    context = {
        "chips": rooms("/workers"), "row": row, "months": months, "slips": slips_of(row), "sheet": sheet, "about": about,
        **{name: sheet if name == about else Sheet() for name in ("hours", "change", "correct", "end")},
        "month": next((one for one in months if one.first == shown), months[0] if months else None),
        "today": today().isoformat(),
    }  # fmt: skip
    return desk_page(request, actor, "employment/desk/worker.html", context, status)


def _worker_again(request: HttpRequest, code: str) -> HttpResponse:
    """The worker, at the month the form was of."""
    month = _month(request.POST.get("month", ""))
    there = reverse("employment:desk_worker", args=[code])
    return redirect(f"{there}?month={month:%Y-%m}" if month else there)


def _month(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text[:7]}-01")
    except ValueError:
        return None


@require_POST
@staff_page
def hours(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """A day entered by the company."""
    company_only(actor)
    sheet = Sheet(typed={"day": request.POST.get("day", ""), "hours": request.POST.get("hours", "")})
    try:
        actions.enter_hours(actor, code, {"hours": {sheet.typed["day"]: sheet.typed["hours"]}})
    except NotThere as unknown:
        raise not_found(unknown) from None
    except Problem as problem:
        at_field(sheet, problem)
        return _page(request, actor, code, sheet, "hours", problem.status)
    messages.success(request, _("Entered. A colleague confirms it."))
    return _worker_again(request, code)


@require_POST
@staff_page
def change(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """A day of a month that was paid."""
    typed = {name: request.POST.get(name, "") for name in ("day", "hours", "reason")}
    return _do_on_worker(
        request, actor, code, "change", typed, _("Changed. A colleague confirms it; then please draw up a new slip.")
    )


@require_POST
@staff_page
def end(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    typed = {name: request.POST.get(name, "") for name in ("day", "reason")}
    return _do_on_worker(request, actor, code, "end", typed, _("The placement ends then."))


@require_POST
@staff_page
def correct(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """A new slip for a month that was paid."""
    typed = {name: request.POST.get(name, "") for name in ("month", "reason")}
    return _do_on_worker(
        request, actor, code, "correct", typed, _("Drawn up. A colleague releases it under “Wages”; nothing is booked before.")
    )  # fmt: skip


def _do_on_worker(
    request: HttpRequest, actor: Actor, code: str, name: str, typed: dict[str, str], done: str
) -> HttpResponse:
    company_only(actor)
    sheet = Sheet(typed=typed)
    try:
        if name == "change":
            actions.change_hours(actor, code, typed)
        elif name == "end":
            actions.end_placement(actor, code, typed)
        else:
            month = _month(typed["month"])
            if month is None:
                raise NotThere(typed["month"][:10])
            actions.draw_correction(actor, code, month, {"reason": typed["reason"]})
    except NotThere as unknown:
        raise not_found(unknown) from None
    except Problem as problem:
        at_field(sheet, problem)
        return _page(request, actor, code, sheet, name, problem.status)
    messages.success(request, done)
    return _worker_again(request, code)
