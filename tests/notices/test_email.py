"""E-mail: an organisation is told by each way it has, over real SMTP, within a time that no server can stretch."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from linli.notices import gateways
from linli.notices.actions import deliver_due
from linli.notices.delivering import lease
from linli.notices.gateways import TIMEOUT_SECONDS, GatewayError, Refused, SmtpGateway
from linli.notices.models import Delivery
from linli.people.models import Organisation
from linli.places.actions import bump_revision
from linli.places.models import District
from tests import factories
from tests.conftest import MovableClock
from tests.notices.smtp_peer import certificate_for_localhost, mail_server

DUTY = "works@duty.invalid"


@pytest.fixture
def district(db: None, clock: MovableClock) -> District:
    """The departments of works and of water have an e-mail; water has no duty phone."""
    district = factories.district()
    Organisation.objects.filter(code=factories.WORKS).update(duty_email=DUTY)
    Organisation.objects.filter(code=factories.WATER).update(duty_email="water@duty.invalid", duty_phone="")
    bump_revision(district)
    return district


@pytest.fixture
def by_mail(settings: Any) -> Iterator[Any]:
    """Says where the mail goes; gateways are built once a process, and anew here."""
    settings.LINLI_GATEWAYS = {"sms": "console", "email": "smtp"}
    gateways._built.cache_clear()
    yield lambda url: setattr(settings, "LINLI_SMTP_URL", url)
    gateways._built.cache_clear()


def calls() -> Any:
    return Delivery.objects.filter(notice__template="callout_called").order_by("channel", "notice__organisation")


def test_a_department_called_is_told_once_by_each_way_it_has(
    district: District, by_mail: Any, clock: MovableClock
) -> None:
    case = factories.whistled()
    told = [(one.channel, one.notice.organisation_id) for one in calls().select_related("notice")]
    assert set(told) >= {("email", factories.WATER), ("email", factories.WORKS), ("sms", factories.WORKS)}
    assert ("sms", factories.WATER) not in told
    with mail_server() as server:
        by_mail(server.url)
        while deliver_due(clock.now):
            pass
        clock.advance(minutes=1)
        assert deliver_due(clock.now) == 0
    assert {one.state for one in calls()} == {"sent"}
    to_works = [mail for mail in server.mails if mail["To"] == DUTY]
    keys = {str(one.pk) for one in calls().filter(channel="email", notice__organisation=factories.WORKS)}
    assert {mail["Message-ID"] for mail in to_works} == {f"<{key}@linli>" for key in keys}
    assert len(to_works) == len(keys) == 1
    assert case.code in to_works[0].get_content() and to_works[0]["From"] == "linli@example.invalid"


def test_a_recipient_that_does_not_exist_is_given_up_at_once(
    district: District, by_mail: Any, clock: MovableClock
) -> None:
    factories.whistled()
    with mail_server(refusing=f"550 no such box {DUTY}") as server:
        by_mail(server.url)
        deliver_due(clock.now)
    given_up = calls().get(channel="email", notice__organisation=factories.WORKS)
    assert given_up.state == "failed" and "550" in given_up.last_error and DUTY not in given_up.last_error


def test_a_server_that_is_busy_is_asked_again(district: District, by_mail: Any, clock: MovableClock) -> None:
    factories.whistled()
    with mail_server(refusing="451 later") as server:
        by_mail(server.url)
        deliver_due(clock.now)
        assert {one.state for one in calls().filter(channel="email")} == {"waiting"}
        server.refusing = ""
        deliver_due(clock.advance(seconds=31))
    assert {one.state for one in calls().filter(channel="email")} == {"sent"}


def test_a_slow_server_is_hung_up_on_before_the_lease_ends() -> None:
    assert lease().total_seconds() > TIMEOUT_SECONDS
    with mail_server(dripping=True) as server:
        with pytest.raises(GatewayError, match="more than"):
            SmtpGateway(server.url, seconds=0.5).send("key", "email", DUTY, "text")
        assert server.left.wait(5)
        assert server.mails == []


def test_a_server_that_first_speaks_after_it_was_given_up_is_given_nothing() -> None:
    banner = Event()
    with mail_server(banner=banner) as server:
        with pytest.raises(GatewayError, match="more than"):
            SmtpGateway(server.url, seconds=0.3).send("key", "email", DUTY, "text")
        banner.set()
        assert server.left.wait(5)
        assert server.mails == []


def test_a_text_goes_encrypted_where_that_is_offered_and_only_to_who_proves_who_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = certificate_for_localhost(tmp_path)
    with mail_server(certificate=certificate) as server:
        with pytest.raises(ssl.SSLCertVerificationError):
            SmtpGateway(server.url).send("key", "email", DUTY, "text")
        assert server.mails == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        SmtpGateway(server.url).send("key", "email", DUTY, "text")
    assert server.encrypted == [True]


def test_nobody_is_refused_for_reasons_that_pass() -> None:
    with mail_server(refusing="451 later") as server, pytest.raises(GatewayError) as busy:
        SmtpGateway(server.url).send("key", "email", DUTY, "text")
    assert not isinstance(busy.value, Refused)
