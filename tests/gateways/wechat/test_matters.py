"""Each matter that people are told of by WeChat: its own template, its title and number, a link, and once whatever happens in between."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import MovableClock

if TYPE_CHECKING:
    from linli.people.models import Account
    from tests.gateways.wechat.peer import WeChat

PHONE = "13800000001"
DATA = {"thing1": "{title}", "character_string2": "{code}", "time3": "{time}", "thing4": "{text}"}
KINDS = ("case", "application", "policy", "reminder")
SEND = "/cgi-bin/message/template/send"


@pytest.fixture
def reader(wechat: WeChat, db: None, settings: Any, tmp_path: Path, clock: MovableClock) -> Account:
    """She follows the official account of a district with services and halls, and has linked her number."""
    from linli.gateways.wechat.actions import follower_of, link
    from linli.gateways.wechat.actions.following import follow
    from linli.people.actors import Actor
    from tests import factories
    from tests.appointments import town
    from tests.gateways.wechat.peer import entry
    from tests.gateways.wechat.town import Outbox

    town.district()
    listed = tmp_path / "wechat.yaml"
    templates = {kind: {"id": f"template-{kind}", "data": DATA} for kind in KINDS}
    listed.write_text(json.dumps([entry(factories.SLUG, wechat.address, templates=templates)]))
    settings.LINLI_WECHAT, settings.LINLI_ADDRESS = str(listed), "https://linli.example.org"
    settings.LINLI_GATEWAYS = {"sms": "tests.gateways.wechat.town.Outbox", "email": "console"}
    Outbox.texts.clear()
    account, follower = factories.resident(PHONE), follower_of(factories.CODE, "oReader")
    wechat.followers.add("oReader")
    follow(follower)
    link(Actor.of(account), follower)
    return account


def a_case(reader: Account, _clock: MovableClock) -> str:
    from linli.people.actors import Actor
    from tests import factories

    return factories.report(Actor.of(reader)).case.code


def an_application(reader: Account, _clock: MovableClock) -> str:
    from linli.people.actors import Actor
    from tests.applications import town

    return town.apply(Actor.of(reader)).code


def a_policy(reader: Account, _clock: MovableClock) -> str:
    from linli.people.actors import Actor
    from linli.places.models import District
    from linli.portal.actions.subscribing import subscribe, tell_subscribers
    from tests import factories
    from tests.portal import shelf

    district = District.objects.get(code=factories.CODE)
    shelf.subjects(district)
    wanted = {"audience": "businesses", "subject": "税费", "channel": "sms"}
    subscribe(Actor.of(reader), {"district": factories.SLUG, **wanted})
    policy = shelf.policy(district, "给小微企业减税的办法", live=False, audiences=["businesses"], subjects=["税费"])
    for _published_again in range(2):
        policy.save_revision(log_action=False).publish(log_action=False)
        while tell_subscribers():
            pass
    return "-"


def a_reminder(reader: Account, clock: MovableClock) -> str:
    from linli.appointments.actions import chores
    from linli.notices.actions import deliver_due
    from linli.people.actors import Actor
    from tests.appointments import town

    row = town.book(Actor.of(reader))
    deliver_due(clock.now)
    clock.set(town.at("2026-11-02 16:00"))
    chores.remind()
    return row.code


MATTERS = [
    (a_case, "case", "林家巷52号门口下水道堵了", "/c/"),
    (an_application, "application", "高龄津贴", "/c/"),
    (a_policy, "policy", "给小微企业减税的办法", "/policies/"),
    (a_reminder, "reminder", "婚姻登记", "/t/"),
]


def work(clock: MovableClock) -> None:
    from linli.notices.actions import deliver_due

    deliver_due(clock.now)


class Killed(BaseException):
    pass


def dies(*_any: Any) -> None:
    """The worker, when WeChat has taken the message and nobody has noted it."""
    raise Killed


@pytest.mark.parametrize(("happens", "kind", "title", "link"), MATTERS, ids=KINDS)
def test_it_is_told_once_by_its_own_template_though_the_worker_dies_in_between(
    reader: Account, wechat: WeChat, clock: MovableClock, monkeypatch: pytest.MonkeyPatch, happens: Any, kind: str,
    title: str, link: str,
) -> None:  # fmt: skip
    from linli.gateways.wechat import telling
    from linli.notices.models import Delivery
    from tests.gateways.wechat.town import Outbox

    code = happens(reader, clock)
    before = len(wechat.told)
    with monkeypatch.context() as patch:
        patch.setattr(telling, "note_sent", dies)
        with pytest.raises(Killed):
            work(clock)
    assert len(wechat.told) == before + 1 and Delivery.objects.filter(state="waiting").exists()
    work(clock)
    assert len(wechat.told) == before + 1, "its lease runs on"
    clock.advance(seconds=16)
    work(clock)
    assert len(wechat.told) == before + 1 and not Delivery.objects.exclude(state="sent").exists() and not Outbox.texts

    told = wechat.told[-1]
    assert (told["touser"], told["template_id"]) == ("oReader", f"template-{kind}")
    assert told["url"].startswith("https://linli.example.org/") and link in told["url"]
    parts = {name: part["value"] for name, part in told["data"].items()}
    assert title in parts["thing1"] and parts["character_string2"] == code and "月" in parts["time3"]
    assert title[:6] not in parts["thing4"] and 2 < len(parts["thing4"]) <= 20, "what happened, not the title again"


def test_a_line_that_goes_down_before_the_answer_tells_once(
    reader: Account, wechat: WeChat, clock: MovableClock
) -> None:
    a_case(reader, clock)
    wechat.drops.append(SEND)
    work(clock)
    assert len(wechat.told) == 1
    clock.advance(minutes=1)
    work(clock)
    assert len(wechat.told) == 1


def test_who_unfollows_is_told_of_a_policy_by_text_message(
    reader: Account, wechat: WeChat, clock: MovableClock
) -> None:
    from linli.gateways.wechat.actions.following import unfollow
    from linli.gateways.wechat.models import Follower
    from tests.gateways.wechat.town import Outbox

    unfollow(Follower.objects.get())
    a_policy(reader, clock)
    work(clock)
    assert wechat.told == [] and len(Outbox.texts) == 1 and "给小微企业减税的办法" in Outbox.texts[0][1]
