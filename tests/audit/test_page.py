"""The auditor's page: why a number was looked at, whose case it was, and days that no calendar goes to."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client

from linli.audit import queries
from linli.audit.actions import record
from linli.audit.models import AuditEntry
from linli.cases.models import Case
from linli.people.actors import Actor
from linli.people.models import Role
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def looked_at(clock: Any) -> Case:
    """A worker has looked at the number of one of two reporters."""
    factories.district()
    factories.report()
    case = factories.report(contact={"phone": "13812342071"}).case
    worker = at_desk("here")
    seen = worker.post(f"/desk/cases/{case.code}/phone", {"reason": "与反映人约定上门时间"})
    assert "13812342071" in seen.content.decode()
    return case


def at_desk(username: str) -> Client:
    client = Client()
    client.post("/staff/sign-in", {"username": username, "password": factories.PASSWORD})
    return client


def test_the_reason_for_a_look_is_read_by_the_auditor(looked_at: Case) -> None:
    page = at_desk("auditor").get("/desk/audit", {"kind": "phone_seen"}).content.decode()
    assert "与反映人约定上门时间" in page and looked_at.code in page


def test_who_has_looked_at_this_case(looked_at: Case) -> None:
    auditor = at_desk("auditor")
    spoken = looked_at.code.replace("-", " ").lower()
    rows = auditor.get("/desk/audit", {"subject": spoken}).context["rows"]
    assert [row["entry"].kind for row in rows] == ["phone_seen"]
    assert auditor.get("/desk/audit", {"subject": "nobody"}).context["rows"] == []


def test_a_search_by_subject_goes_by_the_index(looked_at: Case) -> None:
    wanted = queries.EntryFilter(subject=looked_at.code)
    if connection.vendor == "sqlite":
        rows = queries._wanted(AuditEntry.objects.filter(district=factories.CODE), wanted).order_by("-at", "-id")
        assert "auditentry_subject" in rows.explain()
    assert len(queries.entries(factories.actor("auditor").reach, wanted).entries) == 1


def test_what_changed_of_staff_is_told_in_words(looked_at: Case) -> None:
    data = {"change": "given", "role": "street_officer", "organisation": factories.STREET, "area": None}
    record(Actor.system(), "staff_changed", district=factories.CODE, subject="zhou.min", data=data)
    page = at_desk("admin").get("/desk/audit", {"subject": "zhou.min"}).content.decode()
    assert f"授予岗位 {Role.STREET_OFFICER.label} {factories.STREET}" in page


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2100-01-01", "1999-12-31"])
def test_a_day_out_of_reach_narrows_nothing_and_says_so(looked_at: Case, day: str) -> None:
    answer = at_desk("auditor").get("/desk/audit", {"day": day})
    assert answer.status_code == 200 and answer.context["rows"]
    assert "2000 年到 2099 年之间" in answer.content.decode()


@pytest.mark.parametrize("day", ["2000-01-01", "2099-12-31"])
def test_the_first_and_the_last_day_are_days(looked_at: Case, day: str) -> None:
    answer = at_desk("auditor").get("/desk/audit", {"day": day})
    assert answer.status_code == 200 and answer.context["rows"] == []
