"""Channels and articles as data: what anyone may read, and nothing of who reads."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from linli.places.queries import district_by

from ..errors import NoSuchArticle, NoSuchChannel
from ..face import absolute
from ..models import ArticlePage
from ..queries.articles import PICTURE, newest
from ..queries.channels import channel_of, channels_of

router = Router(tags=["portal"])
MOST = 100


class Channel(Schema):
    """`code` is what articles are asked for by."""

    code: str
    name: str
    intro: str
    services: list[str]
    address: str


class ArticleHead(Schema):
    id: int
    title: str
    summary: str
    kind: str
    channel: str
    source: str
    published_at: datetime | None
    changed_at: datetime | None
    address: str
    picture: str | None


class Article(ArticleHead):
    """`html` is the article's text as its page shows it, without the page around it."""

    html: str


class Articles(Schema):
    """`next` is what `after` takes for the following ones; absent on the last page."""

    items: list[ArticleHead]
    next: str | None


class Asked(Schema):
    district: str
    channel: str = ""
    after: str = ""
    limit: int = 25


@router.get("/channels", response=list[Channel], url_name="list_channels")
def list_channels(request: HttpRequest, district: str) -> list[dict[str, Any]]:
    """The channels of a district (its code or short name), as it orders them."""
    return [
        {"code": one.slug, "name": one.title, "intro": one.intro, "services": one.services, "address": absolute(one.address)}
        for one in channels_of(district_by(district))
    ]  # fmt: skip


@router.get("/articles", response=Articles, url_name="list_articles")
def list_articles(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:
    """Published articles of a district or of one of its channels, the newest first."""
    district = district_by(asked.district)
    channel = channel_of(district, asked.channel) if asked.channel else None
    if asked.channel and channel is None:
        raise NoSuchChannel(asked.channel)
    rows = newest(district, channel)
    limit = min(max(asked.limit, 1), MOST)
    before = ArticlePage.objects.filter(pk=int(asked.after)).first() if _is_key(asked.after) else None
    if before is not None and before.first_published_at is not None:
        rows = rows.filter(first_published_at__lt=before.first_published_at) | rows.filter(
            first_published_at=before.first_published_at, pk__lt=before.pk
        )
    found = list(rows[: limit + 1])
    return {
        "items": [_head(one) for one in found[:limit]],
        "next": str(found[limit - 1].pk) if len(found) > limit else None,
    }


@router.get("/articles/{int:key}", response=Article, url_name="one_article")
def one_article(request: HttpRequest, key: int) -> dict[str, Any]:
    """One published article."""
    page = ArticlePage.objects.live().public().select_related("picture").filter(pk=key).first()
    if page is None:
        raise NoSuchArticle
    html = page.body.render_as_block({"page": page})
    return {**_head(page), "html": html}


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 18


def _head(page: ArticlePage) -> dict[str, Any]:
    return {
        "id": page.pk, "title": page.title, "summary": page.summary, "kind": page.kind, "source": page.source,
        "channel": page.url_path.split("/")[2], "published_at": page.first_published_at,
        "changed_at": page.last_published_at, "address": absolute(page.address),
        "picture": absolute(page.picture.get_rendition(PICTURE).url) if page.picture else None,
    }  # fmt: skip
