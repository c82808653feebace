"""Sessions of staff end after a rest and after a working day, and say so at the door."""

from __future__ import annotations

import pytest
from django.test import Client

from linli.people.models import StaffSession
from tests import factories
from tests.conftest import MovableClock

pytestmark = pytest.mark.django_db
SENTENCE = "为了安全，您已自动退出"


@pytest.fixture
def worker(clock: MovableClock) -> Client:
    """A browser in which a community worker has just signed in."""
    factories.district()
    client = Client()
    assert client.post("/staff/sign-in", {"username": "here", "password": factories.PASSWORD}).status_code == 302
    return client


def is_led_to_the_door(client: Client) -> bool:
    answer = client.get("/desk/", follow=True)
    assert answer.status_code == 200
    at_the_door: bool = answer.redirect_chain[-1][0].startswith("/staff/sign-in")
    return at_the_door and SENTENCE in answer.content.decode()


def test_half_an_hour_of_rest_ends_it(worker: Client, clock: MovableClock) -> None:
    clock.advance(minutes=29)
    assert worker.get("/desk/").status_code == 200
    clock.advance(minutes=31)
    assert is_led_to_the_door(worker)
    assert not StaffSession.objects.exists()


def test_twelve_hours_of_work_end_it(worker: Client, clock: MovableClock) -> None:
    for _click in range(25):
        assert worker.get("/desk/").status_code == 200
        clock.advance(minutes=29)
    assert is_led_to_the_door(worker)

