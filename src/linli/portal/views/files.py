"""Pictures, videos and files of the portal: for anyone while something published shows them, else for their editors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import IO

from django.core.cache import cache
from django.core.files.storage import default_storage
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe
from wagtail.documents.models import Document
from wagtail.documents.views.serve import serve
from wagtail.images.models import Image, Rendition

from linli.people.actors import actor_of

from ..queries.drawers import is_ours, is_shown, may_have

SHOWN = {".avif", ".gif", ".jpeg", ".jpg", ".png", ".webp"}
# Their names never come back with other contents; but what is taken offline is to be gone from caches on the way, too.
DAY = 24 * 60 * 60
ASKED_EVERY = 60
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})", re.ASCII)
_STEP = 256 * 1024


@require_safe
def file(request: HttpRequest, name: str) -> HttpResponseBase:
    """A picture in one of its sizes. Whole, as it was handed in, only for editors: it may tell where it was taken."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or path.parts[:1] not in (("images",), ("original_images",)):
        raise Http404(name)
    public = _is_public(path)
    if not public and not _is_an_editors(path, request):
        raise Http404(name)
    try:
        opened = default_storage.open(str(path))
    except (OSError, ValueError):
        raise Http404(name) from None
    answer = FileResponse(opened, as_attachment=path.suffix.lower() not in SHOWN, filename=path.name)
    answer.headers["Cache-Control"] = f"public, max-age={DAY}" if public else "private, no-store"
    return answer


def _is_public(path: PurePosixPath) -> bool:
    """Asked anew once a minute; venues' and events' pictures lie in folders of their own, under names that nobody guesses."""
    if path.parts[0] != "images" or len(path.parts) > 2:
        return path.parts[0] == "images"
    key = f"shown:{path}"
    if cache.get(key):
        return True
    shown = (size := _size(path)) is not None and is_shown(size.image)
    if shown:
        cache.set(key, True, ASKED_EVERY)
    return shown


def _size(path: PurePosixPath) -> Rendition | None:
    found: Rendition | None = Rendition.objects.select_related("image__collection").filter(file=str(path)).first()
    return found


def _is_an_editors(path: PurePosixPath, request: HttpRequest) -> bool:
    if path.parts[0] == "images":
        size = _size(path)
        image = size.image if size else None
    else:
        image = Image.objects.select_related("collection").filter(file=str(path)).first()
    return image is not None and is_ours(image, actor_of(request))


@require_safe
def document(request: HttpRequest, key: int, name: str) -> HttpResponseBase:
    """A file by its number and name, handed over as the editors' part does; what may not be had is not there."""
    found = Document.objects.select_related("collection").filter(pk=key).first()
    if found is None or found.filename != name or not may_have(found, actor_of(request)):
        raise Http404(name)
    if found.file_extension.lower() == "mp4":
        return in_parts(request, found.file, "video/mp4")
    answer: HttpResponseBase = serve(request, key, name)
    return answer


def in_parts(request: HttpRequest, file: FieldFile, kind: str) -> HttpResponseBase:
    """A video whole or in the stretch asked for (RFC 9110 §14.2): some telephones play none that is not given in parts."""
    size, asked = file.size, _RANGE.fullmatch(request.headers.get("Range", ""))
    if asked is None or asked[0] == "bytes=-":
        answer: HttpResponseBase = FileResponse(file.open("rb"), content_type=kind)
    else:
        first = int(asked[1]) if asked[1] else max(size - int(asked[2]), 0)
        last = min(int(asked[2]), size - 1) if asked[1] and asked[2] else size - 1
        if first > last:
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
        opened = file.open("rb")
        opened.seek(first)
        answer = StreamingHttpResponse(_stretch(opened, last - first + 1), status=206, content_type=kind)
        answer.headers["Content-Range"] = f"bytes {first}-{last}/{size}"
        answer.headers["Content-Length"] = str(last - first + 1)
    answer.headers["Accept-Ranges"] = "bytes"
    return answer


def _stretch(opened: IO[bytes], length: int) -> Iterator[bytes]:
    with opened:
        while length > 0 and (piece := opened.read(min(_STEP, length))):
            length -= len(piece)
            yield piece
