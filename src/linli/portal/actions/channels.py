"""What a pack says of the portal: its channels, and the outlets that republish it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from wagtail.models import Page, Site

from linli.places.actions import Changes
from linli.places.models import District

from ..models import ChannelPage, DistrictPage, Outlet
from .desks import found_desks


@dataclass(frozen=True)
class ChannelRow:
    """A channel as the pack names it; `services` are codes of the district's."""

    code: str
    name: str
    intro: str = ""
    services: tuple[str, ...] = ()


@dataclass(frozen=True)
class OutletRow:
    code: str
    name: str
    level: str


@transaction.atomic
def replace_channels(district: District, rows: Sequence[ChannelRow]) -> Changes:
    """Bring the district's channels in line, in this order. One that is gone is taken offline with all its articles kept."""
    changes = Changes()
    if not rows and not DistrictPage.objects.filter(district=district).exists():
        return changes
    home = _home_of(district)
    known = {page.slug: page for page in ChannelPage.objects.child_of(home)}
    for row in rows:
        page = known.pop(row.code, None)
        if page is None:
            home.add_child(
                instance=ChannelPage(slug=row.code, title=row.name, intro=row.intro, services=list(row.services))
            )
            home.refresh_from_db()
            changes.added.append(row.name)
        elif (page.title, page.intro, tuple(page.services), page.live) != (row.name, row.intro, row.services, True):
            page.title, page.draft_title, page.intro, page.services = row.name, row.name, row.intro, list(row.services)
            page.live = True
            page.save()
            changes.changed.append(row.name)
    for page in known.values():
        if page.live:
            page.unpublish()
            changes.removed.append(page.title)
    _in_order(home, [row.code for row in rows])
    return changes


def _home_of(district: District) -> DistrictPage:
    """The district's page; founded with its desks where there is none."""
    found = DistrictPage.objects.filter(district=district).first()
    if found is None:
        found = _root().add_child(instance=DistrictPage(slug=district.slug, title=district.name, district=district))
    elif (found.slug, found.title) != (district.slug, district.name):
        found.slug, found.title, found.draft_title = district.slug, district.name, district.name
        found.save()
    found_desks(district, found)
    return found


def _root() -> Page:
    """The page above all districts; the one site of the installation begins there."""
    root = Page.get_first_root_node()
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        Site.objects.create(hostname="localhost", port=80, root_page=root, is_default_site=True, site_name="邻里")
    elif site.root_page_id != root.pk:
        # What the editors' part was installed with: a page of welcome.
        site.root_page, site.site_name = root, "邻里"
        site.save()
        root.get_children().filter(slug="home", depth=2).exclude(pk__in=DistrictPage.objects.values("pk")).delete()
    return Page.objects.get(pk=root.pk)


def _in_order(home: DistrictPage, codes: Sequence[str]) -> None:
    """Move the channels until they stand as the pack lists them."""
    standing = [page for page in home.get_children() if page.slug in codes]
    wanted = sorted(standing, key=lambda page: codes.index(page.slug))
    if [page.pk for page in standing] == [page.pk for page in wanted]:
        return
    for page in wanted:
        Page.objects.get(pk=page.pk).move(Page.objects.get(pk=home.pk), pos="last-child")


@transaction.atomic
def replace_outlets(district: District, rows: Sequence[OutletRow]) -> Changes:
    """Bring the district's outlets in line; one that is gone is retired, for its figures stay."""
    changes = Changes()
    known = {one.code: one for one in Outlet.objects.filter(district=district)}
    for position, row in enumerate(rows):
        one = known.pop(row.code, None)
        told = {"name": row.name, "level": row.level, "position": position, "active": True}
        if one is None:
            Outlet.objects.create(district=district, code=row.code, **told)
            changes.added.append(row.name)
        elif any(getattr(one, name) != value for name, value in told.items()):
            Outlet.objects.filter(pk=one.pk).update(**told)
            changes.changed.append(row.name)
    for one in known.values():
        if one.active:
            Outlet.objects.filter(pk=one.pk).update(active=False)
            changes.removed.append(one.name)
    return changes
