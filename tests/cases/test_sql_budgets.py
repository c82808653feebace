"""What each page costs in statements: opening a case at most 12, a worklist 6, a case 10."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.people.actions import issue_token
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(clock: Any) -> None:
    factories.district()
    for number in range(30):
        case = factories.registered(text=f"第{number}件：下水道堵了，污水漫到路面")
        if number % 3 == 0:
            factories.move(
                "here", case, "whistle", kind="routine", reason="需要一起到现场", organisations=[factories.WORKS]
            )


def signed_in(username: str) -> Client:
    client = Client()
    client.post("/staff/sign-in", {"username": username, "password": factories.PASSWORD})
    return client


def statements(client: Client, path: str, limit: int, **headers: str) -> list[str]:
    """The statements of a page once the process is warm; transactions' own words do not count."""
    assert client.get(path, headers=headers).status_code == 200
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(path, headers=headers).status_code == 200
    asked = [one["sql"] for one in caught if not one["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN"))]
    assert len(asked) <= limit, "\n".join(asked)
    return asked


@pytest.mark.parametrize("username", ["here", "street", "works", "centre", "supervisor"])
@pytest.mark.parametrize("query", ["", "?view=area", "?view=done", "?q=下水道", "?state=registered"])
def test_a_worklist(town: None, username: str, query: str) -> None:
    statements(signed_in(username), f"/desk/{query}", 6)


@pytest.mark.parametrize("username", ["here", "works", "centre"])
def test_a_case(town: None, username: str) -> None:
    case = factories.whistled(factories.WORKS, factories.WATER)
    statements(signed_in(username), f"/desk/cases/{case.code}", 10)


def test_opening_a_case(town: None) -> None:
    need = {
        "district": factories.CODE,
        "text": "路灯坏了三盏，晚上一片黑",
        "location": dict(zip(("lat", "lon"), factories.spot(), strict=True)),
        "contact": {"phone": "13800138000", "name": "刘桂芳"},
    }
    client = Client()
    client.post("/api/v1/cases", need, content_type="application/json")
    with CaptureQueriesContext(connection) as caught:
        answer = client.post("/api/v1/cases", need, content_type="application/json")
    assert answer.status_code == 201
    asked = [one["sql"] for one in caught if not one["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN"))]
    assert len(asked) <= 12, "\n".join(asked)


def test_a_case_over_the_api(town: None) -> None:
    case = factories.whistled(factories.WORKS, factories.WATER)
    token, _kept = issue_token("here", factories.PASSWORD, "127.0.0.1")
    statements(Client(), f"/api/v1/cases/{case.code}", 10, Authorization=f"Bearer {token}")
