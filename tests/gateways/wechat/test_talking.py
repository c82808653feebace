"""What is asked of the official account, and what it answers: services and policies, codes, lists, and what it cannot read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from tests.conftest import MovableClock

if TYPE_CHECKING:
    from tests.gateways.wechat.town import Town


@pytest.mark.parametrize(
    ("words", "expected"),
    [("井盖没了怎么办", True), ("音响太吵", True), ("垃圾没人收", True), ("井盖", False), ("招聘补贴没人发怎么申请", False), ("污水处理费多少", False)],
)  # fmt: skip
def test_a_report_is_told_from_a_question(town: Town, words: str, expected: bool) -> None:
    assert ("回复“报事”，我们就" in town.phone().says(words)) is expected


def test_every_answer_is_in_chinese(town: Town) -> None:
    import re

    phone = town.phone()
    phone.follow()
    for words in (
        "你好",
        "报事 林家巷52号门口路灯坏了",
        "进展",
        "帮助",
        "提交",
        "进展",
        "查 YC-0000-0001",
        "绑定",
        "人工",
        "谢谢",
        "取消",
    ):
        phone.says(words)
    told = "\n".join(phone.read)
    assert re.findall(r"[A-Za-z]{3,}", re.sub(r'href="[^"]*"|[A-Z]{2}-[0-9A-Z]{4}-[0-9A-Z]{4}', "", told)) == []


def test_a_code_tells_its_reporter_all_and_others_what_is_public(town: Town) -> None:
    from tests.gateways.wechat.town import case_of, move, registered

    phone, other = town.phone(), town.phone("oSomebodyElse")
    phone.says("报事 林家巷52号门口路灯坏了")
    case = case_of(phone.says("提交"))
    registered(case)
    move(case, "answer", text="已换灯，请查看")
    assert "已换灯" in phone.says(case.code.lower()) and "已换灯" in phone.says(f"查{case.code}")
    strange = other.says(f"查 {case.code}")
    assert case.code in strange and "已换灯" not in strange and "52号" not in strange
    assert "YC-0000-0001" in other.says("查 YC-0000-0001") or "没有" in other.read[-1]


def test_progress_lists_ones_own(town: Town) -> None:
    from tests.gateways.wechat.town import code_in

    phone, other = town.phone(), town.phone("oSomebodyElse")
    assert "还没有报过事" in phone.says("进展")
    phone.says("报事 林家巷52号门口路灯坏了")
    code = code_in(phone.says("提交"))
    assert code in phone.event("CLICK", "progress") and code not in other.says("我的进展")


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [("招聘补贴怎么领", "一次性招聘补贴"), ("请问一次性招聘补贴在哪里申请？", "一次性招聘补贴"), ("招聘", "一次性招聘补贴"),
     ("量子力学", "没有找到"), ("？？？", "报事"), ("的", "报事"), ("你好", "报事"), ("谢谢", "不客气")],
)  # fmt: skip
def test_questions_are_answered_with_services(town: Town, asked: str, wanted: str) -> None:
    assert wanted in town.phone().says(asked)


def test_policies_answer_with_their_addresses(town: Town) -> None:
    from linli import clock
    from linli.search.index import Document, Index

    index = Index.open()
    folder = index.fresh()
    policy = Document(
        kind="policy", id=str(UUID(int=1)), district="990202", title="关于一次性招聘补贴的通知", body="招用毕业生的企业可以申请",
        at=clock.now(), address="/mini/policies/1",
    )  # fmt: skip
    elsewhere = Document(
        kind="policy",
        id=str(UUID(int=2)),
        district="990203",
        title="别处的招聘补贴",
        body="招聘补贴",
        at=clock.now(),
        address="/x/2",
    )
    repealed = replace(policy, id=str(UUID(int=3)), title="旧的招聘补贴办法", address="/mini/policies/3", over=True)
    index.add([policy, elsewhere, repealed], {}, folder)
    index.take(folder)
    assert index.is_sound()
    answer = town.phone().says("招聘补贴怎么领")
    assert '【政策】<a href="https://linli.example.org/mini/policies/1">关于一次性招聘补贴的通知</a>' in answer
    assert '<a href="https://linli.example.org/mini/search?q=' in answer, "and everything there is"
    assert "别处" not in answer and "旧的招聘补贴办法（已失效）" in answer


def test_an_answer_fits_into_a_message() -> None:
    from linli.gateways.wechat.asking import cut
    from linli.gateways.wechat.wording import fitting

    told = fitting([f"{'长' * 100}{number}" for number in range(20)], "结尾")
    assert len(told.encode()) <= 2047 and told.endswith("结尾") and "长0" in told
    assert len(cut("政" * 2000).encode()) <= 2047 and cut("短") == "短"


@pytest.mark.parametrize("kind", ["voice", "video", "link", "shortvideo"])
def test_what_we_cannot_read_is_said_so(town: Town, kind: str) -> None:
    from tests.gateways.wechat.peer import message

    phone = town.phone()
    assert "能看文字、照片和位置" in phone.sends(message(phone.openid, kind, MediaId="x"))


def test_what_was_said_is_read_where_wechat_recognised_it(town: Town) -> None:
    from tests.gateways.wechat.peer import message

    phone = town.phone()
    assert "一次性招聘补贴" in phone.sends(message(phone.openid, "voice", MediaId="x", Recognition="招聘补贴怎么领。"))


def test_what_takes_too_long_is_sent_later(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """The five seconds of an answer are nearly over: WeChat hears that all is well, and the words follow."""
    from linli.gateways.wechat.actions import receiving
    from tests.gateways.wechat.peer import message, signed

    monkeypatch.setattr(receiving, "LATEST", -1.0)
    phone = town.phone()
    town.wechat.followers.add(phone.openid)
    asked = message(phone.openid, Content="招聘补贴怎么领")
    assert phone.sends(asked) == "" and phone.sends(asked, signed()) == ""
    town.work()
    assert [(openid, "一次性招聘补贴" in text) for openid, text in town.wechat.sent] == [(phone.openid, True)]


def test_a_greeting_of_the_districts_own(town: Town) -> None:
    from linli.places.models import District
    from linli.places.revision import forget

    found = District.objects.get(code="990202")
    found.settings |= {"wechat_greeting": "您好，这里是样本区。"}
    found.save()
    forget()
    assert town.phone().follow().startswith("您好，这里是样本区。")


def test_what_is_old_is_swept(town: Town, clock: MovableClock) -> None:
    from linli.gateways.wechat.actions import sweep
    from linli.gateways.wechat.models import Conversation, Errand, Follower, Nonce, Received
    from tests.gateways.wechat.town import a_picture

    phone = town.phone()
    phone.follow()
    phone.says("报事")
    phone.picture(a_picture())
    town.work()
    phone.unfollow()
    clock.advance(seconds=5)
    phone.says("报事")
    clock.advance(seconds=5)
    phone.unfollow()
    clock.advance(days=31)
    assert sweep(clock.now) > 0
    assert [model.objects.count() for model in (Conversation, Errand, Follower, Nonce, Received)] == [0] * 5
