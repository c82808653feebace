"""What every answer has: the headers that say what a page may load and ask of the device, and its language."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import activate

PERMISSIONS = "geolocation=(self), camera=(self), microphone=(), payment=(), usb=()"


def tile_host(tile_url: str) -> str:
    """Origin of a tile address such as "https://tiles.example.cn/{z}/{x}/{y}.png", "" without one.

    A "{s}" in the host stands for any one label: "https://{s}.example.cn/…" gives "https://*.example.cn".
    """
    parts = urlsplit(tile_url.replace("{s}", "*"))
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme and parts.netloc else ""


def policy(tile_url: str) -> str:
    """The Content-Security-Policy of every page: nothing inline, nothing from elsewhere but map tiles."""
    images = " ".join(filter(None, ["'self'", "data:", "blob:", tile_host(tile_url)]))
    return "; ".join(
        [
            "default-src 'self'",
            "script-src 'self'",
            "style-src 'self'",
            f"img-src {images}",
            "connect-src 'self'",
            "worker-src 'self'",
            "manifest-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ]
    )


def content_security_policy(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware that sets the security headers a view has not set itself."""
    headers = {
        "Content-Security-Policy": policy(settings.LINLI_TILE_URL),
        "Permissions-Policy": PERMISSIONS,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
    }

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        return response

    return answer


def in_one_language(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware that chooses the installation's language once a request; unchosen, every word looks for it anew."""

    def answer(request: HttpRequest) -> HttpResponse:
        activate(settings.LANGUAGE_CODE)
        return get_response(request)

    return answer
