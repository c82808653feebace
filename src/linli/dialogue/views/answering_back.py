"""How the dialogue's pages answer what cannot be done: not there, sign in first, or the page again with what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from ..errors import NoSuchComment, NoSuchMeeting, NoSuchProposal, NoSuchTopic, SignInFirst

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
                return redirect_to_login(back(**kwargs), reverse("people:sign_in"))
            except ABSENT as unknown:
                raise Http404(unknown.message) from None

        return guarded

    return around


def ticked(value: str) -> bool:
    return value in ("on", "1", "true")
