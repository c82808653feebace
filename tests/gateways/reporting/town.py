"""A district that reports, and the city above on an installation of its own; both with officers of disease control."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import orjson

from linli.gateways.exchange.peers import peers
from linli.gateways.reporting import actions
from linli.gateways.reporting.models import Release, Report
from linli.packs import load
from linli.people.vault import unseal_bytes
from linli.registries import actions as registries
from linli.registries.models import Card
from tests.factories import actor
from tests.gateways import packs, two
from tests.gateways.two import Two, Upper
from tests.packs.folders import Folder

CDC, HOSPITAL = f"{packs.LOWER}-cdc", f"{packs.LOWER}-hospital"
ONE, OTHER, DOCTOR, ABOVE = "mini.epi", "mini.epi2", "mini.doctor", "upper.epi"


def with_officers(pack: Folder, district: str, people: str, *names: str) -> Folder:
    """Disease control and a hospital, with staff."""
    for code, name in ((f"{district}-cdc", "疾病预防控制中心"), (f"{district}-hospital", "区医院")):
        pack.add("organisations.yaml", f"- {{code: {code}, name: {name}, short: {name[:4]}, kind: health}}\n")
    staff = [(name, "epidemiologist", f"{district}-cdc") for name in names] + [
        (f"{people}doctor", "physician", f"{district}-hospital")
    ]
    for username, role, unit in staff:
        held = f"[{{role: {role}, organisation: {unit}}}]"
        lines = pack.text("people.yaml")
        mark = "  - name: 王秀英\n" if "  - name: 王秀英\n" in lines else ""
        entry = f"  - {{username: {username}, name: 某{username[-4:]}, positions: {held}}}\n"
        pack.write("people.yaml", lines.replace(mark, entry + mark, 1) if mark else lines + entry)
    return pack


class City(Upper):
    """The installation above, with an officer of disease control of its own."""

    def __init__(self, folder: Path) -> None:
        made = packs.upper
        packs.upper = lambda at: with_officers(made(at), packs.UPPER, "upper.", ABOVE)  # type: ignore[assignment]
        try:
            super().__init__(folder)
        finally:
            packs.upper = made


def connected(both: Two, **reports: str) -> None:
    """Above lists ours as reporting of our district, or of what is given instead."""
    known = json.loads(both.upper.peers.read_text())
    known[0]["reports"] = reports or {packs.LOWER: "样本区"}
    both.upper.peers.write_text(json.dumps(known, ensure_ascii=False))


def begin(both: Two) -> None:
    load(with_officers(both.pack, packs.LOWER, "mini.", ONE, OTHER).path)
    connected(both)


def card(kind: str = "death", number: int = 1, **changed: str) -> Card:
    """One that was reported by the hospital and accepted."""
    from tests.registries import town

    name = "王李张刘陈杨赵黄周吴"[number % 10] + "建国秀英桂兰玉梅"[number % 7 : number % 7 + 2]
    given = {
        "area": packs.COMMUNITY,
        "name": name,
        "born": f"19{40 + number % 40}-03-02",
        "phone": f"138000000{number:02d}",
        **changed,
    }
    given = {"id_number": town.id_number(given["born"]), **given}
    fields = town.FIELDS[kind](**given)
    row = registries.report(actor(DOCTOR), {"kind": kind, "fields": fields, "source_id": f"{kind}-{number}"}).card
    return registries.accept(actor(ONE), row.code)


def prepared(kind: str = "cards", period: str = "2026-10", by: str = ONE, **given: Any) -> Release:
    return actions.prepare(actor(by), {"kind": kind, "period": period, "peer": packs.UPPER_PEER, **given})


def authorised(**given: Any) -> Release:
    return actions.authorise(actor(OTHER), prepared(**given).pk)


def work() -> int:
    from linli import clock

    return actions.deliver_due(clock.now(), limit=50)


def body(number: int) -> dict[str, Any]:
    """What travels as that number."""
    found: dict[str, Any] = orjson.loads(unseal_bytes(Report.objects.get(number=number).body_cipher))
    return found


def posted(
    both: Two, told: dict[str, Any] | bytes, path: str = "/exchange/v1/reports", key: Any = two.OURS
) -> tuple[int, dict[str, Any]]:
    """A signed request by hand."""
    import http.client

    raw = told if isinstance(told, bytes) else orjson.dumps(told)
    headers = two.headers_for(both.upper, raw, key, path=path)
    line = http.client.HTTPConnection("127.0.0.1", both.upper.port, timeout=20)
    line.request("POST", path, raw, {**headers, "Content-Type": "application/json"})
    answer = line.getresponse()
    heard = json.loads(answer.read())
    line.close()
    return answer.status, heard


def peer() -> Any:
    return peers()[packs.UPPER_PEER]
