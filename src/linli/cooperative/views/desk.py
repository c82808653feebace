"""The desk of the co-operative: who is let in, its first page, and what its pages share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.cases.at_desk import desk_page, staff_page
from linli.cases.sheet import Sheet
from linli.people.actors import Actor
from linli.problem import Problem

from ..access import manages, points_of
from ..errors import NotThere, NotYours
from ..queries import milk as queries

P = ParamSpec("P")
Done = TypeVar("Done")
View = Callable[Concatenate[HttpRequest, Actor, P], HttpResponse]


def _managed(view: View[P]) -> Callable[..., HttpResponseBase]:
    """A page for those who work for the co-operative; what is not theirs is not there."""

    @wraps(view)
    def guarded(request: HttpRequest, actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not manages(actor):
            raise PermissionDenied
        try:
            return view(request, actor, *args, **kwargs)
        except NotThere as unknown:
            raise Http404(unknown.message) from None
        except NotYours:
            raise PermissionDenied from None

    return never_cache(staff_page(guarded))


def page_to_read(view: View[P]) -> Callable[..., HttpResponseBase]:
    return require_safe(_managed(view))


def page_with_form(view: View[P]) -> Callable[..., HttpResponseBase]:
    return require_http_methods(["GET", "HEAD", "POST"])(_managed(view))


def only_sent(view: View[P]) -> Callable[..., HttpResponseBase]:
    return require_POST(_managed(view))


def attempt(sheet: Sheet, do: Callable[[], Done]) -> Done | None:
    """What was done, or None with the reason on the sheet. What is not there and stands in no field stays an error."""
    try:
        return do()
    except NotThere as unknown:
        if not unknown.field:
            raise
        sheet.add(unknown)
    except NotYours:
        raise
    except Problem as problem:
        sheet.add(problem)
    return None


def typed(request: HttpRequest, names: Iterable[str]) -> Sheet:
    return Sheet(typed={name: request.POST.get(name, "").strip() for name in names})


def say_or_show(request: HttpRequest, sheet: Sheet, said: str, where: str, *args: object) -> HttpResponse:
    """Back to a page with what was done, or with what stands against it."""
    if sheet.sentences:
        messages.error(request, " ".join(sheet.sentences))
    else:
        messages.success(request, said)
    return redirect(where, *args)


def asked(request: HttpRequest, name: str, most: int = 20) -> str:
    """What an address asks for, without what no database takes."""
    return request.GET.get(name, "").replace("\0", "").strip()[:most]


def day_given(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2100 else None


def month_given(text: str) -> date | None:
    """2026-10."""
    return day_given(f"{text}-01") if len(text) == 7 else None


def key_given(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def number_given(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def rooms(current: str) -> list[dict[str, object]]:
    """The pages of this desk, as chips."""
    named = (
        ("", _("What waits")), ("/households", _("Households")), ("/herd", _("Herd book")), ("/weighings", _("Tickets")),
        ("/days", _("Days and points")), ("/prices", _("Prices")), ("/deliveries", _("Feed and vet")),
        ("/settlements", _("Settlements")), ("/lots", _("Lots")), ("/stock", _("Stock")), ("/files", _("Files of tickets")),
    )  # fmt: skip
    return [{"label": label, "href": f"/desk/cooperative{end}", "current": end == current} for end, label in named]


def shown(
    request: HttpRequest, actor: Actor, name: str, current: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    return desk_page(request, actor, f"cooperative/desk/{name}.html", {"chips": rooms(current), **context}, status)


@require_safe
@never_cache
@staff_page
def overview(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A collector has only the point."""
    if not manages(actor):
        if points_of(actor).exists():
            return redirect("cooperative:point")
        raise PermissionDenied
    return shown(request, actor, "overview", "", {"waiting": queries.waiting(actor)})
