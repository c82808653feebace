"""Articles that a pack brings: written once, kept as long as no editor has taken them over."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.files.images import ImageFile
from django.db import transaction
from wagtail.images.models import Image
from wagtail.models import Collection

from linli.places.actions import Changes
from linli.places.models import District

from ..models import ArticlePage, ChannelPage, DistrictPage, Target
from ..queries.drawers import drawer_of
from .policies import note


@dataclass(frozen=True)
class PictureRow:
    """A picture file of the pack and what it shows."""

    file: Path
    told: str
    caption: str = ""

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.file.read_bytes()).hexdigest()


@dataclass(frozen=True)
class ArticleRow:
    """An article as a pack writes it.

    `body` is a list of (kind of block, value): text and heading as words, quote as (words, who), picture and gallery
    as PictureRows, service as a code.
    """

    code: str
    channel: str
    title: str
    at: datetime
    kind: str = "article"
    summary: str = ""
    source: str = ""
    picture: PictureRow | None = None
    body: tuple[tuple[str, Any], ...] = field(default=())

    @property
    def digest(self) -> str:
        """Of all that makes the page, pictures by what is in them."""

        def plain(value: Any) -> Any:
            if isinstance(value, PictureRow):
                return [value.digest, value.told, value.caption]
            return value.isoformat() if isinstance(value, datetime) else str(value)

        told = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return hashlib.sha256(json.dumps(told, default=plain, sort_keys=True).encode()).hexdigest()


@transaction.atomic
def replace_articles(district: District, rows: Sequence[ArticleRow]) -> Changes:
    """Bring the pack's articles in line. One that an editor has changed since is theirs, and stays as it is."""
    changes = Changes()
    home = DistrictPage.objects.filter(district=district).first()
    if home is None:
        return changes
    known = {
        page.slug: page
        for page in ArticlePage.objects.descendant_of(home).exclude(origin="").select_related("latest_revision")
    }
    channels = {page.slug: page for page in ChannelPage.objects.child_of(home)}
    drawer = drawer_of(district)
    assert drawer is not None, "founded with the district's page"
    for row in rows:
        page = known.pop(row.code, None)
        if page is None:
            _write(channels[row.channel].add_child(instance=_page(row, drawer)), row)
            channels[row.channel].refresh_from_db()
            changes.added.append(row.title)
        elif page.origin != row.digest and not _taken_over(page):
            _fill(page, row, drawer)
            _write(page, row)
            changes.changed.append(row.title)
    for page in known.values():
        if page.live and not _taken_over(page):
            page.unpublish()
            changes.removed.append(page.title)
    return changes


def written(page: ArticlePage) -> None:
    """Whatever wrote it, took it offline or away: the index is told."""
    note(Target.ARTICLE, str(page.pk), page.district_id)


def _taken_over(page: ArticlePage) -> bool:
    return page.latest_revision is not None and page.latest_revision.user_id is not None


def _page(row: ArticleRow, drawer: Collection) -> ArticlePage:
    page = ArticlePage(slug=row.code, live=False)
    _fill(page, row, drawer)
    return page


def _fill(page: ArticlePage, row: ArticleRow, drawer: Collection) -> None:
    page.title = page.draft_title = row.title
    page.kind, page.summary, page.source, page.origin = row.kind, row.summary, row.source, row.digest
    page.picture = _image(row.picture, drawer) if row.picture else None
    page.body = json.dumps([{"type": kind, "value": _value(kind, value, drawer)} for kind, value in row.body])
    page.first_published_at = page.last_published_at = row.at


def _write(page: ArticlePage, row: ArticleRow) -> None:
    page.save_revision(log_action=False).publish(log_action=False)
    ArticlePage.objects.filter(pk=page.pk).update(last_published_at=row.at)


def _value(kind: str, value: Any, drawer: Collection) -> Any:
    if kind == "picture":
        return {"image": _image(value, drawer).pk, "told": value.told, "caption": value.caption}
    if kind == "gallery":
        return [
            {
                "type": "item",
                "id": str(uuid4()),
                "value": {"image": _image(one, drawer).pk, "told": one.told, "caption": one.caption},
            }
            for one in value
        ]
    if kind == "quote":
        return {"words": value[0], "who": value[1]}
    return value


def _image(row: PictureRow, drawer: Collection) -> Image:
    """The district's picture of this content; the same file is kept once."""
    content = row.file.read_bytes()
    known: Image | None = Image.objects.filter(
        collection=drawer, file_hash=hashlib.sha1(content, usedforsecurity=False).hexdigest()
    ).first()
    if known is not None:
        return known
    drawn = ImageFile(io.BytesIO(content), name=row.file.name)
    image = Image(title=row.told, description=row.told, collection=drawer, file=drawn)
    image._set_image_file_metadata()
    image.save()
    return image
