"""Sessions of staff end after a rest and after a working day, say so at the door, and open no door to programs."""

from __future__ import annotations

import pytest
from django.test import Client

from linli.cases.models import Case, CaseEvent
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


def test_what_a_browser_sends_to_the_api_is_a_guests(worker: Client) -> None:
    """Another site's page can have it send that, with the cookie and without the token of our forms."""
    case = factories.report(text="只有这里写着的话，水管漏了").case
    move = f"/api/v1/cases/{case.code}/moves/register"
    answer = worker.post(move, {"category": factories.DRAIN}, content_type="application/json")
    assert answer.status_code in (401, 403, 404)
    assert "只有这里写着的话" not in worker.get(f"/api/v1/cases/{case.code}").content.decode()
    case.refresh_from_db()
    assert case.state == "submitted"
    reported = worker.post(
        "/api/v1/cases", {"district": factories.CODE, "text": "路灯不亮"}, content_type="application/json"
    )
    assert reported.status_code == 201
    told = CaseEvent.objects.get(stream=Case.objects.get(code=reported.json()["code"]).pk)
    assert told.actor_kind == "guest" and told.actor_id is None


@pytest.mark.parametrize(
    ("said", "called"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36", "Chrome · Linux"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36 Edg/156.0", "Edge · Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Mobile/15E148 MicroMessenger/8.0.60", "微信 · iPhone"),
        ("Mozilla/5.0 (Linux; Android 15; V2301A) AppleWebKit/537.36 Chrome/156.0.0.0 Mobile", "Chrome · Android"),
        ("curl/8.5", "curl/8.5"),
        ("", "—"),
    ],
)  # fmt: skip
def test_a_browser_is_called_what_people_call_it(said: str, called: str) -> None:
    assert StaffSession(browser=said).browser_name == called
