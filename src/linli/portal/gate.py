"""The door of the editors' part: /cms/ is for who edits or reviews in the portal today, and for nobody else."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from wagtail.models import Page

from linli.people.actors import actor_of
from linli.people.roles import EDITORS

from .actions.desks import keep_groups
from .blocks import WRITING_FOR
from .models import DistrictPage

PLACE = "/cms/"
# Lists that do not ask whose a thing is; nothing here needs them.
CLOSED = (
    "/cms/api/main/images", "/cms/api/main/documents", "/cms/reports/page-types-usage", "/cms/reports/site-history",
)  # fmt: skip
# Names under which addresses carry a page's key, beside those that say so.
_PAGES = ("destination_id", "parent_id")
# The editors' pages bring scripts and styles of their own, some of them inline; nothing from elsewhere even so.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; frame-src 'self'; frame-ancestors 'self'; object-src 'none'; base-uri 'none'; form-action 'self'"
)


def editors_only(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware that lets in whoever holds such a position now, with just the power that it gives."""

    def answer(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(PLACE):
            return get_response(request)
        actor = actor_of(request)
        if not actor.is_staff or actor.account is None:
            return redirect(f"/staff/sign-in?next={request.path}")
        if not actor.has(*EDITORS):
            raise PermissionDenied
        if request.path.startswith(CLOSED):
            raise PermissionDenied
        if _is_elsewhere(request.path_info, actor.reach.district):
            raise Http404(request.path)
        keep_groups(actor)
        # By this the editors' part calls who is there; accounts have one name.
        request.user.first_name = actor.name  # type: ignore[union-attr]
        writes = WRITING_FOR.set(actor.reach.district)
        try:
            response = get_response(request)
        finally:
            WRITING_FOR.reset(writes)
        # A preview is a page as everybody sees it, framed here; that one's policy stays but for the framing.
        policy = response.headers.get("Content-Security-Policy", POLICY)
        response.headers["Content-Security-Policy"] = policy.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
        response.headers["X-Frame-Options"] = "SAMEORIGIN"
        return response

    return answer


def _is_elsewhere(path: str, district: str) -> bool:
    """Whether an address names a page of another district: some of the editors' pages show one before they ask whose it is."""
    try:
        named = resolve(path).kwargs
    except Resolver404:
        return False
    keys = [value for name, value in named.items() if isinstance(value, int) and ("page" in name or name in _PAGES)]
    if not keys:
        return False
    home = DistrictPage.objects.filter(district=district).first()
    below = home.path if home else "-"
    places = Page.objects.filter(pk__in=keys, depth__gt=1).values_list("path", flat=True)
    return not all(place.startswith(below) for place in places)
