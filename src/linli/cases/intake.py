"""Files as people send them: what each really is, and what of it is kept.

The type is decided by content, never by name. A photo is decoded and written anew, turned upright, without
any metadata (place, time, camera); what cannot be taken is refused with what it is and what would do.
"""

from __future__ import annotations

import hashlib
import io
import re
import struct
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from linli.problem import Fault

from .errors import NotTaken

MEGA = 1024 * 1024
LARGEST = 20 * MEGA
# A 48-megapixel telephone photo passes; more needs memory that a picture of a drain is not worth.
MOST_PIXELS = 50_000_000
LONGEST_EDGE = 2560
THUMBNAIL_EDGE = 480
QUALITY = 86
NAME_LENGTH = 120

# Pillow refuses twice as many by itself, should a way round the check below be found; its warning before that
# is not needed, for whatever it warns of is refused here.
Image.MAX_IMAGE_PIXELS = MOST_PIXELS
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)

_SUFFIXES = {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp", "application/pdf": ".pdf"}
_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
_OWN_SUFFIXES = {
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/webp": (".webp",),
    "application/pdf": (".pdf",),
}
_BROKEN = (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, struct.error)


@dataclass(frozen=True)
class Taken:
    """A file ready to be kept. `thumbnail` is a JPEG, empty for papers."""

    name: str
    media_type: str
    body: bytes
    thumbnail: bytes = b""
    width: int | None = None
    height: int | None = None

    @property
    def suffix(self) -> str:
        return _SUFFIXES[self.media_type]

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.body).hexdigest()


def take_in(files: Sequence[UploadedFile]) -> list[Taken]:
    """Every file made ready. Raises NotTaken that names each file that cannot be taken, and why."""
    taken: list[Taken] = []
    faults: list[Fault] = []
    for file in files:
        try:
            taken.append(_take(file))
        except NotTaken as refused:
            faults += refused.faults
    if faults:
        raise NotTaken(" ".join(fault.message for fault in faults), faults=tuple(faults))
    return taken


def _take(file: UploadedFile) -> Taken:
    name = shown_name(file.name or "")
    if (file.size or 0) > LARGEST:
        raise _refusal(
            name,
            _("“%(name)s” is %(size)s MB; a file may be at most %(limit)s MB. Please send a smaller one.")
            % {"name": name, "size": f"{(file.size or 0) / MEGA:.1f}", "limit": LARGEST // MEGA},
        )
    file.seek(0)
    body = file.read()
    media_type = _media_type(body)
    if media_type == "application/pdf":
        return _paper(_with_suffix(name, media_type), body)
    if media_type:
        return _photo(_with_suffix(name, media_type), body, media_type)
    raise _refusal(
        name,
        _("“%(name)s” is %(kind)s. Photos (JPEG, PNG, WebP) and papers (PDF) can be taken.")
        % {"name": name, "kind": _kind_of(body)},
    )


def shown_name(given: str) -> str:
    """The file's own name without folders, control characters and what steers the direction of writing."""
    name = PurePath(given.replace("\\", "/")).name
    name = re.sub(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]", "", name).strip()
    stem, dot, suffix = name.rpartition(".")
    if len(name) > NAME_LENGTH and dot:
        name = stem[: NAME_LENGTH - len(suffix) - 2] + "…." + suffix
    return name[:NAME_LENGTH] or _("file")


def _with_suffix(name: str, media_type: str) -> str:
    """The name ends as its content says, so that nobody's machine takes it for something else."""
    if name.lower().endswith(_OWN_SUFFIXES[media_type]):
        return name
    return (name.rpartition(".")[0] or name)[: NAME_LENGTH - 5] + _SUFFIXES[media_type]


def _refusal(name: str, message: str) -> NotTaken:
    return NotTaken(message, faults=(Fault("file", message, name),))


def _media_type(body: bytes) -> str:
    """One of the four types that are kept, or nothing."""
    if body.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if body.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if body[:4] == b"RIFF" and body[8:12] == b"WEBP":
        return "image/webp"
    return "application/pdf" if body.startswith(b"%PDF-") else ""


_SIGNS: tuple[tuple[bytes, Callable[[], str]], ...] = (
    (rb"\s*$", lambda: _("an empty file")),
    (rb"GIF8", lambda: _("a GIF picture")),
    (rb"BM.{4}\0\0\0\0", lambda: _("a BMP picture")),
    (rb"II\*\0|MM\0\*", lambda: _("a TIFF picture")),
    (rb".{4}ftyp(hei|hev|mif1|msf1)", lambda: _("a HEIC photo (your telephone can also take JPEG: “most compatible”)")),
    (rb".{4}ftypavi[fs]", lambda: _("an AVIF picture")),
    (rb".{4}ftyp", lambda: _("a video")),
    (rb"PK\x03\x04", lambda: _("a ZIP archive or an Office document")),
    (rb"Rar!|7z\xbc\xaf", lambda: _("an archive")),
    (rb"\xd0\xcf\x11\xe0", lambda: _("an Office document")),
    (rb"MZ|\x7fELF|\xca\xfe\xba\xbe|#!", lambda: _("a program")),
    (rb"\s*<\?php|.*<\?php", lambda: _("a PHP program")),
    (rb"\s*(<!doctype html|<html|<script)", lambda: _("a web page")),
    (rb"\s*(<\?xml|<svg)", lambda: _("an XML or SVG file")),
)


def _kind_of(body: bytes) -> str:
    """In words, what a file that is not taken seems to be."""
    head = body[:512]
    for sign, word in _SIGNS:
        if re.match(sign, head, re.DOTALL | re.IGNORECASE):
            return word()
    try:
        head.decode()
    except UnicodeDecodeError as cut:
        # A character cut in two at the end of what was read is still text.
        return _("a text") if len(head) == 512 and cut.start > 507 else _("neither a photo nor a paper")
    return _("neither a photo nor a paper") if b"\0" in head else _("a text")


def _paper(name: str, body: bytes) -> Taken:
    if b"%%EOF" not in body[-2048:]:
        raise _refusal(name, _broken(name))
    return Taken(name, "application/pdf", body)


def _broken(name: str) -> str:
    return _("“%(name)s” is damaged or incomplete and cannot be opened. Please send it again, or another one.") % {
        "name": name
    }


def _photo(name: str, body: bytes, media_type: str) -> Taken:
    try:
        picture = Image.open(io.BytesIO(body), formats=[_FORMATS[media_type]])
        _check_pixels(name, picture.width, picture.height)
        # JPEG only: decode at a half or a quarter where that is enough.
        picture.draft(picture.mode, (LONGEST_EDGE, LONGEST_EDGE))
        picture.load()
        upright = _with_plain_colours(_upright(picture), media_type)
    except Image.DecompressionBombError as bomb:
        raise _refusal(name, _too_many_pixels(name)) from bomb
    except _BROKEN as unreadable:
        raise _refusal(name, _broken(name)) from unreadable
    upright.thumbnail((LONGEST_EDGE, LONGEST_EDGE), Image.Resampling.LANCZOS)
    small = upright.copy()
    small.thumbnail((THUMBNAIL_EDGE, THUMBNAIL_EDGE), Image.Resampling.LANCZOS)
    return Taken(
        name, media_type, _written(upright, media_type), _written(_on_white(small), "image/jpeg"), upright.width, upright.height
    )  # fmt: skip


def _upright(picture: Image.Image) -> Image.Image:
    """Turned as the camera was held; as it lies where the camera's note of that cannot be read."""
    try:
        return ImageOps.exif_transpose(picture)
    except (*_BROKEN, TypeError, OverflowError):
        return picture


def _check_pixels(name: str, width: int, height: int) -> None:
    """Before anything is decoded: a few kilobytes can stand for gigabytes of picture."""
    if width * height > MOST_PIXELS:
        raise _refusal(name, _too_many_pixels(name, f"{width} × {height}"))


def _too_many_pixels(name: str, size: str = "") -> str:
    if size:
        words = _("“%(name)s” has %(size)s pixels; at most %(limit)s million fit. Please send it in a smaller size.")
    else:
        words = _("“%(name)s” has far more than %(limit)s million pixels. Please send it in a smaller size.")
    return words % {"name": name, "size": size, "limit": MOST_PIXELS // 1_000_000}


def _with_plain_colours(picture: Image.Image, media_type: str) -> Image.Image:
    """A fresh picture of pixels alone, so that nothing the file carried along is written again."""
    clear = picture.has_transparency_data and media_type != "image/jpeg"
    plain = picture.convert("RGBA" if clear else "RGB")
    fresh = Image.new(plain.mode, plain.size)
    fresh.paste(plain)
    return fresh


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode != "RGBA":
        return picture
    ground = Image.new("RGB", picture.size, "white")
    ground.paste(picture, mask=picture.getchannel("A"))
    return ground


def _written(picture: Image.Image, media_type: str) -> bytes:
    out = io.BytesIO()
    match media_type:
        case "image/png":
            picture.save(out, "PNG", compress_level=6)
        case "image/webp":
            picture.save(out, "WEBP", quality=QUALITY)
        case _:
            picture.save(out, "JPEG", quality=QUALITY, progressive=True)
    return out.getvalue()
