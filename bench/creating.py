"""How many cases a second can be opened over HTTP, beside what the bare machine can write of the same rows."""

from __future__ import annotations

import itertools
import json
import pickle
import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.db import connection
from django.test import Client
from psycopg import Binary
from psycopg.types.json import Jsonb

from linli.cases.models import Case

from . import client
from .table import Row, at_least, at_most, per_second, percent, tell
from .town import served

PATH = "/api/v1/cases"
THREADS = 8
SHAPES = 24
STATEMENTS_ALLOWED = 12
WANTED, WANTED_SHARE = 250, 0.4


@dataclass(frozen=True)
class Written:
    """The statements of one create that change something. `fresh` is what the next create has others of."""

    statements: list[tuple[str, tuple[Any, ...]]]
    fresh: list[str]


def measure(home: Path, *, rounds: int, seconds: float) -> list[Row]:
    """Rounds of Linli and of the bare limit in turn, so that what else the machine does hits both."""
    bodies = reports(SHAPES)
    asked, written = zip(*(captured(body) for body in bodies), strict=True)
    rows = home / "rows.pickle"
    rows.write_bytes(pickle.dumps([(one.statements, one.fresh) for one in written]))
    sent = [client.request("POST", PATH, {"Content-Type": "application/json"}, body) for body in bodies]
    with served() as ours, served("bench.bare:application", {"LINLI_BENCH_ROWS": str(rows)}) as bare:
        runs: dict[str, tuple[int, Callable[[], bytes]]] = {
            "Linli": (ours, _in_turn(sent)),
            "bare": (bare, _in_turn(sent)),
            "with a key": (ours, _with_keys(bodies)),
        }
        for port, make in runs.values():
            client.load(port, make, threads=THREADS, seconds=1.5)
        rates: dict[str, list[float]] = {name: [] for name in runs}
        for number in range(rounds):
            for name, (port, make) in runs.items():
                rates[name].append(client.load(port, make, threads=THREADS, seconds=seconds))
                tell.log(f"create, round {number + 1}, {name}: {rates[name][-1]:.0f}/s")
    rate, limit, keyed = (statistics.median(rates[name]) for name in ("Linli", "bare", "with a key"))
    share = statistics.median(a / b for a, b in zip(rates["Linli"], rates["bare"], strict=True))
    most = max(asked)
    kinds = f"{THREADS} connections, {SHAPES} different reports, {Case.objects.count():,} cases on file"
    return [
        at_least("create", rate, WANTED, per_second, kinds),
        Row("  bare limit: the same rows by plain SQL", per_second(limit), remark=_told(written)),
        at_least("  share of the bare limit", share, WANTED_SHARE, percent),
        Row("  create with an Idempotency-Key", per_second(keyed)),
        at_most("  SQL statements of one create", most, STATEMENTS_ALLOWED, lambda n: f"{n:.0f}"),
    ]


def reports(count: int) -> list[bytes]:
    """What programs send: words of the district, most with a position, half with a telephone number."""
    cases = Case.objects.exclude(area=None).exclude(address="").select_related("category").order_by("text_digest")
    made = []
    for number, case in enumerate(cases[:count]):
        report: dict[str, Any] = {"district": case.district_id, "text": case.text}
        if number % 4:
            report["location"] = {"lat": case.lat, "lon": case.lon, "accuracy": 15}
        else:
            report["address"] = case.address
        if number % 2 and case.category:
            report["category"] = case.category.code
        if number % 4 < 2:
            report["contact"] = {"phone": f"1380013{number:04d}", "name": "李晓明"}
        made.append(json.dumps(report, ensure_ascii=False).encode())
    return made


def captured(body: bytes) -> tuple[int, Written]:
    """The number of statements of one create, and what it writes; what differs from a second one is fresh."""
    create(body)
    statements = create(body)
    changing = [(sql, params) for sql, params in statements if sql.startswith(("INSERT", "UPDATE"))]
    again = {text for sql, params in create(body) for text in _names(params)}
    fresh = {text for _sql, params in changing for text in _names(params)} - again
    return len(statements), Written([(sql, _plain(params)) for sql, params in changing], sorted(fresh))


def create(body: bytes) -> list[tuple[str, tuple[Any, ...]]]:
    """Open one case in this process; its statements."""
    statements: list[tuple[str, tuple[Any, ...]]] = []

    def listen(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        statements.append((sql, tuple(params or ())))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        answer = Client(SERVER_NAME="127.0.0.1").post(PATH, body, content_type="application/json")
    if answer.status_code != 201:
        raise client.UnexpectedAnswer(f"{answer.status_code}: {answer.content.decode()}")
    return statements


def _names(params: tuple[Any, ...]) -> Iterator[str]:
    """Keys and case codes among parameters."""
    for value in params:
        if isinstance(value, list):
            yield from _names(tuple(value))
        elif isinstance(value, UUID):
            yield str(value)
        elif (isinstance(value, str) and len(value) == 36 and value.count("-") == 4) or (
            isinstance(value, str) and len(value) < 15 and value.count("-") == 2 and value.upper() == value
        ):
            yield value


def _plain(params: tuple[Any, ...]) -> tuple[Any, ...]:
    """Parameters that another process can read: keys and JSON as text, bytes as bytes."""
    return tuple(_plain_one(value) for value in params)


def _plain_one(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain_one(each) for each in value]
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Jsonb):
        return json.dumps(value.obj, ensure_ascii=False)
    return bytes(value) if isinstance(value, memoryview) else value.obj if isinstance(value, Binary) else value


def _told(written: tuple[Written, ...]) -> str:
    counts = sorted({len(one.statements) for one in written})
    return f"{'–'.join(str(n) for n in dict.fromkeys((counts[0], counts[-1])))} statements in one transaction, a connection a thread"


def _in_turn(requests: list[bytes]) -> Callable[[], bytes]:
    endless = itertools.cycle(requests)
    return lambda: next(endless)


def _with_keys(bodies: list[bytes]) -> Callable[[], bytes]:
    endless = itertools.cycle(bodies)

    def make() -> bytes:
        headers = {"Content-Type": "application/json", "Idempotency-Key": str(uuid4())}
        return client.request("POST", PATH, headers, next(endless))

    return make
