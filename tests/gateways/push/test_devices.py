"""Devices are switched on and off, kept sealed, at most ten, and forgotten with their person; odd addresses are refused."""

from __future__ import annotations

import json
import socket
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from tests.conftest import MovableClock

if TYPE_CHECKING:
    from tests.gateways.push.home import Home

SUBSCRIPTIONS = "/my/push/subscriptions"


def post(client: Client, body: Any) -> Any:
    sent = body if isinstance(body, bytes) else json.dumps(body)
    return client.post(SUBSCRIPTIONS, sent, content_type="application/json")


def test_a_device_is_kept_sealed_and_its_owner_sees_it(home: Home) -> None:
    from linli.gateways.push.models import Device
    from tests.gateways.push.push_service import sha256

    browser = home.browser()
    row = Device.objects.get()
    assert row.account == home.account and row.subscription.endpoint == browser.endpoint
    kept = bytes(row.subscription_cipher)
    assert browser.endpoint.encode() not in kept and browser.endpoint not in row.endpoint_index
    page = home.client.get("/my/push").content.decode()
    assert "Chrome · Android" in page and sha256(browser.endpoint) in page and browser.endpoint not in page


def test_the_page_says_honestly_what_is_where_there_are_no_scripts(home: Home) -> None:
    page = home.client.get("/my/push").content.decode()
    assert "照旧用短信或微信告诉您" in page and 'data-when="on" hidden' in page
    assert "/my/push" in home.client.get("/my").content.decode()


def test_the_same_device_again_is_one_and_of_another_person_is_theirs(home: Home) -> None:
    from linli.gateways.push.models import Device
    from tests import factories
    from tests.gateways.push.home import OTHER_PHONE, signed_in, switch_on

    browser = home.browser()
    home.report()
    assert switch_on(home.client, browser).status_code == 204 and Device.objects.count() == 1
    other = factories.resident(OTHER_PHONE)
    assert switch_on(signed_in(other), browser).status_code == 204
    assert Device.objects.get().account == other
    home.work()
    assert browser.shown == [], "what the first was told is not shown to the second"


def test_it_is_switched_off_by_itself_and_from_another(home: Home) -> None:
    from linli.gateways.push.models import Device

    first, _second = home.browser(), home.browser()
    answer = home.client.delete(SUBSCRIPTIONS, {"endpoint": first.endpoint}, content_type="application/json")
    assert answer.status_code == 204 and Device.objects.count() == 1
    home.client.post(f"/my/push/{Device.objects.get().pk}/remove")
    assert Device.objects.count() == 0


def test_nobody_switches_off_anybody_elses(home: Home) -> None:
    from linli.gateways.push.models import Device
    from tests import factories
    from tests.gateways.push.home import OTHER_PHONE, signed_in

    browser, other = home.browser(), signed_in(factories.resident(OTHER_PHONE))
    other.post(f"/my/push/{Device.objects.get().pk}/remove")
    other.delete(SUBSCRIPTIONS, {"endpoint": browser.endpoint}, content_type="application/json")
    assert Device.objects.count() == 1


def test_of_eleven_the_oldest_goes(home: Home, clock: MovableClock) -> None:
    from linli.gateways.push.models import Device

    browsers = []
    for _one in range(11):
        browsers.append(home.browser())
        clock.advance(minutes=1)
    known = {row.subscription.endpoint for row in Device.objects.all()}
    assert known == {one.endpoint for one in browsers[1:]}


def test_erasing_a_person_erases_their_devices(home: Home) -> None:
    from linli.administering import erase_person
    from linli.gateways.push.models import Device, Push
    from tests.gateways.push.home import PHONE

    home.browser()
    home.report()
    home.work()
    assert Push.objects.count() == 1
    erase_person(PHONE)
    assert (Device.objects.count(), Push.objects.count()) == (0, 0)


def test_guests_staff_and_forged_forms_are_turned_away(home: Home) -> None:
    from linli.gateways.push.models import Device
    from linli.people.models import Account
    from tests.gateways.push.home import signed_in

    good = home.service.browser().subscription()
    assert post(Client(), good).status_code == 401
    assert post(signed_in(Account.objects.get(username="here")), good).status_code == 401
    forged = Client(enforce_csrf_checks=True)
    forged.force_login(home.account)
    assert post(forged, good).status_code == 403 and Device.objects.count() == 0


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://push.example.org/x", "https://10.0.0.1/x", "https://[::1]/x", "https://2130706433/x", "https://0x7f.1/x", "https://localhost/x",
        "https://127.0.0.1/x", "https://push.example.org:8443/x", "https://me@push.example.org/x", "https://push.example.org/a b", "ftp://push.example.org/",
        "https://", "push", "https://[/", "https://push.example.org:port/", "https://推送.example.org/x", "http://127.0.0.1.example.org/", "http://127.0.0.2/",
    ],
)  # fmt: skip
def test_an_address_that_no_push_service_has_is_refused(home: Home, endpoint: str) -> None:
    answer = post(home.client, home.service.browser().subscription() | {"endpoint": endpoint})
    assert answer.status_code == 400 and answer.json()["code"] == "unfit_endpoint"


def test_ones_own_machine_is_called_for_trying_out_only(home: Home, settings: Any) -> None:
    browser = home.browser()
    home.report()
    settings.DEBUG = False
    assert post(home.client, browser.subscription()).status_code == 400
    home.work()
    assert home.service.headers == []


def test_a_name_that_leads_inside_is_not_called(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    from linli.gateways.push.calling import post, public_addresses
    from linli.gateways.push.errors import Unreachable

    inside = [
        "10.1.2.3",
        "127.0.0.1",
        "169.254.169.254",
        "::1",
        "::ffff:192.168.1.1",
        "fd00::1",
        "0.0.0.0",
        "224.0.0.1",
    ]
    found = [(0, 0, 0, "", (address, 443)) for address in inside]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_asked, **_how: found)
    assert public_addresses("push.example.org", 443) == []
    with pytest.raises(Unreachable):
        post("https://push.example.org/x", {}, b"")
    found.append((0, 0, 0, "", ("8.8.8.8", 443)))
    assert public_addresses("push.example.org", 443) == ["8.8.8.8"]


@pytest.mark.parametrize(
    ("part", "value", "named"),
    [
        ("p256dh", "BAAA", "p256dh"), ("p256dh", "B" + "A" * 86, "p256dh"), ("p256dh", 7, "p256dh"), ("p256dh", "钥匙", "p256dh"),
        ("auth", "AAAA", "auth"), ("auth", None, "auth"),
    ],
)  # fmt: skip
def test_keys_that_are_none_are_refused(home: Home, part: str, value: object, named: str) -> None:
    given = home.service.browser().subscription()
    given["keys"][part] = value
    answer = post(home.client, given)
    assert answer.status_code == 400 and answer.json()["errors"][0]["field"] == named


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        b"null",
        b'{"endpoint": 5}',
        b"\xff",
        b'{"endpoint": "https://a.example.org/", "keys": []}',
    ],
)
def test_what_is_no_subscription_is_refused(home: Home, body: bytes) -> None:
    answer = post(home.client, body)
    assert answer.status_code == 400 and answer.json()["code"] == "unfit_subscription"
    assert post(home.client, b" " * 5000).status_code == 413
