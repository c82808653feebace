"""The door of the desk's pages: who is let in, and how a page is answered that cannot be shown."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from linli.people.actors import Actor, actor_of
from linli.people.roles import Role
from linli.places.queries import district_by

from .errors import NoSuchCase

P = ParamSpec("P")
SIGN_IN = "/staff/sign-in"


def staff_page(view: Callable[Concatenate[HttpRequest, Actor, P], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page for staff signed in; a case that is not theirs to see is not there."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        actor = actor_of(request)
        if actor.kind != "staff":
            return _to_sign_in(request)
        try:
            return view(request, actor, *args, **kwargs)
        except NoSuchCase as unknown:
            raise Http404(unknown.message) from None

    return guarded


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """By sign-in and back. A part that a page asked for does not become the sign-in page: the page itself goes there."""
    shown = urlsplit(request.headers.get("HX-Current-URL", ""))
    if not shown.path:
        return redirect_to_login(request.get_full_path(), SIGN_IN)
    answer = HttpResponse(status=401)
    if request.method == "POST":
        back = f"{shown.path}?{shown.query}" if shown.query else shown.path
        answer.headers["HX-Redirect"] = redirect_to_login(back, SIGN_IN).url
    return answer


def only(actor: Actor, *roles: Role) -> None:
    if not actor.has(*roles):
        raise PermissionDenied


def desk_page(
    request: HttpRequest, actor: Actor, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A page of the desk. The district is given, so that the shell need not ask for it."""
    return render(request, template, {"district": district_by(actor.reach.district), **context}, status=status)
