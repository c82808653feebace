"""Pictures as editors hand them in: what a camera wrote into the file stays with the editor."""

from __future__ import annotations

import io

from django.core.files.images import ImageFile
from PIL import Image as Drawing
from PIL import ImageOps
from wagtail.images.models import Image

_QUALITY = 95


def forget_where(image: Image) -> None:
    """Before a picture is kept: no place, no time, no maker, and the right way up. Sizes are made of what is kept."""
    if image.file._committed:
        return
    image.file.open()
    drawn = Drawing.open(image.file)
    if not drawn.getexif():
        image.file.seek(0)
        return
    buffer = io.BytesIO()
    ImageOps.exif_transpose(drawn).save(buffer, drawn.format, quality=_QUALITY, exif=b"")
    image.file = ImageFile(buffer, image.file.name)
    image.file_size, image.file_hash = None, ""
    image._set_image_file_metadata()
