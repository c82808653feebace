"""What a channel's page shows: its newest articles, and the services that belong to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from linli.catalogue.guides import Guide, guides
from linli.places.models import District
from linli.places.queries import district_by

from ..face import Face, absolute, shortened
from ..models import ChannelPage, DistrictPage
from .articles import newest, stories

# One that leads and four rows of three.
PAGE = 13
FARTHEST = 1000


def channels_of(district: District) -> list[ChannelPage]:
    """The channels of a district that are online, as the pack orders them."""
    home = DistrictPage.objects.filter(district=district).first()
    return list(ChannelPage.objects.child_of(home).live()) if home else []


def channel_of(district: District, code: str) -> ChannelPage | None:
    return next((one for one in channels_of(district) if one.slug == code), None)


def channel_context(page: ChannelPage, asked: Mapping[str, str]) -> dict[str, Any]:
    """The page of a channel; a page number that makes no sense is the first."""
    district = district_by(page.district_id)
    said = asked.get("page", "1")
    number = int(said) if said.isascii() and said.isdigit() and 0 < int(said[:5]) <= FARTHEST else 1
    first = (number - 1) * PAGE
    found = stories(newest(district, page)[first : first + PAGE + 1])
    feed = f"/{district.slug}/feed/{page.slug}"
    return {
        "district": district, "channels": channels_of(district), "stories": found[:PAGE], "lead": number == 1,
        "number": number, "newer": f"?page={number - 1}" if number > 1 else "",
        "older": f"?page={number + 1}" if len(found) > PAGE else "", "services": _services(page),
        "feed": feed, "feed_name": page.title, "face": _face(page, district),
    }  # fmt: skip


def _services(page: ChannelPage) -> list[Guide]:
    known = guides(page.district_id)
    return [known[code] for code in page.services if code in known]


def _face(page: ChannelPage, district: District) -> Face:
    told = {
        "@type": "CollectionPage", "name": page.title, "inLanguage": "zh-Hans", "url": absolute(page.address),
        "isPartOf": {"@type": "WebSite", "name": district.name, "url": absolute(f"/{district.slug}/")},
    }  # fmt: skip
    return Face(page.title, shortened(page.intro or page.title), page.address, told=told)
