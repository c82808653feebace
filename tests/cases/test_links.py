"""Who telephoned answers by the link they are sent: it proves them, and proves nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from linli.cases.models import Case
from linli.notices.actions import deliver_due
from linli.notices.models import Delivery, Notice
from linli.people.actors import Actor
from linli.people.models import Contact
from linli.places.models import District
from tests.conftest import MovableClock
from tests.factories import DRAIN, actor, move, report, resident

PHONE = "13812342071"
QUESTION = "是哪一个井盖在冒水？"
REPLY = "巷口左手边那个"


@pytest.fixture
def outbox(district: District, clock: MovableClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Outbox:
    monkeypatch.setattr(settings, "LINLI_DATA", tmp_path)
    return Outbox(tmp_path / "outbox.log", clock)


class Outbox:
    """What the console gateway handed over."""

    def __init__(self, log: Path, clock: MovableClock) -> None:
        self.log, self.clock = log, clock

    def link(self, words: str, phone: str = PHONE) -> str:
        """The address in the newest text to this number with these words, without the installation's own."""
        while deliver_due(self.clock.now):
            pass
        lines = [json.loads(line) for line in self.log.read_text().splitlines()]
        text = [line["text"] for line in lines if line["address"] == phone and words in line["text"]][-1]
        found = re.search(re.escape(settings.LINLI_ADDRESS) + r"(\S+)$", text)
        assert found, text
        return found[1]


def telephoned(phone: str = PHONE) -> Case:
    """Told to the community by telephone, written down at its desk, and asked back."""
    opened = report(by=actor("here"), channel="desk", contact={"phone": phone}, category=DRAIN).case
    return move("here", opened, "ask", question=QUESTION).case


def page(client: Client, address: str) -> str:
    return client.get(address, follow=True).content.decode()


def test_who_telephoned_answers_by_the_link_in_a_fresh_browser(outbox: Outbox) -> None:
    case, browser = telephoned(), Client()
    link = outbox.link("请")
    assert link.startswith(f"/c/{case.code}?k=") and len(link) < 50
    opened = browser.get(link)
    assert (opened.status_code, opened.headers["Location"]) == (302, f"/c/{case.code}"), "the address is clean again"
    shown = page(browser, f"/c/{case.code}")
    assert QUESTION in shown and f'action="/c/{case.code}/moves/reply"' in shown
    assert browser.post(f"/c/{case.code}/moves/reply", {"text": REPLY, "seen": case.version}).status_code == 302
    case.refresh_from_db()
    assert case.state == "submitted" and REPLY in page(browser, f"/c/{case.code}")
    assert QUESTION not in page(Client(), f"/c/{case.code}")


def test_a_proof_is_kept_nowhere_and_goes_only_to_who_has_no_account(outbox: Outbox) -> None:
    case = telephoned()
    proof = outbox.link("请").partition("?k=")[2]
    assert not Notice.objects.filter(link__contains=proof).exists() and not Notice.objects.filter(text__contains="k=")
    assert not Delivery.objects.exclude(text_cipher=b"").exists()
    assert {one.link for one in Notice.objects.filter(organisation=case.office_id)} == {f"/desk/cases/{case.code}"}
    account = resident("13900000007")
    mine = report(by=Actor.of(account)).case
    assert Notice.objects.get(account=account).link == f"/c/{mine.code}"


def another(char: str) -> str:
    return "B" if char == "A" else "A"


@pytest.mark.parametrize(
    "alter",
    [lambda k: k[:-1], lambda k: another(k[0]) + k[1:], lambda k: k[:-1] + another(k[-1]), lambda k: "."],
)
def test_an_altered_proof_is_as_none(outbox: Outbox, alter: Callable[[str], str]) -> None:
    telephoned()
    address, _k, proof = outbox.link("请").partition("?k=")
    shown = page(Client(), f"{address}?k={alter(proof)}")
    assert QUESTION not in shown and "/moves/reply" not in shown
    assert "此链接已失效或不完整" in shown


def test_the_proof_of_one_case_shows_nothing_of_another(outbox: Outbox) -> None:
    first, second = telephoned(), telephoned()
    proof = outbox.link("请").partition("?k=")[2]
    other = first if second.code in outbox.link("请") else second
    shown = page(Client(), f"/c/{other.code}?k={proof}")
    assert QUESTION not in shown and "/moves/reply" not in shown


def test_a_proof_ends_with_its_time_with_the_number_and_with_being_the_reporter(
    outbox: Outbox, clock: MovableClock
) -> None:
    case = telephoned()
    link = outbox.link("请")
    contact = case.reporter
    assert contact is not None
    Case.objects.filter(pk=case.pk).update(
        reporter=Contact.objects.create(district=case.district, created_at=clock.now)
    )
    assert QUESTION not in page(Client(), link)
    Case.objects.filter(pk=case.pk).update(reporter=contact)
    assert QUESTION in page(Client(), link)
    Contact.objects.filter(pk=contact.pk).update(phone_index="", phone_cipher=b"")
    assert QUESTION not in page(Client(), link)
    Contact.objects.filter(pk=contact.pk).update(phone_index=contact.phone_index)
    clock.advance(days=59)
    assert QUESTION in page(Client(), link)
    clock.advance(days=2)
    assert QUESTION not in page(Client(), link)
    Contact.objects.filter(pk=contact.pk).delete()
    assert QUESTION not in page(Client(), link)
