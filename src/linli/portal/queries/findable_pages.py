"""Every page of a district that anyone may find, for its sitemap; and its newest policies, for its feed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from linli.catalogue.guides import guides
from linli.places.models import District

from ..models import ArticlePage, Policy
from .channels import channels_of

# What a sitemap may hold, by its standard.
MOST = 50_000


def newest_policies(district: District, most: int) -> list[Policy]:
    """Published ones, the newest first."""
    rows = Policy.objects.filter(district=district, live=True).defer("text", "questions")
    return list(rows.order_by("-issued_on", "-id")[:most])


def entries_of(district: District, policy_address: Callable[[str], str]) -> Iterator[tuple[str, datetime | None]]:
    """Paths with when they changed last, where that is known."""
    home = f"/{district.slug}/"
    yield home, None
    channels = channels_of(district)
    for channel in channels:
        yield channel.address, None
    if guides(district.code):
        yield f"{home}services", None
    for code in guides(district.code):
        yield f"{home}services/{code}", None
    yield f"{home}open", None
    yield f"{home}publishing", None
    articles = ArticlePage.objects.live().public().filter(url_path__startswith=home).order_by("-pk")
    for path, at in articles.values_list("url_path", "last_published_at")[: MOST // 2]:
        yield path, at
    policies = Policy.objects.filter(district=district, live=True).order_by("-id")
    for key, at in policies.values_list("pk", "updated_at")[: MOST // 3]:
        address = policy_address(str(key))
        if address:
            yield address, at
