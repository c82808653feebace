"""The pictures that invented applications hold: a grey card that says it is for show, sealed like anybody's papers."""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFont

from linli.cases.intake import Taken, take_in
from linli.catalogue.services import Material
from linli.clock import LOCAL
from linli.ids import uuid7
from linli.inserting import insert
from linli.people.models import Account

from .. import sealed_files
from ..models import Document, Page

CARD, SHEET = (860, 540), (720, 1018)
CARDS = ("id_card", "bank_card", "certificate", "licence", "photo_face", "site")
# Without a Chinese font it is said so that any font can write it.
PLAINLY = ("DEMO", "invented, not a real document")
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/System/Library/Fonts")
GREY, LINE, INK = "#e6e8ea", "#a9b0b6", "#5d666e"


class Papers:
    """Documents of invented people, kept in memory until all are written; their pages are few pictures, many times."""

    def __init__(self, district: str, says: tuple[str, str], written: list[Path]) -> None:
        self.district, self.written = district, written
        self.documents: list[Document] = []
        self.pages: list[Page] = []
        self._pictures = {size: _picture(size, says) for size in (CARD, SHEET)}
        self._sealed: dict[str, str] = {}
        self._folder: dict[tuple[UUID, str], Document] = {}

    def document(self, owner: Account | None, material: Material, at: datetime, valid_for: int = 0) -> Document:
        """A document of one page, for `valid_for` more days if that matters."""
        document = Document(
            id=uuid7(), district_id=self.district, account=owner, name=material.name, sample=material.sample,
            issued_by=material.issued_by, created_at=at,
            valid_until=at.astimezone(LOCAL).date() + timedelta(days=valid_for) if valid_for else None,
        )  # fmt: skip
        taken = self._pictures[CARD if material.sample in CARDS else SHEET]
        key = uuid7()
        path = f"{self.district}/documents/{document.pk}/{key}"
        self._lay(f"{path}{taken.suffix}", taken.body, "page" + taken.sha256)
        self._lay(f"{path}.small.jpg", taken.thumbnail, "small" + taken.sha256)
        self.documents.append(document)
        self.pages.append(
            Page(
                id=key, document=document, number=1, name=f"{material.name}{taken.suffix}", media_type=taken.media_type,
                size=len(taken.body), sha256=taken.sha256, path=f"{path}{taken.suffix}", thumbnail=f"{path}.small.jpg",
            )
        )  # fmt: skip
        return document

    def in_folder(self, owner: Account | None, material: Material, at: datetime, valid_for: int = 0) -> Document:
        """The one of that name that the person has already, or a new one."""
        if owner is None:
            return self.document(None, material, at, valid_for)
        known = (owner.pk, material.name)
        if known not in self._folder:
            self._folder[known] = self.document(owner, material, at, valid_for)
        return self._folder[known]

    def write(self) -> None:
        insert(self.documents, self.pages)

    def _lay(self, path: str, body: bytes, known: str) -> None:
        """A file of its own for each page, so that who throws one away takes nothing from others; once on the disk."""
        # Keys are drawn the same each time: a database begun anew beside the files of one before finds them there.
        sealed_files.remove([path])
        first = self._sealed.get(known)
        if first is None:
            sealed_files.write(path, body, self.written)
            self._sealed[known] = path
            return
        source, target = sealed_files.stored(first), sealed_files.stored(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        self.written.append(target)
        try:
            os.link(source, target)
        except OSError:
            # Not every disk knows several names of one file.
            shutil.copyfile(source, target)


def _picture(size: tuple[int, int], says: tuple[str, str]) -> Taken:
    """Drawn, and then taken in as if somebody had sent it."""
    found = _chinese_font()
    title, line_below = says if found else PLAINLY
    picture = Image.new("RGB", size, GREY)
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle((24, 24, size[0] - 24, size[1] - 24), radius=28, outline=LINE, width=4)
    for line in range(4):
        top = size[1] * 2 // 3 + line * 34
        draw.rounded_rectangle((80, top, size[0] - 80 - line * 70, top + 12), radius=6, fill=LINE)
    big, small = _fonts(found, size[0] // 9), _fonts(found, size[0] // 30)
    middle = (size[0] // 2, size[1] // 3)
    draw.text(middle, title, fill=INK, font=big, anchor="mm")
    below = (middle[0], middle[1] + size[0] // 9)
    draw.text(below, line_below, fill=INK, font=small, anchor="mm")
    body = io.BytesIO()
    picture.save(body, "JPEG", quality=80)
    return take_in([SimpleUploadedFile("demo.jpg", body.getvalue(), "image/jpeg")])[0]


def _chinese_font() -> Path | None:
    folders: Sequence[Path] = [Path(folder) for folder in FONT_FOLDERS]
    patterns = ("NotoSansCJK-Regular*", "*Sans*CJK*Regular*", "*CJK*.ttc", "PingFang*")
    return next((file for folder in folders for pattern in patterns for file in sorted(folder.rglob(pattern))), None)


def _fonts(file: Path | None, size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.truetype(str(file), size) if file else ImageFont.load_default(size)
