"""What hangs on a case, for those who may see the case: photos and papers, adding photos, and the whole as a PDF."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.people.actors import Actor
from linli.problem import Problem
from linli.typesetting import NoChineseFont

from .. import pdf as documents
from ..actions import attach
from ..actions.papers import MOST
from ..at_desk import desk_page, staff_page
from ..errors import NoSuchCase
from ..lifecycle import Part, parts_of
from ..models import Attachment, Case
from ..queries.case_page import case_for, case_page

A_DAY = 24 * 60 * 60


@require_safe
@cache_control(private=True, max_age=A_DAY)
@staff_page
def paper(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponseBase:
    found = _paper(actor, key)
    return _sent(found.path, found.media_type, found.name, inline=found.is_photo)


@require_safe
@cache_control(private=True, max_age=A_DAY)
@staff_page
def thumbnail(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponseBase:
    found = _paper(actor, key)
    if not found.is_photo:
        raise Http404(str(key))
    return _sent(found.thumbnail or found.path, found.media_type, found.name, inline=True)


def _paper(actor: Actor, key: UUID) -> Attachment:
    found = Attachment.objects.filter(pk=key, case__in=Case.objects.visible_to(actor.reach)).first()
    if found is None:
        raise Http404(str(key))
    return found


def _sent(path: str, media_type: str, name: str, *, inline: bool) -> FileResponse:
    file = Path(settings.MEDIA_ROOT) / path
    if not file.is_file():
        raise Http404(name)
    kind = "image/jpeg" if file.suffix in (".jpg", ".jpeg") else media_type
    return FileResponse(file.open("rb"), content_type=kind, as_attachment=not inline, filename=name)


def room_for_photos(actor: Actor, case: Case, there: int) -> int:
    """How many photos the actor may still add; 0 for who only looks, and on a case that has ended."""
    return MOST - there if case.is_open and Part.STAFF in parts_of(actor, case) else 0


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff_page
def add_photos(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Photos from the spot, all or none; each that will not do is named."""
    case, faults, status = case_for(actor, code), [], 200
    files = request.FILES.getlist("photos")
    if request.method == "POST" and not files:
        faults, status = [_("Please choose a photo first.")], 422
    elif request.method == "POST":
        try:
            attach(actor, case.code, files)
        except NoSuchCase:
            raise
        except Problem as refused:
            faults, status = [fault.message for fault in refused.faults] or [refused.message], refused.status
        else:
            messages.success(request, _("The photos have been added."))
            return redirect("cases:desk_case", case.code)
    context = {"case": case, "faults": faults, "room": room_for_photos(actor, case, case.attachments.count())}
    return desk_page(request, actor, "cases/desk/photos.html", context, status)


@require_safe
@never_cache
@staff_page
def pdf(request: HttpRequest, actor: Actor, code: str) -> HttpResponseBase:
    """The case on paper: what it is, how it stands, the departments, the course, and where to follow it."""
    page = case_page(actor, code)
    try:
        body = documents.case_pdf(page)
    except NoChineseFont as missing:
        context = {"title": missing.message, "text": missing.advice, "code": page.case.code}
        return desk_page(request, actor, "cases/desk/problem.html", context, missing.status)
    response = HttpResponse(body, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{page.case.code}.pdf"'
    return response
