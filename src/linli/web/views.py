"""Pages that belong to no room: home, type size, installable shell, robots, and every error said kindly."""

from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_safe

from linli.catalogue.guides import guides
from linli.places.models import District
from linli.places.queries import districts
from linli.portal.queries.station import published
from linli.web import navigation
from linli.web.context import TYPE_COOKIE
from linli.web.faults import STALE_FORM, fault_page
from linli.web.front_page import drawn

OFFLINE_FILES = (
    "web/linli.css",
    "web/icon.svg",
    "web/icon-192.png",
    "web/roofs.svg",
    *(
        f"web/{name}.js"
        for name in ("shell", "ago", "dialog", "large-type", "draft", "locate", "photos", "shrink", "kept")
    ),
    "portal/portal.css",
)
# Changed when what is kept of what was read must be forgotten: its pages would no longer fit their styles.
KEPT_VERSION = "1"
YEAR = 365 * 24 * 60 * 60
# What is asked for before the district is known, with `?to=`.
PARTS = {"report", "nearby", "open"}


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Choose a district and go on to that part of it; where there is only one, go there."""
    known = districts()
    part = to if (to := request.GET.get("to")) in PARTS else ""
    if len(known) == 1:
        return redirect(f"/{known[0].slug}/{part}")
    return render(request, "web/districts.html", {"districts": known, "part": part})


@require_safe
def district_home(request: HttpRequest, district: str) -> HttpResponse:
    """A district's front page."""
    found = navigation.district_of(request)
    if found is None:
        raise Http404(district)
    return HttpResponse(drawn(request, found))


@require_safe
def type_size(request: HttpRequest) -> HttpResponse:
    """Remember the type size and go back to where the reader was."""
    back = request.GET.get("next", "/")
    here = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    # What is no path would be taken for the name of a view.
    if not (here and back.startswith("/")):
        back = "/"
    response = redirect(back)
    if request.GET.get("size") == "large":
        response.set_cookie(TYPE_COOKIE, "large", max_age=YEAR, samesite="Lax")
    else:
        response.delete_cookie(TYPE_COOKIE, samesite="Lax")
    return response


@require_GET
@cache_control(max_age=3600)
def robots(request: HttpRequest) -> HttpResponse:
    closed = ["/desk/", "/patrol/", "/cms/", "/my", "/c/", "/t/", "/e/", "/follow", "/api/", "/staff/", "/type"]
    sitemap = request.build_absolute_uri("/sitemap.xml")
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), f"Sitemap: {sitemap}"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_GET
@cache_control(max_age=3600)
def manifest(request: HttpRequest) -> JsonResponse:
    """The installable face: `?district=` names it, `?for=patrol` opens on the patrol pages."""
    named = request.GET.get("district", "")
    district = navigation.district_named(named) if named else None
    patrol = request.GET.get("for") == "patrol"
    place = district.name if district else ""
    name = _("Linli patrol") if patrol else _("Linli")
    start = "/patrol/" if patrol else (f"/{district.slug}/" if district else "/")
    icons = [
        {"src": static("web/icon.svg"), "sizes": "any", "type": "image/svg+xml"},
        {"src": static("web/icon-192.png"), "sizes": "192x192", "type": "image/png"},
        {"src": static("web/icon-512.png"), "sizes": "512x512", "type": "image/png"},
        {
            "src": static("web/icon-maskable.png"),
            "sizes": "512x512",
            "type": "image/png",
            "purpose": "maskable",
        },
    ]
    body: dict[str, Any] = {
        "id": start,
        "name": f"{place} {name}".strip(),
        "short_name": name,
        "lang": "zh-Hans",
        "start_url": start,
        "scope": "/",
        "display": "standalone",
        "background_color": "#fbfaf7",
        "theme_color": "#ffffff",
        "icons": icons,
    }
    if district and not patrol:
        body["shortcuts"] = [
            {"name": str(door.label), "url": door.path, "icons": icons[1:2]} for door in _shortcuts(district)
        ]
    return JsonResponse(body, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})


def _shortcuts(district: District) -> list[navigation.Door]:
    """Where a long touch on the installed icon leads; telephones show four."""
    home = f"/{district.slug}/"
    doors = [navigation.Door(f"{home}report", _("Report a problem"), "report")]
    if guides(district.code):
        doors.append(navigation.Door(f"{home}services", _("Services"), "services"))
    if published(district).exists():
        doors.append(navigation.Door(f"{home}policies", _("Policy station"), "policy"))
    return [*doors, navigation.Door("/my", _("Mine"), "mine")]


@require_GET
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """The service worker, served from the root so that its scope is every page."""
    files = [static(name) for name in OFFLINE_FILES]
    context = {
        "files": files,
        "version": hashlib.sha256(" ".join(files).encode()).hexdigest()[:12],
        "static_url": settings.STATIC_URL,
        "kept_version": KEPT_VERSION,
    }
    response = render(request, "web/sw.js", context, content_type="text/javascript; charset=utf-8")
    response.headers["Service-Worker-Allowed"] = "/"
    return response


@require_safe
@cache_control(max_age=3600)
def offline(request: HttpRequest) -> HttpResponse:
    return render(request, "web/offline.html")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return fault_page(request, 400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return fault_page(request, 403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return fault_page(request, 404)


def no_operation(request: HttpRequest, rest: str) -> HttpResponse:
    """What lies below the API's address, and is none of its operations."""
    return page_not_found(request)


def server_error(request: HttpRequest) -> HttpResponse:
    return fault_page(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Said when a form's token is missing or stale."""
    return fault_page(request, 403, STALE_FORM)
