"""How people come in: the pace of codes and the lock go by the address they come from, and little is kept of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt, AccessLog
from django.test import Client

from linli.people.actions import forget_who_came
from linli.people.actions.arriving import CODES_AN_HOUR
from linli.people.models import CodeChallenge, StaffSession
from tests import factories
from tests.conftest import MovableClock

pytestmark = pytest.mark.django_db

PROXY = "10.0.0.9"


def ask(number: int, forwarded: str | None = None) -> int:
    """Ask for a code for one of many phones; returns the status."""
    headers = {"X-Forwarded-For": forwarded} if forwarded is not None else {}
    phone = {"phone": f"138{number:08d}"}
    return Client(REMOTE_ADDR=PROXY).post("/sign-in", phone, headers=headers).status_code


def test_behind_a_proxy_each_resident_has_their_own_address(clock: MovableClock, settings: Any) -> None:
    settings.LINLI_PROXIES = 1
    for number in range(CODES_AN_HOUR):
        assert ask(number, "203.0.113.7") == 200
    assert ask(50, "203.0.113.7") == 422
    # Whatever the same person writes in front.
    assert ask(51, "198.51.100.1, 203.0.113.7") == 422
    assert ask(52, "203.0.113.8") == 200
    assert set(CodeChallenge.objects.values_list("address", flat=True)) == {"203.0.113.7", "203.0.113.8"}


def test_two_proxies_count_from_the_right(clock: MovableClock, settings: Any) -> None:
    settings.LINLI_PROXIES = 2
    ask(1, "1.1.1.1, 2001:db8::7, 10.0.0.1")
    # Past the outer proxy, or in words that are no address: the connection itself.
    ask(2, "10.0.0.1")
    ask(3, "here, there, everywhere")
    ask(4)
    assert list(CodeChallenge.objects.order_by("id").values_list("address", flat=True)) == [
        "2001:db8::7", PROXY, PROXY, PROXY,
    ]  # fmt: skip


def test_without_a_proxy_a_header_changes_nothing(clock: MovableClock) -> None:
    for number in range(CODES_AN_HOUR):
        assert ask(number, f"203.0.113.{number}") == 200
    assert ask(50, "203.0.113.99") == 422
    assert set(CodeChallenge.objects.values_list("address", flat=True)) == {PROXY}


@pytest.mark.parametrize("proxies", [0, 1])
def test_one_persons_wrong_passwords_lock_out_nobody_else(clock: MovableClock, settings: Any, proxies: int) -> None:
    settings.LINLI_PROXIES = proxies
    factories.district()

    def try_it(password: str, address: str) -> int:
        client = Client(REMOTE_ADDR=PROXY, headers={"X-Forwarded-For": address})
        return client.post("/staff/sign-in", {"username": "here", "password": password}).status_code

    for _try in range(5):
        assert try_it("wrong", "203.0.113.7") == 422
    assert try_it(factories.PASSWORD, "203.0.113.7") == 422
    assert try_it(factories.PASSWORD, "203.0.113.8") == (302 if proxies else 422)
    if proxies:
        assert StaffSession.objects.get().address == "203.0.113.8"


def test_nobody_keeps_who_signed_in_and_wrong_passwords_are_forgotten(clock: MovableClock) -> None:
    clock.set(datetime.now(UTC))
    factories.district()
    client = Client()
    client.post("/staff/sign-in", {"username": "there", "password": "wrong"})
    client.post("/staff/sign-in", {"username": "here", "password": factories.PASSWORD})
    client.post("/staff/sign-out")
    assert not AccessLog.objects.exists()
    forget_who_came()
    assert AccessAttempt.objects.get().username == "there"
    clock.set(datetime.now(UTC) + timedelta(minutes=16))
    forget_who_came()
    assert not AccessAttempt.objects.exists()


def test_a_right_password_wipes_the_wrong_ones_before_it(clock: MovableClock, settings: Any) -> None:
    """Behind a proxy too, where both are counted under the address of who tries."""
    settings.LINLI_PROXIES = 1
    factories.district()
    client = Client(REMOTE_ADDR=PROXY, headers={"X-Forwarded-For": "203.0.113.7"})

    def try_it(password: str) -> int:
        return client.post("/staff/sign-in", {"username": "here", "password": password}).status_code

    for _time in range(2):
        assert [try_it("wrong") for _try in range(4)] == [422] * 4
        assert try_it(factories.PASSWORD) == 302
        assert not AccessAttempt.objects.exists()
        client.post("/staff/sign-out")
