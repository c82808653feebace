"""Photos in a browser: what it can draw becomes a JPEG; what nobody here can open is named before it is sent."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, expect

from linli.places.models import District
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def district() -> District:
    return factories.district()


def test_a_picture_of_another_kind_becomes_a_jpeg_or_is_named(
    context: BrowserContext, live_server, district: District
) -> None:
    drawn = io.BytesIO()
    Image.new("RGB", (64, 48), "#205080").save(drawn, "BMP")
    page = context.new_page()
    page.goto(f"{live_server.url}/demo/report")
    page.locator("#photos").set_input_files(
        [
            {"name": "井盖.bmp", "mimeType": "image/bmp", "buffer": drawn.getvalue()},
            {"name": "远处.heic", "mimeType": "image/heic", "buffer": b"\0\0\0\x18ftypheic" + bytes(40)},
        ]
    )
    expect(page.locator("#photos-said")).to_contain_text("“远处.heic”收不了")
    expect(page.locator("#photos-said")).to_contain_text("兼容性最佳")
    names = page.locator("#photos").evaluate("input => [...input.files].map((file) => [file.name, file.type])")
    assert names == [["井盖.jpg", "image/jpeg"]]
