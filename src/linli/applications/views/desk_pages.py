"""The pages of documents handed in with an application, opened from their seal, for who reads its contents."""

from __future__ import annotations

import logging
from urllib.parse import quote
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.cases.at_desk import staff_page
from linli.people.actors import Actor
from linli.people.errors import Unreadable

from .. import sealed_files
from ..errors import NoSuchDocument
from ..models import Page
from ..queries.contents import consent_for, page_for

logger = logging.getLogger(__name__)

# A paper is shown within the page; nothing in it may load or run anything.
_FRAMED = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; plugin-types application/pdf; frame-ancestors 'self'"


@require_safe
@never_cache
@staff_page
def page(request: HttpRequest, actor: Actor, code: str, key: UUID) -> HttpResponse:
    found = _found(actor, code, key)
    return sent(found.path, found.media_type, found.name)


@require_safe
@never_cache
@staff_page
def small(request: HttpRequest, actor: Actor, code: str, key: UUID) -> HttpResponse:
    found = _found(actor, code, key)
    if not found.thumbnail:
        raise Http404(str(key))
    return sent(found.thumbnail, "image/jpeg", found.name)


@require_safe
@never_cache
@staff_page
def consent(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    try:
        found = consent_for(actor, code)
    except NoSuchDocument as unknown:
        raise Http404(unknown.message) from None
    return sent(found.path, found.media_type, found.name)


def _found(actor: Actor, code: str, key: UUID) -> Page:
    try:
        return page_for(actor, code, key)
    except NoSuchDocument as unknown:
        raise Http404(unknown.message) from None


def sent(path: str, media_type: str, name: str) -> HttpResponse:
    """The plain bytes, never kept by a browser or a proxy: it may be a desk that many share."""
    try:
        body = sealed_files.read(path)
    except Unreadable:
        logger.exception("page %s was altered on the disk", path)
        body = None
    if body is None:
        raise Http404(name)
    answer = HttpResponse(body, content_type=media_type)
    answer.headers["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(name)}"
    if not media_type.startswith("image/"):
        answer.headers["Content-Security-Policy"] = _FRAMED
    return answer
