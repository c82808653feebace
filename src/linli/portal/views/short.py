"""Short addresses: where a code leads, the code as a drawing, and a poster with it."""

from __future__ import annotations

import io

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from linli.places.queries import ABOUT
from linli.problem import Problem

from ..actions.handbook import print_poster
from ..queries.addresses import Destination, destination

DAY = 24 * 60 * 60


@require_safe
def go(request: HttpRequest, code: str) -> HttpResponse:
    """To what the code leads to; temporary, for the page may move, the code never does."""
    shown = destination(code)
    return redirect(shown.path) if shown else _unknown(request, code)


@require_safe
@cache_control(public=True, max_age=DAY)
def svg(request: HttpRequest, code: str) -> HttpResponse:
    shown = destination(code)
    if shown is None:
        return _unknown(request, code)
    drawn = io.BytesIO()
    segno.make(shown.address, error="m").save(drawn, kind="svg", border=4, scale=8)
    return _file(drawn.getvalue(), "image/svg+xml", f"{shown.code}.svg")


@require_safe
@cache_control(public=True, max_age=DAY)
def png(request: HttpRequest, code: str) -> HttpResponse:
    """Large enough to be printed as wide as a hand."""
    shown = destination(code)
    if shown is None:
        return _unknown(request, code)
    drawn = io.BytesIO()
    segno.make(shown.address, error="m").save(drawn, kind="png", border=4, scale=24)
    return _file(drawn.getvalue(), "image/png", f"{shown.code}.png")


@require_safe
@cache_control(public=True, max_age=DAY)
def poster(request: HttpRequest, code: str) -> HttpResponse:
    shown = destination(code)
    if shown is None:
        return _unknown(request, code)
    try:
        return _file(print_poster(shown), "application/pdf", f"{shown.code}.pdf")
    except Problem as problem:
        return _unknown(request, code, problem.message, problem.status, shown)


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'inline; filename="{name}"'})


def _unknown(
    request: HttpRequest, code: str, fault: str = "", status: int = 404, shown: Destination | None = None
) -> HttpResponse:
    if shown is not None:
        request.META[ABOUT] = shown.district.code
    context = {"code": code[:20], "fault": fault}
    return render(request, "portal/policies/unknown_code.html", context, status=status)
