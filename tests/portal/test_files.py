"""Pictures, files and videos over HTTP: for anyone while something published shows them, else for their own editors alone."""

from __future__ import annotations

import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.test import Client
from PIL import Image as Drawing
from wagtail.documents.models import Document
from wagtail.images.models import Image

from linli.places import actions as places
from linli.places.models import District
from linli.portal import actions as portal
from linli.portal.models import ArticlePage, Policy
from linli.portal.queries.drawers import drawer_of
from tests.portal import press
from tests.portal.press import CHIEF, OTHER_CHIEF, OTHER_WRITER, WRITER, article, picture, reader, signed_in

FILM = bytes(range(256)) * 40


def paper(district: District, name: str = "名单.pdf", content: bytes = b"%PDF-1.4 x") -> Document:
    made: Document = Document.objects.create(
        title=name, collection=drawer_of(district), file=ContentFile(content, name=name)
    )
    return made


def status(client: Client, address: str) -> int:
    answer = client.get(address)
    if answer.streaming:
        b"".join(answer.streaming_content)
    return int(answer.status_code)


def test_a_file_is_had_only_while_something_published_hands_it_out(district: District) -> None:
    file = paper(district)
    page = article(district, body=[{"type": "file", "value": file.pk}], live=False)
    assert status(reader(), file.url) == 404, "of a draft"
    page.save_revision().publish(skip_permission_checks=True)
    assert status(reader(), file.url) == 200
    ArticlePage.objects.get(pk=page.pk).unpublish()
    assert status(reader(), file.url) == 404, "taken offline"
    assert status(signed_in(WRITER), file.url) == 200 == status(signed_in(CHIEF), file.url)


def test_nor_one_that_only_a_draft_of_a_published_article_names(district: District) -> None:
    page, file = article(district), paper(district)
    page.body = [("file", file)]
    page.save_revision()
    assert status(reader(), file.url) == 404
    ArticlePage.objects.get(pk=page.pk).get_latest_revision().publish(skip_permission_checks=True)
    assert status(reader(), file.url) == 200


def test_one_in_the_words_of_a_paragraph_too(district: District) -> None:
    file = paper(district)
    told = f'<p>请看<a linktype="document" id="{file.pk}">名单</a></p>'
    page = article(district, body=[{"type": "text", "value": told}])
    assert file.url in reader().get(page.address).content.decode()
    assert status(reader(), file.url) == 200


def test_an_attachment_of_a_policy_is_had_while_the_policy_is_published(district: District) -> None:
    file, other = paper(district, "附件.pdf"), paper(district, "别的.pdf")
    policy = Policy.objects.create(
        district=district, title="办法", level="district", text="x", live=False, attachments=[file.pk]
    )
    assert status(reader(), file.url) == 404
    policy.live = True
    policy.save()
    assert (status(reader(), file.url), status(reader(), other.url)) == (200, 404)


@pytest.mark.parametrize("who", [OTHER_WRITER, OTHER_CHIEF, "centre", "admin"])
def test_unpublished_ones_are_not_there_for_the_neighbours_editors_nor_for_other_staff(
    district: District, who: str
) -> None:
    press.neighbour()
    file, image = paper(district), picture(district)
    article(district, picture=image, body=[{"type": "file", "value": file.pk}], live=False)
    small = image.get_rendition("fill-480x270|format-webp")
    client = signed_in(who)
    assert [status(client, one) for one in (file.url, small.url, image.file.url)] == [404, 404, 404]


def test_a_picture_in_its_sizes_is_had_like_a_file(district: District) -> None:
    image = picture(district)
    small = image.get_rendition("fill-480x270|format-webp").url
    assert (status(reader(), small), status(signed_in(WRITER), small)) == (404, 200)
    assert signed_in(WRITER).get(small).headers["Cache-Control"] == "private, no-store"
    page = article(district, picture=image)
    assert status(reader(), small) == 200
    assert reader().get(small).headers["Cache-Control"] == "public, max-age=86400"
    page.delete()
    assert status(reader(), small.replace("480x270", "481x270")) == 404


def test_where_a_picture_was_taken_is_not_told(district: District) -> None:
    """Nobody gets the file as it was handed in but editors, and the sizes made of it know no place."""
    exif = Drawing.Exif()
    exif.get_ifd(0x8825).update({1: "N", 2: (34.0, 46.0, 12.0), 3: "E", 4: (117.0, 35.0, 8.0)})
    buffer = io.BytesIO()
    Drawing.new("RGB", (900, 600), "#0a6b5e").save(buffer, "JPEG", exif=exif)
    image = Image.objects.create(title="井盖", collection=drawer_of(district), file=ImageFile(buffer, "where.jpg"))
    article(district, picture=image)
    assert (status(reader(), image.file.url), status(signed_in(WRITER), image.file.url)) == (404, 200)
    for spec in ("width-720|format-webp", "width-1200|format-jpeg"):
        shown = Drawing.open(io.BytesIO(b"".join(reader().get(image.get_rendition(spec).url).streaming_content)))
        assert not shown.getexif().get_ifd(0x8825), spec


def test_two_districts_of_one_name_have_each_their_own_drawer(district: District) -> None:
    far = press.neighbour()
    District.objects.filter(pk=far.pk).update(name=district.name)
    far.refresh_from_db()
    portal.replace_channels(far, [portal.ChannelRow(press.NEWS, "新闻")])
    places.bump_revision(far)
    assert drawer_of(far) != drawer_of(district)
    secret = picture(far, "同名区的图")
    assert "同名区的图" not in signed_in(CHIEF).get("/cms/images/").content.decode()
    assert signed_in(CHIEF).get(f"/cms/images/{secret.pk}/").status_code in (302, 403, 404)


@pytest.mark.parametrize(
    ("asked", "status", "told", "length"),
    [
        ("", 200, None, len(FILM)), ("bytes=0-1", 206, "bytes 0-1/10240", 2), ("bytes=10000-", 206, "bytes 10000-10239/10240", 240),
        ("bytes=-100", 206, "bytes 10140-10239/10240", 100), ("bytes=0-99999", 206, "bytes 0-10239/10240", 10240),
        ("bytes=10240-", 416, "bytes */10240", 0), ("bytes=9-3", 416, "bytes */10240", 0), ("bytes=-", 200, None, len(FILM)),
        ("bytes=a-b", 200, None, len(FILM)), ("bytes=0-1,5-6", 200, None, len(FILM)),
    ],
)  # fmt: skip
def test_a_video_is_given_in_the_parts_that_telephones_ask_for(
    district: District, asked: str, status: int, told: str | None, length: int
) -> None:
    film = paper(district, "夜市.mp4", FILM)
    value = {"file": film.pk, "poster": None, "told": "夜市", "words": ""}
    page = article(district, kind="video", body=[{"type": "video", "value": value}])
    assert f'<video controls playsinline preload="none" src="{film.url}"' in reader().get(page.address).content.decode()
    answer = reader().get(film.url, headers={"range": asked} if asked else {})
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert (answer.status_code, answer.headers.get("Content-Range"), len(body)) == (status, told, length)
    if answer.status_code == 206 and told:
        first = int(told.split()[1].split("-")[0])
        assert body == FILM[first : first + length]


@pytest.mark.parametrize(
    "name",
    ["../secret.key", "images/../../secret.key", "/etc/passwd", "documents/x.pdf", "images/", "images/no.webp", "x"],
)
def test_no_other_file_is_handed_out(district: District, name: str) -> None:
    paper(district, "x.pdf")
    for client in (reader(), signed_in(CHIEF)):
        assert status(client, f"/files/{name}") == 404
