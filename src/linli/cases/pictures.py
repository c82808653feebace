"""Pictures that anyone may look at: written anew without metadata, kept in the public store under what they hold."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from linli.problem import Fault

from .errors import NotTaken
from .intake import take_in


def keep_picture(file: UploadedFile, folder: str) -> tuple[str, str]:
    """The names of the picture and of its small version; the same picture is kept once. Raises NotTaken."""
    (taken,) = take_in([file])
    if not taken.thumbnail:
        message = _("“%(name)s” is no photo. Please give one (JPEG, PNG, WebP).") % {"name": taken.name}
        raise NotTaken(message, faults=(Fault("picture", message, taken.name),))
    digest = hashlib.sha256(taken.body).hexdigest()[:32]
    whole, small = f"images/{folder}/{digest}{taken.suffix}", f"images/{folder}/{digest}.small.jpg"
    for name, body in ((whole, taken.body), (small, taken.thumbnail)):
        if not default_storage.exists(name):
            default_storage.save(name, ContentFile(body))
    return whole, small


@dataclass(frozen=True)
class Shown:
    """A picture as a page shows it: a row with `picture` and `picture_small`, and in `alt` what is on it."""

    row: Any
    alt: str

    @property
    def url(self) -> str:
        return address_of(self.row.picture)

    @property
    def thumbnail(self) -> str:
        return address_of(self.row.picture_small)


def address_of(name: str) -> str:
    """Where a browser finds it; nothing for none."""
    return str(default_storage.url(name)) if name else ""
