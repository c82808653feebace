"""In the app one finds all one was told: also what went to the number with which one reported before signing in."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from linli.notices.actions import deliver_due
from linli.notices.models import Delivery, Notice
from linli.notices.queries import MOST_COUNTED, said
from linli.people.models import Account
from linli.people.reach import reach_of
from tests import factories
from tests.conftest import MovableClock

pytestmark = pytest.mark.django_db
PHONE, OTHER = "13812342071", "13900000001"


class KeepingGateway:
    """Takes everything, and keeps it."""

    taken: list[str] = []

    def send(self, key: str, channel: str, address: str, text: str) -> None:
        self.taken.append(text)


def signed_in(clock: MovableClock, settings: Any, phone: str = PHONE) -> Client:
    """A browser after both steps of signing in."""
    settings.LINLI_GATEWAYS = {"sms": "tests.notices.test_reading.KeepingGateway", "email": "console"}
    client = Client()
    client.post("/sign-in", {"phone": phone})
    while deliver_due(clock.now):
        pass
    code = next(
        code
        for text in reversed(KeepingGateway.taken)
        for code in re.findall(r"(?<![0-9A-Za-z])\d{6}(?![0-9A-Za-z])", text)
    )
    assert client.post("/sign-in", {"phone": phone, "code": code}).status_code == 302
    return client


def test_what_a_guest_was_told_is_there_after_signing_in(clock: MovableClock, settings: Any) -> None:
    factories.district()
    case = factories.registered(contact={"phone": PHONE})
    factories.registered(contact={"phone": OTHER})
    client = signed_in(clock, settings)
    notices = client.get("/notices").context["notices"]
    assert sorted(notice.template for notice in notices) == ["case_received", "case_registered"]
    assert {notice.about for notice in notices} == {case.pk}

    assert client.get(f"/notices/{notices[0].pk}", follow=True).status_code == 200
    assert client.get("/notices").context["unread"] == "1"
    client.post("/notices/read")
    assert client.get("/notices").context["unread"] == ""
    assert Notice.objects.filter(contact__isnull=False, read_at=None).count() == 2
    other = Notice.objects.filter(contact__isnull=False, read_at=None).first()
    assert other and client.get(f"/notices/{other.pk}").status_code == 404
    assert not Delivery.objects.filter(state="waiting").exists()


def test_a_residents_notices_are_found_by_index(clock: MovableClock, settings: Any) -> None:
    factories.district()
    factories.registered(contact={"phone": PHONE})
    signed_in(clock, settings)
    mine = Notice.objects.for_reader(reach_of(Account.objects.get(kind="resident"))).unread()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
        plan = mine.explain()
    assert "SCAN notices_notice" not in plan and "Seq Scan on notices_notice" not in plan, plan


def test_beyond_a_hundred_nobody_counts_on() -> None:
    assert [said(unread) for unread in (0, 7, MOST_COUNTED - 1, MOST_COUNTED)] == ["", "7", "99", "99+"]
