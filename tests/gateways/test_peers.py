"""The list of other installations, this one's own key, and what is said where either is not as it must be."""

from __future__ import annotations

import base64
import json
import stat
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from typer.testing import CliRunner

from linli.applications.across import changed
from linli.applications.errors import NotConnected
from linli.cases.models import Case
from linli.checking import Finding, findings
from linli.cli import app
from linli.gateways.exchange.actions.putting import on_changed
from linli.gateways.exchange.calling import authority_of
from linli.gateways.exchange.errors import KeyUnreadable, PeersUnreadable
from linli.gateways.exchange.models import Parcel
from linli.gateways.exchange.peers import own_key, own_public, peers
from linli.packs import PackRefused, load
from tests.conftest import MovableClock
from tests.gateways import packs
from tests.gateways.two import CHECKS, Two, move, peer_list, public, someone

KEY = public(Ed25519PrivateKey.from_private_bytes(bytes(32)))


def test_an_own_key_is_made_once_and_read_by_nobody_else(settings: Any, tmp_path: Path) -> None:
    settings.LINLI_DATA, settings.LINLI_EXCHANGE_KEY = tmp_path, ""
    first = own_public()
    kept = tmp_path / "exchange.key"
    assert own_public() == first and stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["exchange.key"]
    printed = CliRunner().invoke(app, ["exchange-key"])
    assert (printed.exit_code, printed.output.strip()) == (0, first)
    settings.LINLI_EXCHANGE_KEY = base64.b64encode(bytes(32)).decode()
    assert own_public() == KEY != first
    settings.LINLI_EXCHANGE_KEY = "too short"
    with pytest.raises(KeyUnreadable, match="LINLI_EXCHANGE_KEY"):
        own_key()
    assert CliRunner().invoke(app, ["exchange-key"]).exit_code == 1


def test_a_list_in_yaml(settings: Any, tmp_path: Path) -> None:
    listed = tmp_path / "peers.yaml"
    settings.LINLI_PEERS = str(listed)
    listed.write_text(f'- {{name: shi, address: "https://linli.example.org/", key: "{KEY}", district: "990203"}}\n')
    peer = peers()["shi"]
    assert (peer.address, peer.district, len(peer.keyid)) == ("https://linli.example.org", "990203", 32)


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"name": "Shi"}, "“name”"),
        ({"address": "http://linli.example.org"}, "“address”"),
        ({"address": "https://linli.example.org/sub"}, "“address”"),
        ({"address": "https://me@linli.example.org"}, "“address”"),
        ({"address": "https://linli.example.org:99999"}, "“address”"),
        ({"address": "https://邻里.example.org"}, "“address”"),
        ({"key": "AAAA"}, "“key”"),
        ({"keys": "AAAA"}, "“-”"),
    ],
)
def test_an_entry_that_will_not_do_is_named(settings: Any, tmp_path: Path, entry: dict[str, str], said: str) -> None:
    settings.LINLI_PEERS = str(tmp_path / "peers.json")
    given = {"name": "shi", "address": "https://linli.example.org", "key": KEY} | entry
    Path(settings.LINLI_PEERS).write_text(json.dumps([given]))
    with pytest.raises(PeersUnreadable, match=said):
        peers()


@pytest.mark.parametrize("text", ["{", "name: shi", "\0"])
def test_a_list_that_is_none(settings: Any, tmp_path: Path, text: str) -> None:
    settings.LINLI_PEERS = str(tmp_path / "peers.yaml")
    with pytest.raises(PeersUnreadable):
        peers()
    Path(settings.LINLI_PEERS).write_text(text)
    with pytest.raises(PeersUnreadable):
        peers()


def test_two_with_one_key_are_not_told_apart(settings: Any, tmp_path: Path) -> None:
    settings.LINLI_PEERS = str(tmp_path / "peers.yaml")
    one = json.loads(peer_list("shi", "https://linli.example.org", KEY))
    Path(settings.LINLI_PEERS).write_text(json.dumps([*one, {**one[0], "name": "sheng"}]))
    with pytest.raises(PeersUnreadable, match="2"):
        peers()


@pytest.mark.parametrize(
    ("address", "authority"),
    [
        ("https://Linli.Example.org", "linli.example.org"),
        ("https://linli.example.org:443", "linli.example.org"),
        ("https://linli.example.org:8443", "linli.example.org:8443"),
        ("http://127.0.0.1:8000", "127.0.0.1:8000"),
        ("http://[::1]:80", "[::1]"),
    ],
)
def test_whom_a_request_is_for(address: str, authority: str) -> None:
    assert authority_of(address) == authority


# With tables, without the other side


@pytest.fixture
def alone(db: None, clock: MovableClock, settings: Any, tmp_path: Path) -> Two:
    """A district whose city works on an installation that nobody wrote down."""
    settings.LINLI_DATA = tmp_path
    pack = packs.lower(tmp_path)
    load(pack.path)
    return Two(None, someone(), pack)  # type: ignore[arg-type]


def agreed(alone: Two) -> Case:
    case = alone.hand_in()
    move("mini.worker", case, "accept")
    move("mini.worker", case, "report_up", checks=CHECKS)
    return case


def finding(name: str) -> Finding:
    return next(one for one in findings() if one.name == name)


def test_without_a_connection_it_stays_where_it_is(alone: Two) -> None:
    case = agreed(alone)
    with pytest.raises(NotConnected) as refused:
        move("mini.works", case, "report_up", checks=CHECKS)
    assert "样本市住房和城乡建设局" in refused.value.message
    case.refresh_from_db()
    assert (case.level, case.organisation_id) == ("district", packs.WORKS) and not Parcel.objects.exists()


def test_without_the_exchange_it_stays_where_it_is(alone: Two) -> None:
    case = agreed(alone)
    changed.disconnect(on_changed, dispatch_uid="exchange")
    try:
        with pytest.raises(NotConnected):
            move("mini.works", case, "report_up", checks=CHECKS)
    finally:
        changed.connect(on_changed, dispatch_uid="exchange")
    case.refresh_from_db()
    assert (case.level, case.organisation_id) == ("district", packs.WORKS)


def test_the_check_notes_an_unknown_one_and_what_waits(alone: Two, settings: Any, tmp_path: Path) -> None:
    title = f"exchange with {packs.UPPER_PEER}"
    noted = finding(title)
    assert str(noted).startswith("note ") and "样本市住房和城乡建设局" in noted.words and not noted.fails
    settings.LINLI_PEERS = str(tmp_path / "peers.yaml")
    assert finding("exchange").fails
    Path(settings.LINLI_PEERS).write_text(peer_list(packs.UPPER_PEER, "https://linli.example.org", KEY))
    assert str(finding(title)) == f"ok    {title}: https://linli.example.org"
    move("mini.works", agreed(alone), "report_up", checks=CHECKS)
    assert "1 parcels wait" in finding(title).words


def test_a_pack_names_the_installation_of_an_organisation(alone: Two) -> None:
    alone.pack.swap("organisations.yaml", f"installation: {packs.UPPER_PEER}", "installation: 市平台")
    with pytest.raises(PackRefused):
        load(alone.pack.path)
    alone.pack.swap("organisations.yaml", ", installation: 市平台", "")
    load(alone.pack.path)
    case = agreed(alone)
    move("mini.works", case, "report_up", checks=CHECKS)
    assert not Parcel.objects.exists()
