"""What a resident is told is pushed to each of their devices: once, sealed, tried again as the service says."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import MovableClock

if TYPE_CHECKING:
    from tests.gateways.push.home import Home


def states() -> list[tuple[str, str]]:
    from linli.gateways.push.models import Push

    return list(Push.objects.order_by("pk").values_list("state", "last_error"))


def test_each_device_shows_what_the_inbox_says_and_leads_there(home: Home) -> None:
    from linli.notices.models import Notice
    from tests.gateways.push.home import PHONE, Outbox

    browsers = [home.browser(), home.browser()]
    case = home.report()
    assert home.work() == 2
    notice = Notice.objects.get(account=home.account)
    for browser in browsers:
        assert browser.shown == [{
            "title": "演示区", "text": notice.text, "path": f"/notices/{notice.pk}", "tag": notice.pk.hex,
        }]  # fmt: skip
    assert home.client.get(browsers[0].shown[0]["path"]).headers["Location"].startswith(f"/c/{case.code}")
    assert [address for address, _text in Outbox.texts] == [PHONE], "the text message goes out as before"
    headers = home.service.headers[0]
    assert headers["Topic"] == notice.pk.hex and headers["TTL"] == "86400" and headers["Urgency"] == "normal"
    assert not any(PHONE.encode() in body or case.code.encode() in body for body in home.service.bodies)


def test_who_reported_with_the_number_alone_is_reminded_too(home: Home) -> None:
    """The report lies with a contact, which their account has claimed since."""
    from linli.notices.models import Notice
    from linli.people.models import Contact
    from tests import factories
    from tests.gateways.push.home import PHONE

    browser = home.browser()
    factories.report(contact={"phone": PHONE})
    Contact.objects.update(account=home.account)
    assert Notice.objects.exclude(contact=None).exists()
    assert home.work() == 1 and len(browser.shown) == 1


def test_nobody_else_is_and_it_costs_one_statement(home: Home, django_assert_num_queries: Any) -> None:
    from linli.gateways.push.actions import put_by
    from linli.notices.models import Notice
    from linli.people.actors import Actor
    from tests import factories
    from tests.gateways.push.home import OTHER_PHONE

    browser = home.browser()
    factories.report(Actor.of(factories.resident(OTHER_PHONE)))
    assert home.work() == 0 and browser.shown == []
    notice = Notice.objects.select_related("contact").get(account__isnull=False)
    with django_assert_num_queries(1):
        put_by(notice)


def test_a_worker_that_was_killed_before_it_noted_shows_nothing_twice(home: Home) -> None:
    from linli.gateways.push.actions import put_by
    from linli.gateways.push.models import Push, PushState
    from linli.notices.models import Delivery, DeliveryState, Notice

    browser = home.browser()
    home.report()
    home.work()
    Push.objects.update(state=PushState.WAITING, lease_until=None)
    Delivery.objects.update(state=DeliveryState.WAITING, lease_until=None)
    home.work()
    put_by(Notice.objects.select_related("contact").get(account=home.account))
    topics = {headers["Topic"] for headers in home.service.headers}
    assert len(home.service.headers) == 2 and len(topics) == 1 and len(browser.shown) == 1 and len(states()) == 1


@pytest.mark.parametrize("status", [404, 410])
def test_a_device_that_is_gone_is_forgotten(home: Home, status: int) -> None:
    from linli.gateways.push.models import Device

    browser = home.browser()
    home.service.answers = [(status, {})]
    home.report()
    assert home.work() == 0 and Device.objects.count() == 0 and states() == [] and browser.shown == []


@pytest.mark.parametrize("status", [429, 500, 503])
@pytest.mark.parametrize("said", ["7200", "a date"])
def test_a_busy_service_is_asked_again_when_it_says(home: Home, clock: MovableClock, status: int, said: str) -> None:
    after = said if said.isdigit() else format_datetime(clock.now + timedelta(hours=2))
    browser = home.browser()
    home.service.answers = [(status, {"Retry-After": after})]
    home.report()
    home.work()
    assert states() == [("waiting", f"HTTP {status}")]
    clock.advance(minutes=110)
    assert home.work() == 0
    clock.advance(minutes=11)
    assert home.work() == 1 and len(browser.shown) == 1


def test_where_it_says_nothing_the_waits_grow_and_it_is_given_up_in_the_end(home: Home, clock: MovableClock) -> None:
    home.browser()
    home.service.answers = [(500, {"Retry-After": "soon"})] * 9
    home.report()
    for _try in range(9):
        home.work()
        clock.advance(hours=2, minutes=30)
    assert len(home.service.headers) == 6 and states() == [("failed", "HTTP 500")]


def test_a_text_that_is_too_long_is_shortened(home: Home) -> None:
    from linli.notices.models import Notice

    browser = home.browser()
    home.report()
    Notice.objects.update(text="很" * 300)
    home.service.answers = [(413, {})]
    assert home.work() == 1 and browser.shown[0]["text"] == "很" * 39 + "…"


def test_one_that_is_refused_is_given_up_and_keeps_no_other_waiting(home: Home) -> None:
    _first, second = home.browser(), home.browser()
    home.service.answers = [(400, {})]
    home.report()
    assert home.work() == 1
    assert sorted(states()) == [("failed", "HTTP 400"), ("sent", "")] and (second.shown or _first.shown)


def test_a_service_that_does_not_answer_costs_one_try_a_minute(home: Home, clock: MovableClock) -> None:
    from linli.gateways.push.models import Push

    browsers = [home.browser(), home.browser()]
    home.service.end()
    home.report()
    home.work()
    assert sorted(Push.objects.values_list("attempts", flat=True)) == [0, 1]
    clock.advance(seconds=59)
    home.work()
    assert sum(Push.objects.values_list("attempts", flat=True)) == 1 and not any(one.shown for one in browsers)
    clock.advance(seconds=2)
    home.work()
    assert sum(Push.objects.values_list("attempts", flat=True)) == 2


def test_what_is_a_day_old_reminds_nobody(home: Home, clock: MovableClock) -> None:
    from linli.gateways.push.actions import run_due, sweep
    from linli.notices.actions import deliver_due

    browser = home.browser()
    home.report()
    deliver_due(clock.now)
    clock.advance(hours=25)
    assert run_due(clock.now) == 0 and states() == [("failed", "expired")]
    home.report()
    clock.advance(hours=25)
    home.work()
    assert len(states()) == 1 and browser.shown == []
    clock.advance(days=7)
    assert sweep(clock.now) == 1 and states() == []


def test_a_fault_here_keeps_no_text_message_back(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    from linli.notices import ways
    from tests.gateways.push.home import Outbox

    def broken(_notice: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(ways, "BESIDES", [broken])
    home.report()
    home.work()
    assert len(Outbox.texts) == 1


def test_no_log_tells_where_a_device_is(home: Home, caplog: pytest.LogCaptureFixture) -> None:
    browser = home.browser()
    home.service.answers = [(400, {})]
    home.report()
    with caplog.at_level("DEBUG"):
        home.work()
    assert "was refused" in caplog.text and browser.endpoint not in caplog.text and "/send/" not in caplog.text
