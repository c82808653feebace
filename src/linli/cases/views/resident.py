"""Following a case: its page, what the reporter may do on it, finding it by code, and “mine”."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.ids import read_case_code
from linli.people import queries as people
from linli.places.queries import ABOUT, district_by
from linli.problem import Problem

from ..access import (
    DEVICE,
    device_of,
    fresh_receipt,
    holder,
    is_from_a_message,
    keep_device,
    prove,
    remember,
)
from ..actions import attach, perform
from ..actions.seen import version_seen
from ..errors import NoSuchCase, Stale, WrongReceipt
from ..lifecycle import CASE_MOVES
from ..models import Case, Deadline, DeadlineKind
from ..queries.follow_page import FORMS, follow_page
from ..sheet import Sheet

get_or_post = require_http_methods(["GET", "HEAD", "POST"])
_THANKS = {
    "reply": lambda: _("Thank you. We go on with it now."),
    "rate": lambda: _("Thank you for your word; it counts in the public figures."),
    "reopen": lambda: _("We look at it again, and tell everyone who worked on it."),
    "withdraw": lambda: _("Your report has been withdrawn."),
}


# The page of a case


@require_safe
@never_cache
def case(request: HttpRequest, code: str) -> HttpResponse:
    """As its reporter for who has proved to be that; `?k=` with the receipt or a message's proof shows it, and goes to the clean address."""
    if "k" in request.GET:
        return _open_with(request, code, request.GET["k"])
    try:
        return _case_page(request, code)
    except NoSuchCase as unknown:
        return _follow_form(request, {"code": code}, unknown)


def _case_page(
    request: HttpRequest, code: str, forms: dict[str, Sheet] | None = None, status: int = 200
) -> HttpResponse:
    page = follow_page(holder(request, code), code, request.COOKIES.get(DEVICE, ""))
    if page.case.is_application:
        return redirect("applications:follow", page.case.code)
    if page.case.code != code:
        return redirect("cases:case", page.case.code)
    request.META[ABOUT] = page.case.district_id
    context: dict[str, Any] = {
        "district": district_by(page.case.district_id), "page": page, "case": page.case,
        "forms": {name: Sheet() for name in (*FORMS, "attach")} | (forms or {}),
        "sentences": [text for sheet in (forms or {}).values() for text in sheet.sentences],
        "unsent": _unsent(forms or {}, page.moves),
    }  # fmt: skip
    return render(request, "cases/resident/case.html", context, status=status)


def _unsent(forms: dict[str, Sheet], offered: frozenset[str]) -> list[str]:
    """Words written in a form that is on the page no longer: shown, to be copied."""
    gone = [sheet.typed for name, sheet in forms.items() if name not in offered]
    return [typed[field] for typed in gone for field in ("text", "reason") if typed.get(field)]


def _open_with(request: HttpRequest, code: str, receipt: str) -> HttpResponse:
    try:
        found = prove(code, receipt)
    except WrongReceipt as wrong:
        if not is_from_a_message(receipt):
            return _follow_form(request, {"code": code, "receipt": receipt}, wrong)
        messages.info(request, _("This link has run out or is not whole. With the receipt, or signed in, you see all."))
        return redirect("cases:case", code)
    except Problem as problem:
        return _follow_form(request, {"code": code, "receipt": receipt}, problem)
    response = redirect("cases:case", found.code)
    remember(request, response, found)
    return response


@require_safe
@never_cache
def received(request: HttpRequest, code: str) -> HttpResponse:
    """Just reported: the code, the receipt (for an hour, in this browser), and what happens next."""
    receipt = fresh_receipt(request, code)
    found = Case.objects.filter(code=read_case_code(code) or "").first()
    if found is None or not receipt:
        return redirect("cases:case", code)
    request.META[ABOUT] = found.district_id
    office = people.organisations(found.district_id).get(found.office_id)
    due = Deadline.objects.filter(case=found, kind=DeadlineKind.ACKNOWLEDGE).order_by("due_at").first()
    context = {
        "district": district_by(found.district_id), "case": found, "receipt": receipt,
        "office": office.name if office else "", "due": due.due_at if due else None,
        "reachable": bool(found.account_id or (found.reporter and found.reporter.phone_index)),
        "link": request.build_absolute_uri(f"/c/{found.code}?k={receipt}"),
    }  # fmt: skip
    return render(request, "cases/resident/received.html", context)


# What the reporter may do


@get_or_post
@never_cache
def move(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """Make one of the reporter's moves; what is refused comes back on the page, with what was typed."""
    if name not in FORMS:
        raise Http404(name)
    if request.method != "POST":
        return redirect("cases:case", code)
    actor = holder(request, code)
    sheet = Sheet(typed={key: str(value) for key, value in request.POST.items()})
    try:
        perform(actor, code, name, _given(name, request), version_seen(request.POST.get("seen", "")))
    except NoSuchCase as unknown:
        raise Http404(unknown.message) from None
    except Problem as problem:
        if isinstance(problem, Stale):
            sheet.loose.append(problem.message)
        else:
            sheet.add(problem)
        return _case_page(request, code, {name: sheet}, problem.status)
    messages.success(request, _THANKS[name]() if name in _THANKS else _("Thank you."))
    return redirect("cases:case", code)


def _given(name: str, request: HttpRequest) -> dict[str, Any]:
    """The command's input as the form sent it; what is left empty falls to the command to name."""
    fields = CASE_MOVES[name].command.model_fields
    given: dict[str, Any] = {key: request.POST[key] for key in fields if request.POST.get(key, "") != ""}
    required = [key for key, declared in fields.items() if declared.annotation is str and key not in given]
    return {**dict.fromkeys(required, ""), **given}


@get_or_post
@never_cache
def add_photos(request: HttpRequest, code: str) -> HttpResponse:
    if request.method != "POST":
        return redirect("cases:case", code)
    files, sheet = request.FILES.getlist("photos"), Sheet()
    try:
        if not files:
            sheet.say("photos", _("Please choose a photo first."))
            return _case_page(request, code, {"attach": sheet}, 422)
        attach(holder(request, code), code, files)
    except NoSuchCase as unknown:
        raise Http404(unknown.message) from None
    except Problem as problem:
        sheet.add(problem)
        return _case_page(request, code, {"attach": sheet}, problem.status)
    messages.success(request, _("Your photos have been added."))
    return redirect("cases:case", code)


@require_POST
def me_too(request: HttpRequest, code: str) -> HttpResponse:
    """Follow a public case: once for an account, once for a browser."""
    device = device_of(request)
    response = redirect("cases:case", code)
    try:
        perform(holder(request, code), code, "follow", {"device": device})
    except NoSuchCase as unknown:
        raise Http404(unknown.message) from None
    except Problem as problem:
        messages.error(request, problem.message)
        return response
    messages.success(request, _("You follow this case now. You find it again under “Mine”."))
    keep_device(response, device)
    return response


# Finding a case again


@get_or_post
@never_cache
def follow(request: HttpRequest) -> HttpResponse:
    """By code; with the receipt as its reporter."""
    given = request.POST if request.method == "POST" else request.GET
    typed = {name: given.get(name, "").strip() for name in ("code", "receipt")}
    if not typed["code"]:
        sheet = Sheet(typed)
        if request.method == "POST":
            sheet.say("code", _("Please write the case code; it looks like CP-7K3F-9QWD."))
        return render(request, "cases/resident/follow.html", {"sheet": sheet}, status=sheet.status)
    if typed["receipt"]:
        return _open_with(request, typed["code"], typed["receipt"])
    spelled = read_case_code(typed["code"])
    if spelled is None or not Case.objects.filter(code=spelled).exists():
        return _follow_form(request, typed, NoSuchCase(typed["code"]))
    return redirect("cases:case", spelled)


def _follow_form(request: HttpRequest, typed: dict[str, str], problem: Problem) -> HttpResponse:
    sheet = Sheet(typed)
    sheet.say(problem.field or "code", problem.message)
    return render(request, "cases/resident/follow.html", {"sheet": sheet}, status=problem.status)
