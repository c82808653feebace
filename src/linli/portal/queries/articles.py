"""Articles as cards in lists, and what an article's own page shows around its text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from wagtail.images.models import Image

from linli.places.models import District
from linli.places.queries import district_by

from ..face import Face, absolute, shortened
from ..models import ArticleKind, ArticlePage, ChannelPage, DistrictPage

MORE = 5
# Below this a second publishing is a slip put right, not news.
CHANGED_AFTER = timedelta(hours=1)
PICTURE = "width-1200|format-jpeg"


@dataclass(frozen=True)
class Story:
    """An article in a list. `channel` is empty where the list is a channel's own."""

    pk: int
    title: str
    summary: str
    address: str
    at: datetime | None
    picture: Image | None
    kind: str
    channel: str = ""

    @property
    def kind_name(self) -> str:
        return "" if self.kind == ArticleKind.ARTICLE else str(ArticleKind(self.kind).label)


def stories(articles: Iterable[ArticlePage], channels: dict[str, str] | None = None) -> list[Story]:
    """Cards; `channels` names each channel by its place in the tree."""
    named = channels or {}
    return [
        Story(
            one.pk, one.title, one.summary, one.address, one.first_published_at, one.picture, one.kind,
            named.get(one.path[: -one.steplen], ""),
        )
        for one in articles
    ]  # fmt: skip


def newest(district: District, channel: ChannelPage | None = None) -> QuerySet[ArticlePage]:
    """Articles that anyone may read, the newest first: of a district, or of one of its channels."""
    above = channel or DistrictPage.objects.filter(district=district).first()
    found = ArticlePage.objects.live().public()
    found = found.descendant_of(above) if above else found.none()
    answer: QuerySet[ArticlePage] = (
        found.select_related("picture").prefetch_related("picture__renditions").defer("body").order_by("-first_published_at", "-pk")
    )  # fmt: skip
    return answer


def newest_stories(district: District, most: int) -> list[Story]:
    """The newest of all channels, each with its channel's name: three statements."""
    channels = dict(ChannelPage.objects.filter(url_path__startswith=f"/{district.slug}/").values_list("path", "title"))
    return stories(newest(district)[:most], channels)


def article_context(page: ArticlePage) -> dict[str, Any]:
    """What the page shows beside the article itself."""
    district = district_by(page.district_id)
    channel = ChannelPage.objects.parent_of(page).get()
    more = list(newest(district, channel).exclude(pk=page.pk)[:MORE])
    alone = len(more) < MORE // 2
    if alone:
        known = {page.pk, *(one.pk for one in more)}
        more += list(newest(district).exclude(pk__in=known)[: MORE - len(more)])
    first, last = page.first_published_at, page.last_published_at
    return {
        "district": district,
        "channel": channel,
        "source": page.source or district.name,
        "changed": bool(first and last and last - first > CHANGED_AFTER and page.latest_revision_id and not page.origin),
        "more": stories(more),
        "more_of": district.name if alone else channel.title,
        "face": _face(page, district, channel),
        "code": page.pk,
    }  # fmt: skip


def _face(page: ArticlePage, district: District, channel: ChannelPage) -> Face:
    picture = page.picture.get_rendition(PICTURE).url if page.picture else ""
    published = page.first_published_at.isoformat() if page.first_published_at else ""
    told: dict[str, Any] = {
        "@type": "NewsArticle" if page.kind == ArticleKind.ARTICLE else "Article",
        "headline": page.title,
        "inLanguage": "zh-Hans",
        "mainEntityOfPage": absolute(page.address),
        "datePublished": published,
        "dateModified": page.last_published_at.isoformat() if page.last_published_at else published,
        "articleSection": channel.title,
        "isAccessibleForFree": True,
        "publisher": {"@type": "GovernmentOrganization", "name": district.name, "url": absolute(f"/{district.slug}/")},
        "author": {"@type": "Organization", "name": page.source or district.name},
    }
    if picture:
        told["image"] = absolute(picture)
    description = shortened(page.summary or page.title)
    return Face(page.title, description, page.address, picture, "article", told, published)
