"""The desk's page of one case, and the moves made from it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.notices import queries as notices
from linli.people.actors import Actor
from linli.problem import Problem

from ..actions import perform, perform_on_callout, perform_on_whistle
from ..actions.phone import look_at_phone
from ..actions.seen import version_seen
from ..at_desk import desk_page, staff_page
from ..errors import NoSuchCase, NotNow, NotYours, Stale
from ..forms import given
from ..lifecycle import CALLOUT_MOVES, CASE_MOVES, CONFIRM, Move, confirmable, offered, offered_on, parts_of
from ..models import Callout, Case, Whistle
from ..queries.alongside import others
from ..queries.case_page import case_for, case_page
from .desk_forms import Subject, form_for
from .desk_papers import room_for_photos

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@never_cache
@staff_page
def page(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    shown = case_page(actor, code)
    if shown.case.is_application:
        return redirect(shown.case.desk_address)
    if shown.case.code != code:
        return redirect("cases:desk_case", code=shown.case.code)
    request.META[notices.COUNTED] = shown.unread
    room = room_for_photos(actor, shown.case, len(shown.photos) + len(shown.site_photos) + len(shown.papers))
    return desk_page(request, actor, "cases/desk/case.html", {"page": shown, "case": shown.case, "room": room})


@get_or_post
@never_cache
@staff_page
def move(request: HttpRequest, actor: Actor, code: str, name: str) -> HttpResponse:
    """A move's form; sent, the move itself."""
    rule = CASE_MOVES.get(name)
    if rule is None:
        raise Http404(name)
    subject = _subject_of_case(actor, code, rule)
    if request.method != "POST":
        return _form_page(request, actor, rule, subject)
    try:
        perform(actor, code, name, given(rule.command, request.POST), _seen(request))
    except Problem as problem:
        return _refused(request, actor, rule, _subject_of_case(actor, code, rule), problem)
    return _done(request, subject.case, rule)


@get_or_post
@never_cache
@staff_page
def callout_move(request: HttpRequest, actor: Actor, key: UUID, name: str) -> HttpResponse:
    rule = CALLOUT_MOVES.get(name)
    if rule is None:
        raise Http404(name)
    subject = _subject_of_callout(actor, key)
    if request.method != "POST":
        return _form_page(request, actor, rule, subject)
    try:
        perform_on_callout(actor, key, name, given(rule.command, request.POST), _seen(request))
    except Problem as problem:
        return _refused(request, actor, rule, _subject_of_callout(actor, key), problem)
    return _done(request, subject.case, rule, anchor=f"#callout-{key}")


@get_or_post
@never_cache
@staff_page
def confirm(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    subject = _subject_of_whistle(actor, key)
    if request.method != "POST":
        return _form_page(request, actor, CONFIRM, subject)
    try:
        perform_on_whistle(actor, key, given(CONFIRM.command, request.POST), _seen(request))
    except Problem as problem:
        return _refused(request, actor, CONFIRM, _subject_of_whistle(actor, key), problem)
    return _done(request, subject.case, CONFIRM)


@get_or_post
@never_cache
@staff_page
def phone(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Asks what for, then shows the number once; the look is on the record before the number is on the screen."""
    case = case_for(actor, code)
    seen, problem = None, None
    if request.method == "POST":
        try:
            seen = look_at_phone(actor, code, request.POST.get("reason", ""))
        except Problem as refused:
            problem = refused
    context = {"case": case, "seen": seen, "problem": problem, "typed": request.POST.get("reason", "")}
    status = problem.status if problem else 200
    if request.headers.get("HX-Request"):
        return render(request, "cases/desk/parts/phone.html", context)
    return desk_page(request, actor, "cases/desk/phone.html", context, status)


def _seen(request: HttpRequest) -> int | None:
    """The version that the person was looking at."""
    return version_seen(request.POST.get("seen", ""))


def _subject_of_case(actor: Actor, code: str, rule: Move) -> Subject:
    case = case_for(actor, code)
    callouts = list(Callout.objects.filter(case=case)) if rule.name == "whistle" else []
    nearby = others(actor, case)[0] if rule.name == "merge" else []
    return Subject(case, callouts=callouts, nearby=nearby)


def _subject_of_callout(actor: Actor, key: UUID) -> Subject:
    callout = Callout.objects.filter(pk=key).select_related("case").first()
    if callout is None:
        raise NoSuchCase(str(key))
    return Subject(case_for(actor, callout.case.code), callout=callout)


def _subject_of_whistle(actor: Actor, key: UUID) -> Subject:
    whistle = Whistle.objects.filter(pk=key).select_related("case").first()
    if whistle is None:
        raise NoSuchCase(str(key))
    callouts = list(Callout.objects.filter(whistle=whistle).select_related("whistle").order_by("called_at", "id"))
    return Subject(case_for(actor, whistle.case.code), whistle=whistle, callouts=callouts)


def _form_page(request: HttpRequest, actor: Actor, rule: Move, subject: Subject) -> HttpResponse:
    """The form on a page of its own, or as the dialog that the case page loads it into."""
    form = form_for(rule, subject)
    if not parts_of(actor, subject.case, subject.callout) & rule.who:
        form.loose.append(NotYours(str(rule.label), rule.who_text).message)
    elif not _is_offered(actor, rule, subject):
        form.loose.append(_("This is not possible as the case stands now. Below you see how it stands."))
    context = {"form": form, "case": subject.case, "offered": not form.loose}
    if request.headers.get("HX-Request"):
        return render(request, "cases/desk/parts/move_form.html", {**context, "dialog": True})
    return desk_page(request, actor, "cases/desk/move.html", context)


def _is_offered(actor: Actor, rule: Move, subject: Subject) -> bool:
    if subject.callout:
        return rule in offered_on(actor, subject.case, subject.callout)
    if subject.whistle:
        return subject.whistle in confirmable(actor, subject.case, subject.callouts)
    return rule in offered(actor, subject.case)


def _refused(request: HttpRequest, actor: Actor, rule: Move, subject: Subject, problem: Problem) -> HttpResponse:
    """The form again, with all that was typed, and what stands against it: faults, or what someone else changed."""
    if isinstance(problem, NoSuchCase):
        raise problem
    moved_on = isinstance(problem, Stale | NotNow | NotYours)
    form = form_for(rule, subject, request.POST, () if moved_on else problem.faults)
    if moved_on or not problem.faults:
        form.loose.append(problem.message)
    context = {
        "form": form, "case": subject.case, "changes": problem.extra.get("changes", []),
        "offered": _is_offered(actor, rule, subject), "stale": isinstance(problem, Stale), "refused": True,
    }  # fmt: skip
    return desk_page(request, actor, "cases/desk/move.html", context, problem.status)


def _done(request: HttpRequest, case: Case, rule: Move, anchor: str = "") -> HttpResponse:
    """To the case, where the device forgets what it kept of the form that was sent here."""
    messages.success(request, _("Done: %(move)s") % {"move": rule.label}, extra_tags=request.path)
    return redirect(f"/desk/cases/{case.code}{anchor}")
