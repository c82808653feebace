"""A file of the team: everything in it, every move on it, the papers made from it. Each look is recorded first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.cases.at_desk import desk_page, staff_page
from linli.cases.sheet import Sheet
from linli.people.actors import Actor
from linli.problem import Problem

from .. import actions
from ..access import check_mediator
from ..errors import NoAgreementYet, NotThere
from ..models import BEFORE_THE_END, Matter, State
from ..printing import agreement_pdf, summary_pdf
from ..queries.file import File
from .mine import as_pdf

Move = tuple[Callable[[], object], str]
FIELDS = ("name", "phone", "party", "agrees", "reason", "begins_at", "place", "notes", "text", "kept", "next", "court", "summary")  # fmt: skip


def not_found(unknown: Problem) -> Http404:
    return Http404(unknown.message)


@require_safe
@never_cache
@staff_page
def page(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    check_mediator(actor)
    try:
        return file_page(request, actor, actions.see_matter(actor, code), Sheet())
    except NotThere as unknown:
        raise not_found(unknown) from None


def file_page(request: HttpRequest, actor: Actor, matter: Matter, sheet: Sheet, status: int = 200) -> HttpResponse:
    file = File(matter)
    newest = file.newest
    may = {
        "talk": matter.state in (State.BROUGHT, State.WILLING, State.TALKING), "plan": matter.state in (State.WILLING, State.TALKING),
        "write": matter.state == State.TALKING, "rewrite": matter.state in (State.TALKING, State.AGREED),
        "sign": newest is not None and matter.state in (State.TALKING, State.AGREED) and not newest.is_signed_by_all,
        "follow": matter.state == State.AGREED, "court": matter.state in (State.NOT_AGREED, State.FOLLOWED_UP),
        "withdraw": matter.state in BEFORE_THE_END,
    }  # fmt: skip
    signed = newest is not None and newest.signed_by_mediator(actor.account.pk if actor.account else None)
    context = {
        "matter": matter, "file": file, "sheet": sheet, "may": may, "newest": newest, "i_signed": signed,
        "parties": [(one, bool(newest and newest.signed_by(one))) for one in file.parties],
    }  # fmt: skip
    return desk_page(request, actor, "mediation/desk/matter.html", context, status)


def _given(request: HttpRequest, *names: str) -> dict[str, Any]:
    return {name: request.POST.get(name, "").strip() for name in names}


def _moves(request: HttpRequest, actor: Actor, code: str) -> dict[str, Move]:
    """Each move of this page: what does it, and what is said once it is done."""

    def given(*names: str) -> dict[str, Any]:
        return _given(request, *names)

    def number() -> int:
        text = request.POST.get("party", "")
        return int(text) if text.isascii() and text.isdigit() else 0

    held = {
        "there": [one for one in request.POST.getlist("there") if one],
        "notes": request.POST.get("notes", "").strip(),
    }
    return {
        "party": (lambda: actions.add_party(actor, code, given("name", "phone")), _("Added. They hear of it once you ask them.")),
        "ask": (lambda: actions.ask_party(actor, code, number()), _("They are told and asked.")),
        "drop": (lambda: actions.drop_party(actor, code, number()), _("It goes on without them.")),
        "answer": (lambda: actions.answer_of(actor, code, given("party", "agrees")), _("Noted, as they told you.")),
        "plan": (lambda: actions.plan_session(actor, code, given("begins_at", "place")), _("Planned, and the parties are told.")),
        "cancel": (lambda: actions.cancel_session(actor, code), _("Called off, and the parties are told.")),
        "hold": (lambda: actions.hold_session(actor, code, held), _("Noted, and written into the book.")),
        "entry": (lambda: actions.write_entry(actor, code, given("text")), _("Written into the book.")),
        "end": (lambda: actions.end_without(actor, code, given("reason")), _("Ended without an agreement.")),
        "withdraw": (lambda: actions.withdraw_for(actor, code, given("reason")), _("Withdrawn, and the parties are told.")),
        "follow-up": (lambda: actions.follow_up(actor, code, given("kept", "notes", "next")), _("Followed up.")),
        "referral": (lambda: actions.prepare_referral(actor, code, given("court", "summary")), _("Written. The parties are asked.")),
        "court-answer": (lambda: actions.answer_to_court_of(actor, code, given("party", "agrees")), _("Noted, as they told you.")),
        "refer": (lambda: actions.refer(actor, code), _("Handed over. Please give the paper to the court.")),
        "close": (lambda: actions.close_matter(actor, code), _("Closed.")),
    }  # fmt: skip


@require_POST
@never_cache
@staff_page
def move(request: HttpRequest, actor: Actor, code: str, name: str) -> HttpResponse:
    check_mediator(actor)
    if name == "aside":
        return _step_aside(request, actor, code)
    known = _moves(request, actor, code).get(name)
    if known is None:
        raise Http404(name)
    do, done = known
    try:
        do()
    except NotThere as unknown:
        raise not_found(unknown) from None
    except Problem as problem:
        return _with_fault(request, actor, code, name, problem)
    messages.success(request, done)
    return redirect("mediation:desk_matter", code)


def _with_fault(request: HttpRequest, actor: Actor, code: str, name: str, problem: Problem) -> HttpResponse:
    """The page again with what was typed; `move` says in which of its forms."""
    sheet = Sheet(typed={**_given(request, *FIELDS), "there": " ".join(request.POST.getlist("there")), "move": name})
    sheet.add(problem)
    return file_page(request, actor, actions.see_matter(actor, code), sheet, problem.status)


def _step_aside(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """The file is closed to them at once: back to the list."""
    try:
        actions.step_aside(actor, code, _given(request, "reason"))
    except NotThere as unknown:
        raise not_found(unknown) from None
    except Problem as problem:
        return _with_fault(request, actor, code, "aside", problem)
    messages.success(request, _("You have stepped aside. The file is closed to you; your colleagues go on."))
    return redirect("mediation:desk")


@require_safe
@never_cache
@staff_page
def paper(request: HttpRequest, actor: Actor, code: str, which: str) -> HttpResponse:
    """The agreement (`?version=`), or the summary for the court."""
    check_mediator(actor)
    try:
        file = File(actions.see_matter(actor, code, which))
        body = _summary(file) if which == "summary" else _agreement(file, request.GET.get("version", ""))
    except NotThere as unknown:
        raise not_found(unknown) from None
    except NoAgreementYet as nothing:
        raise Http404(nothing.message) from None
    return as_pdf(body, f"{file.matter.code}-{which}")


def _summary(file: File) -> bytes:
    if file.referral is None:
        raise NotThere(_("summary"))
    return summary_pdf(file)


def _agreement(file: File, version: str) -> bytes:
    asked = next((one for one in file.versions if str(one.row.version) == version), None)
    shown = asked or file.in_force or file.newest
    if shown is None:
        raise NoAgreementYet
    return agreement_pdf(file, shown)
