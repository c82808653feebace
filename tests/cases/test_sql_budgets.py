"""How many statements the busiest requests may take, counted on a warmed process: begins and commits not counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.cases.actions import attach
from linli.cases.models import Case
from linli.people.actors import Actor
from linli.places.models import District
from tests import factories
from tests.cases.program import Program
from tests.cases.resident_town import picture
from tests.factories import (
    CODE,
    DRAIN,
    POLICE,
    WATER,
    WORKS,
    answer_call,
    callout,
    move,
    registered,
    report,
    spot,
    whistled,
)

CREATE, WORKLIST, DETAIL, MOVE = 12, 6, 10, 12
CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK")
LAT, LON = spot()


@contextmanager
def at_most(limit: int) -> Iterator[None]:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        yield
    statements = [one["sql"] for one in seen.captured_queries if not one["sql"].upper().startswith(CONTROL)]
    assert len(statements) <= limit, "\n".join([f"{len(statements)} > {limit}", *(sql[:160] for sql in statements)])


def counted(request: Callable[[], object], limit: int) -> None:
    """Once to warm what a process keeps, then counted."""
    request()
    with at_most(limit):
        request()


def at_desk(username: str) -> Client:
    client = Client()
    assert client.post("/staff/sign-in", {"username": username, "password": factories.PASSWORD}).status_code == 302
    return client


def page(client: Client, path: str) -> None:
    assert client.get(path).status_code == 200


@pytest.fixture
def busy(district: District) -> Case:
    """A desk with thirty cases, one of them with all that can hang on a case."""
    for _number in range(26):
        registered()
    account = factories.resident()
    full = whistled(by=Actor.of(account), contact={"phone": "13812342071", "name": "刘敏"})
    registered(by=Actor.of(account))
    for name, unit in (("works", WORKS), ("water", WATER)):
        answer_call(name, callout(full, unit), "report-in", "arrive")
    answer_call("police", callout(full, POLICE), "refuse")
    for number in range(6):
        move("here", full, "note", text=f"第{number}次看过")
    attach(factories.reporter_of(full), full.code, [picture()])
    return full


def test_a_report_by_api(district: District) -> None:
    given = {
        "district": CODE, "text": "林家巷52号门口下水道堵了", "address": "林家巷52号", "category": DRAIN,
        "location": {"lat": LAT, "lon": LON, "accuracy": 12}, "contact": {"phone": "13812342071", "name": "刘敏"},
    }  # fmt: skip
    program = Program()
    counted(lambda: program.post("/cases", **given), CREATE)
    keys = iter(range(2))
    counted(lambda: program.post("/cases", {"Idempotency-Key": str(next(keys))}, **given), CREATE)
    assert Case.objects.count() == 4


def test_a_report_in_words_alone(district: District) -> None:
    counted(lambda: report(location=None, address="建设路", text="路灯坏了"), CREATE)


@pytest.mark.parametrize("username", ["here", "street", "centre", "supervisor", "works", "auditor"])
def test_a_worklist(busy: Case, username: str) -> None:
    client = at_desk(username)
    counted(lambda: page(client, "/desk/"), WORKLIST)
    counted(lambda: page(client, "/desk/?sort=new&state=registered"), WORKLIST)


def test_a_worklist_by_api(busy: Case) -> None:
    program = Program("here")
    counted(lambda: program.get("/cases", limit=25), WORKLIST)
    counted(lambda: program.get("/cases", limit=25, due_before="2027-01-01T00:00:00Z"), WORKLIST)


@pytest.mark.parametrize("username", ["here", "street", "centre", "works"])
def test_a_case_at_the_desk(busy: Case, username: str) -> None:
    client = at_desk(username)
    counted(lambda: page(client, f"/desk/cases/{busy.code}"), DETAIL)


@pytest.mark.parametrize("username", ["", "here", "works"])
def test_a_case_by_api(busy: Case, username: str) -> None:
    program = Program(username)
    counted(lambda: program.get(f"/cases/{busy.code}"), DETAIL)


def test_a_case_for_everyone(busy: Case) -> None:
    client = Client()
    counted(lambda: page(client, f"/c/{busy.code}"), DETAIL)


def test_a_page_costs_the_same_wherever_it_lies(busy: Case) -> None:
    client = at_desk("here")
    first = client.get("/desk/")
    assert first.context["page"].older
    counted(lambda: page(client, f"/desk/?after={first.context['page'].older}"), WORKLIST)


def test_a_move_does_not_grow_with_what_happened_before(busy: Case) -> None:
    counted(lambda: move("here", busy, "note", text="又看过了"), MOVE)
