"""How the dialogue's pages answer what cannot be done: not there, sign in first, or the page again with what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from ..errors import NoSuchComment, NoSuchMeeting, NoSuchProposal, NoSuchTopic, SignInFirst

TYPED, WORDS = "dialogue_typed", ("topic", "organisation", "title", "text", "place")
ABSENT = (NoSuchComment, NoSuchMeeting, NoSuchProposal, NoSuchTopic)
View = Callable[..., HttpResponse]


def heard(back: Callable[..., str]) -> Callable[[View], View]:
    """For a page's form: `back` says from the view's arguments where one goes on after having signed in."""

    def around(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                return view(request, *args, **kwargs)
            except SignInFirst:
                return to_sign_in(request, back(**kwargs))
            except ABSENT as unknown:
                raise Http404(unknown.message) from None

        return guarded

    return around


def to_sign_in(request: HttpRequest, page: str) -> HttpResponse:
    """By sign-in and back to that page. What was typed before somebody's time ran out stands there again, but no name."""
    if request.method == "POST":
        request.session[TYPED] = {"page": page.partition("#")[0]} | {name: request.POST.get(name, "") for name in WORDS}
    return redirect_to_login(page, reverse("people:sign_in"))


def typed_before(request: HttpRequest, page: str) -> dict[str, str]:
    """What was typed on this page before signing in, once."""
    if request.method != "GET" or request.session.get(TYPED, {}).get("page") != page:
        return {}
    kept: dict[str, str] = request.session.pop(TYPED)
    return {name: kept[name] for name in WORDS if kept.get(name)}


def ticked(value: str) -> bool:
    return value in ("on", "1", "true")
