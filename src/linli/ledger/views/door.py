"""The door of the ledger's pages: who is let in at the desk, and what both desk and public pages need."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from uuid import uuid4

from django import forms
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from linli.audit.idempotency import Answer, once
from linli.people.actors import Actor, actor_of
from linli.places.queries import district_by
from linli.problem import Problem

from ..access import at_ledger, reads_book
from ..errors import LedgerProblem

P = ParamSpec("P")


def ledger_desk(
    view: Callable[Concatenate[HttpRequest, Actor, P], HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """For staff who keep a fund or the book, and auditors; what is not theirs is not there."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        actor = actor_of(request)
        if not actor.is_staff:
            return redirect_to_login(request.get_full_path(), "/staff/sign-in")
        if not at_ledger(actor):
            raise PermissionDenied
        return _or_not_there(view, request, actor, *args, **kwargs)

    return guarded


def _or_not_there(view: Callable[..., HttpResponseBase], *args: Any, **kwargs: Any) -> HttpResponseBase:
    try:
        return view(*args, **kwargs)
    except LedgerProblem as problem:
        if problem.status != 404:
            raise PermissionDenied from problem
        raise Http404(problem.message) from None


def public(view: Callable[P, HttpResponseBase]) -> Callable[P, HttpResponseBase]:
    """A page for everyone; a fund or an entry that there is not is not found."""

    @wraps(view)
    def shown(*args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        return _or_not_there(view, *args, **kwargs)

    return shown


def desk_page(
    request: HttpRequest, actor: Actor, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A page of the desk, with its chips."""
    at = request.path.removeprefix("/desk/ledger")
    rooms = [("", _("Funds and what waits")), *([("/book", _("The book"))] if reads_book(actor) else [])]
    nearest = max((end for end, _name in rooms if at.startswith(end)), key=len)
    chips = [{"label": name, "href": f"/desk/ledger{end}", "current": end == nearest} for end, name in rooms]
    shared = {"district": district_by(actor.reach.district), "chips": chips}
    return render(request, template, {**shared, **context}, status=status)


def put_against(form: forms.Form, problem: Problem) -> None:
    """What an action refused, beside its field where the form has it."""
    for fault in problem.faults:
        form.add_error(fault.field if fault.field in form.fields else None, fault.message)
    if not problem.faults:
        form.add_error(None, problem.message)


def key_of(request: HttpRequest) -> str:
    """What tells this sending of a form from every other; a page sent twice has one."""
    given = request.POST.get("key", "")[:40]
    return given if given.isalnum() and given.isascii() else uuid4().hex


def done_once(request: HttpRequest, actor: Actor, what: str, do: Callable[[], str]) -> str:
    """Do it, unless this very form was sent before: then the answer given then. Raises what `do` raises."""
    said = sorted((name, value) for name, value in request.POST.items() if name not in ("csrfmiddlewaretoken", "key"))
    digest = hashlib.sha256(repr(said).encode()).hexdigest()
    scope = f"ledger {what} {actor.account.pk if actor.account else ''}"
    answer = once(scope, f"{key_of(request)}-{digest[:16]}", digest, lambda: Answer(201, do().encode()))
    return answer.body.decode()
