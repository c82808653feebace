"""A tablet signs in by the key it was given, and by no other; keys are given out and ended at the desk."""

from __future__ import annotations

import re
import zlib
from base64 import b64decode, b64encode

import orjson
import pytest
from django.test import Client

from linli.audit.models import AuditEntry
from linli.gateways.odk.models import Key
from linli.people.models import Account
from linli.places.models import District
from tests.conftest import MovableClock
from tests.factories import SLUG
from tests.gateways.odk.tablet import PASSWORD, Tablet, given_to, said
from tests.surveys import town

DESK = "/desk/interviews/tablets"


def test_a_stranger_is_told_to_sign_in_by_digest(tablet: Tablet) -> None:
    for method, path in (("get", "formList"), ("get", "forms/x.xml"), ("head", "submission"), ("post", "submission")):
        answer = getattr(Client(), method)(f"/odk/{SLUG}/{path}")
        assert answer.status_code == 401
        assert re.fullmatch(
            r'Digest realm="Linli ODK", qop="auth", algorithm=MD5, nonce="[0-9a-f]+-[0-9a-f]{32}"',
            answer.headers["WWW-Authenticate"],
        )
        assert answer.headers["X-OpenRosa-Version"] == "1.0"
    assert "扫描" in said(Client().get(f"/odk/{SLUG}/formList"))


@pytest.mark.parametrize("wrong", ["token", "username", "nonce", "uri"])
def test_a_sign_in_with_something_wrong(tablet: Tablet, wrong: str) -> None:
    path = f"/odk/{SLUG}/formList"
    challenge = tablet.client.get(path).headers["WWW-Authenticate"]
    signed = tablet.signed("GET", path, challenge, **{wrong: "guessed"})
    answer = tablet.client.get(path, headers={"Authorization": signed})
    assert answer.status_code == 401 and "stale" not in answer.headers["WWW-Authenticate"]


def test_a_sign_in_is_for_one_method_and_one_address(tablet: Tablet) -> None:
    path = f"/odk/{SLUG}/formList"
    challenge = tablet.client.get(path).headers["WWW-Authenticate"]
    signed = {"Authorization": tablet.signed("GET", path, challenge)}
    assert tablet.client.get(path, headers=signed).status_code == 200
    assert tablet.client.get(path + "?formID=x", headers=signed).status_code == 401
    assert tablet.client.head(path, headers=signed).status_code == 401


def test_a_sign_in_grows_old_and_is_made_anew(tablet: Tablet, clock: MovableClock) -> None:
    path = f"/odk/{SLUG}/formList"
    challenge = tablet.client.get(path).headers["WWW-Authenticate"]
    clock.advance(minutes=11)
    answer = tablet.client.get(path, headers={"Authorization": tablet.signed("GET", path, challenge)})
    assert answer.status_code == 401 and "stale=true" in answer.headers["WWW-Authenticate"]
    again = tablet.signed("GET", path, answer.headers["WWW-Authenticate"])
    assert tablet.client.get(path, headers={"Authorization": again}).status_code == 200


@pytest.mark.parametrize(
    "header",
    [
        "Digest",
        "Digest ,,,",
        'Digest username="',
        "Basic",
        "Basic ***",
        "Basic 5Lit5paH",
        "Bearer x",
        "Digest " + "a=1," * 3000,
    ],
)
def test_a_sign_in_that_cannot_be_read(tablet: Tablet, header: str) -> None:
    assert tablet.client.get(f"/odk/{SLUG}/formList", headers={"Authorization": header}).status_code == 401


def test_by_basic_for_clients_that_know_no_digest(tablet: Tablet) -> None:
    def tried(username: str, token: str) -> int:
        given = b64encode(f"{username}:{token}".encode()).decode()
        return int(tablet.client.get(f"/odk/{SLUG}/formList", headers={"Authorization": f"Basic {given}"}).status_code)

    assert tried(tablet.key.key.username, tablet.key.token) == 200
    assert tried(tablet.key.key.username, tablet.key.token + "x") == tried("tablet-0", tablet.key.token) == 401


def test_by_a_token_in_the_address(tablet: Tablet) -> None:
    assert tablet.client.get(f"/odk/key/{tablet.key.token}/formList").status_code == 200
    assert tablet.client.get(f"/odk/key/{tablet.key.token[:-1]}/formList").status_code == 401


def test_a_key_ends_with_its_day_by_hand_and_with_its_person(tablet: Tablet, clock: MovableClock) -> None:
    path, other = f"/odk/key/{tablet.key.token}/formList", given_to(days="200")
    clock.advance(days=121)
    assert tablet.client.get(path).status_code == 401
    open_still = f"/odk/key/{other.token}/formList"
    assert tablet.client.get(open_still).status_code == 200
    Account.objects.filter(pk=other.key.account.pk).update(is_active=False)
    assert tablet.client.get(open_still).status_code == 401


def test_a_key_holds_in_its_own_district_only(tablet: Tablet) -> None:
    there = District.objects.exclude(slug=SLUG).first()
    slug = there.slug if there else "elsewhere"
    answer = tablet.ask("GET", f"/odk/{slug}/formList")
    assert answer.status_code == 401


def test_neither_the_token_nor_what_tells_it_is_stored(tablet: Tablet) -> None:
    row = Key.objects.get()
    kept = " ".join(
        str(bytes(value) if isinstance(value, memoryview | bytes) else value) for value in vars(row).values()
    )
    assert tablet.key.token not in kept and row.username in kept
    entry = AuditEntry.objects.get(kind="odk_key_issued")
    assert entry.subject == row.username and tablet.key.token not in str(vars(entry))


# At the desk


def at_desk(name: str) -> Client:
    client = Client()
    client.post("/staff/sign-in", {"username": name, "password": PASSWORD})
    return client


def test_the_leader_gives_a_key_out_to_scan_and_ends_it(tablet: Tablet) -> None:
    client = at_desk("leader")
    page = client.get(DESK).content.decode()
    assert "平板三号" in page and "某asker2" in page
    given = {"person": str(town.account("asker2").pk), "name": "平板 四号", "days": "30"}
    shown = client.post(f"{DESK}/issue", given)
    assert shown.status_code == 200 and "no-store" in shown.headers["Cache-Control"]
    code = shown.context["code"]
    chosen = orjson.loads(zlib.decompress(b64decode(code)))
    general = chosen["general"]
    assert general["server_url"] == f"http://testserver/odk/{SLUG}" and general["form_update_mode"] == "match_exactly"
    key = Key.objects.get(username=general["username"])
    assert (key.name, key.account, key.issued_by) == ("平板 四号", town.account("asker2"), town.account("leader"))
    other = Tablet(tablet.key.__class__(key, general["password"]))
    assert len(other.form_list()) == 1
    assert general["password"] not in client.get(DESK).content.decode()
    assert client.post(f"{DESK}/{key.pk}/end").status_code == 302
    assert other.get(f"/odk/{SLUG}/formList").status_code == 401
    assert client.post(f"{DESK}/{key.pk}/end").status_code == 302
    assert AuditEntry.objects.filter(kind="odk_key_ended").count() == 1


def test_interviewers_have_their_own_tablets_only(tablet: Tablet) -> None:
    client, other = at_desk("asker2"), tablet.key.key
    page = client.get(DESK)
    assert page.status_code == 200 and other.username not in page.content.decode()
    given = {"name": "我的平板", "days": "30"}
    assert client.post(f"{DESK}/issue", {**given, "person": str(town.account("asker").pk)}).status_code == 400
    assert client.post(f"{DESK}/issue", {**given, "person": str(town.account("asker2").pk)}).status_code == 200
    assert client.post(f"{DESK}/{other.pk}/end").status_code == 403
    assert Key.objects.get(pk=other.pk).ended_at is None


@pytest.mark.parametrize("name", ["here", "centre", "doctor"])
def test_nobody_else_gives_keys_out(tablet: Tablet, name: str) -> None:
    client = at_desk(name)
    assert client.get(DESK).status_code == 403
    assert client.post(f"{DESK}/issue", {"person": "x", "name": "平板", "days": "9"}).status_code == 403
    assert client.post(f"{DESK}/{tablet.key.key.pk}/end").status_code == 403


@pytest.mark.parametrize(("field", "value"), [
    ("person", "x"), ("name", ""), ("name", " "), ("name", "长" * 41), ("days", "0"), ("days", "366"), ("days", "-1"),
    ("days", "一年"), ("days", ""), ("days", "9" * 400),
])  # fmt: skip
def test_what_a_key_cannot_be(tablet: Tablet, field: str, value: str) -> None:
    given = {"person": str(town.account("asker").pk), "name": "平板", "days": "30"} | {field: value}
    answer = at_desk("leader").post(f"{DESK}/issue", given)
    assert answer.status_code == 400 and 'class="faults"' in answer.content.decode() and Key.objects.count() == 1


def test_a_wrong_clock_shows_at_the_desk(tablet: Tablet) -> None:
    assert "时钟不对" not in at_desk("leader").get(DESK).content.decode()
    tablet.date = "Sun, 02 Nov 2025 01:30:00 GMT"
    tablet.form_list()
    assert "时钟不对" in at_desk("leader").get(DESK).content.decode()
