"""What no gateway takes comes before the administrator: one-time codes too, without number or code."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from linli.notices.actions import deliver_due, replace_texts
from linli.notices.errors import UnknownTemplate
from linli.notices.gateways import Refused
from linli.notices.models import Delivery
from tests import factories
from tests.conftest import MovableClock

pytestmark = pytest.mark.django_db
PHONE = "13812342071"


class RefusingGateway:
    """A provider that will not have this number."""

    heard: list[str] = []

    def send(self, key: str, channel: str, address: str, text: str) -> None:
        self.heard.append(text)
        raise Refused(f"no such number {address}")


def test_a_code_given_up_is_seen_and_cannot_be_sent_again(clock: MovableClock, settings: Any) -> None:
    settings.LINLI_GATEWAYS = {"sms": "tests.notices.test_undelivered.RefusingGateway", "email": "console"}
    factories.district()
    assert Client().post("/sign-in", {"phone": PHONE}).status_code == 200
    deliver_due(clock.now)
    given_up = Delivery.objects.get()
    code = RefusingGateway.heard[-1]

    admin = Client()
    admin.post("/staff/sign-in", {"username": "admin", "password": factories.PASSWORD})
    page = admin.get("/desk/undelivered").content.decode()
    assert "正在登录的人" in page and "一次性验证码" in page and "no such number" in page
    assert PHONE not in page and not any(digits in page for digits in code.split() if digits.isdigit())
    assert "/again" not in page
    tried = admin.post(f"/desk/undelivered/{given_up.pk}/again", follow=True)
    assert tried.status_code == 200
    given_up.refresh_from_db()
    assert given_up.state == "failed" and bytes(given_up.text_cipher) == b""


def test_a_pack_does_not_word_what_is_of_no_district(clock: MovableClock) -> None:
    factories.district()
    with pytest.raises(UnknownTemplate):
        replace_texts(factories.CODE, {"sign_in_code": "验证码 {code}"})
