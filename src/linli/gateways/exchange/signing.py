"""HTTP Message Signatures (RFC 9421) by Ed25519, over a digest of the body (RFC 9530). Knows no Django and no tables.

A signed request says which parts of it are signed (Signature-Input) and holds the signature of the *signature base*:
those parts, a line each, and at the end the signature's own parameters. Both sides write the same base.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

LABEL = "linli"
COVERED = ("@method", "@authority", "@path", "content-digest")

# One label, an inner list of names, and parameters that are whole numbers or plain texts: RFC 8941 as far as it is needed.
_INPUT = re.compile(
    r'(?P<label>[a-z][a-z0-9_-]*)=(?P<params>\((?P<names>"[a-z@-]+"(?: "[a-z@-]+")*)\)(?P<rest>(?:;[a-z]+=(?:"[^"\\]*"|[0-9]{1,15}))*))'
)
_PARAMETER = re.compile(r';([a-z]+)=(?:"([^"\\]*)"|([0-9]+))')
# Seconds since 1970; nothing that Python calls a digit besides, and no more than it reads.
_SECONDS = re.compile(r"[0-9]{1,15}")
_BYTES = r"(?P<label>[a-z0-9_-]+)=:(?P<value>[A-Za-z0-9+/]*={0,2}):"


class Malformed(ValueError):
    """A header that is not as it must be; its name is the argument."""


@dataclass(frozen=True)
class Claim:
    """What a request says of its signature. `parameters` is as it was sent, for it is signed so."""

    label: str
    covered: tuple[str, ...]
    parameters: str
    created: int
    keyid: str
    nonce: str
    signature: bytes


def content_digest(body: bytes) -> str:
    """The value of Content-Digest (RFC 9530 §2): sha-256=:…:"""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"


def signature_base(parts: Sequence[tuple[str, str]], parameters: str) -> bytes:
    """What is signed (RFC 9421 §2.5): each covered part with its value, then the parameters; no line end at the end."""
    lines = [f'"{name}": {value}' for name, value in parts]
    return "\n".join([*lines, f'"@signature-params": {parameters}']).encode()


def signed(
    key: Ed25519PrivateKey, *, keyid: str, method: str, authority: str, path: str, body: bytes, created: int, nonce: str
) -> dict[str, str]:
    """The headers that make a request a signed one. `authority`: host in small letters, with the port where it is not
    the scheme's own; `created`: seconds since 1970."""
    digest = content_digest(body)
    names = " ".join(f'"{name}"' for name in COVERED)
    parameters = f'({names});created={created};nonce="{nonce}";keyid="{keyid}";alg="ed25519"'
    values = (method, authority, path, digest)
    signature = key.sign(signature_base(list(zip(COVERED, values, strict=True)), parameters))
    return {
        "Content-Digest": digest,
        "Signature-Input": f"{LABEL}={parameters}",
        "Signature": f"{LABEL}=:{base64.b64encode(signature).decode()}:",
    }


def claim_of(headers: Mapping[str, str]) -> Claim:
    """What the headers say; nothing of it is proved yet. Raises Malformed naming the header."""
    given = _INPUT.fullmatch(headers.get("Signature-Input", ""))
    if given is None:
        raise Malformed("Signature-Input")
    known = {name: text or number for name, text, number in _PARAMETER.findall(given["rest"])}
    covered = tuple(re.findall(r'"([^"]+)"', given["names"]))
    complete = {"created", "nonce", "keyid"} <= known.keys() and _SECONDS.fullmatch(known["created"]) and known["nonce"]
    if not complete or known.get("alg", "ed25519") != "ed25519" or sorted(covered) != sorted(COVERED):
        raise Malformed("Signature-Input")
    return Claim(
        given["label"], covered, given["params"], int(known["created"]), known["keyid"], known["nonce"],
        _bytes_of(headers, "Signature", given["label"]),
    )  # fmt: skip


def is_proved(claim: Claim, key: Ed25519PublicKey, *, method: str, authority: str, path: str, digest: str) -> bool:
    """Whether the holder of the key signed this request; `digest` as the request's Content-Digest says it."""
    values = {"@method": method, "@authority": authority, "@path": path, "content-digest": digest}
    base = signature_base([(name, values[name]) for name in claim.covered], claim.parameters)
    try:
        key.verify(claim.signature, base)
    except InvalidSignature:
        return False
    return True


def digest_fits(headers: Mapping[str, str], body: bytes) -> bool:
    """Whether the body is the one that Content-Digest was made of. Raises Malformed."""
    return _bytes_of(headers, "Content-Digest", "sha-256") == hashlib.sha256(body).digest()


def _bytes_of(headers: Mapping[str, str], name: str, label: str) -> bytes:
    given = re.fullmatch(_BYTES, headers.get(name, ""))
    if given is None or given["label"] != label:
        raise Malformed(name)
    try:
        return base64.b64decode(given["value"], validate=True)
    except binascii.Error:
        raise Malformed(name) from None
