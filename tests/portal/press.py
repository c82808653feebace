"""A district with channels, articles and those who write them, and a neighbour that has the same."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.files.images import ImageFile
from django.test import Client
from PIL import Image as Drawing
from wagtail.images.models import Image

from linli.people import actions as people
from linli.places import actions as places
from linli.places.models import District
from linli.portal import actions as portal
from linli.portal.models import ArticlePage, ChannelPage
from linli.portal.queries.drawers import drawer_of
from tests import factories

AGENT = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126 Mobile Safari/537.36"
WRITER, WRITER2, CHIEF, CHIEF2 = "writer", "writer2", "chief", "chief2"
NEWS, FIRMS = "news", "firms"
OTHER, OTHER_SLUG, OTHER_WRITER, OTHER_CHIEF = "990303", "other", "far-writer", "far-chief"
DAY = datetime(2026, 11, 1, 1, 0, tzinfo=UTC)


def paper_with_press() -> District:
    """The district of the factories, with two channels, two writers and two chief editors."""
    found = factories.district()
    portal.replace_channels(
        found, [portal.ChannelRow(NEWS, "新闻", "区里的事"), portal.ChannelRow(FIRMS, "企业", "给企业的", ("gone",))]
    )
    portal.replace_outlets(
        found,
        [
            portal.OutletRow("paper", "国家日报", "national"),
            portal.OutletRow("station", "省电视台", "provincial"),
            portal.OutletRow("own", "区公众号", "own"),
        ],
    )
    _staff(
        found, {WRITER: "editor", WRITER2: "editor", CHIEF: "chief_editor", CHIEF2: "chief_editor"}, factories.CENTRE
    )
    places.bump_revision(found)
    return found


def neighbour() -> District:
    """Another district, with a channel, a writer and a chief editor of its own."""
    found, _changes = places.replace_district(
        code=OTHER, slug=OTHER_SLUG, name="邻区", city="样例市", province="样例省", prefix="LQ", demo=True,
        settings={"contact": "12345", "hours": [["09:00", "12:00"]], "holidays": [], "workdays": []},
    )  # fmt: skip
    people.replace_organisations(found, [people.OrganisationRow(f"{OTHER}-center", "邻区中心", "中心", "centre")])
    portal.replace_channels(found, [portal.ChannelRow(NEWS, "邻区新闻")])
    _staff(found, {OTHER_WRITER: "editor", OTHER_CHIEF: "chief_editor"}, f"{OTHER}-center")
    places.bump_revision(found)
    return found


def _staff(district: District, roles: dict[str, str], unit: str) -> None:
    known = factories.STAFF if district.code == factories.CODE else {}
    held = {**known, **{name: (role, unit, None) for name, role in roles.items()}}
    rows = [people.PersonRow(f"某{name}", name, None, (people.PositionRow(*place),)) for name, place in held.items()]
    people.replace_people(district, rows, factories.PASSWORD)


def channel(district: District, code: str = NEWS) -> ChannelPage:
    found: ChannelPage = ChannelPage.objects.get(url_path=f"/{district.slug}/{code}/")
    return found


def article(district: District, title: str = "石榴熟了", code: str = NEWS, **given: Any) -> ArticlePage:
    """A published article; `at` says since when, `body` what it is made of."""
    at = given.pop("at", DAY)
    live = given.pop("live", True)
    page = ArticlePage(title=title, live=live, first_published_at=at if live else None, last_published_at=at, **given)
    channel(district, code).add_child(instance=page)
    revision = page.save_revision(log_action=False)
    if live:
        ArticlePage.objects.filter(pk=page.pk).update(live_revision=revision, has_unpublished_changes=False)
    return ArticlePage.objects.get(pk=page.pk)


def png(colour: str = "#0a6b5e", wide: int = 1280, high: int = 720) -> bytes:
    buffer = io.BytesIO()
    Drawing.new("RGB", (wide, high), colour).save(buffer, "PNG")
    return buffer.getvalue()


def picture(district: District, told: str = "园子里的石榴树", colour: str = "#0a6b5e") -> Image:
    """A picture in the district's drawer."""
    drawer = drawer_of(district)
    image = Image(title=told, description=told, collection=drawer, file=ImageFile(io.BytesIO(png(colour)), "tree.png"))
    image.save()
    return image


def signed_in(username: str) -> Client:
    client = Client(headers={"user-agent": AGENT})
    answer = client.post("/staff/sign-in", {"username": username, "password": factories.PASSWORD})
    assert answer.status_code == 302, username
    return client


def reader() -> Client:
    return Client(headers={"user-agent": AGENT})


def written_pack(folder: Path, name: str, text: str) -> None:
    (folder / "articles").mkdir(exist_ok=True)
    (folder / "articles" / name).write_text(text, encoding="utf-8")
