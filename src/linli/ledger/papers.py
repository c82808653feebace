"""Receipts as people hand them in: PDF, JPEG or PNG by what the file is, never by its name, and not too large."""

from __future__ import annotations

import io
import re
from pathlib import PurePath

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image

from .errors import PaperNotTaken
from .files import PaperIn

MEGA = 1024 * 1024
LARGEST = 10 * MEGA
MOST_PIXELS = 50_000_000
_SUFFIXES = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}
_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG"}


def take_in(file: UploadedFile | None) -> PaperIn:
    """A file made ready to be attached. Raises PaperNotTaken that says why not, and what would do."""
    if file is None or not file.size:
        raise PaperNotTaken(_("Please choose a receipt: a PDF, or a photo as JPEG or PNG."))
    name = _shown(file.name or "")
    if file.size > LARGEST:
        told = {"name": name, "size": f"{file.size / MEGA:.1f}", "limit": LARGEST // MEGA}
        raise PaperNotTaken(
            _("“%(name)s” is %(size)s MB; a receipt may be at most %(limit)s MB. Please send a smaller one.") % told
        )
    file.seek(0)
    body = file.read()
    kind = _kind(body)
    if not kind:
        raise PaperNotTaken(
            _("“%(name)s” is neither a PDF nor a photo as JPEG or PNG. Please save it as one of them.") % {"name": name}
        )
    if not _is_whole(kind, body):
        raise PaperNotTaken(_("“%(name)s” is damaged or incomplete. Please send it again.") % {"name": name})
    suffix = _SUFFIXES[kind]
    stem = PurePath(name).stem if PurePath(name).suffix else name
    return PaperIn(f"{stem[:110]}{suffix}", kind, body)


def _kind(body: bytes) -> str:
    if body.startswith(b"%PDF-"):
        return "application/pdf"
    if body.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    return "image/png" if body.startswith(b"\x89PNG\r\n\x1a\n") else ""


def _is_whole(kind: str, body: bytes) -> bool:
    if kind == "application/pdf":
        return b"%%EOF" in body[-2048:]
    try:
        picture = Image.open(io.BytesIO(body), formats=[_FORMATS[kind]])
        if picture.width * picture.height > MOST_PIXELS:
            return False
        picture.load()
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError):
        return False
    return True


def _shown(given: str) -> str:
    """The file's own name without folders, control characters and what steers the direction of writing."""
    name = PurePath(given.replace("\\", "/")).name
    return re.sub(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]", "", name).strip() or _("receipt")
