"""The reviewer's page of an application, and the number of who handed it in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.cases.at_desk import desk_page, staff_page
from linli.cases.errors import NoSuchCase
from linli.ids import read_case_code
from linli.notices import queries as notices
from linli.people.actors import Actor
from linli.problem import Problem

from ..actions.looking import look, look_at_phone
from ..queries.review_page import ReviewPage, review_page
from .review_form import ReviewForm, empty_form

TEMPLATE = "applications/desk/review.html"


@require_safe
@never_cache
@staff_page
def page(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    if (spelled := read_case_code(code)) and spelled != code:
        return redirect("applications:desk", code=spelled)
    shown = look(actor, code)
    request.META[notices.COUNTED] = shown.unread
    return drawn(request, actor, shown, empty_form(shown))


def drawn(
    request: HttpRequest, actor: Actor, shown: ReviewPage, form: ReviewForm, status: int = 200, *, stale: bool = False
) -> HttpResponse:
    context = {"page": shown, "case": shown.case, "form": form, "stale": stale}
    return desk_page(request, actor, TEMPLATE, context, status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff_page
def phone(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Asks what for, then shows the number once; the look is on the record before the number is on the screen."""
    seen, problem = None, None
    if request.method == "POST":
        try:
            case, seen = look_at_phone(actor, code, request.POST.get("reason", ""))
        except NoSuchCase:
            raise
        except Problem as refused:
            problem = refused
    if seen is None:
        case = review_page(actor, code).case
    context = {"case": case, "seen": seen, "problem": problem, "typed": request.POST.get("reason", "")}
    if request.headers.get("HX-Request"):
        return render(request, "applications/desk/review/phone.html", context)
    return desk_page(request, actor, "applications/desk/phone.html", context, problem.status if problem else 200)
