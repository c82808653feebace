"""The draft of a report in a browser: the cookie that opens it, and what to do when it is gone."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.places.models import District

from ..actions.papers import DRAFTS_KEPT, draft_for
from ..models import ReportDraft

COOKIE = "report"


def secret_of(request: HttpRequest) -> str:
    return request.COOKIES.get(COOKIE, "")[:120]


def draft_of(request: HttpRequest, district: District) -> ReportDraft | None:
    return draft_for(secret_of(request), district)


def _path(district: District) -> str:
    return reverse("cases:report", args=[district.slug])


def with_draft(response: HttpResponse, district: District, secret: str) -> HttpResponse:
    response.set_cookie(
        COOKIE, secret, max_age=int(DRAFTS_KEPT.total_seconds()), path=_path(district), httponly=True, samesite="Lax",
        secure=bool(settings.SESSION_COOKIE_SECURE),
    )  # fmt: skip
    return response


def without_draft(response: HttpResponse, district: District) -> HttpResponse:
    response.delete_cookie(COOKIE, path=_path(district), samesite="Lax")
    return response


def begin_again(request: HttpRequest, district: District) -> HttpResponse:
    """No draft: sent already in another tab, or a day old."""
    messages.info(request, _("Please begin here. If you have sent your report already, you find it under “Mine”."))
    return redirect("cases:report", district.slug)
