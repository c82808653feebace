"""What does not come from WeChat, comes late, comes twice, or wants more than to be read: answered clearly, and nothing is changed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

from tests.conftest import MovableClock

if TYPE_CHECKING:
    from tests.gateways.wechat.town import Town

ENTITY = '<!DOCTYPE xml [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


def refused(town: Town, query: dict[str, str], body: str | bytes) -> str:
    """The status and code of a refusal; nothing was kept of what was refused."""
    from linli.gateways.wechat.models import Follower, Received
    from tests.gateways.wechat.peer import post

    before = (Received.objects.count(), Follower.objects.count())
    status, told = post(town.here, "mini", query, body)
    assert (Received.objects.count(), Follower.objects.count()) == before
    problem = json.loads(told)
    assert problem["detail"]
    return f"{status} {problem['code']}"


def test_the_address_is_verified_by_the_token(town: Town) -> None:
    from tests.gateways.wechat.peer import signed

    good, path = signed() | {"echostr": "4718300182"}, "/wechat/mini/messages?"
    answer = town.here.get(path + urlencode(good))  # type: ignore[union-attr]
    assert (answer.status_code, answer.content, answer["Content-Type"]) == (
        200,
        b"4718300182",
        "text/plain; charset=utf-8",
    )
    wrong = town.here.get(path + urlencode(signed(token="another") | {"echostr": "1"}))  # type: ignore[union-attr]
    assert wrong.status_code == 403


def test_a_wrong_signature(town: Town) -> None:
    from tests.gateways.wechat.peer import message, signed

    xml, good = message("oOne", Content="报事"), signed()
    for query in (
        signed(token="another"), good | {"nonce": "other"}, good | {"timestamp": "1"}, good | {"signature": ""}, good | {"signature": "签"}, {},
        signed(nonce="x") | {"timestamp": "²"},
    ):  # fmt: skip
        assert refused(town, query, xml) == "403 wrong_signature"


@pytest.mark.parametrize("away", [-301, 301, -86_400])
def test_an_old_timestamp_and_one_of_the_future(town: Town, clock: MovableClock, away: int) -> None:
    from tests.gateways.wechat.peer import message, signed

    at = int(clock.now.timestamp()) + away
    assert refused(town, signed(at), message("oOne", Content="报事")) == "403 stale_signature"
    assert town.phone().sends(message("oLiuGuifang", Content="帮助"), signed(int(clock.now.timestamp()) + 299))


def test_a_timestamp_that_is_no_number(town: Town) -> None:
    from tests.gateways.wechat.peer import TOKEN, message, signature

    for at in ("²", "1e9", "-1", "9" * 30, "", " 1"):
        query = {"timestamp": at, "nonce": "n", "signature": signature(TOKEN, at, "n")}
        assert refused(town, query, message("oOne", Content="报事")) == "403 wrong_signature"


def test_an_external_entity_is_refused_and_nothing_is_read(town: Town) -> None:
    from tests.gateways.wechat.peer import AES_KEY, message, sealed, signed

    xml = ENTITY + message("oOne", Content="报事").replace("<![CDATA[报事]]>", "&x;")
    assert refused(town, signed(), xml) == "400 unfit_message"
    town.lists(aes_key=AES_KEY)
    assert refused(town, *sealed(xml, signed())) == "400 unfit_message"
    query, wrapped = sealed(message("oOne", Content="报事"), signed())
    assert refused(town, query, ENTITY + wrapped) == "400 unfit_message"


@pytest.mark.parametrize("body", ["", "{}", "<xml>", "<xml></xml>", "\0", "<xml><MsgType>text</MsgType></xml>"])
def test_what_is_no_message(town: Town, body: str) -> None:
    from tests.gateways.wechat.peer import signed

    assert refused(town, signed(), body) == "400 unfit_message"


def test_what_is_too_large_is_not_read(town: Town) -> None:
    from tests.gateways.wechat.peer import message, signed

    assert refused(town, signed(), message("oOne", Content="长" * 40_000)) == "413 too_large"


def test_a_repeated_id_gets_the_same_answer_and_no_second_case(town: Town, clock: MovableClock) -> None:
    from linli.cases.models import Case
    from tests.gateways.wechat.peer import message, signed

    phone = town.phone()
    phone.says("报事 林家巷52号门口路灯坏了")
    confirming = message(phone.openid, "text", Content="提交")
    first = phone.sends(confirming)
    clock.advance(seconds=5)
    assert phone.sends(confirming, signed()) == first, "sent again, signed anew"
    assert Case.objects.count() == 1


def test_the_id_of_anothers_message_gets_no_answer_of_theirs(town: Town) -> None:
    from tests.gateways.wechat.peer import message

    phone, other = town.phone(), town.phone("oSomebodyElse")
    phone.says("报事 林家巷52号门口井盖没了")
    code = phone.sends(message(phone.openid, Content="提交", number="24000000000000000"))
    assert code not in other.sends(message(other.openid, Content="进展", number="24000000000000000"))


def test_a_nonce_may_come_again_at_another_time(town: Town, clock: MovableClock) -> None:
    """WeChat's are ten digits by chance; what must not come again is a signature."""
    from tests.gateways.wechat.peer import message, signed

    phone = town.phone()
    assert phone.sends(message(phone.openid, Content="帮助"), signed(nonce="1320562132"))
    clock.advance(seconds=1)
    assert phone.sends(message(phone.openid, Content="进展"), signed(nonce="1320562132"))


@pytest.mark.parametrize("encoding", ["gb2312", "big5", "no-such", "utf-7"])
def test_another_encoding_is_refused_and_breaks_nothing(town: Town, encoding: str) -> None:
    from tests.gateways.wechat.peer import message, signed

    body = f'<?xml version="1.0" encoding="{encoding}"?>'.encode() + message("oOne", Content="报事").encode("gb2312")
    assert refused(town, signed(), body) == "400 unfit_message"
    assert refused(town, signed(), message("oOne", Content="报事").encode("gb2312")) == "400 unfit_message"


@pytest.mark.parametrize("degrees", ["nan", "inf", "-inf", "1e999", "north", "1,5"])
def test_a_position_that_is_none(town: Town, degrees: str) -> None:
    from tests.gateways.wechat.peer import message, signed

    xml = message("oOne", "location", Location_X=degrees, Location_Y="104.0", Label="某处")
    assert refused(town, signed(), xml) == "400 unfit_message"
    assert "不在样本区" in town.phone().stands(95.0, 500.0) or "位置" in town.phone().stands(95.0, 500.0)


def test_a_repeated_event_counts_once(town: Town) -> None:
    """Events have no id: sender and time tell them."""
    from tests.gateways.wechat.peer import message

    phone = town.phone()
    following = message(phone.openid, "event", Event="subscribe")
    assert phone.sends(following) == phone.sends(following) != ""


def test_a_signature_shown_with_another_message(town: Town) -> None:
    """Without encryption it covers no body: whoever overheard it must not put their own words to it."""
    from tests.gateways.wechat.peer import message, signed

    query, phone = signed(), town.phone()
    phone.sends(message(phone.openid, Content="帮助"), query)
    assert refused(town, query, message(phone.openid, Content="报事")) == "403 nonce_used"


def test_where_messages_are_encrypted_no_other_is_taken(town: Town) -> None:
    from tests.gateways.wechat.peer import AES_KEY, message, sealed, signed

    town.lists(aes_key=AES_KEY)
    xml, other = message("oOne", Content="报事"), "b" * 43
    assert refused(town, signed(), xml) == "403 not_decrypted"
    assert refused(town, *sealed(xml, signed(), key=other)) == "403 not_decrypted"
    assert refused(town, *sealed(xml, signed(), appid="wxffffffffffffffff")) == "403 not_decrypted"
    query, body = sealed(xml, signed())
    assert refused(town, query | {"msg_signature": "0" * 40}, body) == "403 wrong_signature"
    assert refused(town, query, body.replace("<Encrypt><![CDATA[", "<Encrypt><![CDATA[AAAA")) == "403 wrong_signature"
    assert refused(town, query | {"encrypt_type": "raw"}, body) == "403 not_decrypted"


def test_a_district_without_an_account(town: Town) -> None:
    from tests.gateways.wechat.peer import message, post, signed

    status, told = post(town.here, "nowhere", signed(), message("oOne", Content="报事"))
    assert (status, json.loads(told)["code"]) == (404, "no_wechat_account")
    town.settings.LINLI_WECHAT = ""
    assert refused(town, signed(), message("oOne", Content="报事")) == "404 no_wechat_account"


def test_no_openid_is_kept_in_plain(town: Town) -> None:
    from django.apps import apps

    phone = town.phone("oSomebodyByName")
    phone.follow()
    phone.says("报事 林家巷52号门口路灯坏了")
    phone.picture(b"")
    phone.says("提交")
    rows = [row for model in apps.get_app_config("wechat").get_models() for row in model.objects.all()]
    rows += [
        row
        for name in ("cases", "notices", "people")
        for model in apps.get_app_config(name).get_models()
        for row in model.objects.all()
    ]
    kept = [str(vars(row)) for row in rows] + [
        bytes(v).hex() for row in rows for v in vars(row).values() if isinstance(v, bytes | memoryview)
    ]
    assert len(rows) > 8
    assert [one for one in kept if "oSomebodyByName" in one or b"oSomebodyByName".hex() in one] == []
