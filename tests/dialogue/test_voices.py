"""Supports, comments and what is alike: counted once, shown as text, looked at, and gone with the person."""

from __future__ import annotations

from collections import Counter
from uuid import uuid4

import pytest
from django.test import Client

from linli.administering import erase_person
from linli.dialogue import actions
from linli.dialogue.errors import AsYourself, InvalidInput, NotNow, NotOpen, SignInFirst, TooMany
from linli.dialogue.models import Comment, DialogueEvent, Proposal, Support
from linli.dialogue.queries.proposals import alike
from linli.people.actors import Actor
from linli.places.models import District
from tests.appointments.test_at_once import at_once
from tests.conftest import MovableClock
from tests.dialogue.town import BUS, HOME, WHY, answered, at, at_desk, crowd, person, proposed, signed_in, topic
from tests.factories import CODE, actor


def test_a_support_sent_twice_at_once_counts_once(busy: District) -> None:
    row, who = proposed(topic()), person(2)
    client = signed_in(who)
    cookie = client.cookies["sessionid"].value

    def tap() -> int:
        other = Client(raise_request_exception=False)
        other.cookies["sessionid"] = cookie
        return other.post(f"{HOME}/proposals/{row.code}/support").status_code

    assert Counter(at_once(*([tap] * 8))) == {302: 8}, "each tap is answered as if it had been the one"
    row.refresh_from_db()
    assert row.supports == 1 == Support.objects.count()


def test_many_at_once_are_all_counted(busy: District) -> None:
    row, people = proposed(topic()), crowd(12)
    assert len(at_once(*((lambda one=one: actions.support(one, row.code)) for one in people))) == 12
    row.refresh_from_db()
    assert row.supports == 12 == Support.objects.count()


def test_taken_back_while_it_waits_and_not_after_its_answer(district: District) -> None:
    row, who = proposed(topic()), person(2)
    actions.support(who, row.code)
    assert actions.take_back(who, row.code).supports == 0
    assert actions.take_back(who, row.code).supports == 0, "taking back what is not there takes nothing away"
    actions.support(who, row.code)
    with pytest.raises(NotNow, match="您自己的建言"):
        actions.support(person(), row.code)
    answered(row)
    for late in (actions.support, actions.take_back):
        with pytest.raises(NotNow, match="已经答复"):
            late(who, row.code)
    row.refresh_from_db()
    assert row.supports == 1


def test_who_may_speak(district: District) -> None:
    asked = topic()
    row = proposed(asked)
    with pytest.raises(SignInFirst):
        actions.support(Actor.guest(), row.code)
    with pytest.raises(AsYourself):
        actions.support(actor("water"), row.code)
    sent = Client().post(f"{HOME}/proposals/{row.code}/support")
    assert sent.status_code == 302 and sent["Location"].startswith("/sign-in?next=")
    assert at_desk("water").post(f"{HOME}/proposals/{row.code}/support").status_code == 403


def test_html_in_a_comment_is_text(district: District) -> None:
    row = proposed(topic())
    evil = '<script>alert("x")</script><img src=x onerror=alert(1)> & <b>粗</b>'
    assert signed_in(person(2)).post(f"{HOME}/proposals/{row.code}/comment", {"text": evil}).status_code == 302
    page = signed_in(person(3)).get(f"{HOME}/proposals/{row.code}").content.decode()
    assert Comment.objects.get().text == evil
    assert (
        "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt; &amp; &lt;b&gt;粗" in page
    )
    assert "<img src=x" not in page and "<script>alert" not in page
    desk = at_desk("centre").get("/desk/dialogue/moderation").content.decode()
    assert "&lt;script&gt;" in desk and "<script>alert" not in desk


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "内容"), ("好", "太短"), ("长" * 1001, "1001"), ("长" * 5000, "5000"), (" \u0000\n ", "内容")],
)
def test_a_comment_has_its_limits_and_what_was_typed_stays(text: str, said: str, district: District) -> None:
    row = proposed(topic())
    answer = signed_in(person(2)).post(f"{HOME}/proposals/{row.code}/comment", {"text": text})
    assert answer.status_code == 422 and said in answer.content.decode()
    assert not Comment.objects.exists()


def test_looked_at_before_or_after_as_the_topic_has_it(district: District) -> None:
    before, after = topic(moderation="before"), topic("police", title="先公开后审看的话题")
    waiting, shown = proposed(before), proposed(after, person(2), title="让路灯再亮一点")
    assert (waiting.state, shown.state) == ("waiting", "open")
    actions.publish(actor("centre"), waiting.code)
    first = actions.comment(person(3), waiting.code, {"text": "先看后发"})
    second = actions.comment(person(3), shown.code, {"text": "发了再看"})
    assert (first.state, second.state) == ("waiting", "shown")
    read = signed_in(person(4)).get(f"{HOME}/proposals/{waiting.code}").content.decode()
    assert "先看后发" not in read
    at_desk("centre").post(f"/desk/dialogue/moderation/comments/{first.pk}", {"what": "show"})
    assert "先看后发" in signed_in(person(4)).get(f"{HOME}/proposals/{waiting.code}").content.decode()


def test_who_objects_has_it_looked_at_again_and_a_hidden_one_says_why(district: District) -> None:
    row = proposed(topic())
    said = actions.comment(person(2), row.code, {"text": "某人就是个骗子"})
    at_desk("centre").post(f"/desk/dialogue/moderation/comments/{said.pk}", {"what": "show"})
    for _again in range(2):
        signed_in(person(3)).post(f"{HOME}/comments/{said.pk}/object", {"reason": "骂人"})
    desk = at_desk("centre")
    queue = desk.get("/desk/dialogue/moderation").content.decode()
    assert "1 人举报" in queue and "骂人" in queue
    assert desk.post(f"/desk/dialogue/moderation/comments/{said.pk}", {"what": "hide", "reason": ""}).status_code == 422
    desk.post(f"/desk/dialogue/moderation/comments/{said.pk}", {"what": "hide", "reason": "有人身攻击"})
    page = signed_in(person(4)).get(f"{HOME}/proposals/{row.code}").content.decode()
    assert "这条评论已隐藏，原因：有人身攻击" in page and "骗子" not in page
    assert "骗子" not in Client().get(f"/api/v1/proposals/{row.code}/comments").content.decode()
    row.refresh_from_db()
    assert row.comments_shown == 0
    assert "有人身攻击" in str(list(DialogueEvent.objects.filter(kind="comment_hidden").values_list("data", flat=True)))


def test_only_editors_and_the_centre_look_through(district: District) -> None:
    row = proposed(topic(moderation="before"))
    for name in ("water", "here", "auditor"):
        assert at_desk(name).get("/desk/dialogue/moderation").status_code == 403
        assert (
            at_desk(name).post(f"/desk/dialogue/moderation/proposals/{row.code}", {"what": "publish"}).status_code
            == 403
        )
    row.refresh_from_db()
    assert row.state == "waiting"


def test_what_is_alike_is_offered_before_it_is_sent(district: District) -> None:
    asked = topic()
    row = proposed(asked)
    proposed(asked, person(5), title="在河边多装几盏路灯", text="晚上河边散步的人多，有一段路没有灯，看不清台阶。")
    form = {
        "topic": asked.code,
        "title": "3路公交车在工业园加停一站",
        "text": "上下班的工人多，走路太远，请加一站。",
        "key": "k",
    }
    client = signed_in(person(2))
    offered = client.post(f"{HOME}/propose", form).content.decode()
    assert BUS in offered and "河边" not in offered and Proposal.objects.count() == 2
    for _twice in range(2):
        assert client.post(f"{HOME}/propose", {**form, "sure": "1"}).status_code == 302
    assert Proposal.objects.count() == 3, "the same form sent twice makes one"
    assert alike(CODE, BUS, WHY, asked.pk)[0].proposal.code == row.code


@pytest.mark.parametrize("given", [{"title": "短"}, {"text": "太短"}, {"title": "长" * 61}, {"text": "长" * 4001}, {"organisation": "990101-none"}])  # fmt: skip
def test_a_proposal_that_cannot_be_taken_comes_back_with_what_was_typed(
    given: dict[str, str], district: District
) -> None:
    form = {"title": BUS, "text": WHY, "place": "南门"} | given
    answer = signed_in(person()).post(f"{HOME}/propose", form)
    page = answer.content.decode()
    assert answer.status_code == 422 and ("aria-invalid" in page or "没有这个单位" in page)
    assert "南门" in page and not Proposal.objects.exists()


def test_a_topic_that_is_over_takes_nothing_more(district: District, clock: MovableClock) -> None:
    asked = topic()
    clock.set(at("2026-12-01 00:00"))
    with pytest.raises(NotOpen, match="自由建言"):
        proposed(asked)
    assert "我要建言" not in signed_in(person()).get(f"{HOME}/topics/{asked.code}").content.decode().split("<main")[1]


def test_there_is_an_end_to_a_days_proposals(district: District, clock: MovableClock) -> None:
    asked = topic()
    for number in range(5):
        proposed(asked, title=f"第 {number} 条不同的建言")
    with pytest.raises(TooMany):
        proposed(asked)
    clock.advance(hours=25)
    proposed(asked)


def test_names_are_masked_unless_one_wishes_otherwise(district: District) -> None:
    asked = topic()
    masked, shown = proposed(asked), proposed(asked, person(2), title="另一条建言在这里", name="李大山", show_name=True)
    none = proposed(asked, person(3, ""), title="没有名字的一条建言", show_name=True)
    assert (masked.by, shown.by, none.by) == ("王**", "李大山", "一位居民")
    with pytest.raises(InvalidInput):
        proposed(asked, person(4), title="名字太长的一条建言", name="长" * 21)


def test_erasing_a_person_leaves_what_others_stand_behind(district: District) -> None:
    asked = topic()
    theirs, other = proposed(asked), proposed(asked, person(2), title="别人的一条建言")
    unread = proposed(title="还没人看过的自由建言")
    actions.support(person(2), theirs.code)
    actions.support(person(), other.code)
    actions.comment(person(), other.code, {"text": "我叫王小兰，住在五号楼"})
    erase_person("13800000001")
    theirs.refresh_from_db()
    other.refresh_from_db()
    unread.refresh_from_db()
    assert (theirs.state, theirs.account, theirs.by, theirs.supports) == ("open", None, "一位居民", 1)
    assert (unread.state, unread.text, unread.title) == ("withdrawn", "", "—")
    assert other.supports == 1 == Support.objects.filter(proposal=other, account=None).count()
    said = Comment.objects.get()
    assert (said.text, said.account, said.state) == ("", None, "hidden") and other.comments_shown == 0
    page = signed_in(person(2)).get(f"{HOME}/proposals/{other.code}").content.decode()
    assert "注销了资料" in page and "五号楼" not in page
    kept = str(list(DialogueEvent.objects.values_list("data", "actor_name")))
    assert "王小兰" not in kept and "五号楼" not in kept


def test_a_comment_that_is_not_there(district: District) -> None:
    topic()
    assert signed_in(person()).post(f"{HOME}/comments/{uuid4()}/object").status_code == 404
    assert at_desk("centre").post(f"/desk/dialogue/moderation/comments/{uuid4()}", {"what": "show"}).status_code == 404


def test_a_comment_sent_twice_is_one(busy: District) -> None:
    row, who = proposed(topic()), person(2)
    told = at_once(*([lambda: actions.comment(who, row.code, {"text": "我也这样想"})] * 6))
    assert len({one.pk for one in told if isinstance(one, Comment)}) == 1 and Comment.objects.count() == 1
    actions.comment(who, row.code, {"text": "还有一句"})
    actions.comment(person(3), row.code, {"text": "我也这样想"})
    assert Comment.objects.count() == 3


def test_a_days_limit_holds_for_what_comes_at_once(busy: District) -> None:
    asked, who = topic(), person(2)
    numbers = range(9)
    heard = at_once(*((lambda n=n: proposed(asked, who, title=f"第 {n} 条不同的建言")) for n in numbers))
    assert Counter(one if isinstance(one, type) else type(one) for one in heard) == {Proposal: 5, TooMany: 4}
    row = proposed(asked)
    heard = at_once(*((lambda n=n: actions.comment(who, row.code, {"text": f"第 {n} 句话"})) for n in range(33)))
    assert Counter(one if isinstance(one, type) else type(one) for one in heard) == {Comment: 30, TooMany: 3}


def test_what_others_stand_behind_is_not_ones_own_to_take_away(district: District) -> None:
    row = proposed(topic())
    actions.support(person(2), row.code)
    with pytest.raises(NotNow, match="1 人附议"):
        actions.withdraw(person(), row.code)
    assert "撤回我的建言" not in signed_in(person()).get(f"{HOME}/proposals/{row.code}").content.decode()
    actions.take_back(person(2), row.code)
    assert actions.withdraw(person(), row.code).state == "withdrawn"


def test_no_address_with_a_nul_or_a_strange_place_breaks_a_page(district: District) -> None:
    row = proposed(topic())
    client = signed_in(person())
    desk = at_desk("centre")
    for path in (
        f"{HOME}/proposals?topic=%00", f"{HOME}/proposals?older=%00&state=%00", f"{HOME}/proposals?older=ffffffffffffffffffff-{row.pk.hex}",
        f"{HOME}/proposals/{row.code}?comments=%00", f"{HOME}/proposals/%00", f"{HOME}/propose?topic=%00", f"{HOME}/meetings/a%00b",
        "/api/v1/topics/a%00b?district=990101", "/api/v1/proposals/%00", "/api/v1/proposals?district=990101&topic=%00", "/api/v1/meetings/%00",
        "/api/v1/topics?district=990101&after=%00", f"/api/v1/proposals/{row.code}/comments?after=%00",
    ):  # fmt: skip
        assert client.get(path).status_code in (200, 302, 404, 422), path
    assert client.post(f"{HOME}/propose", {"topic": "\0", "title": BUS, "text": WHY}).status_code in (
        200,
        302,
        404,
        422,
    )
    for path in ("/desk/dialogue?topic=%00", "/desk/dialogue/answer?p=%00", "/desk/dialogue/proposals/%00"):
        assert desk.get(path).status_code in (200, 302, 403, 404), path
    assert desk.post("/desk/dialogue/answer", {"p": "\0", "outcome": "\0", "text": "\0"}).status_code in (302, 422)


def test_ones_own_page_shows_what_one_said(district: District) -> None:
    asked = topic()
    row, theirs = proposed(asked), proposed(asked, person(2), title="在河边多装几盏路灯")
    proposed(asked, person(3), title="别人的一条建言")
    actions.support(person(), theirs.code)
    page = signed_in(person()).get("/my").content.decode()
    assert (
        f"{HOME}/proposals/{row.code}" in page
        and f"{HOME}/proposals/{theirs.code}" in page
        and "别人的一条" not in page
    )


def test_what_was_typed_before_signing_in_again_stands_there(district: District) -> None:
    row = proposed(asked := topic())
    client = Client()
    for page, form in (
        (
            f"{HOME}/propose?topic={asked.code}",
            {"topic": asked.code, "title": "写了一半的题目", "text": "写了很久的一段话"},
        ),
        (f"{HOME}/proposals/{row.code}", {"text": "写了很久的一段话"}),
    ):
        sent = client.post(page.replace(row.code, f"{row.code}/comment").partition("?")[0], form)
        assert sent.status_code == 302 and sent["Location"].startswith("/sign-in?next=")
        client.force_login(person(2).account)  # type: ignore[arg-type]
        assert "写了很久的一段话" in client.get(page).content.decode()
        assert "写了很久的一段话" not in client.get(page).content.decode(), "once"
        client.logout()
