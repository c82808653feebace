"""The example of RFC 8291, and a key that every node has."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from linli.gateways.push.crypto import CURVE, application_key, encrypted, point_of, to_bytes, to_text
from tests.gateways.push.push_service import decrypted

# RFC 8291 §5 and Appendix A.
TEXT = b"When I grow up, I want to be a watermelon"
SENDER, RECEIVER = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw", "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"
P256DH = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
SALT, AUTH = "DGv6ra1nlYgDCS1FRnbzlw", "BTBZMqHH6r4Tts7J_aSIgg"
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl"
    "7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def private(scalar: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(to_bytes(scalar), "big"), CURVE)


def test_the_example_of_rfc_8291_comes_out_to_the_last_byte() -> None:
    made = encrypted(TEXT, to_bytes(P256DH), to_bytes(AUTH), own=private(SENDER), salt=to_bytes(SALT))
    assert to_text(made) == BODY


def test_the_browser_of_these_tests_reads_the_example() -> None:
    key = private(RECEIVER)
    assert to_text(point_of(key.public_key())) == P256DH
    assert decrypted(to_bytes(BODY), key, to_bytes(AUTH)) == TEXT


def test_no_two_messages_are_sealed_alike() -> None:
    first, second = (encrypted(TEXT, to_bytes(P256DH), to_bytes(AUTH)) for _time in range(2))
    assert first[:16] != second[:16] and first[21:86] != second[21:86]


def test_every_node_has_the_same_key_and_every_installation_its_own(settings: Any) -> None:
    ours = application_key()
    assert ours == application_key() and len(to_bytes(ours)) == 65
    settings.LINLI_SECRET = "another installation's"
    assert application_key() != ours


@pytest.mark.parametrize("text", ["A", "ab cd", "äöü"])
def test_what_is_no_base64url_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        to_bytes(text)
