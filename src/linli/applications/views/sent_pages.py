"""How a page of a document is sent, to whomever it may be."""

from __future__ import annotations

import logging
from urllib.parse import quote

from django.http import Http404, HttpResponse

from linli.people.errors import Unreadable

from .. import sealed_files
from ..models import Page

logger = logging.getLogger(__name__)

# A paper is shown within the page; nothing in it may load or run anything.
_FRAMED = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'"


def sent(page: Page, *, small: bool = False) -> HttpResponse:
    """The plain bytes as they were handed in, or the preview; its view says that no browser and no proxy keeps them, as it
    may be a screen that many share. Raises Http404 where there are none, or they were altered."""
    path = page.thumbnail if small else page.path
    try:
        body = sealed_files.read(path) if path else None
    except Unreadable:
        logger.exception("page %s was altered on the disk", path)
        body = None
    if body is None:
        raise Http404(page.name)
    media_type = "image/jpeg" if small else page.media_type
    answer = HttpResponse(body, content_type=media_type)
    answer.headers["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(page.name)}"
    if not media_type.startswith("image/"):
        answer.headers["Content-Security-Policy"] = _FRAMED
    return answer
