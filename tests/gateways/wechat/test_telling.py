"""Notices by template message: who gets them, what stands in them, and the text message where WeChat will not do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import MovableClock

if TYPE_CHECKING:
    from linli.cases.models import Case
    from tests.gateways.wechat.town import Town

PHONE = "13800000001"


def linked(town: Town) -> Any:
    """A follower whose WeChat is linked to their number."""
    from linli.gateways.wechat.actions import follower_of, link
    from linli.people.actors import Actor
    from tests.factories import resident

    phone, account = town.phone(), resident(PHONE)
    phone.follow()
    link(Actor.of(account), follower_of("990202", phone.openid))
    return phone, account


def reported_on_the_web(account: Any) -> Case:
    from linli.cases.actions import submit
    from linli.people.actors import Actor

    return submit(Actor.of(account), {"district": "990202", "text": "林家巷52号门口路灯坏了，请修一修"}).case


def test_whoever_linked_their_number_is_told_by_wechat_of_all_they_reported(town: Town) -> None:
    from tests.gateways.wechat.town import Outbox, told_by

    _phone, account = linked(town)
    case = reported_on_the_web(account)
    town.work()
    assert told_by(case) == [("wechat", "sent")] and Outbox.texts == []
    told = town.wechat.told[0]
    assert told["url"] == f"https://linli.example.org/c/{case.code}" and told["client_msg_id"].isalnum()
    assert len(told["client_msg_id"]) == 32


def test_whoever_did_not_link_it_gets_a_text_message(town: Town) -> None:
    from tests.factories import resident
    from tests.gateways.wechat.town import Outbox, told_by

    case = reported_on_the_web(resident(PHONE))
    town.work()
    assert told_by(case) == [("sms", "sent")] and [address for address, _text in Outbox.texts] == [PHONE]


@pytest.mark.parametrize("known", [True, False], ids=["unfollowed, which we missed", "invalid openid"])
def test_where_wechat_refuses_a_text_message_goes_out_at_once(town: Town, known: bool) -> None:
    from linli.gateways.wechat.models import Follower
    from linli.people.vault import seal
    from tests.gateways.wechat.town import Outbox, told_by

    phone, account = linked(town)
    town.wechat.followers.discard(phone.openid)
    if not known:
        Follower.objects.update(openid_cipher=seal("invalid"))
    case = reported_on_the_web(account)
    town.work()
    assert told_by(case) == [("sms", "sent")] and [address for address, _text in Outbox.texts] == [PHONE]
    assert not Follower.objects.get().following, "the next one does not even try"


@pytest.mark.parametrize("number", [45009, 43019, 43101, 47003])
def test_what_wechat_will_not_do_today_goes_as_text_at_once(town: Town, number: int) -> None:
    """As much as the account may do in a day is used up; or they are blocked, took no more of it, or a part does not fit."""
    from linli.gateways.wechat.models import Follower
    from tests.gateways.wechat.town import told_by

    _phone, account = linked(town)
    town.wechat.fails["/cgi-bin/message/template/send"] = [{"errcode": number}]
    case = reported_on_the_web(account)
    town.work()
    assert told_by(case) == [("sms", "sent")] and Follower.objects.get().following


def test_a_template_that_is_gone_loses_nothing(town: Town) -> None:
    from linli.gateways.wechat.models import Follower
    from tests.gateways.wechat.town import told_by

    _phone, account = linked(town)
    town.wechat.fails["/cgi-bin/message/template/send"] = [{"errcode": 40037, "errmsg": "invalid template_id"}]
    case = reported_on_the_web(account)
    town.work()
    assert told_by(case) == [("sms", "sent")] and Follower.objects.get().following


def test_after_three_failures_a_text_message_goes_out(town: Town, clock: MovableClock) -> None:
    from tests.gateways.wechat.town import told_by

    _phone, account = linked(town)
    town.wechat.fails["/cgi-bin/message/template/send"] = [503, {"errcode": -1}, 500]
    case = reported_on_the_web(account)
    for _try in range(3):
        town.work()
        assert told_by(case) == [("sms", "waiting")]
        clock.advance(minutes=30)
    town.work()
    assert told_by(case) == [("sms", "sent")] and town.wechat.told == []


def test_a_message_that_wechat_took_and_did_not_bring_goes_as_text(town: Town) -> None:
    from linli.gateways.wechat.models import Sent
    from tests.gateways.wechat.peer import message
    from tests.gateways.wechat.town import Outbox, told_by

    phone, account = linked(town)
    arrived, lost = reported_on_the_web(account), reported_on_the_web(account)
    town.work()
    for case, status in ((arrived, "success"), (lost, "failed:user block")):
        number = Sent.objects.get(delivery__in=case_deliveries(case)).number
        for _again in range(2):
            event = message(phone.openid, "event", Event="TEMPLATESENDJOBFINISH", MsgID=number, Status=status)
            assert phone.sends(event) == ""
    town.work()
    assert told_by(arrived) == [("wechat", "sent")] and told_by(lost) == [("sms", "sent")]
    assert len(Outbox.texts) == 1 and lost.code in Outbox.texts[0][1]


def case_deliveries(case: Case) -> list[Any]:
    from linli.notices.models import Delivery

    return list(Delivery.objects.filter(notice__about=case.pk, notice__organisation=None).values_list("pk", flat=True))


def test_the_same_handed_over_twice_is_shown_once(town: Town) -> None:
    """A worker that was killed before it noted what it had handed over."""
    from linli.notices.models import Delivery, DeliveryState

    _phone, account = linked(town)
    case = reported_on_the_web(account)
    town.work()
    Delivery.objects.filter(pk__in=case_deliveries(case)).update(state=DeliveryState.WAITING, lease_until=None)
    town.work()
    assert len(town.wechat.told) == 1


def test_no_log_tells_who_and_by_what_token(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    phone, account = linked(town)
    reported_on_the_web(account)
    town.wechat.fails["/cgi-bin/message/template/send"] = [503, {"errcode": 40003, "errmsg": f"{phone.openid} token-1"}]
    with caplog.at_level("DEBUG"):
        town.work()
        town.work()
    assert "was not taken" in caplog.text
    assert not any(secret in caplog.text for secret in (PHONE, phone.openid, "token-1", "a-secret-of-tests"))


def test_without_a_template_people_are_told_by_text_message(town: Town) -> None:
    from tests.gateways.wechat.town import told_by

    _phone, account = linked(town)
    town.lists(template=None)
    case = reported_on_the_web(account)
    town.work()
    assert told_by(case) == [("sms", "sent")]


def test_a_broken_list_of_accounts_keeps_nobody_from_being_told(town: Town) -> None:
    from tests.gateways.wechat.town import told_by

    _phone, account = linked(town)
    case = reported_on_the_web(account)
    town.listed.write_text("- {district: mini}")
    town.work()
    assert told_by(case) == [("sms", "sent")]


def test_what_is_put_into_a_template_fits_and_is_never_one() -> None:
    from datetime import UTC, datetime

    from linli.gateways.wechat.accounts import Template
    from linli.gateways.wechat.telling import parts_of
    from linli.notices.models import Notice

    notice = Notice(text="{code}" + "很" * 300, created_at=datetime(2026, 11, 2, 1, 30, tzinfo=UTC))
    parts = {"thing1": "{text}", "phrase2": "已登记受理了", "time3": "{time}", "remark": "{text}", "x": "{no}"}
    told = parts_of(Template("id", tuple(parts.items())), notice)
    assert told["thing1"] == "{code}" + "很" * 13 + "…" and told["phrase2"] == "已登记受…"
    assert told["time3"] == "2026年11月2日 09:30" and len(told["remark"]) == 200 and told["x"] == "-"


def test_looking_whom_wechat_reaches_is_one_statement_and_none_without_an_account(
    town: Town, django_assert_num_queries: Any
) -> None:
    from linli.gateways.wechat.telling import WeChatWay
    from linli.notices.models import Notice

    _phone, account = linked(town)
    reported_on_the_web(account)
    notice = Notice.objects.select_related("account", "contact").get(account=account)
    with django_assert_num_queries(1):
        assert WeChatWay().address(notice) == "oLiuGuifang"
    town.settings.LINLI_WECHAT = ""
    with django_assert_num_queries(0):
        assert WeChatWay().address(notice) == ""


def test_who_is_erased_is_not_known_at_wechat_any_more(town: Town) -> None:
    from linli.administering import erase_person
    from linli.gateways.wechat.models import Follower
    from linli.people.models import Contact
    from tests.gateways.wechat.town import case_of

    phone = town.phone()
    phone.follow()
    phone.says("报事 林家巷52号门口路灯坏了")
    case = case_of(phone.says("提交"))
    linked_phone, account = linked(town)
    assert Contact.objects.get(pk=case.reporter_id).account == account
    linked_phone.says("报事")
    erase_person(PHONE)
    assert Follower.objects.count() == 0 and Contact.objects.get(pk=case.reporter_id).phone_index == ""
    town.work()
    assert town.wechat.told == [] and "还没有报过事" in phone.says("进展")
