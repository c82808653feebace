"""A person who asks for it is erased: nothing of theirs is left to read, and every chain and case stays whole."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from typer.testing import CliRunner

from linli import cli
from linli.audit.models import AuditEntry
from linli.cases.models import Case
from linli.notices.actions import deliver_due
from linli.notices.models import Delivery
from linli.people.actions import sign_in_with_code
from linli.people.actors import Actor
from linli.people.models import Account, CodeChallenge, Contact
from linli.people.sessions import BACKEND
from linli.people.vault import blind_index
from linli.verifying import verify_all
from tests import factories
from tests.conftest import MovableClock

pytestmark = pytest.mark.django_db
PHONE, OTHER = "13812342071", "13900000001"


class SpeakingGateway:
    """Takes everything, and keeps to whom."""

    addresses: list[str] = []
    texts: list[str] = []

    def send(self, key: str, channel: str, address: str, text: str) -> None:
        self.addresses.append(address)
        self.texts.append(text)


def run(*words: str, said: str | None = None) -> Any:
    return CliRunner().invoke(cli.app, ["erase-person", *words], input=said)


def all_is_whole() -> bool:
    return verify_all(lambda _words: lambda _done, _total: None) == []


@pytest.fixture
def town(clock: MovableClock, settings: Any) -> dict[str, Case]:
    """What one person reported as a guest, with an account, and in the name alone; and someone else's case."""
    settings.LINLI_GATEWAYS = {"sms": "tests.people.test_erasing.SpeakingGateway", "email": "console"}
    SpeakingGateway.addresses.clear()
    factories.district()
    account = factories.resident(PHONE)
    Account.objects.filter(pk=account.pk).update(name="刘敏")
    signed_in = Actor.of(Account.objects.get(pk=account.pk))
    return {
        "guest": factories.registered(contact={"phone": PHONE, "name": "刘敏"}),
        "account": factories.registered(by=signed_in),
        "name": factories.registered(by=signed_in, contact={"name": "刘敏"}),
        "other": factories.registered(contact={"phone": OTHER, "name": "陈红"}),
    }


def test_a_person_is_erased_and_all_stays_whole(town: dict[str, Case], clock: MovableClock) -> None:
    browser = Client()
    browser.force_login(Account.objects.get(name="刘敏"), backend=BACKEND)
    assert browser.get("/notices").status_code == 200
    before = {case.pk: (case.head, case.reporter_id, case.account_id) for case in Case.objects.all()}
    assert all_is_whole()

    done = run(PHONE, "--yes")
    assert done.exit_code == 0, done.output
    assert all(town[name].code in done.output for name in ("guest", "account", "name"))
    assert town["other"].code not in done.output and PHONE not in done.output

    for kept in (*Contact.objects.exclude(phone_index=blind_index(OTHER)), *Account.objects.filter(kind="resident")):
        assert (kept.phone, kept.name, kept.phone_index) == ("", "", "")
    assert Contact.objects.get(phone_index=blind_index(OTHER)).name == "陈红"
    assert browser.get("/notices").status_code == 302
    assert {case.pk: (case.head, case.reporter_id, case.account_id) for case in Case.objects.all()} == before
    assert all_is_whole()

    while deliver_due(clock.now):
        pass
    assert set(SpeakingGateway.addresses) & {PHONE, OTHER} == {OTHER}
    theirs = Delivery.objects.filter(notice__about__in=[town["guest"].pk, town["account"].pk])
    assert {one.state for one in theirs.exclude(notice__organisation__isnull=False)} == {"no_address"}

    entry = AuditEntry.objects.get(kind="person_erased", district=factories.CODE)
    assert (entry.data["accounts"], entry.data["contacts"]) == (1, 2)
    assert PHONE not in str(vars(entry)) and blind_index(PHONE) not in str(vars(entry))


def test_work_on_their_cases_goes_on(town: dict[str, Case]) -> None:
    run(PHONE, "--yes")
    for name in ("guest", "account"):
        factories.move("here", town[name], "answer", text="已疏通")
        factories.move("here", town[name], "close", result="solved")
    at_desk = Client()
    at_desk.post("/staff/sign-in", {"username": "here", "password": factories.PASSWORD})
    assert at_desk.get(f"/desk/cases/{town['guest'].code}").status_code == 200
    seen = at_desk.post(f"/desk/cases/{town['guest'].code}/phone", {"reason": "回访"})
    assert seen.status_code == 200 and PHONE not in seen.content.decode()
    assert all_is_whole()


def test_the_number_comes_back_as_a_stranger(town: dict[str, Case], clock: MovableClock) -> None:
    Client().post("/sign-in", {"phone": PHONE})
    run(PHONE, "--yes")
    assert not CodeChallenge.objects.exists()
    deliver_due(clock.now)
    assert PHONE not in SpeakingGateway.addresses

    Client().post("/sign-in", {"phone": PHONE})
    deliver_due(clock.now)
    code = next(word for word in SpeakingGateway.texts[-1].replace("，", " ").split() if any(map(str.isdigit, word)))
    account = sign_in_with_code(PHONE, "".join(filter(str.isdigit, code))[:6])
    assert account.is_active and not Case.objects.filter(account=account).exists()
    assert not Contact.objects.filter(account=account).exists()


def test_nothing_is_erased_before_the_answer(town: dict[str, Case]) -> None:
    asked = run(PHONE, said="n\n")
    assert asked.exit_code != 0 and town["guest"].code in asked.output
    assert Contact.objects.filter(phone_index=blind_index(PHONE)).exists()
    assert not AuditEntry.objects.filter(kind="person_erased").exists()
    assert run(PHONE, said="y\n").exit_code == 0
    again = run(PHONE, "--yes")
    assert again.exit_code == 1 and "没有留下任何记录" in again.output
    assert run("12", "--yes").exit_code == 1
