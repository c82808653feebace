"""What is signed is what RFC 9421 says, bit for bit, and nothing of it can be changed unnoticed."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from linli.gateways.exchange.signing import (
    Malformed,
    claim_of,
    content_digest,
    digest_fits,
    is_proved,
    signature_base,
    signed,
)

# RFC 9421, B.1.4: a key for examples.
EXAMPLE = b"""-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF
-----END PRIVATE KEY-----
"""
REQUEST: dict[str, Any] = {"method": "POST", "authority": "linli.example.org", "path": "/exchange/v1/parcels"}


def example() -> Ed25519PrivateKey:
    key = load_pem_private_key(EXAMPLE, None)
    assert isinstance(key, Ed25519PrivateKey)
    return key


def made(**changed: Any) -> dict[str, str]:
    given = {
        "keyid": "test-key-ed25519",
        "body": b'{"hello": "world"}',
        "created": 1618884473,
        "nonce": "n1",
        **REQUEST,
    }
    return signed(example(), **given | changed)


def test_the_example_of_the_standard_bit_for_bit() -> None:
    """RFC 9421, B.2.6."""
    parts = [
        ("date", "Tue, 20 Apr 2021 02:07:55 GMT"), ("@method", "POST"), ("@path", "/foo"), ("@authority", "example.com"),
        ("content-type", "application/json"), ("content-length", "18"),
    ]  # fmt: skip
    names = " ".join(f'"{name}"' for name, _value in parts)
    base = signature_base(parts, f'({names});created=1618884473;keyid="test-key-ed25519"')
    assert base64.b64encode(example().sign(base)).decode() == (
        "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw=="
    )


def test_the_digest_of_the_standard() -> None:
    """RFC 9530, D.1 has this body and its SHA-256."""
    assert content_digest(b'{"hello": "world"}') == "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:"


def test_what_was_signed_is_proved() -> None:
    headers = made()
    claim = claim_of(headers)
    assert (claim.keyid, claim.nonce, claim.created) == ("test-key-ed25519", "n1", 1618884473)
    assert is_proved(claim, example().public_key(), digest=headers["Content-Digest"], **REQUEST)
    assert digest_fits(headers, b'{"hello": "world"}') and not digest_fits(headers, b'{"hello": "worle"}')


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("method", "PUT"),
        ("authority", "linli.example.com"),
        ("path", "/exchange/v1/parcel"),
        ("digest", content_digest(b"")),
    ],
)
def test_each_part_of_it_counts(part: str, value: str) -> None:
    headers = made()
    given = {**REQUEST, "digest": headers["Content-Digest"], part: value}
    assert not is_proved(claim_of(headers), example().public_key(), **given)


@pytest.mark.parametrize(("old", "new"), [("1618884473", "1618884474"), ('"n1"', '"n2"'), ("test-key", "best-key")])
def test_each_parameter_counts(old: str, new: str) -> None:
    headers = made()
    headers["Signature-Input"] = headers["Signature-Input"].replace(old, new)
    given = {**REQUEST, "digest": headers["Content-Digest"]}
    assert not is_proved(claim_of(headers), example().public_key(), **given)


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Signature-Input", ""),
        ("Signature-Input", 'linli=("@method" "@path");created=1;nonce="n";keyid="k"'),
        ("Signature-Input", 'linli=("@method" "@authority" "@path" "content-digest");created=1;keyid="k"'),
        ("Signature-Input", 'linli=("@method" "@authority" "@path" "content-digest");created=1;nonce="n";keyid="k";alg="rsa-v1_5-sha256"'),
        ("Signature-Input", 'linli=("@method" "@authority" "@path" "content-digest" "date");created=1;nonce="n";keyid="k"'),
        ("Signature-Input", 'linli=("@method" "@authority" "@path" "content-digest");created="²";nonce="n";keyid="k"'),
        ("Signature-Input", 'linli=("@method" "@authority" "@path" "content-digest");created=١;nonce="n";keyid="k"'),
        ("Signature-Input", f'linli=("@method" "@authority" "@path" "content-digest");created="{"9" * 5000}";nonce="n";keyid="k"'),
        ("Signature", "linli=:not base64:"),
        ("Signature", "other=:AAAA:"),
    ],
)  # fmt: skip
def test_what_is_not_signed_as_needed_is_named(header: str, value: str) -> None:
    with pytest.raises(Malformed, match=f"^{header}$"):
        claim_of({**made(), header: value})
