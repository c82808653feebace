"""Where short addresses lead, and what is printed beside their codes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from linli.catalogue.guides import guides
from linli.places.models import District
from linli.places.queries import UnknownDistrict, district_by

from ..actions.shortening import read_code, short_code
from ..models import ArticlePage, Policy, ShortAddress, Target


@dataclass(frozen=True)
class Destination:
    """What a code leads to: its page, and what a poster says of it."""

    code: str
    district: District
    target: str
    path: str
    title: str
    lead: str = ""

    @property
    def short(self) -> str:
        """The address as people type it: without https://"""
        return self.address.split("://", 1)[-1]

    @property
    def address(self) -> str:
        return f"{settings.LINLI_ADDRESS}/s/{self.code}"


# (path, title, lead) of a thing, None where it is not there (any more).
Found = tuple[str, str, str] | None


def _policy(district: District, key: str) -> Found:
    known = _uuid(key)
    row = Policy.objects.filter(pk=known, district=district, live=True).first() if known else None
    path = reverse("portal:policy", args=[district.slug, key]) if row else ""
    return (path, row.title, "\n".join(filter(None, [_short(row.issuer), row.number]))) if row else None


def _short(issuer: str) -> str:
    """The first of many who issued it together: a poster has no room for all of them."""
    names = issuer.replace("、", " ").split(" ")
    return issuer if len(issuer) <= 40 else _("%(first)s and others") % {"first": names[0]}


def _service(district: District, key: str) -> Found:
    shown = guides(district.code).get(key)
    return (reverse("catalogue:guide", args=[district.slug, key]), shown.name, shown.spec.summary) if shown else None


def _article(district: District, key: str) -> Found:
    page = ArticlePage.objects.filter(pk=int(key)).live().first() if key.isdigit() else None
    if page is None or page.district_id != district.code:
        return None
    return page.address, page.title, page.summary


def _elsewhere(name: str) -> Callable[[District, str], Found]:
    """What another room shows at an address of that name, by district and key; the page itself says whether it is there."""

    def find(district: District, key: str) -> Found:
        try:
            return (reverse(name, args=[district.slug, key]), "", "")
        except NoReverseMatch:
            return None

    return find


LEADS_TO: Mapping[str, Callable[[District, str], Found]] = {
    Target.POLICY: _policy, Target.SERVICE: _service, Target.ARTICLE: _article,
    Target.VENUE: _elsewhere("community:venue"), Target.EVENT: _elsewhere("community:event"), Target.TOPIC: _elsewhere("dialogue:topic"),
}  # fmt: skip


def destination(typed: str) -> Destination | None:
    """What a code leads to, however it was typed; None for one that is unknown, or whose thing is gone."""
    code = read_code(typed)
    row = ShortAddress.objects.filter(pk=code).first() if code else None
    if row is None:
        return None
    try:
        district = district_by(row.district_id)
    except UnknownDistrict:
        return None
    found = LEADS_TO[row.target](district, row.key)
    return Destination(row.code, district, row.target, *found) if found else None


def short_address(district: District, target: str, key: str) -> str:
    """The whole short address of a thing, as its QR code holds it."""
    return f"{settings.LINLI_ADDRESS}/s/{short_code(district.code, target, key)}"


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
