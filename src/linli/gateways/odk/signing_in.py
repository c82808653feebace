"""How a tablet signs in: HTTP digest (RFC 7616, MD5 as ODK Collect speaks it), Basic, or by its token in the address.

No password is kept. The token of a key is random; of it there is a blind index, which finds the key by the token, and the
digest that HTTP asks for, sealed. Digest never sends the token; Basic and the address do, so they are for https alone.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Mapping

from django.http import HttpRequest

from linli import clock
from linli.people.vault import blind_index, unseal

from .errors import NotSignedIn
from .models import Key
from .queries import key_of_token, key_of_username

REALM = "Linli ODK"
# A tablet signs in anew after this; it does so by itself.
NONCE_SECONDS = 600
_PART = re.compile(r'(\w+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))')


def new_token() -> str:
    return secrets.token_urlsafe(32)


def token_index(token: str) -> str:
    return blind_index(f"odk {token}")


def digest_of(username: str, token: str) -> str:
    """HA1 of RFC 7616."""
    return _md5(f"{username}:{REALM}:{token}")


def key_from(request: HttpRequest, token: str = "") -> Key:
    """The key that a request is signed in with. Raises NotSignedIn."""
    if token:
        return _holding(key_of_token(token_index(token)))
    kind, _space, given = request.headers.get("Authorization", "").partition(" ")
    match kind.lower():
        case "digest":
            return _by_digest(request, _parts(given))
        case "basic":
            return _by_basic(given)
    raise NotSignedIn


def challenge(*, stale: bool = False) -> str:
    """The WWW-Authenticate header of a 401."""
    more = ", stale=true" if stale else ""
    return f'Digest realm="{REALM}", qop="auth", algorithm=MD5, nonce="{nonce()}"{more}'


def nonce() -> str:
    """The time, and our sign that it was us who said it."""
    at = f"{int(clock.now().timestamp()):x}"
    return f"{at}-{_signed(at)}"


def _signed(at: str) -> str:
    return blind_index(f"odk nonce {at}")[:32]


def _age(given: str) -> float | None:
    """Of a nonce, in seconds; None for one that is not ours."""
    at, _dash, sign = given.partition("-")
    if not hmac.compare_digest(sign, _signed(at)) or not re.fullmatch(r"[0-9a-f]{1,12}", at):
        return None
    return clock.now().timestamp() - int(at, 16)


def _by_digest(request: HttpRequest, said: Mapping[str, str]) -> Key:
    key = key_of_username(said.get("username", ""))
    age = _age(said.get("nonce", ""))
    if key is None or age is None or said.get("realm") != REALM or said.get("qop") != "auth":
        raise NotSignedIn
    if said.get("uri", "") not in (request.get_full_path(), request.build_absolute_uri()):
        raise NotSignedIn
    asked = _md5(f"{request.method}:{said['uri']}")
    proof = (said["nonce"], said.get("nc", ""), said.get("cnonce", ""), "auth", asked)
    right = _md5(":".join((unseal(key.digest_cipher), *proof)))
    if not hmac.compare_digest(right, said.get("response", "").lower()):
        raise NotSignedIn
    if not 0 <= age <= NONCE_SECONDS:
        raise NotSignedIn(stale=True)
    return _holding(key)


def _by_basic(given: str) -> Key:
    try:
        username, _colon, token = b64decode(given, validate=True).decode().partition(":")
    except (NotBase64, UnicodeDecodeError):
        raise NotSignedIn from None
    key = key_of_token(token_index(token))
    if key is None or key.username != username:
        raise NotSignedIn
    return _holding(key)


def _holding(key: Key | None) -> Key:
    """One that has not ended, of somebody who still works here."""
    if key is None or key.ended_at or key.ends_at <= clock.now() or not key.account.is_active:
        raise NotSignedIn
    return key


def _parts(given: str) -> dict[str, str]:
    return {name.lower(): re.sub(r"\\(.)", r"\1", quoted) or bare for name, quoted, bare in _PART.findall(given[:2000])}


def _md5(text: str) -> str:
    # The protocol's own; what it protects is a random token of 256 bits.
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
