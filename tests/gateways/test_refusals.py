"""What is not from a peer, not as it was signed, or has been here before is refused, and nothing comes of it."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from linli import clock
from linli.gateways.exchange.actions import forget_nonces
from linli.gateways.exchange.models import Nonce, Received
from linli.gateways.exchange.peers import keyid_of
from tests.gateways.two import OURS, Two, body_of, headers_for, send

STRANGER = Ed25519PrivateKey.from_private_bytes(b"of somebody whom nobody knows...")


def test_a_captured_request_is_of_no_use(both: Two) -> None:
    case = both.reported_up()
    body = body_of(case)
    headers = headers_for(both.upper, body)
    status, answer = send(both.upper, headers, body)
    assert status == 201 and answer["case"] == both.upper.only(case)["code"]
    status, refused = send(both.upper, headers, body)
    assert (status, refused["code"]) == (401, "nonce_used")
    # Its sender may sign it anew: the same answer, and nothing more.
    assert send(both.upper, headers_for(both.upper, body), body) == (200, answer)
    assert both.upper.only(case)["kinds"] == ["handed_in"]


def test_the_same_parcel_with_another_body(both: Two) -> None:
    case = both.reported_up()
    body = body_of(case)
    assert send(both.upper, headers_for(both.upper, body), body)[0] == 201
    altered = json.loads(body)
    altered["body"]["contents"]["answers"]["address"] = "林家巷53号"
    other = json.dumps(altered).encode()
    status, refused = send(both.upper, headers_for(both.upper, other), other)
    assert (status, refused["code"]) == (409, "parcel_altered")
    assert both.upper.only(case)["answers"]["address"] == "林家巷52号"


def test_an_altered_body_and_an_altered_digest(both: Two) -> None:
    case = both.reported_up()
    body = body_of(case)
    altered = body.replace("林家巷52号".encode(), "林家巷53号".encode())
    assert altered != body
    status, refused = send(both.upper, headers_for(both.upper, body), altered)
    assert (status, refused["code"]) == (400, "wrong_digest")
    digest = headers_for(both.upper, altered)["Content-Digest"]
    status, refused = send(both.upper, {**headers_for(both.upper, body), "Content-Digest": digest}, altered)
    assert (status, refused["code"]) == (401, "wrong_signature")
    assert both.upper.ask("cases", source_id=case.code) == []


def test_who_is_no_peer_and_who_says_to_be_one(both: Two) -> None:
    case = both.reported_up()
    body = body_of(case)
    status, refused = send(both.upper, headers_for(both.upper, body, STRANGER), body)
    assert (status, refused["code"]) == (401, "unknown_peer")
    pretended = headers_for(both.upper, body, STRANGER, keyid=keyid_of(OURS.public_key()))
    status, refused = send(both.upper, pretended, body)
    assert (status, refused["code"]) == (401, "wrong_signature")
    assert both.upper.ask("cases", source_id=case.code) == []


@pytest.mark.parametrize("away", [timedelta(minutes=-6), timedelta(minutes=6), timedelta(days=-1)])
def test_what_was_signed_long_ago_or_in_times_to_come(both: Two, away: timedelta) -> None:
    body = body_of(both.reported_up())
    created = int((clock.now() + away).timestamp())
    status, refused = send(both.upper, headers_for(both.upper, body, created=created), body)
    assert (status, refused["code"]) == (401, "stale_signature") and str(abs(int(away.total_seconds()))) in refused[
        "detail"
    ]
    near = int((clock.now() + away / abs(away) * timedelta(minutes=4)).timestamp())
    assert send(both.upper, headers_for(both.upper, body, created=near), body)[0] == 201


@pytest.mark.parametrize("part", ["authority", "method", "path"])
def test_what_was_signed_for_another_place(both: Two, part: str) -> None:
    body = body_of(both.reported_up())
    other = {"authority": "linli.example.org", "method": "PUT", "path": "/exchange/v1/other"}[part]
    status, refused = send(both.upper, headers_for(both.upper, body, **{part: other}), body)
    assert (status, refused["code"]) == (401, "wrong_signature")


@pytest.mark.parametrize("header", ["Signature-Input", "Signature", "Content-Digest"])
def test_what_is_not_signed_at_all(both: Two, header: str) -> None:
    body = body_of(both.reported_up())
    headers = headers_for(both.upper, body)
    del headers[header]
    status, refused = send(both.upper, headers, body)
    assert status == 401
    assert refused["code"] == ("wrong_signature" if header == "Content-Digest" else "not_signed")


def test_a_body_that_is_no_parcel(both: Two) -> None:
    case = both.reported_up()
    told = json.loads(body_of(case))
    spoilt = {
        "no JSON": b"{", "a list": b"[]", "no kind": json.dumps({"id": str(uuid4()), "body": {}}).encode(),
        "a field too much": json.dumps(told | {"id": str(uuid4()), "more": 1}).encode(),
        "a page that is none": json.dumps(told).replace('"content": "', '"content": "AAAA').encode(),
        "an answer that is none": json.dumps(
            told | {"body": told["body"] | {"contents": told["body"]["contents"] | {"answers": {"elder": "刘桂芳"}}}}
        ).encode(),
    }  # fmt: skip
    for what, body in spoilt.items():
        status, refused = send(both.upper, headers_for(both.upper, body), body)
        assert (status, refused["code"]) == (422, "unfit_parcel"), what
        assert refused["detail"] and (refused["errors"] or what == "no JSON"), what
    assert both.upper.ask("cases", source_id=case.code) == []


def test_an_outcome_from_above_comes_by_the_same_door(both: Two) -> None:
    """Ours takes what theirs signed; signatures that are too old to be shown again are forgotten."""
    case = both.reported_up()
    both.work()
    both.upper.move("city", case, "hand_down", reason="请先核对户籍")
    assert both.their_work() == 1
    assert Received.objects.get().kind == "outcome" and Nonce.objects.count() == 1
    assert forget_nonces(clock.now() + timedelta(minutes=10)) == 0
    assert forget_nonces(clock.now() + timedelta(minutes=16)) == 1
