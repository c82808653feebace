"""A report by conversation: words, place, pictures; begun again, left, offered; and what it must not do to another."""

from __future__ import annotations

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


def test_a_picture_keeps_nothing_of_who_took_it_and_where(town: Town) -> None:
    import io

    from PIL import Image

    from linli.cases.actions.papers import stored
    from tests.gateways.wechat.town import a_picture, case_of

    assert Image.open(io.BytesIO(a_picture())).getexif().get_ifd(0x8825), "the telephone wrote it down"
    phone = town.phone()
    phone.says("报事 林家巷52号门口路灯坏了")
    phone.picture(a_picture())
    town.work()
    kept = case_of(phone.says("提交")).attachments.get()
    assert not dict(Image.open(stored(kept.path)).getexif())


def test_a_picture_too_large_to_be_fetched_is_told_later(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    from linli.gateways.wechat import calling
    from tests.gateways.wechat.town import a_picture

    monkeypatch.setattr(calling, "MOST_MEDIA", 1000)
    phone = town.phone()
    phone.follow()
    phone.says("报事 林家巷52号门口路灯坏了")
    phone.picture(a_picture())
    town.work()
    town.work()
    assert [words for _openid, words in town.wechat.sent] == ["有一张照片没能从微信取到，请再发一次。"]


def test_a_picture_of_a_report_put_away_comes_to_no_other(town: Town, clock: MovableClock) -> None:
    from tests.gateways.wechat.town import a_picture, case_of

    phone = town.phone()
    phone.says("报事 林家巷52号门口路灯坏了")
    phone.picture(a_picture())
    town.wechat.fails["/cgi-bin/media/get"] = [500]
    town.work()
    phone.says("取消")
    phone.says("报事 林家巷9号下水道堵了")
    case = case_of(phone.says("提交"))
    clock.advance(minutes=1)
    town.work()
    assert case.attachments.count() == 0


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


def test_begun_again_it_goes_on_and_neither_gets_lost(town: Town, clock: MovableClock) -> None:
    from linli.cases.models import Case
    from tests.gateways.wechat.town import case_of

    phone = town.phone()
    phone.event("CLICK", "report")
    phone.says("林家巷52号门口路灯坏了")
    clock.advance(seconds=1)
    for again in (phone.event("CLICK", "report"), phone.says("报事")):
        assert "还没报完" in again and "林家巷52号门口路灯坏了" in again and "提交" in again
    assert "上一件还没报完" in phone.says("报事 林家巷9号下水道堵了")
    assert case_of(phone.says("提交")).text == "林家巷52号门口路灯坏了"
    phone.says("报事")
    assert "在哪里" in phone.says("报事 下水道堵了")
    assert "在哪里" in phone.says("提交"), "not an address"
    phone.says("林家巷9号")
    assert case_of(phone.says("上报")).text == "下水道堵了" and Case.objects.count() == 2


def test_what_is_asked_in_between_is_answered_and_not_reported(town: Town) -> None:
    from tests.gateways.wechat.town import case_of

    phone = town.phone()
    phone.says("报事 林家巷52号门口路灯坏了")
    for words in ("帮助", "进展", "绑定"):
        assert phone.says(words).endswith("您正在报的事还在：接着发就行；不报了请回复“取消”。")
    assert case_of(phone.says("提交")).text == "林家巷52号门口路灯坏了"


@pytest.mark.parametrize("words", ["提交", "取消", "跳过", "好的"])
def test_with_no_report_on_its_way_that_is_said(town: Town, words: str) -> None:
    assert "没有正在报的事" in town.phone().says(words)


def test_what_sounds_like_a_report_is_offered_to_be_one(town: Town, clock: MovableClock) -> None:
    from linli.cases.models import Case
    from tests.gateways.wechat.town import a_picture, a_position, case_of

    phone = town.phone()
    assert "回复“报事”" in phone.says("路口井盖没了")
    assert "招聘补贴" in phone.says("招聘补贴怎么领"), "an offer holds nobody"
    assert "什么事" in phone.says("报事") and phone.says("取消"), "and is over with the next thing said"
    phone.says("路口井盖没了")
    assert "记下了：“路口井盖没了”" in phone.says("投诉") and "在哪里" in phone.read[-1]
    phone.stands(*a_position())
    assert case_of(phone.says("提交")).text == "路口井盖没了"
    phone.says("井盖又响了")
    assert "井盖又响了" in phone.picture(a_picture()) and "在哪里" in phone.read[-1], "a picture goes with it as well"
    phone.says("取消")
    phone.says("井盖又响了")
    clock.advance(minutes=31)
    assert "什么事" in phone.says("报事"), "and after half an hour it is forgotten, with no word of it"
    assert Case.objects.count() == 1
    assert "回复“报事”" not in phone.says("井盖丢了怎么申请补贴")


def test_long_words_and_pictures_of_words(town: Town) -> None:
    from tests.gateways.wechat.town import case_of

    phone = town.phone()
    phone.says("报事 林家巷52号门口路灯坏了😀👨‍👩‍👧 " + "很黑。" * 220)
    for _more in range(4):
        phone.says("还是很黑。" * 130)
    assert "字" in phone.read[-1], "said how long it may be, and what was said before is kept"
    case = case_of(phone.says("提交"))
    assert "😀👨‍👩‍👧" in case.text and all(len(words.encode()) <= 2047 for words in phone.read)
    assert "没有找到" in phone.says("👍" * 500)
    assert "<a href='x'>" not in phone.says("<a href='x'>点我</a>")


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
