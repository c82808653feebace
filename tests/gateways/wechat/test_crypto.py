"""Message encryption and the XML around it: against wechatpy both ways, for any text, and nothing altered goes through."""

from __future__ import annotations

import base64
import string
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.gateways.wechat.crypto import Undecipherable, decrypt, encrypt, is_signed, key_of, signature_of
from linli.gateways.wechat.envelope import fields_of, incoming, written
from linli.gateways.wechat.errors import UnfitMessage

pytest.importorskip("wechatpy", reason="wechatpy is not installed: pip install -r requirements-dev.in")

APPID = "wx0123456789abcdef"
# The first use of a library is slow, above all on a machine that is busy.
unhurried = settings(deadline=None)
keys = st.text(string.ascii_letters + string.digits, min_size=43, max_size=43)
texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=400)


@unhurried
@given(keys, texts)
def test_wechatpy_reads_what_we_encrypt(key: str, text: str) -> None:
    from wechatpy.crypto import PrpCrypto

    sealed = encrypt(text.encode(), key_of(key), APPID)
    assert PrpCrypto(base64.b64decode(key + "=")).decrypt(sealed, APPID) == text


@unhurried
@given(keys, texts)
def test_we_read_what_wechatpy_encrypts(key: str, text: str) -> None:
    from wechatpy.crypto import PrpCrypto

    sealed = PrpCrypto(base64.b64decode(key + "=")).encrypt(text, APPID).decode()
    assert decrypt(sealed, key_of(key), APPID).decode() == text


@unhurried
@given(st.binary(max_size=300), st.integers(0, 10_000), st.integers(0, 7))
def test_nothing_altered_passes_for_the_message(message: bytes, at: int, bit: int) -> None:
    """CBC has no seal of its own: what matters is that a changed block never leaves the whole as it was."""
    key = bytes(range(32))
    whole = bytearray(base64.b64decode(encrypt(message, key, APPID)))
    # The first block holds nothing but random bytes and the message's beginning behind them.
    place = 16 + at % (len(whole) - 16)
    whole[place] ^= 1 << bit
    try:
        read = decrypt(base64.b64encode(bytes(whole)).decode(), key, APPID)
    except Undecipherable:
        return
    assert read != message or not message


@pytest.mark.parametrize(
    "sealed", ["", "====", "不是", base64.b64encode(b"x" * 15).decode(), base64.b64encode(b"x" * 32).decode()]
)
def test_what_is_not_encrypted_is_said_so(sealed: str) -> None:
    with pytest.raises(Undecipherable):
        decrypt(sealed, bytes(range(32)), APPID)


def test_another_account_and_another_key_read_nothing() -> None:
    key = bytes(range(32))
    sealed = encrypt("你好".encode(), key, APPID)
    for other_key, other_app in ((key, "wxffff"), (bytes(32), APPID), (key, APPID + "0")):
        with pytest.raises(Undecipherable):
            decrypt(sealed, other_key, other_app)


@pytest.mark.parametrize("key", ["", "a" * 42, "a" * 44, "a" * 42 + "!", "密" * 43])
def test_a_key_has_43_letters_and_digits(key: str) -> None:
    with pytest.raises(ValueError, match="EncodingAESKey"):
        key_of(key)


@unhurried
@given(texts, texts, texts)
def test_signatures_are_wechatpys(token: str, at: str, nonce: str) -> None:
    from wechatpy.utils import WeChatSigner

    signer = WeChatSigner()
    signer.add_data(token, at, nonce)
    assert signature_of(token, at, nonce) == signer.signature
    assert is_signed(signer.signature, token, at, nonce) and not is_signed(signer.signature[:-1], token, at, nonce)
    assert not is_signed("签名", token, at, nonce)


@unhurried
@given(keys, texts, st.text(string.digits, min_size=1, max_size=12))
def test_whole_messages_go_to_and_fro(key: str, text: str, nonce: str) -> None:
    """With signature and envelope, as they lie in a request and in its answer."""
    from wechatpy.crypto import WeChatCrypto

    from linli.gateways.wechat.accounts import OfficialAccount
    from linli.gateways.wechat.actions import opened, reply
    from linli.gateways.wechat.envelope import Incoming

    account, theirs = OfficialAccount("990202", APPID, "", "token", key_of(key)), WeChatCrypto("token", key, APPID)
    sent = written({"FromUserName": "o1", "MsgType": "text", "MsgId": "7", "Content": text})
    body = theirs.encrypt_message(sent, nonce, "1793580000")
    query = {"encrypt_type": "aes", "timestamp": "1793580000", "nonce": nonce}
    told = opened(account, query | {"msg_signature": fields_of(body.encode())["MsgSignature"]}, body.encode())
    assert (told.openid, told.text, told.key) == ("o1", text.strip(), "o1 7")

    answer = reply(account, Incoming("o1", "gh_1", "text", "k"), text or "好", nonce)
    outer = fields_of(answer.encode())
    read = theirs.decrypt_message(answer, outer["MsgSignature"], outer["TimeStamp"], nonce)
    assert (ElementTree.fromstring(read).findtext("Content") or "") == (text or "好")


@unhurried
@given(texts)
def test_any_words_come_back_from_xml(text: str) -> None:
    assert fields_of(written({"Content": text, "MsgType": "text"}).encode())["Content"] == text


@unhurried
@given(texts)
def test_another_reader_of_xml_reads_our_answer(text: str) -> None:
    read = ElementTree.fromstring(written({"Content": text}))
    assert (read.findtext("Content") or "") == text


DOCTYPES = (
    '<!DOCTYPE xml [<!ENTITY x SYSTEM "file:///etc/passwd">]><xml><Content>&x;</Content></xml>',
    '<!DOCTYPE xml SYSTEM "http://127.0.0.1:9/evil.dtd"><xml><Content>a</Content></xml>',
    '<!DOCTYPE xml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><xml><Content>&b;</Content></xml>',
    '<!DOCTYPE xml [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p"> %p;]><xml/>',
    "<!DOCTYPE xml><xml><Content>a</Content></xml>",
)


@pytest.mark.parametrize("body", DOCTYPES)
def test_a_document_type_is_refused_before_anything_of_it_is_read(body: str) -> None:
    with pytest.raises(UnfitMessage, match="实体"):
        fields_of(body.encode())


@pytest.mark.parametrize(
    "body",
    [b"", b"<xml>", b"<xml><a></xml>", b"\xff\xfe\x00", b"<xml>&x;</xml>", b"{}", b'<?xml version="1.0" encoding="no-such"?><xml/>', b"<xml>" + b"<a/>" * 300 + b"</xml>"],
)  # fmt: skip
def test_what_is_no_message_is_refused(body: bytes) -> None:
    with pytest.raises(UnfitMessage):
        fields_of(body)


@pytest.mark.parametrize(
    "inside",
    ["<MsgType>text</MsgType>", "<FromUserName>o1</FromUserName>", "<FromUserName>o1</FromUserName><MsgType>location</MsgType><Location_X>north</Location_X>"],
)  # fmt: skip
def test_a_message_says_who_and_what(inside: str) -> None:
    with pytest.raises(UnfitMessage):
        incoming(f"<xml>{inside}</xml>".encode())


def test_only_what_lies_directly_in_the_message_counts() -> None:
    inner = "<MsgType>event</MsgType><SendLocationInfo><FromUserName>o2</FromUserName></SendLocationInfo>"
    assert incoming(f"<xml><FromUserName>o1</FromUserName>{inner}</xml>".encode()).openid == "o1"
