"""A message from WeChat: whether it is from there, whether it was here before, and then its answer.

The signature is looked at before the body is read. Whatever comes again, as WeChat sends what is not answered within five
seconds, gets the answer of the first time.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from linli import clock
from linli.inserting import insert
from linli.people.vault import seal, unseal
from linli.problem import Problem

from ..accounts import OfficialAccount
from ..asking import cut
from ..crypto import Undecipherable, decrypt, encrypt, is_signed, signature_of
from ..envelope import Incoming, fields_of, incoming, text_reply, written
from ..errors import NonceUsed, NotDecrypted, Stale, UnfitMessage, WrongSignature
from ..models import Follower, Nonce, Received
from .answering import answer_to
from .errands import send_later
from .following import follower_of, held

logger = logging.getLogger(__name__)

# How far, in seconds, the time of a signature may be from the time here.
WINDOW = 300
# After so many seconds nobody waits for an answer any more: it is sent later.
LATEST = 4.0


def check_signed(account: OfficialAccount, query: Mapping[str, str]) -> None:
    """Raises WrongSignature, Stale."""
    at, nonce = query.get("timestamp", ""), query.get("nonce", "")
    if not nonce or not is_signed(query.get("signature", ""), account.token, at, nonce):
        raise WrongSignature
    if not (at.isascii() and at.isdigit() and len(at) <= 12):
        raise WrongSignature
    away = abs(int(clock.now().timestamp()) - int(at))
    if away > WINDOW:
        raise Stale(away)


def opened(account: OfficialAccount, query: Mapping[str, str], body: bytes) -> Incoming:
    """The message of a body whose signature was found good. Raises UnfitMessage, WrongSignature, NotDecrypted."""
    if not account.aes_key:
        return incoming(body)
    sealed = fields_of(body).get("Encrypt", "")
    if query.get("encrypt_type") != "aes" or not sealed:
        raise NotDecrypted(_("This account takes encrypted messages only (安全模式)."))
    if not is_signed(query.get("msg_signature", ""), account.token, query["timestamp"], query["nonce"], sealed):
        raise WrongSignature
    try:
        return incoming(decrypt(sealed, account.aes_key, account.appid))
    except Undecipherable:
        raise NotDecrypted(_("It was encrypted with another key or for another account.")) from None


def take(account: OfficialAccount, signature: str, message: Incoming) -> str:
    """The words that a message is answered with, "" for none, the same each time that it comes. Raises NonceUsed."""
    key, begun, at = _digest(message.key), time.monotonic(), clock.now()
    shown = Nonce(district_id=account.district, value=_digest(signature), key=key, at=at)
    row = Received(district_id=account.district, key=key, answer_cipher=b"", at=at)
    with transaction.atomic():
        fresh = insert([shown], unless_there=True)
        if not fresh and Nonce.objects.get(district=account.district, value=shown.value).key != key:
            raise NonceUsed
        # Written first: of two at the same moment the second waits for the first.
        if not insert([row], unless_there=True):
            return unseal(Received.objects.get(district=account.district, key=key).answer_cipher)
        # Held, for a handful of pictures comes all at once, and each goes on where the one before it ended.
        follower = held(follower_of(account.district, message.openid))
        answer = cut(_answer(account, follower, message))
        if answer and time.monotonic() - begun > LATEST:
            send_later(follower, answer)
            answer = ""
        if answer:
            Received.objects.filter(district=account.district, key=key).update(answer_cipher=seal(answer))
    return answer


def _answer(account: OfficialAccount, follower: Follower, message: Incoming) -> str:
    """Whatever is refused on the way is said in words, and nothing of it is kept."""
    try:
        with transaction.atomic():
            return answer_to(account, follower, message)
    except Problem as refused:
        return refused.message


def reply(account: OfficialAccount, message: Incoming, answer: str, nonce: str) -> str:
    """The body of the response: XML, encrypted where messages are; or the word by which WeChat knows that all is well."""
    if not answer:
        return "success"
    at = str(int(clock.now().timestamp()))
    plain = text_reply(message, answer, int(at))
    if not account.aes_key:
        return plain
    sealed = encrypt(plain.encode(), account.aes_key, account.appid)
    signed = signature_of(account.token, at, nonce, sealed)
    return written({"Encrypt": sealed, "MsgSignature": signed, "TimeStamp": at, "Nonce": nonce})


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


__all__ = ["UnfitMessage", "check_signed", "opened", "reply", "take"]
