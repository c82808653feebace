"""The reports that are sent, and the statements by which a create writes one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any
from uuid import UUID

from django.db import connection
from django.test import Client
from psycopg import Binary
from psycopg.types.json import Jsonb

from linli.cases.models import Case

from .client import UnexpectedAnswer

PATH = "/api/v1/cases"


@dataclass(frozen=True)
class Written:
    """The statements of one create that change something. `fresh` is what the next create has others of."""

    statements: list[tuple[str, tuple[Any, ...]]]
    fresh: list[str]


def reports(count: int) -> list[bytes]:
    """What programs send: words of the district, most with a position, half with a telephone number."""
    cases = (
        Case.objects.requests()
        .exclude(area=None)
        .exclude(lat=None)
        .exclude(address="")
        .select_related("category")
        .order_by("text_digest")
    )
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
        raise UnexpectedAnswer(f"{answer.status_code}: {answer.content.decode()}")
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
