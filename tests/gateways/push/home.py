"""A resident with browsers, and the worker's turns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.test import Client

from linli import clock
from linli.cases.models import Case
from linli.gateways.push.actions import run_due
from linli.notices.actions import deliver_due
from linli.people.actors import Actor
from linli.people.models import Account
from tests import factories
from tests.gateways.push.push_service import Browser, PushService

PHONE, OTHER_PHONE = "13800000001", "13800000002"


class Outbox:
    """A gateway for text messages that keeps them."""

    texts: list[tuple[str, str]] = []

    def send(self, key: str, channel: str, address: str, text: str) -> None:
        self.texts.append((address, text))


@dataclass
class Home:
    service: PushService
    account: Account
    client: Client

    def browser(self) -> Browser:
        """One more of theirs, switched on."""
        found = self.service.browser()
        assert switch_on(self.client, found).status_code == 204
        return found

    def report(self) -> Case:
        """Something happens that they are told of."""
        return factories.report(Actor.of(self.account)).case

    def work(self) -> int:
        """The worker's turn; returns how many pushes were taken."""
        deliver_due(clock.now())
        return run_due(clock.now())


def switch_on(client: Client, browser: Browser) -> Any:
    return client.post("/my/push/subscriptions", browser.subscription(), content_type="application/json")


def signed_in(account: Account) -> Client:
    client = Client(headers={"user-agent": "Mozilla/5.0 (Linux; Android 14) Chrome/130.0 Mobile"})
    client.force_login(account)
    return client


def moved_in(service: PushService, settings: Any) -> Home:
    settings.LINLI_GATEWAYS = {"sms": "tests.gateways.push.home.Outbox", "email": "console"}
    settings.DEBUG = True  # As LINLI_DEBUG: the push service stands on one's own machine.
    Outbox.texts.clear()
    factories.district()
    account = factories.resident(PHONE)
    return Home(service, account, signed_in(account))
