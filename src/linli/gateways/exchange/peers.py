"""The other installations that this one speaks with, as LINLI_PEERS lists them, and this one's own key.

- {name: shi-pingtai, address: "https://linli.example.org", key: "base64 of their 32 bytes", district: "511500"}

`key` is what `linli exchange-key` prints there; `district`, which is seldom needed: the one of ours that looks at
what they report up, where several could. `reports: {"130202": 路南区}`: the districts that it sends health reports of.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.utils.translation import gettext as _

from .errors import KeyUnreadable, PeersUnreadable

_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")
# Without TLS only on one's own machine.
_HERE = ("127.0.0.1", "localhost", "::1")
_PARTS = {"name", "address", "key", "district", "reports"}
_CODE = re.compile(r"[0-9]{6}")


@dataclass(frozen=True)
class Peer:
    """Another installation. `address` has no path: https://host or https://host:port."""

    name: str
    address: str
    key: Ed25519PublicKey
    district: str = ""
    # Districts below that it reports of, by code: what they are called.
    reports: Mapping[str, str] = field(default_factory=dict)

    @property
    def keyid(self) -> str:
        return keyid_of(self.key)


def keyid_of(key: Ed25519PublicKey) -> str:
    """By what a signature names its key, whatever either side calls the other: SHA-256 of its 32 bytes, the first half."""
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()[:32]


def peers() -> dict[str, Peer]:
    """Every peer by name; none where LINLI_PEERS is not set. Raises PeersUnreadable."""
    path = settings.LINLI_PEERS
    if not path:
        return {}
    try:
        listed: Any = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise PeersUnreadable(path, error.strerror or str(error)) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise PeersUnreadable(path, _("it is neither YAML nor JSON.")) from error
    if not isinstance(listed, list):
        raise PeersUnreadable(path, _("it has to be a list."))
    found: dict[str, Peer] = {}
    for number, entry in enumerate(listed, 1):
        peer = _peer(path, number, entry)
        if peer.name in found or any(peer.keyid == one.keyid for one in found.values()):
            raise PeersUnreadable(path, _("entry %(number)d: its name or key is there before.") % {"number": number})
        found[peer.name] = peer
    return found


def _peer(path: str, number: int, entry: Any) -> Peer:
    def unfit(part: str, would_do: str) -> PeersUnreadable:
        told = _("entry %(number)d: “%(part)s” will not do; %(would_do)s") % {
            "number": number, "part": part, "would_do": would_do,
        }  # fmt: skip
        return PeersUnreadable(path, told)

    if not isinstance(entry, dict) or not set(entry) <= _PARTS:
        raise unfit("-", _("an entry has name, address, key, and where it is needed district."))
    given = {part: str(entry.get(part, "")) for part in _PARTS}
    reports = entry.get("reports", {})
    if not isinstance(reports, dict) or not all(_CODE.fullmatch(str(code)) and name for code, name in reports.items()):
        raise unfit("reports", _("the districts it reports of: each code of six digits with its name."))
    if not _NAME.fullmatch(given["name"]):
        raise unfit("name", _("small letters, digits and hyphens, beginning with a letter."))
    if not _is_address(given["address"]):
        raise unfit("address", _("https://host, without a path."))
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(given["key"], validate=True))
    except (binascii.Error, ValueError):
        raise unfit("key", _("what “linli exchange-key” prints there.")) from None
    named = {str(code): str(name)[:60] for code, name in reports.items()}
    return Peer(given["name"], given["address"].rstrip("/"), key, given["district"], named)


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        own = parts.scheme == "http" and parts.hostname in _HERE
        whole = parts.path in ("", "/") and not (parts.query or parts.fragment or parts.username)
        named = bool(parts.hostname) and text.isascii()
        return named and whole and (parts.scheme == "https" or own) and parts.port != 0
    except ValueError:
        return False


def own_key() -> Ed25519PrivateKey:
    """This installation's own: LINLI_EXCHANGE_KEY, or one made when it is first needed and kept beside the data.

    Raises KeyUnreadable.
    """
    given = settings.LINLI_EXCHANGE_KEY
    kept = Path(settings.LINLI_DATA) / "exchange.key"
    if not given and not kept.exists():
        _make(kept)
    try:
        return Ed25519PrivateKey.from_private_bytes(base64.b64decode(given or kept.read_text(), validate=True))
    except (binascii.Error, ValueError):
        raise KeyUnreadable("LINLI_EXCHANGE_KEY" if given else str(kept)) from None


def _make(kept: Path) -> None:
    """Whole or not at all: of two processes that start at once the second finds the first one's."""
    fresh = kept.with_name(f"{kept.name}.{os.getpid()}")
    handle = os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "w") as out:
        out.write(new_private())
    try:
        os.link(fresh, kept)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()


def new_private() -> str:
    """A new private key, as LINLI_EXCHANGE_KEY takes it."""
    return base64.b64encode(Ed25519PrivateKey.generate().private_bytes_raw()).decode()


def own_public() -> str:
    """What the others write down as this installation's key."""
    return base64.b64encode(own_key().public_key().public_bytes_raw()).decode()
