"""Feeds and sitemaps: what is new here, for programs that people let read for them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from xml.sax.saxutils import escape

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from linli.places.models import District
from linli.places.queries import district_named, districts

from ..errors import NoSuchChannel
from ..face import absolute
from ..queries.articles import Story, newest, stories
from ..queries.channels import channel_of
from ..queries.findable_pages import entries_of, newest_policies

MOST = 50
_SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
kept = cache_control(public=True, max_age=300)


def policy_address(district: District, key: str) -> str:
    """Where a policy is read; empty as long as no page shows one."""
    try:
        return reverse("portal:policy", args=[district.slug, key])
    except NoReverseMatch:
        return ""


@require_safe
@kept
def all_articles(request: HttpRequest, district: str) -> HttpResponse:
    found = district_named(district)
    name = _("%(name)s: newest articles") % {"name": found.name}
    return _feed(name, "", f"/{found.slug}/", request.path, _items(stories(newest(found)[:MOST]), found))


@require_safe
@kept
def one_channel(request: HttpRequest, district: str, channel: str) -> HttpResponse:
    found = district_named(district)
    page = channel_of(found, channel)
    if page is None:
        raise Http404(NoSuchChannel(channel).message)
    name = f"{found.name} · {page.title}"
    return _feed(name, page.intro, page.address, request.path, _items(stories(newest(found, page)[:MOST]), found))


@require_safe
@kept
def policies(request: HttpRequest, district: str) -> HttpResponse:
    found = district_named(district)
    name = _("%(name)s: newest policies") % {"name": found.name}
    items = [
        Entry(str(one.pk), one.title, one.summary or " ".join(filter(None, (one.number, one.issuer))), address, one.created_at, one.issuer)
        for one in newest_policies(found, MOST) if (address := policy_address(found, str(one.pk)))
    ]  # fmt: skip
    return _feed(name, "", f"/{found.slug}/", request.path, items)


class Entry:
    """One entry of a feed. `key` makes its identifier, which stays when its address moves."""

    def __init__(self, key: str, title: str, text: str, address: str, at: datetime | None, author: str) -> None:
        self.key, self.title, self.text, self.address, self.at, self.author = key, title, text, address, at, author


def _items(found: Iterable[Story], district: District) -> list[Entry]:
    return [Entry(f"article-{one.pk}", one.title, one.summary, one.address, one.at, district.name) for one in found]


def _feed(name: str, text: str, address: str, own: str, entries: list[Entry]) -> HttpResponse:
    feed = Atom1Feed(name, absolute(address), text, language="zh-Hans", feed_url=absolute(own))
    host = absolute("/").split("/")[2]
    for one in entries:
        feed.add_item(
            one.title, absolute(one.address), one.text, author_name=one.author, pubdate=one.at, updateddate=one.at,
            unique_id=f"tag:{host},2026:{one.key}",
        )  # fmt: skip
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


@require_safe
@kept
def sitemaps(request: HttpRequest) -> HttpResponse:
    """The sitemaps of all districts; at a district's own host, of that one."""
    own = request.META.get("linli.host_district")
    listed = [one for one in districts() if own in (None, one.slug)]
    rows = "".join(f"<sitemap><loc>{escape(absolute(f'/{one.slug}/sitemap.xml'))}</loc></sitemap>" for one in listed)
    return _xml(f'<sitemapindex xmlns="{_SITEMAPS}">{rows}</sitemapindex>')


@require_safe
@kept
def sitemap(request: HttpRequest, district: str) -> HttpResponse:
    """Every page of a district that is for anyone: front page, channels, articles, services, policies."""
    found = district_named(district)
    rows = "".join(
        f"<url><loc>{escape(absolute(path))}</loc>{f'<lastmod>{at.date().isoformat()}</lastmod>' if at else ''}</url>"
        for path, at in entries_of(found, lambda key: policy_address(found, key))
    )
    return _xml(f'<urlset xmlns="{_SITEMAPS}">{rows}</urlset>')


def _xml(inside: str) -> HttpResponse:
    return HttpResponse(f'<?xml version="1.0" encoding="UTF-8"?>\n{inside}\n', content_type="application/xml; charset=utf-8")  # fmt: skip
