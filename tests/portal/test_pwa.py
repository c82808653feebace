"""On a telephone: installed with shortcuts, and what was read stays readable."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from linli.places.models import District
from linli.portal.models import Policy
from tests import factories
from tests.portal.press import article


def test_the_manifest_has_shortcuts_to_what_there_is(client: Client, district: District) -> None:
    told = client.get(f"/manifest.webmanifest?district={factories.SLUG}").json()
    assert [one["url"] for one in told["shortcuts"]] == ["/demo/report", "/my"]
    Policy.objects.create(district=district, title="措施", level="district", text="正文", live=True)
    told = client.get(f"/manifest.webmanifest?district={factories.SLUG}").json()
    assert [one["url"] for one in told["shortcuts"]] == ["/demo/report", "/demo/policies", "/my"]
    assert "shortcuts" not in client.get("/manifest.webmanifest?for=patrol").json()


def kept(client: Client, path: str) -> bool:
    """Whether the service worker keeps a page of this address."""
    worker = client.get("/sw.js").content.decode()
    pattern = re.search(r"const TO_KEEP = /(.*)/;", worker)
    assert pattern is not None
    return re.search(pattern[1].replace("\\/", "/"), path) is not None


@pytest.mark.parametrize(
    ("path", "is_kept"),
    [
        ("/yicheng/feigong-jingji/geti-hu-yeshi/", True), ("/yicheng/services/gaoling-jintie", True),
        ("/yicheng/policies/0192f0c8-7d1e-7c00-8000-0000000000aa", True), ("/yicheng/services/for-me", False),
        ("/yicheng/services/gaoling-jintie/apply", False), ("/yicheng/", False), ("/yicheng/feigong-jingji/", False), ("/my", False),
        ("/c/YC-7K3F-9QWD", False), ("/cms/pages/3/", False), ("/desk/events/1/", False), ("/patrol/a/b/", False), ("/staff/a/b/", False),
        ("/yicheng/policies/subscribe", False),
    ],
)  # fmt: skip
def test_only_what_anyone_may_read_is_kept(client: Client, path: str, is_kept: bool) -> None:
    assert kept(client, path) is is_kept


def test_an_articles_page_may_be_kept_and_the_offline_page_lists_it(client: Client, district: District) -> None:
    page = article(district)
    assert kept(client, page.address)
    assert not re.search("no-store|private", client.get(page.address).headers.get("Cache-Control", ""))
    offline = client.get("/offline").content.decode()
    assert "data-kept" in offline and "web/kept" in offline and "您以前看过的" in offline
