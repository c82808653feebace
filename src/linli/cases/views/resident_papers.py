"""Photos and papers of a case, handed to those who may see them; never by their path."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from linli.ids import read_case_code

from ..access import holder
from ..actions.papers import stored
from ..models import Attachment
from ..queries.follow_page import may_see

# As long as a photo of a case may still be seen after the case stopped being public.
_AN_HOUR = 60 * 60


@require_safe
def paper(request: HttpRequest, code: str, key: UUID) -> HttpResponseBase:
    return sent(_paper(request, code, key), small=False)


@require_safe
def thumbnail(request: HttpRequest, code: str, key: UUID) -> HttpResponseBase:
    return sent(_paper(request, code, key), small=True)


def _paper(request: HttpRequest, code: str, key: UUID) -> Attachment:
    spelled = read_case_code(code) or ""
    found = Attachment.objects.filter(pk=key, case__code=spelled).select_related("case").first()
    if found is None or found.case is None or not may_see(holder(request, code), found.case, found):
        raise Http404(str(key))
    return found


def sent(found: Attachment, *, small: bool) -> FileResponse:
    """The file under the type its content has, and nothing a browser could take for a page."""
    path = found.thumbnail if small and found.thumbnail else found.path
    file = stored(path)
    if not file.is_file():
        raise Http404(found.name)
    media_type = "image/jpeg" if path.endswith(".jpg") else found.media_type
    response = FileResponse(
        file.open("rb"), content_type=media_type, as_attachment=not found.is_photo, filename=found.name
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = f"private, max-age={_AN_HOUR}"
    return response
