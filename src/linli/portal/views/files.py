"""Pictures and files of the portal, for anyone: their names never come back with other contents."""

from __future__ import annotations

from pathlib import PurePosixPath

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

SHOWN = {".avif", ".gif", ".jpeg", ".jpg", ".png", ".webp", ".mp4"}
YEAR = 365 * 24 * 60 * 60


@require_safe
@cache_control(public=True, max_age=YEAR, immutable=True)
def file(request: HttpRequest, name: str) -> HttpResponseBase:
    """What can be looked at is shown, all else is handed over as a download."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or path.parts[:1] not in (("images",), ("original_images",)):
        raise Http404(name)
    try:
        opened = default_storage.open(str(path))
    except (OSError, ValueError):
        raise Http404(name) from None
    return FileResponse(opened, as_attachment=path.suffix.lower() not in SHOWN, filename=path.name)
