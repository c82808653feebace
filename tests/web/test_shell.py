"""What every page shares: headers, type size, the installable shell, and errors said kindly."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from linli.places import revision
from linli.web import faults, views

pytestmark = pytest.mark.django_db


@pytest.fixture
def district():
    from linli.places.models import District

    return District.objects.create(
        code="511502", slug="cuiping", name="翠屏区", city="宜宾市", province="四川省", prefix="CP", demo=True
    )


def test_one_district_is_gone_to_at_once(client: Client, district) -> None:
    response = client.get("/")
    assert response.status_code == 302
    assert response.headers["Location"] == "/cuiping/"


def test_where_no_district_is_known_each_door_asks_for_it_first(client: Client, district) -> None:
    from linli.places.models import District

    assert client.get("/?to=report").headers["Location"] == "/cuiping/report"
    District.objects.create(code="370404", slug="yicheng", name="峄城区", prefix="YC", demo=True)
    revision.forget()
    page = client.get("/my").content.decode()
    for address in ("/?to=report", "/?to=nearby", "/?to=open"):
        assert f'href="{address}"' in page
        asked = client.get(address).content.decode()
        for slug in ("cuiping", "yicheng"):
            link = f"/{slug}/{address.partition('=')[2]}"
            assert f'href="{link}"' in asked and client.get(link).status_code == 200
    assert 'href="/cuiping/"' in client.get("/?to=https://example.invalid").content.decode()


def test_no_district_yet_says_what_will_be_there(client: Client) -> None:
    assert "还没有开通的区县" in client.get("/").content.decode()


def test_home_says_it_is_invented_and_leads_to_reporting(client: Client, district) -> None:
    page = client.get("/cuiping/").content.decode()
    assert "演示数据：人物与案卷均为虚构" in page
    assert 'href="/cuiping/report"' in page
    assert 'lang="zh-Hans"' in page


def test_first_page_is_light(client: Client, district) -> None:
    from django.contrib.staticfiles import finders

    page = client.get("/cuiping/").content
    files = ["linli.css", "shell.js", "ago.js", "dialog.js", "large-type.js", "icon.svg", "roofs.svg"]
    weight = len(page)
    for name in files:
        weight += Path(str(finders.find(f"web/{name}"))).stat().st_size
    assert weight < 60_000


def test_every_answer_is_guarded(client: Client) -> None:
    headers = client.get("/healthz").headers
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "geolocation=(self)" in headers["Permissions-Policy"]


def test_large_type_is_remembered_and_leads_back(client: Client, district) -> None:
    response = client.get("/type", {"size": "large", "next": "/cuiping/?a=1"})
    assert response.headers["Location"] == "/cuiping/?a=1"
    assert 'data-type="large"' in client.get("/cuiping/").content.decode()
    client.get("/type", {"size": "normal", "next": "/"})
    assert 'data-type="large"' not in client.get("/cuiping/").content.decode()


@pytest.mark.parametrize(
    "elsewhere", ["https://example.cn/", "//example.cn", "javascript:alert(1)", "abc", "offline", ""]
)
def test_type_switch_leads_nowhere_else(client: Client, elsewhere: str) -> None:
    assert client.get("/type", {"size": "large", "next": elsewhere}).headers["Location"] == "/"


def test_manifest_is_named_after_the_district(client: Client, district) -> None:
    told = json.loads(client.get("/manifest.webmanifest", {"district": "cuiping"}).content)
    assert told["name"] == "翠屏区 邻里"
    assert told["start_url"] == "/cuiping/"
    assert {"192x192", "512x512"} <= {icon["sizes"] for icon in told["icons"]}
    patrol = json.loads(client.get("/manifest.webmanifest", {"for": "patrol"}).content)
    assert patrol["start_url"] == "/patrol/"


def test_service_worker_covers_the_whole_site(client: Client) -> None:
    response = client.get("/sw.js")
    assert response.headers["Service-Worker-Allowed"] == "/"
    assert response.headers["Content-Type"].startswith("text/javascript")
    assert "linli.css" in response.content.decode()


def test_offline_page_and_robots(client: Client) -> None:
    assert "现在没有网络" in client.get("/offline").content.decode()
    assert "Disallow: /desk/" in client.get("/robots.txt").content.decode()


@pytest.mark.parametrize("status", sorted(faults.FAULTS))
def test_each_error_says_what_happened_and_what_to_do(rf: RequestFactory, status: int) -> None:
    response = faults.fault_page(rf.get("/x"), status)
    page = response.content.decode()
    assert response.status_code == status
    assert "请您" in page or "请用" in page or "请凭" in page
    assert "系统" not in page


@pytest.mark.parametrize(
    ("handler", "status"),
    [
        (views.bad_request, 400),
        (views.permission_denied, 403),
        (views.page_not_found, 404),
        (views.server_error, 500),
    ],
)
def test_handlers_answer_with_their_status(rf: RequestFactory, handler, status: int) -> None:
    request: HttpRequest = rf.get("/x")
    response: HttpResponse = handler(request)
    assert response.status_code == status


def test_a_stale_form_says_what_to_do_and_promises_no_more(rf: RequestFactory) -> None:
    page = views.csrf_failure(rf.post("/x"), "token").content.decode()
    assert "请您返回" in page and "照片" in page and "没有丢" not in page


def test_unknown_district_is_not_found(client: Client, district) -> None:
    assert client.get("/nowhere/").status_code == 404
