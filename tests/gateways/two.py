"""This installation and another one above it, with what a test does on either side."""

from __future__ import annotations

import base64
import http.client
import json
import os
import secrets
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from linli import clock
from linli.applications import actions
from linli.applications.actions.door import Done
from linli.cases.models import Case
from linli.cases.queries.replay import unfolded
from linli.gateways.exchange import signing
from linli.gateways.exchange.actions import deliver_due
from linli.gateways.exchange.calling import PATH
from linli.gateways.exchange.models import Parcel
from linli.gateways.exchange.packing import packed
from linli.gateways.exchange.peers import keyid_of
from linli.notices.models import Notice
from linli.packs import load
from linli.people.actors import Actor
from linli.people.models import Account
from tests.cases.resident_town import picture
from tests.factories import resident
from tests.gateways import packs
from tests.packs.folders import Folder

ROOT = Path(__file__).resolve().parents[2]
OURS = Ed25519PrivateKey.from_private_bytes(b"a key of the lower installation.")
ELDER = {"name": "刘桂芳", "id_number": "11010519491231002X"}
CHECKS = [True, True]


class Upper:
    """The other process. `upper.perform(…)` and its like are functions of tests.gateways.upper, done there."""

    def __init__(self, folder: Path) -> None:
        self.peers = folder / "peers.yaml"
        self.folder = packs.upper(folder / "pack")
        kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        own = {
            "LINLI_DATA": str(folder / "data"),
            "LINLI_PEERS": str(self.peers),
            "LINLI_SECRET": "of the one above",
            "LINLI_LOG": "ERROR",
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.gateways.upper", str(self.folder.path)], cwd=ROOT, env=kept | own, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        self.port: int = self._line()["port"]
        self.key: str = self.ask("key")

    def ask(self, do: str, **given: Any) -> Any:
        assert self.process.stdin
        self.process.stdin.write(json.dumps({"do": do, **given}) + "\n")
        self.process.stdin.flush()
        answer = self._line()
        assert "failed" not in answer, answer["failed"]
        return answer["is"]

    def _line(self) -> Any:
        assert self.process.stdout
        return json.loads(self.process.stdout.readline())

    def knows(self, address: str, key: Ed25519PrivateKey = OURS) -> None:
        """Its list of peers: this installation alone."""
        self.peers.write_text(peer_list(packs.LOWER_PEER, address, public(key)))

    def only(self, case: Case) -> dict[str, Any]:
        """The one application that it has of ours."""
        found = self.ask("cases", source_id=case.code)
        assert len(found) == 1, found
        one: dict[str, Any] = found[0]
        return one

    def move(self, by: str, case: Case, name: str, **given: Any) -> str:
        state: str = self.ask("perform", by=f"upper.{by}", code=self.only(case)["code"], move=name, given=given)
        return state

    def end(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(10)


@dataclass
class Two:
    """Both, with one time for both."""

    upper: Upper
    owner: Actor
    pack: Folder

    def at(self, when: datetime) -> None:
        clock.freeze(when)
        self.upper.ask("at", when=when.isoformat())

    def work(self) -> int:
        """Our worker's turn."""
        return deliver_due(clock.now())

    def their_work(self) -> int:
        done: int = self.upper.ask("work")
        return done

    def hand_in(self, service: str = packs.SERVICE, **changed: Any) -> Case:
        given = {"district": packs.LOWER, "service": service, "answers": answers(**changed), "documents": self.papers()}
        return actions.hand_in(self.owner, given).case

    def papers(self, **ready: Any) -> dict[str, Any]:
        return {
            "id_card": [self.paper("居民身份证", "id_card")],
            "bank_card": [self.paper("银行卡", "bank_card")],
            **ready,
        }

    def paper(self, name: str, sample: str) -> Any:
        photo = picture(size=(320, 200), name=f"{name}.jpg")
        return actions.keep_document(self.owner, packs.LOWER, name=name, sample=sample, files=[photo]).pk

    def reported_up(self, service: str = packs.SERVICE, **changed: Any) -> Case:
        """Handed in, accepted, agreed to by community and district."""
        case = self.hand_in(service, **changed)
        move("mini.worker", case, "accept")
        move("mini.worker", case, "report_up", checks=CHECKS)
        move("mini.works", case, "report_up", checks=CHECKS, text="情况属实，同意上报")
        case.refresh_from_db()
        return case


def answers(**changed: Any) -> dict[str, Any]:
    return {"elder": ELDER, "household_area": packs.COMMUNITY, "address": "林家巷52号", "living": "自己住", **changed}


def move(username: str, case: Case, name: str, **given: Any) -> Done:
    return actions.perform(Actor.of(Account.objects.get(username=username)), case.code, name, given)


def told(case: Case, organisation: str) -> list[str]:
    return list(Notice.objects.filter(about=case.pk, organisation=organisation).values_list("template", flat=True))


def whole(both: Two) -> None:
    """On either side every row is the fold of its events."""
    assert list(unfolded()) == [] and both.upper.ask("unfolded") == []


def connected(upper: Upper, here: str, settings: Any, folder: Path) -> Two:
    """Ours, at the address `here`, knows them, they know ours, and both stand at the same moment."""
    listed = folder / "peers.yaml"
    listed.write_text(peer_list(packs.UPPER_PEER, f"http://127.0.0.1:{upper.port}", upper.key))
    settings.LINLI_PEERS = str(listed)
    settings.LINLI_EXCHANGE_KEY = private(OURS)
    upper.knows(here)
    pack = packs.lower(folder)
    load(pack.path)
    found = Two(upper, someone(), pack)
    found.at(clock.now())
    return found


def someone() -> Actor:
    return Actor.of(resident())


def public(key: Ed25519PrivateKey) -> str:
    return base64.b64encode(key.public_key().public_bytes_raw()).decode()


def private(key: Ed25519PrivateKey) -> str:
    return base64.b64encode(key.private_bytes_raw()).decode()


def peer_list(name: str, address: str, key: str) -> str:
    return json.dumps([{"name": name, "address": address, "key": key}])


# Requests by hand


def body_of(case: Case) -> bytes:
    """What our worker would send of it now."""
    return packed(Parcel.objects.get(case=case, state="waiting"))


def headers_for(upper: Upper, body: bytes, key: Ed25519PrivateKey = OURS, **changed: Any) -> dict[str, str]:
    given: dict[str, Any] = {
        "keyid": keyid_of(key.public_key()), "method": "POST", "authority": f"127.0.0.1:{upper.port}", "path": PATH,
        "body": body, "created": int(clock.now().timestamp()), "nonce": secrets.token_urlsafe(16),
    }  # fmt: skip
    return signing.signed(key, **given | changed)


def send(upper: Upper, headers: Mapping[str, str], body: bytes) -> tuple[int, dict[str, Any]]:
    """The status, and the JSON of the answer."""
    line = http.client.HTTPConnection("127.0.0.1", upper.port, timeout=20)
    line.request("POST", PATH, body, {**headers, "Content-Type": "application/json"})
    answer = line.getresponse()
    told = json.loads(answer.read())
    line.close()
    return answer.status, told
