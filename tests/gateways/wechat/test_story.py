"""Somebody follows the official account, asks, reports with position and picture, is told every step, and leaves."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from tests.conftest import MovableClock

if TYPE_CHECKING:
    from tests.gateways.wechat.town import Town


@pytest.mark.parametrize("safe", [False, True], ids=["plain", "safe"])
def test_from_following_to_leaving(town_over_http: Town, safe: bool, clock: MovableClock) -> None:
    town = town_over_http
    from tests.gateways.wechat.peer import AES_KEY
    from tests.gateways.wechat.town import (
        Outbox,
        a_picture,
        a_position,
        case_of,
        move,
        registered,
        told_by,
    )

    if safe:
        town.lists(aes_key=AES_KEY)
    phone = town.phone(safe=safe)
    assert "欢迎关注样本区" in phone.follow()

    answer = phone.says("招聘补贴怎么领")
    assert '<a href="https://linli.example.org/mini/services/zhaopin-butie">一次性招聘补贴</a>' in answer

    assert "什么事" in phone.says("报事")
    assert "在哪里" in phone.says("路灯坏了三天，晚上看不见路")
    shown = phone.stands(*a_position(), "林家巷52号")
    assert "东街社区" in shown and "回复“提交”就上报" in shown
    assert "第 1 张照片收到了" in phone.picture(a_picture())
    case = case_of(phone.says("提交"))
    assert (case.channel, case.area_id, case.text) == ("wechat", "990202001001001", "路灯坏了三天，晚上看不见路")
    assert (case.lat, case.lon) == (pytest.approx(31.005, abs=1e-7), pytest.approx(104.005, abs=1e-7))

    town.work()
    assert [one.name for one in case.attachments.all()] == ["照片1.jpg"]
    told = town.wechat.told[0]
    parts = {name: part["value"] for name, part in told["data"].items()}
    assert told["touser"] == phone.openid and told["template_id"] == "template-of-steps"
    assert parts["thing1"] == "路灯坏了三天，晚上看不见路" and parts["character_string2"] == case.code
    assert parts["time3"] == "2026年11月2日 09:30" and 0 < len(parts["thing4"]) <= 20
    assert told["url"].startswith(f"https://linli.example.org/c/{case.code}?k=")

    clock.advance(minutes=1)
    registered(case)
    town.work()
    assert len(town.wechat.told) == 2 and told_by(case) == [("wechat", "sent")] * 2
    assert "路灯坏了" in phone.says(f"查 {case.code}") and case.code in phone.says("进展")

    assert phone.unfollow() == ""
    clock.advance(minutes=1)
    move(case, "answer", text="已换灯，请查看")
    town.work()
    assert len(town.wechat.told) == 2 and told_by(case)[2:] == [("sms", "no_address")]
    assert [text for address, text in Outbox.texts if case.code in text and not address] == []


def test_a_message_sent_again_at_the_same_moment_opens_one_case(town_over_http: Town) -> None:
    """As WeChat does where five seconds pass without an answer."""
    town = town_over_http
    from linli.cases.models import Case
    from tests.gateways.wechat.peer import message, signed

    phone = town.phone()
    phone.follow()
    phone.says("报事")
    phone.says("林家巷52号门口路灯坏了")
    confirming, answers = message(phone.openid, "text", Content="提交"), list[str]()
    query = signed()
    threads = [
        threading.Thread(target=lambda: answers.append(phone.hands_over(confirming, query)[1])) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Case.objects.count() == 1 and len(set(answers)) == 1 and len(answers) == 4
    assert Case.objects.get().code in answers[0]


def test_pictures_that_come_all_at_once_are_all_of_one_report(town_over_http: Town) -> None:
    """Who chooses five sends five messages in one moment, to any of the nodes."""
    from tests.gateways.wechat.town import a_picture, case_of

    town = town_over_http
    phone = town.phone()
    phone.follow()
    phone.says("报事 林家巷52号门口路灯坏了")
    threads = [threading.Thread(target=phone.picture, args=(a_picture(shade),)) for shade in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(words[:8] for words in phone.read[-5:]) == [f"第 {number} 张照片收" for number in range(1, 6)]
    assert "照片：5 张" in phone.read[-1] or any("照片：5 张" in words for words in phone.read[-5:])
    town.work()
    assert case_of(phone.says("提交")).attachments.count() == 5


def test_many_nodes_fetch_one_token(town_over_http: Town) -> None:
    town = town_over_http
    from django.db import connection

    from linli.gateways.wechat.accounts import account_of
    from linli.gateways.wechat.tokens import token_of

    town.wechat.slow, found = 0.3, list[str]()

    def node() -> None:
        found.append(token_of(account_of("mini")))
        connection.close()

    threads = [threading.Thread(target=node) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["token-1"] * 6 and town.wechat.asked_for_token == [False]
