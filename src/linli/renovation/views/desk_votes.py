"""Votes at the desk: opening one, how it stands, papers with two people, the end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.cases.at_desk import desk_page, staff_page
from linli.cases.sheet import Sheet
from linli.clock import today
from linli.people.actors import Actor
from linli.problem import Problem

from .. import actions
from ..access import own_vote
from ..actions.opening import possible_keepers
from ..counting import Terms
from ..errors import NotThere
from ..models import Choice, Estate, PaperBallot, Vote
from ..queries import voting as queries
from ..queries.matrix import houses
from ..queries.rules import current_rules, terms_text
from .desk import estate_of, not_found, tabs, workers_only

_FIELDS = ("rule", "house", "title", "text", "closes_on", "keeper_one", "keeper_two")
# What a new vote is proposed to last, in days.
_USUAL = 21


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff_page
def new(request: HttpRequest, actor: Actor, estate: str) -> HttpResponse:
    row = estate_of(actor, estate)
    if request.method != "POST":
        closes_on = (today() + timedelta(days=_USUAL)).isoformat()
        return _form(request, actor, row, Sheet(typed={"closes_on": closes_on}))
    sheet = Sheet(typed={name: request.POST.get(name, "") for name in _FIELDS})
    try:
        vote = actions.open_vote(actor, estate, dict(sheet.typed))
    except Problem as problem:
        sheet.add(problem)
        return _form(request, actor, row, sheet, problem.status)
    messages.success(request, _("The vote is open. Please print the letters, so that every household hears of it."))
    return redirect("renovation:desk_vote", vote.code)


def _form(request: HttpRequest, actor: Actor, row: Estate, sheet: Sheet, status: int = 200) -> HttpResponse:
    rules = [(one, terms_text(Terms.read(one.terms))) for one in current_rules(row.district_id)]
    context = {
        "estate": row, "tabs": tabs(row, "/votes/new"), "sheet": sheet, "rules": rules,
        "houses": [(str(one.pk), one.short) for one in houses(row)],
        "keepers": [(str(one.pk), one.name) for one in possible_keepers(actor)],
    }  # fmt: skip
    return desk_page(request, actor, "renovation/desk/vote_form.html", context, status)


def vote_of(actor: Actor, code: str) -> Vote:
    """One of theirs, or 404."""
    workers_only(actor)
    try:
        return own_vote(actor, code)
    except NotThere as unknown:
        raise not_found(unknown) from None


@require_safe
@never_cache
@staff_page
def page(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    return vote_page(request, actor, vote_of(actor, code), Sheet())


def vote_page(
    request: HttpRequest, actor: Actor, row: Vote, sheet: Sheet, status: int = 200, seen: object = None
) -> HttpResponse:
    shown = queries.standing(row)
    left = queries.not_voted(row) if shown.is_open else []
    context = {
        "vote": row, "shown": shown, "estate": row.estate, "tabs": tabs(row.estate, "-"), "sheet": sheet, "left": left,
        "papers": queries.papers(row, actor.account), "choices": Choice.choices, "ways": queries.ways(row),
        "may_close": queries.may_close(row), "is_keeper": actor.account in (row.keeper_one, row.keeper_two), "seen": seen,
        "houses": [(str(line.house.pk), line.house.name) for line in shown.houses],
    }  # fmt: skip
    return desk_page(request, actor, "renovation/desk/vote.html", context, status)


def _tried(
    request: HttpRequest, actor: Actor, row: Vote, sheet: Sheet, do: Callable[[], object], said: str
) -> HttpResponse:
    try:
        do()
    except Problem as problem:
        sheet.add(problem)
        return vote_page(request, actor, row, sheet, problem.status)
    messages.success(request, said)
    return redirect("renovation:desk_vote", row.code)


@require_POST
@staff_page
def paper(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """The first of two enters a paper."""
    row = vote_of(actor, code)
    sheet = Sheet(typed={name: request.POST.get(name, "") for name in ("house", "unit", "choice")})
    said = _("Entered. It counts once a colleague has read the same paper.")
    return _tried(request, actor, row, sheet, lambda: actions.enter_paper(actor, code, dict(sheet.typed)), said)


def _paper_vote(actor: Actor, key: UUID) -> Vote:
    code = PaperBallot.objects.filter(pk=key).values_list("unit__vote__code", flat=True).first()
    workers_only(actor)
    if code is None:
        raise not_found(NotThere(_("this paper")))
    return vote_of(actor, code)


@require_POST
@staff_page
def confirm(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """The second reads it for themselves."""
    row = _paper_vote(actor, key)
    given = {"choice": request.POST.get("choice", "")}
    return _tried(request, actor, row, Sheet(), lambda: actions.confirm_paper(actor, key, given), _("Confirmed; the ballot counts."))  # fmt: skip


@require_POST
@staff_page
def aside(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    row = _paper_vote(actor, key)
    said = _("Set aside; the paper can be entered anew.")
    return _tried(request, actor, row, Sheet(), lambda: actions.set_paper_aside(actor, key), said)


@require_POST
@staff_page
def close(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    row = vote_of(actor, code)
    said = _("Counted. The result stands for good; please put up the notice.")
    return _tried(request, actor, row, Sheet(), lambda: actions.close_vote(actor, code), said)


@require_POST
@staff_page
def call_off(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    row = vote_of(actor, code)
    sheet = Sheet(typed={"reason": request.POST.get("reason", "")})
    said = _("Called off. Everybody reads why.")
    return _tried(request, actor, row, sheet, lambda: actions.call_off(actor, code, dict(sheet.typed)), said)
