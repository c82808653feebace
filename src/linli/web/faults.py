"""Error pages: what happened, and what to do now."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.answers import problem
from linli.web.context import TYPE_COOKIE

FRONT_PAGE = _("Go to the front page")


@dataclass(frozen=True)
class Fault:
    """One kind of failure in words: what happened, what to do, and where a button leads."""

    title: str | Promise
    what: str | Promise
    advice: str | Promise
    button: str | Promise = FRONT_PAGE
    path: str = "/"


FAULTS: dict[int, Fault] = {
    400: Fault(
        _("We could not read what was sent"),
        _("Part of it was missing or arrived damaged."),
        _("Please go back and send it once more. What you wrote is kept on that page."),
    ),
    403: Fault(
        _("This page is not open to you"),
        _("It belongs to another person or another post."),
        _("If you should see it, please sign in with the account of that post, or ask your administrator."),
        _("Sign in"),
        "/sign-in",
    ),
    404: Fault(
        _("There is nothing at this address"),
        _("It may be mistyped, or what stood here has been moved or withdrawn."),
        _("To find a case again, please follow it by its code. It looks like CP-7K3F-9QWD."),
        _("Follow a case"),
        "/follow",
    ),
    409: Fault(
        _("Someone else has just changed this"),
        _("Your change was not saved, so that theirs is not lost."),
        _("Please go back, load the page again to see how it stands now, and then decide."),
    ),
    413: Fault(
        _("What you are sending is too big"),
        _("A photo may be at most 20 MB, and at most 10 of them."),
        _("Please go back, leave out some photos or choose smaller ones. What you wrote is kept."),
    ),
    429: Fault(
        _("That was a lot at once"),
        _("To keep the service open to everyone, we have to ask you to wait a little."),
        _("Please try again in a minute. What you wrote is kept on the page before."),
    ),
    500: Fault(
        _("Something broke on our side"),
        _("It is not your doing. We have noted it and will look at it."),
        _(
            "Please try again in a minute. If you were sending a report, it is kept on that page; "
            "if it is urgent, please call 12345."
        ),
    ),
    503: Fault(
        _("We are not quite ready"),
        _("The service is starting or being looked after."),
        _("Please try again in a minute. If it is urgent, please call 12345."),
    ),
}


STALE_FORM = Fault(
    _("This page had been open too long"),
    _("For your safety it could not be taken as it was sent."),
    _(
        "Please go back, load the page again, and send it once more. Longer texts are filled in again; "
        "please look whether anything is missing, and choose photos anew."
    ),
)


_FOR_PROGRAMS = {404: "not_found", 500: "our_fault", 503: "not_ready"}


def fault_page(request: HttpRequest, status: int, fault: Fault | None = None) -> HttpResponse:
    """The page of an HTTP status, for a program its problem; safe to draw when the database or the session is gone."""
    said = fault or FAULTS[status]
    if request.path.startswith("/api/"):
        return problem(
            status, _FOR_PROGRAMS.get(status, "unreadable"), str(said.what), extra={"title": str(said.title)}
        )
    context = {
        "fault": said,
        "status": status,
        "large_type": request.COOKIES.get(TYPE_COOKIE) == "large",
        "demo": settings.LINLI_DEMO,
    }
    return HttpResponse(render_to_string("web/fault.html", context), status=status)
