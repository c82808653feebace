"""What is said to the official account, and what it answers: reports by conversation, codes, lists, and what it cannot read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.conftest import MovableClock

if TYPE_CHECKING:
    from tests.gateways.wechat.town import Town

LAMP = "路灯坏了三天，晚上看不见路"


def test_a_place_that_is_named_is_not_asked_for(town: Town) -> None:
    from tests.gateways.wechat.town import case_of

    phone = town.phone()
    shown = phone.says("报事：林家巷52号门口路灯坏了")
    assert "东街社区" in shown and "提交" in shown
    case = case_of(phone.says("提交"))
    assert (case.text, case.community, case.office_id) == ("林家巷52号门口路灯坏了", "990202001001", "990202001001")


def test_an_address_may_be_typed_and_left_to_us(town: Town) -> None:
    from tests.gateways.wechat.town import case_of

    phone = town.phone()
    phone.says("报事 " + LAMP)
    assert "没找到“月亮上”" in phone.says("月亮上") and "跳过" in phone.read[-1]
    assert "东街社区" in phone.says("林家巷3号")
    assert case_of(phone.says("提交")).address == "林家巷3号"
    phone.says("报事 " + LAMP)
    assert "由我们来找" in phone.says("跳过")
    assert case_of(phone.says("好的")).area_id is None


def test_a_position_elsewhere_is_not_taken(town: Town) -> None:
    from tests.gateways.wechat.town import a_position

    phone = town.phone()
    phone.says("报事 " + LAMP)
    assert "不在样本区" in phone.stands(39.9, 116.4, "北京")
    assert "东街社区" in phone.stands(*a_position())


def test_a_report_may_begin_with_a_picture_or_a_position(town: Town) -> None:
    from tests.gateways.wechat.town import a_picture, a_position, case_of

    phone = town.phone()
    assert "第 1 张照片收到了" in phone.picture(a_picture()) and "是什么事" in phone.read[-1]
    phone.stands(*a_position())
    town.work()
    phone.says(LAMP)
    case = case_of(phone.says("提交"))
    assert case.attachments.count() == 1 and case.area_id == "990202001001001"


def test_pictures_fetched_late_come_to_the_case(town: Town) -> None:
    from linli.gateways.wechat.models import Errand
    from tests.gateways.wechat.town import a_picture, case_of

    phone = town.phone()
    phone.says("报事 林家巷52号门口路灯坏了")
    phone.picture(a_picture())
    town.wechat.fails["/cgi-bin/media/get"] = [500]
    town.work()
    case = case_of(phone.says("提交"))
    assert case.attachments.count() == 0 and Errand.objects.get().attempts == 1
    from linli import clock as time

    time.freeze(time.now() + Errand.objects.get().next_at.__class__.resolution * 10_000_000)
    town.work()
    assert case.attachments.count() == 1 and case.attachments.get().from_reporter


def test_what_is_no_picture_is_told_later(town: Town) -> None:
    phone = town.phone()
    phone.follow()
    phone.says("报事 林家巷52号门口路灯坏了")
    phone.picture(b"GIF89a" + b"\0" * 20)
    town.work()
    town.work()
    assert [openid for openid, _text in town.wechat.sent] == [phone.openid]
    assert "照片1" in town.wechat.sent[0][1] and "GIF" in town.wechat.sent[0][1]


def test_ten_pictures_and_no_more(town: Town) -> None:
    from tests.gateways.wechat.town import a_picture

    phone = town.phone()
    phone.says("报事 林家巷52号门口路灯坏了")
    for _number in range(10):
        phone.picture(a_picture())
    assert "最多带 10 张" in phone.picture(a_picture())


@pytest.mark.parametrize("word", ["取消", "算了", "不报了"])
def test_it_may_be_left_at_any_time(town: Town, word: str) -> None:
    from linli.cases.models import Case, ReportDraft
    from linli.gateways.wechat.models import Conversation
    from tests.gateways.wechat.town import a_picture

    phone = town.phone()
    phone.says("报事")
    phone.picture(a_picture())
    assert "什么也没有上报" in phone.says(word)
    town.work()
    assert (Case.objects.count(), Conversation.objects.count(), ReportDraft.objects.count()) == (0, 0, 0)


def test_after_half_an_hour_it_is_put_away(town: Town, clock: MovableClock) -> None:
    from linli.cases.models import Case

    phone = town.phone()
    phone.says("报事 林家巷52号门口路灯坏了")
    clock.advance(minutes=31)
    assert "已经收起" in phone.says("提交")
    assert Case.objects.count() == 0


def test_words_are_added_before_it_is_sent(town: Town) -> None:
    from tests.gateways.wechat.town import case_of

    phone = town.phone()
    phone.says("报事 林家巷52号门口路灯坏了")
    phone.says("还有一盏在巷口")
    assert case_of(phone.says("提交")).text == "林家巷52号门口路灯坏了\n还有一盏在巷口"


def test_a_report_of_one_character_is_asked_for_again(town: Town) -> None:
    phone = town.phone()
    phone.says("报事")
    assert "2" in phone.says("灯") and "在哪里" in phone.says(LAMP)


def test_ten_reports_a_day(town: Town, clock: MovableClock) -> None:
    from linli.cases.models import Case

    phone = town.phone()
    for _number in range(10):
        phone.says("报事 林家巷52号门口路灯坏了")
        phone.says("提交")
    assert "一天最多" in phone.says("报事") and Case.objects.count() == 10
    clock.advance(hours=25)
    assert "什么事" in phone.says("报事")


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
     ("量子力学", "没有找到"), ("？？？", "没有找到"), ("的", "没有找到")],
)  # fmt: skip
def test_questions_are_answered_with_services(town: Town, asked: str, wanted: str) -> None:
    assert wanted in town.phone().says(asked)


def test_policies_answer_with_their_addresses(town: Town) -> None:
    from linli import clock
    from linli.search.index import Document, Index

    index = Index.open()
    folder = index.fresh()
    policy = Document(
        kind="policy", id="1", district="990202", title="关于一次性招聘补贴的通知", body="招用毕业生的企业可以申请",
        at=clock.now(), address="/mini/policies/1",
    )  # fmt: skip
    elsewhere = Document(
        kind="policy",
        id="2",
        district="990203",
        title="别处的招聘补贴",
        body="招聘补贴",
        at=clock.now(),
        address="/x/2",
    )
    repealed = replace(policy, id="3", title="旧的招聘补贴办法", address="/mini/policies/3", over=True)
    index.add([policy, elsewhere, repealed], {}, folder)
    index.take(folder)
    assert index.is_sound()
    answer = town.phone().says("招聘补贴怎么领")
    assert '【政策】<a href="https://linli.example.org/mini/policies/1">关于一次性招聘补贴的通知</a>' in answer
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
